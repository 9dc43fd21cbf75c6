//! Converts catalogues to the contract's form.

use std::collections::BTreeSet;

use haetae_domain::{
    catalog::{Catalog, Check, Condition, Control, Provenance, Rule, Solution, Staged, Threat},
    document::{DocumentVersion, State},
};
use haetae_event_log::codec::{Word, version_to_wire};
use haetae_proto::checkpoint::v1 as pb;
use haetae_service_kit::documents::Version;

use super::text::text;

/// One version of a catalogue, in figures.
pub(crate) fn catalog(Version { name, document }: &Version<Catalog>, state: &State) -> pb::Catalog {
    figures(name, document, state)
}

/// [`catalog`] of a version by its name and document.
pub(crate) fn figures(name: &DocumentVersion, document: &Catalog, state: &State) -> pb::Catalog {
    pb::Catalog {
        version: Some(version_to_wire(name)),
        title: text(&document.title),
        source: text(&document.source),
        active_version: state.active,
        latest_version: count(state.versions.len()),
        control_count: count(document.controls.len()),
        check_count: count(document.controls.iter().map(|c| c.checks.len()).sum()),
        threat_count: count(document.threats.len()),
        solution_count: count(document.solutions.len()),
    }
}

/// One rule.
pub(crate) fn rule(rule: &Rule) -> pb::Rule {
    let Condition { service_types, components, data_classes, stages, min_exposure, min_level } = &rule.when;
    pb::Rule {
        rule_id: rule.id.clone(),
        reason: text(&rule.reason),
        when: Some(pb::RuleCondition {
            service_types: words(service_types),
            components: words(components),
            data_classes: words(data_classes),
            stages: words(stages),
            min_exposure: min_exposure.map_or(0, Word::to_wire),
            min_level: min_level.map_or(0, Word::to_wire),
        }),
        control_ids: rule.controls.clone(),
    }
}

/// One control.
pub(crate) fn control(control: &Control) -> pb::Control {
    let staged = |r: &Staged| pb::StagedText { stages: words(&r.stages), text: text(&r.text()) };
    pb::Control {
        control_id: control.id.clone(),
        layer: control.layer.to_wire(),
        area: text(&control.area),
        title: text(&control.title),
        mandatory_from: control.mandatory_from.to_wire(),
        requirements: control.requirements.iter().map(staged).collect(),
        checks: control.checks.iter().map(check).collect(),
        countermeasure: text(&control.countermeasure),
        references: control.references.clone(),
        solution_ids: control.solutions.clone(),
        provenance: provenance(control.provenance),
        note: control.note.as_ref().and_then(text),
    }
}

/// One check.
pub(crate) fn check(check: &Check) -> pb::Check {
    pb::Check {
        check_id: check.id.clone(),
        method: check.method.to_wire(),
        stages: words(&check.stages),
        text: text(&check.text()),
    }
}

/// One threat, with the solutions against it.
pub(crate) fn threat(catalog: &Catalog, threat: &Threat) -> pb::Threat {
    pb::Threat {
        threat_id: threat.id.clone(),
        group: threat.group.clone(),
        components: words(&threat.components),
        title: text(&threat.title),
        description: text(&threat.description),
        solution_ids: catalog.solutions_against(&threat.id).map(|s| s.id.clone()).collect(),
        provenance: provenance(threat.provenance),
        note: threat.note.as_ref().and_then(text),
    }
}

/// One solution, with the threats it manages and the controls that cite it.
pub(crate) fn solution(catalog: &Catalog, solution: &Solution) -> pb::Solution {
    let managed = solution.manages.iter().map(|m| pb::ManagedThreat {
        threat_id: m.threat.clone(),
        source_name: m.source_name.clone(),
        provenance: provenance(m.provenance),
    });
    pb::Solution {
        solution_id: solution.id.clone(),
        group: solution.group.clone(),
        title: text(&solution.title),
        example: text(&solution.example),
        purpose: text(&solution.purpose),
        manages: managed.collect(),
        control_ids: catalog.controls_citing(&solution.id).map(|c| c.id.clone()).collect(),
        provenance: provenance(solution.provenance),
        note: solution.note.as_ref().and_then(text),
    }
}

/// Words as their numbers.
pub(crate) fn words<W: Word>(words: &BTreeSet<W>) -> Vec<i32> {
    words.iter().map(|w| w.to_wire()).collect()
}

fn provenance(provenance: Provenance) -> i32 {
    (match provenance {
        Provenance::Source => pb::Provenance::Source,
        Provenance::Corrected => pb::Provenance::Corrected,
        Provenance::Inferred => pb::Provenance::Inferred,
    }) as i32
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
