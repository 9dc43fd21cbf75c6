//! View model of the decision sheet.

use askama::Template;
use haetae_client::request_id;
use haetae_domain::review::Command;
use haetae_proto::dashboard::v1::TimelineEntry;
use jiff::Timestamp;

use super::outcomes::{Outcome, outcomes};
use crate::{
    api::{Ground, Problem},
    pages::{
        fault,
        frame::Frame,
        inputs::{Input, Kind, mark, written},
        parts::Level,
        review::{
            head::Head,
            log::Line,
            sheet::{Sheet, documents},
            steps::{May, may, not_yours},
        },
        sent::Sent,
        visitor::Visitor,
    },
    text::{Say, key},
};

/// Entries that are shown if the approver has not acted on the review yet.
const LATEST: usize = 5;

/// A form that was sent, or one that was not.
#[derive(Debug)]
pub(super) struct Attempt<'a> {
    pub(super) sent: Option<&'a Sent>,
    /// Why it was refused.
    pub(super) problem: Option<&'a Problem>,
    /// The service's refusal of an approval.
    pub(super) refusal: Option<&'a Problem>,
    pub(super) request_id: String,
}

impl Attempt<'_> {
    /// Nothing was sent.
    pub(super) fn first() -> Self {
        Self { sent: None, problem: None, refusal: None, request_id: request_id() }
    }
}

/// The page.
#[derive(Template)]
#[template(path = "review/decide.html")]
pub(super) struct DecidePage {
    frame: Frame,
    t: Say,
    head: Head,
    lead: String,
    sheet: Sheet,
    news_title: String,
    news: Vec<Line>,
    /// The problem, and the service's explanation.
    problem: Option<(String, String)>,
    /// Faults that belong to no field.
    faults: Vec<String>,
    /// Changes by others since the sheet was shown.
    changes: Vec<Line>,
    /// Why this person cannot decide; the form is shown when they can.
    why_not: Option<String>,
    /// Input that can no longer be sent.
    unsent: Vec<(String, String)>,
    outcomes: Vec<Outcome>,
    outcome: Input,
    conditions: Input,
    reason: Input,
    binds: Vec<(String, String)>,
    path: String,
    request_id: String,
    etag: String,
    assessment_etag: String,
    diagnosis_etag: String,
    /// The last thing that is shown of the history.
    seen: u64,
}

impl DecidePage {
    /// The sheet of a review.
    pub(super) fn new(
        visitor: &Visitor,
        ground: &Ground,
        happened: &[TimelineEntry],
        attempt: &Attempt<'_>,
        now: Timestamp,
    ) -> Self {
        let t = visitor.say();
        let head = Head::new(visitor, &ground.found, "decide", now);
        let sheet = Sheet::of(t, ground);
        let mut inputs = inputs(t, attempt.sent);
        let refused = attempt.problem.and_then(|problem| problem.refusal.as_deref());
        let faults = refused.map(|refusal| mark(&mut inputs.each_mut(), &refusal.fields)).unwrap_or_default();
        let no_approval = attempt.refusal.filter(|problem| problem.is_findings_open());
        let no_approval = no_approval.and_then(|problem| problem.refusal.as_deref());
        let seen = attempt.sent.and_then(|sent| sent.one("seen").parse().ok()).unwrap_or(u64::MAX);
        let chosen = attempt.sent.map(|sent| sent.one("outcome")).unwrap_or_default();
        let (news_title, news) = news(happened, &visitor.caller.subject);
        let unsent = if attempt.sent.is_some() { written(&inputs[1..]) } else { Vec::new() };
        let [outcome, conditions, reason] = inputs;
        Self {
            frame: Frame::new(
                &visitor.visit,
                &format!("{} {}", ground.found.overview.number, t.text("decision-title")),
            )
            .with_live(&visitor.visit, Some(head.live(t))),
            lead: lead(t, ground, &sheet),
            news_title: t.text(news_title),
            news: news.iter().rev().map(|entry| Line::of(t, entry, now)).collect(),
            problem: attempt.problem.map(|problem| fault::what_and_detail(t, problem)),
            faults,
            changes: happened.iter().filter(|one| one.sequence > seen).map(|one| Line::of(t, one, now)).collect(),
            why_not: why_not(visitor, ground, attempt.refusal),
            unsent,
            outcomes: outcomes(t, chosen, no_approval.map(|refusal| refusal.message.as_str())),
            outcome,
            conditions,
            reason,
            binds: binds(t, ground, &sheet),
            path: format!("{}/decide", head.path),
            request_id: attempt.request_id.clone(),
            etag: ground.found.etag.clone(),
            assessment_etag: ground.assessment_etag.clone(),
            diagnosis_etag: ground.diagnosis_etag.clone(),
            seen: happened.iter().map(|entry| entry.sequence).max().unwrap_or_default(),
            sheet,
            head,
            t,
        }
    }
}

