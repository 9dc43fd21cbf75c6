//! View model of `/r/…/findings`.

use askama::Template;
use haetae_proto::{
    checkpoint::v1::Finding,
    common::v1::{AcceptanceState, ReviewStatus},
    dashboard::v1::ReviewRow,
};
use jiff::Timestamp;

use super::{standing::Standing, step::Step};
use crate::{
    pages::{
        frame::Frame,
        review_bar::{Place, ReviewBar},
        visitor::Visitor,
    },
    text::{Due, Say},
};

/// The page.
#[derive(Template)]
#[template(path = "finding/list.html")]
pub(super) struct FindingsTab {
    frame: Frame,
    t: Say,
    bar: ReviewBar,
    pub(super) said: String,
    rows: Vec<FindingLine>,
    /// Whether the review was withdrawn, so that nothing is fixed any more.
    withdrawn: bool,
    /// Whether several fixes can be reported here.
    pub(super) may_claim: bool,
    /// Input that was refused.
    pub(super) words: String,
    pub(super) evidence: String,
    /// Refusals, by finding.
    pub(super) refused: Vec<(String, String)>,
}

struct FindingLine {
    id: String,
    path: String,
    standing: Standing,
    title: String,
    reason: String,
    who: String,
    due: Option<Due>,
    again: bool,
    /// The id of the request that reports its fix; none where that is not possible.
    claim: Option<String>,
}

impl FindingsTab {
    /// The page of the findings of a review, the latest first.
    pub(super) fn new(visitor: &Visitor, row: &ReviewRow, findings: &[Finding], now: Timestamp) -> Self {
        let t = visitor.say();
        let bar = ReviewBar::new(t, row, Place::Findings);
        let withdrawn = row.status() == ReviewStatus::Withdrawn;
        let rows: Vec<FindingLine> =
            findings.iter().rev().map(|finding| line(visitor, &bar.path, finding, (withdrawn, now))).collect();
        Self {
            frame: Frame::new(&visitor.visit, &format!("{} {}", t.text("bar-findings"), row.number)),
            said: String::new(),
            may_claim: rows.iter().any(|row| row.claim.is_some()),
            rows,
            withdrawn,
            words: String::new(),
            evidence: String::new(),
            refused: Vec::new(),
            bar,
            t,
        }
    }
}

fn line(visitor: &Visitor, path: &str, finding: &Finding, (withdrawn, now): (bool, Timestamp)) -> FindingLine {
    let t = visitor.say();
    let acceptance = finding.acceptance.as_ref();
    let pending = acceptance.is_some_and(|one| one.state() == AcceptanceState::Requested);
    let severity = finding.severity.as_ref().map_or(0, |severity| severity.level);
    let due = finding.due.as_ref().and_then(|due| due.due_at.as_ref()).filter(|_| !withdrawn);
    let claims = Step::Claim.is_open(visitor.caller.roles, &finding.allowed);
    let assignee = finding.assignee.as_ref().map(|person| t.person(person));
    FindingLine {
        id: finding.finding_id.clone(),
        path: format!("{path}/f/{}", finding.finding_id),
        standing: Standing::of(t, severity, finding.status, pending),
        title: t.of(finding.title.as_ref()),
        reason: finding.reason.clone(),
        who: [Some(finding.team.clone()), assignee].into_iter().flatten().collect::<Vec<_>>().join(" · "),
        due: Due::of(t, due, finding.overdue, now),
        again: !finding.previous_finding_id.is_empty(),
        claim: claims.then(haetae_client::request_id),
    }
}
