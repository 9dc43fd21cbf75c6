//! Findings of the review as OSCAL risks, each with its log.

use haetae_domain::{
    diagnosis::{Diagnosis, Judged},
    finding::{Finding, Happened},
    vocabulary::FindingStatus,
};
use haetae_event_log::codec::finding_message;
use serde_json::{Map, Value, json};

use super::{
    ids::Ids,
    parties::Parties,
    values::{both, prop},
};
use crate::words::{event_name, named};

/// The taxonomy of the model itself.
const NIST: &str = "http://csrc.nist.gov/ns/oscal";

/// Every finding, by number. Those of a withdrawn review are closed, because nothing has to be fixed.
pub(super) fn risks(
    ids: Ids,
    recorded: &[(&Judged, String)],
    diagnosis: &Diagnosis,
    withdrawn: bool,
    parties: &mut Parties,
) -> Vec<Value> {
    let risks = diagnosis.findings.iter().map(|finding| (finding, risk(ids, recorded, finding, parties)));
    risks.map(|(finding, risk)| Value::Object(if withdrawn && !is_done(finding) { moot(risk) } else { risk })).collect()
}

fn risk(ids: Ids, recorded: &[(&Judged, String)], finding: &Finding, parties: &mut Parties) -> Map<String, Value> {
    let opened = &finding.opened;
    let mut risk = Map::new();
    risk.insert("uuid".into(), json!(ids.risk(finding.id)));
    risk.insert("title".into(), json!(format!("{} {}", finding.id, opened.checkpoint)));
    risk.insert("description".into(), json!(opened.reason));
    let (status, severity) = (named(finding.status), named(opened.severity));
    risk.insert("statement".into(), json!(format!("{}, 심각도 (severity): {}", both(&status), both(&severity))));
    risk.insert(
        "props".into(),
        json!([prop("finding", finding.id.to_string()), prop("overdue", finding.overdue.to_string())]),
    );
    risk.insert("status".into(), json!(state(finding)));
    if let Some(first) = finding.history.first() {
        let actor = json!({ "type": "party", "actor-uuid": parties.id(&first.meta.by) });
        let facet = json!({ "name": "severity", "system": NIST, "value": opened.severity.as_str() });
        let characterization = json!({ "origin": { "actors": [actor] }, "facets": [facet] });
        risk.insert("characterizations".into(), json!([characterization]));
    }
    let accepted_until = finding.accepted.as_ref().map(|accepted| accepted.request.asked.ends_at);
    risk.insert("deadline".into(), json!(accepted_until.unwrap_or(opened.due_at).to_string()));
    let entries: Vec<_> =
        (1..).zip(&finding.history).map(|(n, happened)| entry(ids, finding, n, happened, parties)).collect();
    if !entries.is_empty() {
        risk.insert("risk-log".into(), json!({ "entries": entries }));
    }
    let related = recorded.iter().filter(|(judged, _)| judged.verdict.checkpoint == opened.checkpoint);
    let related: Vec<_> = related.map(|(_, id)| json!({ "observation-uuid": id })).collect();
    if !related.is_empty() {
        risk.insert("related-observations".into(), Value::Array(related));
    }
    risk
}

/// Closes the risk of a finding that was still open when its review was withdrawn.
fn moot(mut risk: Map<String, Value>) -> Map<String, Value> {
    const WITHDRAWN: &str = "검토가 철회되어 조치 대상이 아님 (the review was withdrawn, nothing is to be fixed)";
    let statement = risk.get("statement").and_then(Value::as_str).unwrap_or_default();
    let statement = format!("{statement}, {WITHDRAWN}");
    risk.insert("statement".into(), json!(statement));
    risk.insert("status".into(), json!("closed"));
    risk.remove("deadline");
    risk
}

const fn is_done(finding: &Finding) -> bool {
    matches!(finding.status, FindingStatus::Closed | FindingStatus::Void)
}

const fn state(finding: &Finding) -> &'static str {
    match finding.status {
        FindingStatus::Closed | FindingStatus::Void => "closed",
        FindingStatus::FixClaimed => "remediating",
        FindingStatus::Accepted => "deviation-approved",
        FindingStatus::Open if finding.request.is_some() => "deviation-requested",
        FindingStatus::Open => "open",
    }
}

fn entry(ids: Ids, finding: &Finding, n: u32, happened: &Happened, parties: &mut Parties) -> Value {
    let (title, text) = (event_name(finding_message(&happened.event)), happened.event.text());
    let mut entry = Map::new();
    entry.insert("uuid".into(), json!(ids.id("entry", &[&finding.id.to_string(), &n.to_string()])));
    entry.insert("title".into(), json!(both(&title)));
    if !text.is_empty() {
        entry.insert("description".into(), json!(text));
    }
    entry.insert("start".into(), json!(happened.meta.at.to_string()));
    entry.insert("logged-by".into(), json!([{ "party-uuid": parties.id(&happened.meta.by) }]));
    Value::Object(entry)
}
