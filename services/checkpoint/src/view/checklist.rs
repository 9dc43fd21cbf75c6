//! Converts checklists to the contract's form, with the texts of the catalogue versions they were made from.

use std::{collections::HashMap, sync::Arc};

use haetae_domain::{
    catalog::{Catalog, Control},
    diagnosis::{Diagnosis, Judged, Retired},
    selection::Selected,
};
use haetae_event_log::codec::{Word as _, person_to_wire, tally_to_wire, version_to_wire};
use haetae_proto::checkpoint::v1 as pb;
use haetae_service_kit::{clock::timestamp, documents::Version, error::ApiError};

use super::{evidence::evidence, text::text};
use crate::desk::catalogues::Catalogues;

/// The checklist of a review; `retired` as [`retired`] returns them.
pub(crate) fn checklist(
    id: &str,
    diagnosis: &Diagnosis,
    catalogs: &[Arc<Version<Catalog>>],
    retired: &[pb::Checkpoint],
) -> pb::Checklist {
    let generated = &diagnosis.generated;
    pb::Checklist {
        review_id: id.to_owned(),
        catalogs: generated.catalogs.iter().map(version_to_wire).collect(),
        level: generated.level.to_wire(),
        checkpoints: checkpoints(&generated.checkpoints, diagnosis, catalogs),
        tally: Some(tally_to_wire(&diagnosis.tally())),
        round: diagnosis.round,
        concluded: diagnosis.concluded,
        retired: retired.to_vec(),
    }
}

/// Lines that left the checklist, each with the texts it had.
pub(crate) async fn retired(catalogues: &Catalogues, diagnosis: &Diagnosis) -> Result<Vec<pb::Checkpoint>, ApiError> {
    let mut lines = Vec::with_capacity(diagnosis.retired.len());
    for Retired { line, catalog } in &diagnosis.retired {
        let catalogs = catalogues.versions(catalog.as_slice()).await.map_err(ApiError::internal)?;
        lines.extend(checkpoints(std::slice::from_ref(line), diagnosis, &catalogs));
    }
    Ok(lines)
}

/// Lines with their verdicts.
pub(crate) fn checkpoints(
    lines: &[Selected],
    diagnosis: &Diagnosis,
    catalogs: &[Arc<Version<Catalog>>],
) -> Vec<pb::Checkpoint> {
    let texts = CheckpointTexts::new(catalogs);
    lines.iter().map(|selected| texts.checkpoint(selected, diagnosis)).collect()
}

/// One verdict.
pub(crate) fn verdict(judged: &Judged) -> pb::Verdict {
    pb::Verdict {
        result: judged.verdict.result.to_wire(),
        method: judged.verdict.method.to_wire(),
        reason: judged.verdict.reason.clone(),
        evidence: judged.verdict.evidence.names.clone(),
        judged_by: Some(person_to_wire(&judged.by)),
        judged_at: Some(timestamp(judged.at)),
        compensating_control: judged.verdict.compensating_control.clone(),
        round: judged.round,
        evidence_ids: judged.verdict.evidence.files.iter().map(ToString::to_string).collect(),
    }
}

/// Controls and catalogues by name, so that a long checklist needs no search for each line.
struct CheckpointTexts<'a> {
    catalogs: HashMap<&'a str, &'a Catalog>,
    controls: HashMap<(&'a str, &'a str), &'a Control>,
}

impl<'a> CheckpointTexts<'a> {
    fn new(catalogs: &'a [Arc<Version<Catalog>>]) -> Self {
        let catalogs: HashMap<_, _> = catalogs.iter().map(|v| (v.document.id.as_str(), &v.document)).collect();
        let controls = catalogs
            .iter()
            .flat_map(|(id, catalog)| catalog.controls.iter().map(move |c| ((*id, c.id.as_str()), c)))
            .collect();
        Self { catalogs, controls }
    }

    fn checkpoint(&self, selected: &Selected, diagnosis: &Diagnosis) -> pb::Checkpoint {
        let key = &selected.key;
        let earlier = diagnosis.earlier.iter().filter(|j| j.verdict.checkpoint == *key);
        let line = pb::Checkpoint {
            checkpoint: key.to_string(),
            catalog_id: key.catalog.clone(),
            control_id: key.control.clone(),
            layer: selected.layer.to_wire(),
            mandatory: selected.mandatory,
            selected_by: selected.rules.iter().map(|rule| self.selection(&key.catalog, rule)).collect(),
            verdict: diagnosis.verdicts.get(key).map(verdict),
            earlier_verdicts: earlier.map(verdict).collect(),
            changed: diagnosis.changed.contains(key),
            evidence: diagnosis.evidence_for(key).map(evidence).collect(),
            ..Default::default()
        };
        let Some(control) = self.controls.get(&(key.catalog.as_str(), key.control.as_str())) else {
            return line;
        };
        let check = control.checks.iter().find(|c| c.id == key.check);
        pb::Checkpoint {
            title: text(&control.title),
            requirement: control.requirement(diagnosis.generated.profile.stage).and_then(|r| text(&r.text())),
            check: check.and_then(|c| text(&c.text())),
            method: check.map_or(0, |c| c.method.to_wire()),
            countermeasure: text(&control.countermeasure),
            references: control.references.clone(),
            ..line
        }
    }

    fn selection(&self, catalog: &str, rule: &str) -> pb::Selection {
        let known = self.catalogs.get(catalog).and_then(|c| c.rule(rule));
        pb::Selection { rule_id: rule.to_owned(), reason: known.and_then(|r| text(&r.reason)) }
    }
}
