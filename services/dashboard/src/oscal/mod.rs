//! One review as OSCAL assessment results, version 1.1.2 of the model: <https://pages.nist.gov/OSCAL/>.
//!
//! Every verdict becomes an OSCAL observation, every judged checkpoint an OSCAL finding, and every finding of the
//! review an OSCAL risk with its log. Ids are derived from the review, so that equal commits produce equal bytes.

mod ids;
mod parties;
mod risks;
mod values;
mod verdicts;

use haetae_domain::{
    diagnosis::{Diagnosis, State},
    document::DocumentVersion,
    ids::Meta,
    review::{Decision, Review},
    vocabulary::{Status, TriageOutcome},
};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::{
    dossier::Dossier,
    words::{heading, named},
};

use ids::{Ids, control_id, statement_id};
use parties::Parties;
use values::{both, prop};

/// The version of the model.
const OSCAL: &str = "1.1.2";
/// The document. `last` is the review's last commit: its sequence, actor and time.
pub(crate) fn document(id: Uuid, dossier: &Dossier, review: &Review, last: (u64, &Meta)) -> Value {
    let ids = Ids::of(id);
    let mut parties = Parties::new(ids);
    for (person, roles) in dossier.people.iter() {
        parties.plays(person, roles);
    }
    let result = result(ids, dossier, review, &mut parties);
    let plan = ids.id("plan", &[]);
    let mut metadata = parties.metadata();
    metadata.insert("title".into(), json!(format!("보안성 검토 결과: {}", review.request.title)));
    metadata.insert("last-modified".into(), json!(last.1.at.to_string()));
    metadata.insert("version".into(), json!(last.0.to_string()));
    metadata.insert("oscal-version".into(), json!(OSCAL));
    json!({ "assessment-results": {
        "uuid": ids.id("document", &[&last.0.to_string()]),
        "metadata": metadata,
        "import-ap": { "href": format!("#{plan}") },
        "results": [result],
        "back-matter": { "resources": [{
            "uuid": plan,
            "title": "점검 계획 (assessment plan)",
            "description": "점검표는 요청 내용과 카탈로그 버전에서 생성된다. The checklist follows from the request and the catalogue versions.",
        }] },
    } })
}

fn result(ids: Ids, dossier: &Dossier, review: &Review, parties: &mut Parties) -> Value {
    let mut result = Map::new();
    let status = if review.is_duplicate() { named(TriageOutcome::Duplicate) } else { named(review.status) };
    result.insert("uuid".into(), json!(ids.id("result", &[])));
    result.insert("title".into(), json!(review.request.title));
    result.insert("description".into(), json!(both(&status)));
    result.insert("start".into(), json!(review.submitted_at.to_string()));
    if let Some(decision) = &review.decision {
        result.insert("end".into(), json!(decision.meta.at.to_string()));
        result.insert("attestations".into(), json!([attestation(decision, parties)]));
    }
    result.insert("props".into(), Value::Array(facts(dossier, review)));
    match &dossier.diagnosis {
        State::New => {
            let nothing = json!({ "description": "아직 점검표가 없다. There is no checklist yet.", "include-all": {} });
            result.insert("reviewed-controls".into(), json!({ "control-selections": [nothing] }));
        }
        State::Open(diagnosis) => diagnosed(&mut result, ids, dossier, diagnosis, parties),
    }
    Value::Object(result)
}

fn diagnosed(
    result: &mut Map<String, Value>,
    ids: Ids,
    dossier: &Dossier,
    diagnosis: &Diagnosis,
    parties: &mut Parties,
) {
    result.insert("reviewed-controls".into(), reviewed(diagnosis));
    let recorded = verdicts::numbered(ids, &dossier.verdicts);
    // OSCAL does not allow empty lists.
    let lists = [
        ("observations", verdicts::observations(ids, &recorded, diagnosis, parties)),
        ("findings", verdicts::findings(ids, diagnosis)),
        ("risks", risks::risks(ids, &recorded, diagnosis, is_withdrawn(dossier), parties)),
    ];
    for (name, list) in lists {
        if !list.is_empty() {
            result.insert(name.into(), Value::Array(list));
        }
    }
}

/// Whether nothing has to be fixed any more.
fn is_withdrawn(dossier: &Dossier) -> bool {
    dossier.review.review().is_ok_and(|review| review.status == Status::Withdrawn)
}

/// The controls of the checklist, by catalogue.
fn reviewed(diagnosis: &Diagnosis) -> Value {
    let selection = |catalog: &DocumentVersion| {
        let mut controls: Vec<(String, Vec<String>)> = Vec::new();
        for line in diagnosis.generated.checkpoints.iter().filter(|line| line.key.catalog == catalog.id) {
            let (control, statement) = (control_id(&line.key), statement_id(&line.key));
            match controls.iter_mut().find(|(known, _)| *known == control) {
                Some((_, statements)) => statements.push(statement),
                None => controls.push((control, vec![statement])),
            }
        }
        let controls: Vec<_> = controls
            .into_iter()
            .map(|(control, statements)| json!({ "control-id": control, "statement-ids": statements }))
            .collect();
        let description = format!("{} 버전 {} (version {})", catalog.id, catalog.version, catalog.version);
        (!controls.is_empty()).then(|| json!({ "description": description, "include-controls": controls }))
    };
    let selections: Vec<_> = diagnosis.generated.catalogs.iter().filter_map(selection).collect();
    if selections.is_empty() {
        return json!({ "control-selections": [{ "include-all": {} }] });
    }
    json!({ "control-selections": selections })
}

/// The facts without an element in the OSCAL model.
fn facts(dossier: &Dossier, review: &Review) -> Vec<Value> {
    let mut facts = vec![prop("status", review.status.as_str()), prop("team", &review.request.team)];
    if let haetae_domain::risk::State::Assessed { assessment, residual, .. } = &dossier.risk {
        facts.push(prop("risk-score", assessment.score.score.to_string()));
        facts.push(prop("risk-level", assessment.score.level.as_str()));
        facts.push(prop("policy-version", assessment.policy.version.to_string()));
        if let Some(residual) = residual {
            facts.push(prop("residual-score", residual.0.score.to_string()));
            facts.push(prop("residual-level", residual.0.level.as_str()));
        }
    }
    if let Some(decision) = &review.decision {
        facts.push(prop("decision", decision.decided.outcome.as_str()));
        facts.push(prop("decision-stale", (!decision.moved.is_empty()).to_string()));
    }
    facts
}

fn attestation(decision: &Decision, parties: &mut Parties) -> Value {
    let decided = &decision.decided;
    let conditions = (1..).zip(&decided.conditions).map(|(n, condition)| format!("{n}) {condition}"));
    let prose = std::iter::once(decided.reason.clone()).chain(conditions).collect::<Vec<_>>().join("\n");
    json!({
        "responsible-parties": [{ "role-id": "approver", "party-uuids": [parties.id(&decision.meta.by)] }],
        "parts": [{
            "name": "authorization-statement",
            "title": both(&heading(decided.outcome)),
            "props": [prop("level", both(&named(decided.basis.level)))],
            "prose": prose,
        }],
    })
}
