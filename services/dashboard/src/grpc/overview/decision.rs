//! The decision, its basis, and the changes since.

use haetae_domain::review::{Basis, Decision, Moved};
use haetae_event_log::codec::{Word as _, person_to_wire, version_to_wire};
use haetae_proto::dashboard::v1::{BasisOverview, DecisionOverview, MovedGround};
use haetae_service_kit::clock::timestamp;

use crate::{grpc::show::text, words::ground_name};

pub(super) fn show(decision: &Decision, sequence: Option<u64>) -> DecisionOverview {
    let Decision { decided, meta, moved } = decision;
    DecisionOverview {
        outcome: decided.outcome.to_wire(),
        reason: decided.reason.clone(),
        conditions: decided.conditions.clone(),
        decided_by: Some(person_to_wire(&meta.by)),
        decided_at: Some(timestamp(meta.at)),
        sequence: sequence.unwrap_or_default(),
        basis: Some(basis(&decided.basis)),
        stale: !moved.is_empty(),
        moved: moved.iter().map(ground).collect(),
    }
}

fn basis(basis: &Basis) -> BasisOverview {
    BasisOverview {
        review_sequence: basis.review,
        assessment_sequence: basis.assessment,
        diagnosis_sequence: basis.diagnosis,
        policy: Some(version_to_wire(&basis.policy)),
        catalogs: basis.catalogs.iter().map(version_to_wire).collect(),
        level: basis.level.to_wire(),
        round: basis.round,
        open_findings: basis.open_findings,
        accepted_findings: basis.accepted_findings,
        evidence_sha256: basis.evidence.iter().map(hex::encode).collect(),
    }
}

fn ground(moved: &Moved) -> MovedGround {
    MovedGround { what: moved.what.clone(), name: Some(text(ground_name(&moved.what))), sequence: moved.sequence }
}
