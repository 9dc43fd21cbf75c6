//! Checklists, generated and revised.

use haetae_domain::checkpoint_key::CheckpointKey;
use haetae_domain::diagnosis::{FindingTerms, Generated, Revised};
use haetae_domain::selection::Selected;
use haetae_proto::event::v1 as pb;

use super::keys::{keys_from_wire, keys_to_wire};
use super::{standing_from_wire, standing_to_wire, tally_from_wire, tally_to_wire};
use crate::codec::{
    CodecError, Word, person_from_wire, person_to_wire, profile, profile_to_wire, risk, version_from_wire,
    version_to_wire,
};

pub(super) fn generated_to_wire(g: &Generated) -> pb::DiagnosisGenerated {
    pb::DiagnosisGenerated {
        catalogs: g.catalogs.iter().map(version_to_wire).collect(),
        profile: Some(profile_to_wire(&g.profile)),
        level: g.level.to_wire(),
        requester: Some(person_to_wire(&g.requester)),
        team: g.team.clone(),
        checkpoints: g.checkpoints.iter().map(selected_to_wire).collect(),
        finding_terms: Some(terms_to_wire(&g.terms)),
    }
}

pub(super) fn generated_from_wire(g: pb::DiagnosisGenerated) -> Result<Generated, CodecError> {
    let catalogs: Result<_, _> = g.catalogs.into_iter().map(|v| version_from_wire(Some(v))).collect();
    let checkpoints: Result<_, _> = g.checkpoints.into_iter().map(selected_from_wire).collect();
    Ok(Generated {
        catalogs: catalogs?,
        profile: profile::required(g.profile.as_ref())?,
        level: Word::from_wire(g.level).ok_or_else(|| CodecError::field("level"))?,
        requester: person_from_wire(g.requester),
        team: g.team,
        checkpoints: checkpoints?,
        terms: terms_from_wire(g.finding_terms)?,
    })
}

pub(super) fn revised_to_wire(r: &Revised) -> pb::ChecklistRevised {
    pb::ChecklistRevised {
        cause: r.cause.to_wire(),
        catalogs: r.catalogs.iter().map(version_to_wire).collect(),
        profile: Some(profile_to_wire(&r.profile)),
        level: r.level.to_wire(),
        checkpoints: r.checkpoints.iter().map(selected_to_wire).collect(),
        added: keys_to_wire(&r.added),
        changed: keys_to_wire(&r.changed),
        retired: keys_to_wire(&r.retired),
        finding_terms: Some(terms_to_wire(&r.terms)),
        tally: Some(tally_to_wire(&r.tally)),
        standing: Some(standing_to_wire(&r.standing)),
    }
}

pub(super) fn revised_from_wire(r: pb::ChecklistRevised) -> Result<Revised, CodecError> {
    let catalogs: Result<_, _> = r.catalogs.into_iter().map(|v| version_from_wire(Some(v))).collect();
    let checkpoints: Result<_, _> = r.checkpoints.into_iter().map(selected_from_wire).collect();
    Ok(Revised {
        cause: Word::from_wire(r.cause).ok_or_else(|| CodecError::field("cause"))?,
        catalogs: catalogs?,
        profile: profile::required(r.profile.as_ref())?,
        level: Word::from_wire(r.level).ok_or_else(|| CodecError::field("level"))?,
        checkpoints: checkpoints?,
        added: keys_from_wire("added", &r.added)?,
        changed: keys_from_wire("changed", &r.changed)?,
        retired: keys_from_wire("retired", &r.retired)?,
        terms: terms_from_wire(r.finding_terms)?,
        tally: tally_from_wire(r.tally)?,
        standing: standing_from_wire(r.standing)?,
    })
}

fn terms_to_wire(t: &FindingTerms) -> pb::FindingTerms {
    pb::FindingTerms { policy: t.policy.as_ref().map(version_to_wire), days: Some(risk::finding_days_to_wire(&t.days)) }
}

/// Checklists in the oldest commits have no terms; the default terms apply to their findings.
fn terms_from_wire(t: Option<pb::FindingTerms>) -> Result<FindingTerms, CodecError> {
    let Some(t) = t else { return Ok(FindingTerms::default()) };
    let policy = t.policy.map(|version| version_from_wire(Some(version))).transpose()?;
    Ok(FindingTerms { policy, days: risk::finding_days_from_wire(t.days)? })
}

fn selected_to_wire(s: &Selected) -> pb::SelectedCheckpoint {
    pb::SelectedCheckpoint {
        catalog_id: s.key.catalog.clone(),
        control_id: s.key.control.clone(),
        check_id: s.key.check.clone(),
        layer: s.layer.to_wire(),
        mandatory: s.mandatory,
        rules: s.rules.clone(),
    }
}

fn selected_from_wire(s: pb::SelectedCheckpoint) -> Result<Selected, CodecError> {
    Ok(Selected {
        key: CheckpointKey { catalog: s.catalog_id, control: s.control_id, check: s.check_id },
        layer: Word::from_wire(s.layer).ok_or_else(|| CodecError::field("checkpoints.layer"))?,
        mandatory: s.mandatory,
        rules: s.rules,
    })
}
