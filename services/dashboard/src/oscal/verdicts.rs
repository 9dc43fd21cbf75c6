//! Verdicts as OSCAL observations, and judged checkpoints as OSCAL findings.

use std::collections::{HashMap, HashSet};

use haetae_domain::{
    checkpoint_key::CheckpointKey,
    diagnosis::{Diagnosis, Judged},
    evidence::References,
    vocabulary::{Method, VerdictResult},
};
use serde_json::{Map, Value, json};

use super::{
    ids::{Ids, statement_id},
    parties::Parties,
    values::{both, prop},
};
use crate::words::named;

/// Every verdict with the id of its observation: valid verdicts in the order of the checklist, then all others,
/// oldest first.
pub(super) fn observations(
    ids: Ids,
    recorded: &[(&Judged, String)],
    diagnosis: &Diagnosis,
    parties: &mut Parties,
) -> Vec<Value> {
    let listed: HashSet<&CheckpointKey> = diagnosis.generated.checkpoints.iter().map(|line| &line.key).collect();
    let holds = |judged: &Judged| {
        let key = &judged.verdict.checkpoint;
        listed.contains(key) && diagnosis.verdicts.get(key) == Some(judged)
    };
    let held = held(diagnosis).map(|judged| (judged, ids.observation(&judged.verdict.checkpoint, judged.round), false));
    let others = recorded.iter().filter(|(judged, _)| !holds(judged)).map(|(judged, id)| (*judged, id.clone(), true));
    held.chain(others).map(|(judged, id, is_past)| observation(id, diagnosis, (judged, is_past), parties)).collect()
}

/// Each verdict with its id. The last verdict of a round has the round's id; corrected ones are counted from 1.
pub(super) fn numbered(ids: Ids, verdicts: &[Judged]) -> Vec<(&Judged, String)> {
    let mut last: HashMap<(&CheckpointKey, u32), usize> = HashMap::new();
    for judged in verdicts {
        *last.entry((&judged.verdict.checkpoint, judged.round)).or_default() += 1;
    }
    let mut seen: HashMap<(&CheckpointKey, u32), usize> = HashMap::new();
    let mut numbered = Vec::with_capacity(verdicts.len());
    for judged in verdicts {
        let (key, round) = (&judged.verdict.checkpoint, judged.round);
        let nth = seen.entry((key, round)).or_default();
        *nth += 1;
        let is_last = last.get(&(key, round)) == Some(nth);
        let id = if is_last { ids.observation(key, round) } else { ids.corrected(key, round, *nth) };
        numbered.push((judged, id));
    }
    numbered
}

/// The valid verdicts, in the order of the checklist.
fn held(diagnosis: &Diagnosis) -> impl Iterator<Item = &Judged> {
    let lines = diagnosis.generated.checkpoints.iter();
    lines.filter_map(|line| diagnosis.verdicts.get(&line.key))
}

fn observation(
    id: String,
    diagnosis: &Diagnosis,
    (judged, is_earlier): (&Judged, bool),
    parties: &mut Parties,
) -> Value {
    let verdict = &judged.verdict;
    let method = match verdict.method {
        Method::Examine => "EXAMINE",
        Method::Interview => "INTERVIEW",
        Method::Test => "TEST",
    };
    let types: &[&str] = if is_earlier { &["control-objective", "historic"] } else { &["control-objective"] };
    let actor = json!({ "type": "party", "actor-uuid": parties.id(&judged.by), "role-id": "judge" });
    let mut observation = Map::new();
    observation.insert("uuid".into(), json!(id));
    observation.insert("title".into(), json!(verdict.checkpoint.to_string()));
    observation.insert("description".into(), json!(described(judged)));
    let props = [prop("result", verdict.result.as_str()), prop("round", judged.round.to_string())];
    observation.insert("props".into(), json!(props));
    observation.insert("methods".into(), json!([method]));
    observation.insert("types".into(), json!(types));
    observation.insert("origins".into(), json!([{ "actors": [actor] }]));
    let evidence = evidence(diagnosis, &verdict.evidence);
    if !evidence.is_empty() {
        observation.insert("relevant-evidence".into(), Value::Array(evidence));
    }
    observation.insert("collected".into(), json!(judged.at.to_string()));
    Value::Object(observation)
}

/// The evidence of a verdict: external documents by name, and files with the hash of their bytes.
fn evidence(diagnosis: &Diagnosis, references: &References) -> Vec<Value> {
    let names = references.names.iter().map(|name| json!({ "description": name }));
    let files = diagnosis.evidence.iter().filter(|evidence| references.files.contains(&evidence.id));
    let files = files.map(|evidence| {
        let props = [prop("evidence", evidence.id.to_string()), prop("sha-256", hex::encode(evidence.file.sha256))];
        json!({ "description": evidence.file.name, "props": props })
    });
    names.chain(files).collect()
}

fn described(judged: &Judged) -> String {
    let (verdict, result) = (&judged.verdict, both(&named(judged.verdict.result)));
    let parts = [&verdict.reason, &verdict.compensating_control];
    std::iter::once(&result)
        .chain(parts.into_iter().filter(|part| !part.is_empty()))
        .cloned()
        .collect::<Vec<_>>()
        .join("\n")
}

/// The result of each judged checkpoint.
pub(super) fn findings(ids: Ids, diagnosis: &Diagnosis) -> Vec<Value> {
    held(diagnosis).map(|judged| finding(ids, diagnosis, judged)).collect()
}

fn finding(ids: Ids, diagnosis: &Diagnosis, judged: &Judged) -> Value {
    let key = &judged.verdict.checkpoint;
    let (state, reason) = match judged.verdict.result {
        VerdictResult::Pass => ("satisfied", "pass"),
        VerdictResult::NotApplicable => ("satisfied", "other"),
        VerdictResult::Fail => ("not-satisfied", "fail"),
        VerdictResult::Partial => ("not-satisfied", "other"),
    };
    let mut finding = Map::new();
    finding.insert("uuid".into(), json!(ids.id("finding", &[&key.to_string()])));
    finding.insert("title".into(), json!(key.to_string()));
    finding.insert("description".into(), json!(described(judged)));
    let status = json!({ "state": state, "reason": reason });
    finding
        .insert("target".into(), json!({ "type": "statement-id", "target-id": statement_id(key), "status": status }));
    let observation = json!({ "observation-uuid": ids.observation(key, judged.round) });
    finding.insert("related-observations".into(), json!([observation]));
    let ours = diagnosis.findings.iter().filter(|ours| ours.opened.checkpoint == *key);
    let risks: Vec<_> = ours.map(|ours| json!({ "risk-uuid": ids.risk(ours.id) })).collect();
    if !risks.is_empty() {
        finding.insert("related-risks".into(), Value::Array(risks));
    }
    Value::Object(finding)
}
