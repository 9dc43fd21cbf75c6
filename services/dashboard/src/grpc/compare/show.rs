//! Converts differences to the contract's form.

use haetae_event_log::codec::person_to_wire;
use haetae_proto::{
    common::v1::Text as WireText,
    dashboard::v1::{ChangingCommit, Difference as Wire, DifferenceGroup, DifferenceKind},
    words::Named as _,
};
use haetae_service_kit::clock::timestamp;

use crate::{
    dossier::{
        Taken,
        compare::{Difference, FacetKind},
    },
    grpc::show::text,
};

/// Differences that a group shows.
const MOST: usize = 500;

/// Differences by kind, and the number of omitted ones.
pub(super) fn groups(differences: Vec<Difference>) -> (Vec<DifferenceGroup>, u32) {
    let (mut groups, mut left_out) = (Vec::<DifferenceGroup>::new(), 0);
    for difference in differences {
        let (kind, title) = named(difference.key.kind);
        if groups.last().is_none_or(|group| group.kind() != kind) {
            groups.push(DifferenceGroup { kind: kind.into(), title: Some(title), differences: vec![] });
        }
        match groups.last_mut() {
            Some(group) if group.differences.len() < MOST => group.differences.push(show(difference)),
            _ => left_out += 1,
        }
    }
    (groups, left_out)
}

fn show(difference: Difference) -> Wire {
    let Difference { key, before, after, commits } = difference;
    let name = after.as_ref().or(before.as_ref()).map(|facet| facet.name.clone());
    Wire {
        key: key.key,
        name: name.map(text),
        before: before.map(|facet| text(facet.shown)),
        after: after.map(|facet| text(facet.shown)),
        commits: commits.into_iter().map(commit).collect(),
    }
}

fn commit(taken: Taken) -> ChangingCommit {
    ChangingCommit {
        sequence: taken.sequence,
        actor: Some(person_to_wire(&taken.meta.by)),
        occurred_at: Some(timestamp(taken.meta.at)),
        events: taken.events.into_iter().map(str::to_owned).collect(),
    }
}

fn named(kind: FacetKind) -> (DifferenceKind, WireText) {
    let kind = match kind {
        FacetKind::Status => DifferenceKind::Status,
        FacetKind::Request => DifferenceKind::Request,
        FacetKind::Assessment => DifferenceKind::Assessment,
        FacetKind::Contribution => DifferenceKind::Contribution,
        FacetKind::Checklist => DifferenceKind::Checklist,
        FacetKind::Verdict => DifferenceKind::Verdict,
        FacetKind::Round => DifferenceKind::Round,
        FacetKind::Finding => DifferenceKind::Finding,
        FacetKind::People => DifferenceKind::People,
        FacetKind::Target => DifferenceKind::Target,
        FacetKind::Decision => DifferenceKind::Decision,
        FacetKind::Version => DifferenceKind::Version,
    };
    let name = kind.name();
    (kind, WireText { ko: name.ko.into(), en: name.en_heading() })
}
