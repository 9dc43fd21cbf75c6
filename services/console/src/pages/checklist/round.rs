//! Concludes a round, and begins another.

use askama::Template;
use haetae_proto::{
    checkpoint::v1::{Checklist, Checkpoint, ConcludeDiagnosisRequest, ReopenDiagnosisRequest},
    common::v1::VerdictResult,
    dashboard::v1::ReviewRow,
};

use super::panel::short;
use crate::{
    api::{Api, Listed, Problem, conclude, reopen},
    pages::{
        fault,
        frame::Frame,
        review_bar::{Place, ReviewBar},
        sent::{Sent, text},
        visitor::Visitor,
    },
    text::{Say, key},
};

/// A step of the round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Conclude,
    Reopen,
}

impl Step {
    /// As addresses name it.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Conclude => "conclude",
            Self::Reopen => "reopen",
        }
    }

    /// The confirmation that the list shows afterwards.
    pub(super) const fn said(self) -> &'static str {
        match self {
            Self::Conclude => "concluded",
            Self::Reopen => "reopened",
        }
    }

    /// Takes the step with the form's input. Calls ConcludeDiagnosis or ReopenDiagnosis.
    ///
    /// # Errors
    /// When the service refuses or does not answer.
    pub(super) async fn take(self, api: &Api, review_id: &str, sent: &Sent) -> Result<(), Problem> {
        let (request_id, review_id) = (sent.one("request_id").to_owned(), review_id.to_owned());
        let (etag, words, validate_only) = (sent.one("etag").to_owned(), text(sent.one("words")), false);
        match self {
            Self::Conclude => {
                let request = ConcludeDiagnosisRequest { request_id, review_id, etag, summary: words, validate_only };
                conclude(api, request).await
            }
            Self::Reopen => {
                let request = ReopenDiagnosisRequest { request_id, review_id, etag, reason: words, validate_only };
                reopen(api, request).await
            }
        }
    }
}

/// The page.
#[derive(Template)]
#[template(path = "checklist/round.html")]
pub(super) struct RoundPage {
    frame: Frame,
    t: Say,
    bar: ReviewBar,
    title: String,
    about: String,
    label: String,
    required: bool,
    step: &'static str,
    refused: String,
    may: bool,
    left: Vec<String>,
    left_text: String,
    words: String,
    request_id: String,
    etag: String,
}

/// Refused input, and the refusal.
#[derive(Debug, Clone, Copy)]
pub(super) struct Refused<'a> {
    pub(super) sent: &'a Sent,
    pub(super) problem: &'a Problem,
}

impl RoundPage {
    /// The page of a step.
    pub(super) fn new(
        visitor: &Visitor,
        row: &ReviewRow,
        listed: &Listed,
        step: Step,
        refused: Option<Refused<'_>>,
    ) -> Self {
        let (t, list) = (visitor.say(), &listed.list);
        let left: Vec<String> = match step {
            Step::Conclude => left(list).map(|one| short(&list.checkpoints, one).to_owned()).collect(),
            Step::Reopen => Vec::new(),
        };
        let prefilled = match step {
            Step::Conclude => prefilled(t, list),
            Step::Reopen => String::new(),
        };
        let title = title(t, step, list);
        Self {
            frame: Frame::new(&visitor.visit, &format!("{title} {}", row.number)),
            bar: ReviewBar::new(t, row, Place::Checklist),
            about: t.text(if step == Step::Conclude { key("round-conclude-about") } else { key("round-reopen-about") }),
            label: t.text(if step == Step::Conclude { key("round-summary") } else { key("round-reason") }),
            required: step == Step::Reopen,
            step: step.name(),
            refused: refused.map(|refused| fault::says(t, refused.problem)).unwrap_or_default(),
            may: left.is_empty() && list.concluded == (step == Step::Reopen),
            left_text: t.count("round-left", left.len() as u64),
            left,
            words: refused.map_or(prefilled, |refused| text(refused.sent.one("words"))),
            request_id: haetae_client::request_id(),
            etag: listed.etag.clone(),
            title,
            t,
        }
    }
}

fn title(t: Say, step: Step, list: &Checklist) -> String {
    match step {
        Step::Conclude => t.step("ConcludeDiagnosis"),
        Step::Reopen => t.with("round-reopen", &[("round", &(list.round + 1).to_string())]),
    }
}

/// The checkpoints that have to be judged before the round can be concluded.
fn left(list: &Checklist) -> impl Iterator<Item = &Checkpoint> {
    list.checkpoints.iter().filter(|one| one.mandatory && one.verdict.is_none())
}

/// The summary that the form begins with: every Fail with its reason.
fn prefilled(t: Say, list: &Checklist) -> String {
    let fails = list.checkpoints.iter().filter_map(|one| {
        let verdict = one.verdict.as_ref().filter(|verdict| verdict.result() == VerdictResult::Fail)?;
        Some(format!("{} {}: {}", short(&list.checkpoints, one), t.of(one.title.as_ref()), verdict.reason))
    });
    fails.collect::<Vec<_>>().join("\n").chars().take(4_000).collect()
}
