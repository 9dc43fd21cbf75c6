//! The findings, the most urgent first.

use std::cmp::Reverse;

use haetae_domain::{
    diagnosis::Diagnosis,
    finding::{Acceptance, Finding},
};
use haetae_event_log::codec::{Word as _, person_to_wire};
use haetae_proto::dashboard::v1::{AcceptanceOverview, FindingOverview};
use haetae_service_kit::clock::timestamp;

/// Findings that are shown.
const MOST: usize = 200;

/// The first of them, and their total number.
pub(super) fn show(diagnosis: Option<&Diagnosis>) -> (Vec<FindingOverview>, u32) {
    let mut findings: Vec<_> = diagnosis.map(|diagnosis| diagnosis.findings.iter().collect()).unwrap_or_default();
    let total = u32::try_from(findings.len()).unwrap_or(u32::MAX);
    findings.sort_by_key(|finding: &&Finding| (finding.is_over(), Reverse(finding.opened.severity), finding.id));
    (findings.into_iter().take(MOST).map(finding).collect(), total)
}

fn finding(finding: &Finding) -> FindingOverview {
    let opened = &finding.opened;
    let rejected = finding.history.iter().filter(|happened| happened.event.rejects_fix());
    FindingOverview {
        finding: finding.id.to_string(),
        checkpoint: opened.checkpoint.to_string(),
        status: finding.status.to_wire(),
        severity: opened.severity.to_wire(),
        reason: opened.reason.clone(),
        due_at: Some(timestamp(opened.due_at)),
        overdue: finding.overdue,
        assignee: finding.assignee.as_ref().map(person_to_wire),
        opened_at: finding.history.first().map(|happened| timestamp(happened.meta.at)),
        acceptance: finding.accepted.as_ref().map(acceptance),
        acceptance_requested: finding.request.is_some(),
        rejected_fixes: u32::try_from(rejected.count()).unwrap_or(u32::MAX),
    }
}

fn acceptance(acceptance: &Acceptance) -> AcceptanceOverview {
    let request = &acceptance.request;
    AcceptanceOverview {
        reason: request.asked.reason.clone(),
        conditions: request.asked.conditions.clone(),
        since: Some(timestamp(acceptance.since)),
        ends_at: Some(timestamp(request.asked.ends_at)),
        requested_by: Some(person_to_wire(&request.by)),
        approved_by: request.approvals.iter().map(person_to_wire).collect(),
    }
}
