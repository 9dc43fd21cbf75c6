//! Differences as the contract shows them.

use haetae_event_log::codec::person_to_wire;
use haetae_proto::{
    common::v1::Text as WireText,
    dashboard::v1::{ChangingCommit, Difference as Wire, DifferenceGroup, DifferenceKind},
};
use haetae_service_kit::commands::timestamp;

use crate::{
    dossier::{
        Taken,
        compare::{Difference, Kind},
    },
    grpc::show::text,
};

/// Differences that a group shows.
const MOST: usize = 500;

/// Differences by kind, and how many were left out.
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

fn named(kind: Kind) -> (DifferenceKind, WireText) {
    let (kind, ko, en) = match kind {
        Kind::Status => (DifferenceKind::Status, "진행 상태", "Status"),
        Kind::Request => (DifferenceKind::Request, "요청 내용", "Request"),
        Kind::Assessment => (DifferenceKind::Assessment, "위험 평가", "Assessment"),
        Kind::Contribution => (DifferenceKind::Contribution, "위험 점수 구성", "What the score is made of"),
        Kind::Checklist => (DifferenceKind::Checklist, "점검 항목", "Checklist"),
        Kind::Verdict => (DifferenceKind::Verdict, "판정", "Verdicts"),
        Kind::Round => (DifferenceKind::Round, "진단 차수", "Rounds"),
        Kind::Finding => (DifferenceKind::Finding, "조치 항목", "Findings"),
        Kind::People => (DifferenceKind::People, "담당", "People"),
        Kind::Target => (DifferenceKind::Target, "처리 기한", "Target date"),
        Kind::Decision => (DifferenceKind::Decision, "최종 판정", "Decision"),
        Kind::Version => (DifferenceKind::Version, "정책·카탈로그 판", "Versions"),
    };
    (kind, WireText { ko: ko.into(), en: en.into() })
}
