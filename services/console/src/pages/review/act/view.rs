//! View model of a step's form.

use askama::Template;
use haetae_client::request_id;
use haetae_domain::review::Command;
use jiff::Timestamp;

use super::{choices::Choices, inputs::Source};
use crate::{
    api::{Found, Problem},
    pages::{
        fault,
        frame::Frame,
        inputs::{Input, Kind, mark},
        review::{
            head::Head,
            log::Line,
            steps::{May, may, not_yours, slug},
        },
        sent::Sent,
        visitor::Visitor,
    },
    text::{Say, key},
};

/// A form that was sent, or one that was not.
pub(super) struct Attempt<'a> {
    pub(super) sent: Option<&'a Sent>,
    /// Why it was refused.
    pub(super) problem: Option<&'a Problem>,
    pub(super) request_id: String,
}

impl Attempt<'_> {
    /// Nothing was sent.
    pub(super) fn first() -> Self {
        Self { sent: None, problem: None, request_id: request_id() }
    }
}

/// The page.
#[derive(Template)]
#[template(path = "review/act.html")]
pub(super) struct ActPage {
    frame: Frame,
    t: Say,
    head: Head,
    title: String,
    about: String,
    /// The question to the requester.
    question: Option<String>,
    /// Why the step is not possible; the form is shown when it is.
    why_not: Option<String>,
    /// The problem, and the service's explanation.
    problem: Option<(String, String)>,
    /// Faults that belong to no field.
    faults: Vec<String>,
    /// Changes by others since the form was made.
    changes: Vec<Line>,
    path: String,
    fields: Vec<Input>,
    request_id: String,
    /// The version that the form is sent on: the one that is shown.
    etag: String,
    /// The last thing that is shown of the history.
    seen: u64,
}

impl ActPage {
    /// The form of a step on a review.
    pub(super) fn new(
        visitor: &Visitor,
        (step, found, choices): (Command, &Found, &Choices),
        attempt: &Attempt<'_>,
        now: Timestamp,
    ) -> Self {
        let t = visitor.say();
        let head = Head::new(visitor, found, slug(step), now);
        let title = t.step(step.method());
        let mut inputs = Source { t, found, sent: attempt.sent, choices }.inputs(step);
        let refusal = attempt.problem.and_then(|problem| problem.refusal.as_deref());
        let faults = refusal
            .map(|refusal| mark(&mut inputs.iter_mut().collect::<Vec<_>>(), &refusal.fields))
            .unwrap_or_default();
        let seen = attempt.sent.and_then(|sent| sent.one("seen").parse().ok()).unwrap_or(u64::MAX);
        let changes = found.overview.recent.iter().filter(|entry| entry.sequence > seen);
        let why_not = match may(t, found, &visitor.caller, step) {
            May::Yes => None,
            May::NotNow(why) => Some(why),
            May::No => Some(not_yours(t, step)),
        };
        Self {
            frame: Frame::new(&visitor.visit, &format!("{} {title}", found.overview.number))
                .with_live(&visitor.visit, Some(head.live(t))),
            about: t.text(about(step)),
            question: Some(found.overview.question.clone())
                .filter(|one| step == Command::ProvideInfo && !one.is_empty()),
            why_not,
            problem: attempt.problem.map(|problem| fault::what_and_detail(t, problem)),
            faults,
            changes: changes.map(|entry| Line::of(t, entry, now)).collect(),
            path: format!("{}/{}", head.path, slug(step)),
            request_id: attempt.request_id.clone(),
            etag: found.etag.clone(),
            seen: found.overview.recent.first().map_or(0, |entry| entry.sequence),
            fields: inputs,
            title,
            head,
            t,
        }
    }
}

/// The explanation of the step.
const fn about(step: Command) -> &'static str {
    match step {
        Command::Amend => key("about-amend"),
        Command::Withdraw => key("about-withdraw"),
        Command::RequestInfo => key("about-ask"),
        Command::ProvideInfo => key("about-answer"),
        Command::RetractQuestion => key("about-retract-question"),
        Command::Triage => key("about-triage"),
        Command::Claim => key("about-claim"),
        Command::Assign => key("about-assign"),
        Command::Release => key("about-release"),
        Command::Reopen | Command::Decide | Command::Comment => key("about-reopen"),
    }
}