/// Outcome, conditions and reason, under the contract's names.
fn inputs(t: Say, sent: Option<&Sent>) -> [Input; 3] {
    let field = |name: &'static str, label, about: &'static str, required| Input {
        about: t.text(about),
        ..Input::new(sent, name, t.text(label), required, Kind::Lines)
    };
    [
        field("outcome", key("act-outcome"), key("decide-approved-about"), true),
        field("conditions", key("decision-conditions"), key("decide-conditions-about"), false),
        field("reason", key("act-reason"), key("decide-reason-about"), true),
    ]
}

/// Why this person cannot decide now.
fn why_not(visitor: &Visitor, ground: &Ground, refusal: Option<&Problem>) -> Option<String> {
    let t = visitor.say();
    match may(t, &ground.found, &visitor.caller, Command::Decide) {
        May::Yes => refusal.filter(|problem| !problem.is_findings_open()).map(|problem| fault::says(t, problem)),
        May::NotNow(why) => Some(why),
        May::No => Some(not_yours(t, Command::Decide)),
    }
}

/// The question to decide, in figures.
fn lead(t: Say, ground: &Ground, sheet: &Sheet) -> String {
    let tally = ground.list.tally.unwrap_or_default();
    let judged = (tally.pass + tally.fail + tally.partial + tally.not_applicable).to_string();
    let (total, open, accepted) = (tally.total.to_string(), sheet.open.to_string(), sheet.accepted.to_string());
    t.with("decide-lead", &[("judged", &judged), ("total", &total), ("open", &open), ("accepted", &accepted)])
}

/// The versions that the decision binds to.
fn binds(t: Say, ground: &Ground, sheet: &Sheet) -> Vec<(String, String)> {
    let list = &ground.list;
    let assessed = ground.assessment.as_ref().map(|one| {
        let level = Level::scored(t, one.level, Some(one.score));
        let version = one.policy.as_ref().map_or(0, |policy| policy.version).to_string();
        let policy = t.with("sheet-policy", &[("version", &version)]);
        (t.text("column-level"), format!("{} {} · {policy}", level.word, level.score))
    });
    let round = t.with("round-name", &[("round", &list.round.to_string())]);
    let listed = (!list.checkpoints.is_empty())
        .then(|| (t.text("bar-checklist"), format!("{round} · {}", documents(t, &list.catalogs))));
    let (open, accepted) = (sheet.open.to_string(), sheet.accepted.to_string());
    let findings = (t.text("bar-findings"), t.with("decide-findings", &[("open", &open), ("accepted", &accepted)]));
    let files = list.checkpoints.iter().map(|line| line.evidence.len() as u64).sum();
    let files = (t.text("tab-evidence"), t.count("decide-files", files));
    assessed.into_iter().chain(listed).chain([findings, files]).collect()
}

/// The events since this person's last step; without such a step, the latest events.
fn news<'a>(happened: &'a [TimelineEntry], subject: &str) -> (&'static str, &'a [TimelineEntry]) {
    let own = |entry: &TimelineEntry| entry.actor.as_ref().is_some_and(|actor| actor.subject == subject);
    let (title, from) = match happened.iter().rposition(own) {
        Some(last) => (key("decide-since"), last + 1),
        None => (key("log-title"), happened.len().saturating_sub(LATEST)),
    };
    (title, happened.get(from..).unwrap_or_default())
}
