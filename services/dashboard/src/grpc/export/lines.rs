//! One JSON object a line.

use haetae_domain::{calendar::time_in_seoul, diagnosis::Tally};
use serde::Serialize;

use crate::board::Review;

/// A review as files hold it; words as the contract names them.
#[derive(Serialize)]
struct Line<'a> {
    review_id: String,
    number: String,
    title: &'a str,
    team: &'a str,
    requester_subject: &'a str,
    requester_name: &'a str,
    status: String,
    level: Option<String>,
    score: Option<u8>,
    depth: Option<String>,
    service_types: Vec<String>,
    components: Vec<String>,
    tally: Option<LineCounts>,
    submitted_at: String,
    updated_at: String,
    assignee_subject: Option<&'a str>,
    assignee_name: Option<&'a str>,
    due_at: Option<String>,
    overdue: bool,
    decision_stale: bool,
    duplicate: bool,
    open_findings: u32,
    accepted_findings: u32,
}

#[derive(Serialize)]
struct LineCounts {
    total: u32,
    mandatory: u32,
    pass: u32,
    fail: u32,
    partial: u32,
    not_applicable: u32,
    mandatory_open: u32,
}

/// The lines of some reviews.
pub(super) fn write(reviews: &[Review]) -> Result<Vec<u8>, Box<dyn std::error::Error + Send + Sync>> {
    let mut bytes = Vec::new();
    for review in reviews {
        serde_json::to_writer(&mut bytes, &line(review))?;
        bytes.push(b'\n');
    }
    Ok(bytes)
}

fn line(review: &Review) -> Line<'_> {
    Line {
        review_id: review.review_id.to_string(),
        number: review.number.to_string(),
        title: &review.title,
        team: &review.team,
        requester_subject: &review.requester.subject,
        requester_name: &review.requester.name,
        status: name(review.status.as_str()),
        level: review.scored.map(|scored| name(scored.level.as_str())),
        score: review.scored.map(|scored| scored.score),
        depth: review.scored.map(|scored| name(scored.depth.as_str())),
        service_types: review.service_types.iter().map(|word| name(word.as_str())).collect(),
        components: review.components.iter().map(|word| name(word.as_str())).collect(),
        tally: review.tally.map(counts),
        submitted_at: time_in_seoul(review.submitted_at.get()),
        updated_at: time_in_seoul(review.updated_at.get()),
        assignee_subject: review.assignee.as_ref().map(|person| &*person.subject),
        assignee_name: review.assignee.as_ref().map(|person| &*person.name),
        due_at: review.due_at.map(|at| time_in_seoul(at.get())),
        overdue: review.overdue,
        decision_stale: review.decision_stale,
        duplicate: review.duplicate,
        open_findings: review.findings.open,
        accepted_findings: review.findings.accepted,
    }
}

fn counts(tally: Tally) -> LineCounts {
    let Tally { total, mandatory, pass, fail, partial, not_applicable, mandatory_open } = tally;
    LineCounts { total, mandatory, pass, fail, partial, not_applicable, mandatory_open }
}

/// A word as the contract names it, e.g. `IN_DIAGNOSIS`.
pub(super) fn name(word: &str) -> String {
    word.to_ascii_uppercase()
}
