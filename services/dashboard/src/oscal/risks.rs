//! Findings of ours as risks, each with its log.

use haetae_domain::{
    diagnosis::{Diagnosis, Judged},
    finding::{Event, Finding, Happened},
    vocabulary::FindingStatus,
};
use serde_json::{Map, Value, json};

use super::{
    ids::Ids,
    parties::Parties,
    values::{both, prop},
};
use crate::words::named;

/// The taxonomy of the model itself.
const NIST: &str = "http://csrc.nist.gov/ns/oscal";

/// Every finding, by number. Those of a withdrawn review are closed: nothing is to be fixed.
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

/// The risk of a finding that the withdrawal of its review left as it was.
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
    let (title, words) = told(&happened.event);
    let mut entry = Map::new();
    entry.insert("uuid".into(), json!(ids.id("entry", &[&finding.id.to_string(), &n.to_string()])));
    entry.insert("title".into(), json!(title));
    if let Some(words) = words.filter(|words| !words.is_empty()) {
        entry.insert("description".into(), json!(words));
    }
    entry.insert("start".into(), json!(happened.meta.at.to_string()));
    entry.insert("logged-by".into(), json!([{ "party-uuid": parties.id(&happened.meta.by) }]));
    Value::Object(entry)
}

fn told(event: &Event) -> (&'static str, Option<&str>) {
    match event {
        Event::Opened(opened) => ("등록 (opened)", Some(&opened.reason)),
        Event::Assigned { assignee, .. } => ("담당자 지정 (assigned)", Some(&assignee.subject)),
        Event::FixClaimed { description, .. } => ("조치 완료 보고 (fix claimed)", Some(description)),
        Event::FixVerified => ("조치 확인 (fix verified)", None),
        Event::FixRejected { reason } => ("조치 반려 (fix rejected)", Some(reason)),
        Event::AcceptanceRequested(asked) => ("위험 수용 신청 (acceptance requested)", Some(&asked.reason)),
        Event::AcceptanceApproved { reason, .. } => ("위험 수용 승인 (acceptance approved)", Some(reason)),
        Event::AcceptanceDeclined { reason } => ("위험 수용 반려 (acceptance declined)", Some(reason)),
        Event::AcceptanceRequestLapsed { .. } => ("위험 수용 신청 만료 (acceptance request lapsed)", None),
        Event::AcceptanceRevoked { reason } => ("위험 수용 철회 (acceptance revoked)", Some(reason)),
        Event::AcceptanceEnding { .. } => ("위험 수용 만료 예정 (acceptance ending)", None),
        Event::AcceptanceEnded { .. } => ("위험 수용 만료 (acceptance ended)", None),
        Event::Overdue { .. } => ("조치 기한 초과 (overdue)", None),
        Event::Corrected { reason } => ("내용 정정 (corrected)", Some(reason)),
        Event::Retracted { reason, .. } => ("점검 결과 취소 (Fail taken back)", Some(reason)),
    }
}
