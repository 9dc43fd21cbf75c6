//! GetFocusGuide.

use std::collections::BTreeSet;

use haetae_domain::{
    document::DocumentVersion,
    focus::{self, FocusItem, ManagedThreat, focus},
};
use haetae_event_log::codec::{Word, version_to_wire};
use haetae_proto::checkpoint::v1 as pb;
use haetae_service_kit::{
    auth::Principal,
    commands,
    error::{ApiError, Violations},
    token, validate,
};

use crate::{
    desk::Desk,
    view::{catalogs as view, text::text},
};

/// Words of a field at most; no vocabulary has more.
const MOST_WORDS: usize = 50;

/// The controls to look at first, from the catalogues in use.
pub(crate) fn guide(
    desk: &Desk,
    caller: &Principal,
    r: &pb::GetFocusGuideRequest,
) -> Result<pb::GetFocusGuideResponse, ApiError> {
    let mut v = Violations::new();
    let kind = focus::Kind {
        service_types: words(&mut v, "service_types", &r.service_types, 1),
        components: words(&mut v, "components", &r.components, 0),
        data_classes: words(&mut v, "data_classes", &r.data_classes, 0),
    };
    v.finish()?;
    let active = desk.catalogues.active();
    let counted = desk.experiences.read();
    let experience = counted.of(caller.scope()?);
    let items = focus(active.iter().map(|version| &version.document), &kind, experience);
    let names: Vec<&DocumentVersion> = active.iter().map(|version| &version.name).collect();
    Ok(pb::GetFocusGuideResponse {
        catalogs: names.into_iter().map(version_to_wire).collect(),
        items: (1..).zip(&items).map(|(rank, i)| item(rank, i)).collect(),
        consistency_token: token::consistency_token(counted.position),
    })
}

fn words<W: Word + Ord>(v: &mut Violations, field: &str, numbers: &[i32], least: usize) -> BTreeSet<W> {
    validate::count(v, field, numbers.len(), least..=MOST_WORDS);
    let named = numbers.iter().take(MOST_WORDS).enumerate();
    named.filter_map(|(n, number)| commands::word(v, &format!("{field}[{n}]"), *number)).collect()
}

fn item(rank: u32, item: &FocusItem<'_>) -> pb::FocusItem {
    let control = item.control;
    let rules = item.rules.iter();
    pb::FocusItem {
        rank,
        catalog_id: item.catalog.id.clone(),
        control_id: control.id.clone(),
        title: text(&control.title),
        layer: control.layer.to_wire(),
        mandatory_from: control.mandatory_from.to_wire(),
        selected_by: rules.map(|r| pb::Selection { rule_id: r.id.clone(), reason: text(&r.reason) }).collect(),
        service_types: view::words(&item.service_types),
        components: view::words(&item.components),
        threats: item.threats.iter().map(threat).collect(),
        checks: control.checks.iter().map(view::check).collect(),
        countermeasure: text(&control.countermeasure),
        judged: item.record.judged,
        failed: item.record.failed,
    }
}

fn threat(ManagedThreat { threat, solution }: &ManagedThreat<'_>) -> pb::FocusThreat {
    pb::FocusThreat {
        threat_id: threat.id.clone(),
        title: text(&threat.title),
        solution_id: solution.id.clone(),
        solution_title: text(&solution.title),
    }
}
