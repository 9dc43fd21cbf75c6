//! The head of every page about one review: its status, the next step, and the tabs.

use haetae_client::request_id;
use haetae_domain::review::Command;
use haetae_proto::dashboard::v1::GetReviewOverviewResponse;
use jiff::Timestamp;

use super::{
    requested::Requested,
    stages::{Stage, stages},
    steps::{Actions, May, may, slug},
};
use crate::{
    api::Found,
    pages::{
        live::Live,
        parts::{Level, Status},
        review_bar::TABS,
        status::is_open,
        visitor::Visitor,
    },
    said::Said,
    text::{Due, Say, key},
};

/// A tab.
#[derive(Debug)]
pub(crate) struct Tab {
    pub(crate) text: String,
    pub(crate) path: String,
    /// How many things it has; empty where that is not known.
    pub(crate) count: String,
    pub(crate) current: bool,
}

/// The head.
#[derive(Debug)]
pub(crate) struct Head {
    pub(crate) number: String,
    pub(crate) path: String,
    pub(crate) title: String,
    pub(crate) status: Status,
    pub(crate) stages: Vec<Stage>,
    pub(crate) level: Level,
    pub(crate) due: Option<Due>,
    /// How the due date was computed.
    pub(crate) due_sum: String,
    pub(crate) assignee: Option<String>,
    pub(crate) requester: String,
    pub(crate) residual: Option<Level>,
    pub(crate) open: String,
    /// Changes since the decision; none when it is still valid.
    pub(crate) moved: Option<String>,
    /// The link to reopening it, if this person may.
    pub(crate) reopen: Option<String>,
    /// The question to the requester.
    pub(crate) question: Option<String>,
    /// The link to the answer, if this person may give it.
    pub(crate) answer: Option<String>,
    pub(crate) actions: Actions,
    pub(crate) tabs: Vec<Tab>,
    /// The step taken just now.
    pub(crate) done: Option<String>,
    /// The step taken just now was the request of this review.
    pub(crate) requested: Option<Requested>,
    /// For steps that are taken at once.
    pub(crate) request_id: String,
    pub(crate) etag: String,
    /// The state that was read.
    token: String,
}

impl Head {
    /// Of a page of a review; `tab` is the last part of the address of its tab.
    pub(crate) fn new(visitor: &Visitor, found: &Found, tab: &str, now: Timestamp) -> Self {
        let (say, overview) = (visitor.say(), &found.overview);
        let path = format!("/r/{}", overview.number);
        let request = overview.request.clone().unwrap_or_default();
        let requester = request.requester.as_ref().map(|person| say.person(person)).unwrap_or_default();
        let decision = overview.decision.as_ref();
        let moved = decision.filter(|decision| decision.stale).map(|decision| {
            let moved: Vec<String> = decision.moved.iter().map(|moved| say.of(moved.name.as_ref())).collect();
            moved.join(", ")
        });
        let way = |step: Command| {
            let may = may(say, found, &visitor.caller, step) == May::Yes;
            may.then(|| format!("{path}/{}", slug(step)))
        };
        let assessment = overview.assessment.as_ref();
        let residual = assessment.and_then(|assessment| assessment.residual.as_ref());
        Self {
            number: overview.number.clone(),
            title: request.title.clone(),
            status: Status::standing(say, overview.status(), overview.duplicate, decision.is_some_and(|one| one.stale)),
            stages: stages(say, overview, now),
            level: Level::scored(say, assessment.map_or(0, |one| one.level), assessment.map(|one| one.score)),
            due: due(say, overview, now),
            due_sum: due_sum(say, overview),
            assignee: overview.assignee.as_ref().map(|person| say.person(person)),
            requester: if request.team.is_empty() { requester } else { format!("{requester} · {}", request.team) },
            residual: residual.map(|left| Level::scored(say, left.level, Some(left.score))),
            open: say.count("head-open", u64::from(found.review.open_findings)),
            reopen: moved.is_some().then(|| way(Command::Reopen)).flatten(),
            moved,
            question: Some(overview.question.clone()).filter(|question| !question.is_empty()),
            answer: way(Command::ProvideInfo),
            actions: Actions::of(say, found, &visitor.caller),
            tabs: tabs(say, found, &path, tab),
            done: visitor.visit.said.as_ref().and_then(|said| done(say, said)),
            requested: Requested::shown(visitor, overview, now),
            request_id: request_id(),
            etag: found.etag.clone(),
            token: overview.consistency_token.clone(),
            path,
        }
    }
}

impl Head {
    /// The changes that a page of the review listens to while it is open.
    pub(super) fn live(&self, say: Say) -> Live {
        Live::review(say, &self.number, &self.token)
    }
}

/// None once the review is over, because its due date no longer matters.
fn due(say: Say, overview: &GetReviewOverviewResponse, now: Timestamp) -> Option<Due> {
    let target = overview.target.as_ref().filter(|_| is_open(overview.status()))?;
    Due::of_review(say, overview.status(), (target.due_at.as_ref(), target.overdue), now)
}

fn due_sum(say: Say, overview: &GetReviewOverviewResponse) -> String {
    let Some(target) = overview.target.as_ref().filter(|_| is_open(overview.status())) else { return String::new() };
    let (days, paused) = (target.target_days.to_string(), target.paused_days.to_string());
    if target.unknown_year != 0 {
        return say.with("head-due-unknown", &[("year", &target.unknown_year.to_string())]);
    }
    if target.paused_days == 0 {
        say.with("head-due-sum", &[("days", &days)])
    } else {
        say.with("head-due-sum-paused", &[("days", &days), ("paused", &paused)])
    }
}

fn tabs(say: Say, found: &Found, path: &str, current: &str) -> Vec<Tab> {
    let tally = found.overview.diagnosis.as_ref().and_then(|diagnosis| diagnosis.tally.as_ref());
    let count = |tab: &str| match tab {
        "checklist" => tally.map(|tally| {
            let judged = tally.pass + tally.fail + tally.partial + tally.not_applicable;
            format!("{judged}/{}", tally.total)
        }),
        "findings" => Some(found.overview.findings_total.to_string()),
        "comments" => Some(found.review.comments.to_string()),
        _ => None,
    };
    let tab = |(tab, text): (&str, &'static str)| Tab {
        text: say.text(text),
        path: if tab.is_empty() { path.to_owned() } else { format!("{path}/{tab}") },
        count: count(tab).unwrap_or_default(),
        current: tab == current,
    };
    TABS.into_iter().map(tab).collect()
}

fn done(say: Say, said: &Said) -> Option<String> {
    Some(say.text(match said.step.as_str() {
        "amend" => key("done-amend"),
        "withdraw" => key("done-withdraw"),
        "ask" => key("done-ask"),
        "answer" => key("done-answer"),
        "retract-question" => key("done-retract-question"),
        "triage" => key("done-triage"),
        "claim" => key("done-claim"),
        "assign" => key("done-assign"),
        "release" => key("done-release"),
        "reopen" => key("done-reopen"),
        "decide" => key("done-decide"),
        "comments" => key("done-comment"),
        "evidence" => return Some(say.count("done-evidence", said.count)),
        _ => return None,
    }))
}
