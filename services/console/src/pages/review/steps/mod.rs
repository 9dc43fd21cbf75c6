//! A person's possible steps on a review. The policies determine the roles, the table of transitions the statuses.
//! Both are the ones that the services use, so that a page offers only steps they accept; the services decide.

use haetae_access::{Facts, Refusal, shipped};
use haetae_domain::{
    review::{Command, transitions::transition},
    vocabulary::Level,
};
use haetae_proto::{
    common::v1::{ReviewStatus, RiskLevel},
    dashboard::v1::InvolvementRole,
    words::Named,
};

use crate::{
    api::{Caller, Found},
    pages::status::status,
    text::{Say, key},
};

/// The steps that pages offer, in the order of menus.
const OFFERED: [Command; 11] = [
    Command::Decide,
    Command::Triage,
    Command::ProvideInfo,
    Command::RequestInfo,
    Command::RetractQuestion,
    Command::Claim,
    Command::Assign,
    Command::Release,
    Command::Reopen,
    Command::Amend,
    Command::Withdraw,
];

/// Whether a person may take a step now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum May {
    /// They may.
    Yes,
    /// Their roles would do; why it is not possible all the same.
    NotNow(String),
    /// It is not for their roles.
    No,
}

/// Something to do about a review.
#[derive(Debug, Clone)]
pub(crate) struct Action {
    pub(crate) text: String,
    pub(crate) path: String,
    /// Whether it is done at once, by a form without fields.
    pub(crate) at_once: bool,
    /// Why it is not possible; none when it is possible.
    pub(crate) why_not: Option<String>,
}

/// A person's possible steps on a review.
#[derive(Debug)]
pub(crate) struct Actions {
    /// The next step of this person.
    pub(crate) main: Option<Action>,
    /// Everything else.
    pub(crate) more: Vec<Action>,
}

impl Actions {
    /// For a person.
    pub(crate) fn of(say: Say, found: &Found, caller: &Caller) -> Self {
        let may = |step: Command| may(say, found, caller, step);
        let next = next(found, caller, |step| may(step) == May::Yes);
        let asked = found.review.status() == ReviewStatus::NeedsInfo;
        let offered = OFFERED.into_iter().filter(|step| asked || *step != Command::RetractQuestion);
        let more = offered.filter(|step| !matches!(next, Some(Next::Step(first)) if first == *step));
        let more = more.filter_map(|step| {
            let why_not = match may(step) {
                May::Yes => None,
                May::NotNow(why) => Some(why),
                May::No => return None,
            };
            Some(action(say, found, step, why_not))
        });
        let more = more.collect();
        let link = |text, tab: &str| Action {
            text: say.text(text),
            path: format!("/r/{}/{tab}", found.overview.number),
            at_once: false,
            why_not: None,
        };
        let main = next.map(|next| match next {
            Next::Step(step) => action(say, found, step, None),
            Next::Judge => link(key("take-judge"), "checklist"),
            Next::Findings => link(key("take-findings"), "findings"),
        });
        Self { main, more }
    }
}

/// What comes next.
#[derive(Debug, Clone, Copy)]
enum Next {
    Step(Command),
    Judge,
    Findings,
}

fn next(found: &Found, caller: &Caller, may: impl Fn(Command) -> bool) -> Option<Next> {
    let review = &found.review;
    let mine = review.assignee.as_ref().is_some_and(|assignee| assignee.subject == caller.subject);
    let stale = review.decision.as_ref().is_some_and(|decision| decision.stale);
    let step = |step| may(step).then_some(Next::Step(step));
    match review.status() {
        ReviewStatus::NeedsInfo => step(Command::ProvideInfo),
        ReviewStatus::Received => step(Command::Triage).or_else(|| step(Command::Claim)),
        ReviewStatus::InDiagnosis if mine => Some(Next::Judge),
        ReviewStatus::AwaitingDecision if may(Command::Decide) => step(Command::Decide),
        ReviewStatus::AwaitingRemediation if mine || may(Command::Amend) => Some(Next::Findings),
        ReviewStatus::InDiagnosis | ReviewStatus::AwaitingRemediation | ReviewStatus::AwaitingDecision
            if review.assignee.is_none() =>
        {
            step(Command::Claim).or_else(|| step(Command::Assign))
        }
        ReviewStatus::Approved | ReviewStatus::ApprovedWithConditions | ReviewStatus::Rejected if stale => {
            step(Command::Reopen)
        }
        ReviewStatus::Unspecified
        | ReviewStatus::InDiagnosis
        | ReviewStatus::AwaitingRemediation
        | ReviewStatus::AwaitingDecision
        | ReviewStatus::Approved
        | ReviewStatus::ApprovedWithConditions
        | ReviewStatus::Rejected
        | ReviewStatus::Waived
        | ReviewStatus::Withdrawn => None,
    }
}

fn action(say: Say, found: &Found, step: Command, why_not: Option<String>) -> Action {
    Action {
        text: say.step(step.method()),
        path: format!("/r/{}/{}", found.overview.number, slug(step)),
        at_once: step == Command::Claim,
        why_not,
    }
}

/// The name of a step in addresses.
pub(super) const fn slug(step: Command) -> &'static str {
    match step {
        Command::Amend => "amend",
        Command::Withdraw => "withdraw",
        Command::RequestInfo => "ask",
        Command::ProvideInfo => "answer",
        Command::RetractQuestion => "retract-question",
        Command::Triage => "triage",
        Command::Claim => "claim",
        Command::Assign => "assign",
        Command::Release => "release",
        Command::Decide => "decide",
        Command::Reopen => "reopen",
        Command::Comment => "comments",
    }
}

/// Whether a person may take a step on the current review.
pub(crate) fn may(say: Say, found: &Found, caller: &Caller, step: Command) -> May {
    let review = &found.review;
    match permitted(found, caller, step, false) {
        Ok(()) => {}
        Err(Refusal::Duties(_)) => return May::NotNow(say.text("take-duties")),
        Err(_) => return May::No,
    }
    let step_name = say.step(step.method());
    let Some(status) = status(review.status()) else { return May::No };
    if transition(step, status).is_none() {
        let status = say.word::<ReviewStatus>(review.status);
        return May::NotNow(say.with("take-not-in", &[("status", &status), ("step", &step_name)]));
    }
    let mine = review.assignee.as_ref().map(|assignee| (say.person(assignee), assignee.subject == caller.subject));
    match (step, mine) {
        (Command::Claim, Some((_, true))) => May::NotNow(say.text("take-claimed")),
        (Command::Claim | Command::Release, Some((name, false))) => {
            May::NotNow(say.with("take-claimed-by", &[("name", &name)]))
        }
        (Command::Release, None) => May::NotNow(say.text("take-unclaimed")),
        _ => May::Yes,
    }
}

/// Why a step is not for a person, with the roles that have it.
pub(super) fn not_yours(say: Say, step: Command) -> String {
    let roles = shipped().ok().and_then(|access| Some(access.roles(access.action(step.method())?)));
    let roles: Vec<String> = roles.into_iter().flat_map(|roles| roles.iter()).map(|role| say.role(role)).collect();
    if roles.is_empty() {
        say.text("act-not-yours")
    } else {
        say.with("fault-forbidden-roles", &[("roles", &roles.join(" · "))])
    }
}

/// Whether a person may upload evidence.
pub(super) fn may_upload(found: &Found, caller: &Caller) -> bool {
    permits(found, caller, "UploadEvidence", false).is_ok()
}

/// Whether the policies permit it; `internal` is for information hidden from the requester's team.
pub(super) fn permitted(found: &Found, caller: &Caller, step: Command, internal: bool) -> Result<(), Refusal> {
    permits(found, caller, step.method(), internal)
}

fn permits(found: &Found, caller: &Caller, method: &str, internal: bool) -> Result<(), Refusal> {
    let access = shipped().map_err(|error| Refusal::Defect(error.to_string()))?;
    let action = access.action(method).ok_or_else(|| Refusal::Defect(method.to_owned()))?;
    let (review, overview) = (&found.review, &found.overview);
    let requester = review.requester.as_ref().map(|asked| asked.subject.as_str()).unwrap_or_default();
    let judged =
        |person: &&haetae_proto::dashboard::v1::Involvement| person.roles().any(|role| role == InvolvementRole::Judge);
    let judges = overview.people.iter().filter(judged).filter_map(|one| Some(one.person.as_ref()?.subject.as_str()));
    let facts = Facts {
        judges: judges.collect(),
        level: overview.assessment.as_ref().and_then(|assessment| level(assessment.level())),
        assignee: review.assignee.as_ref().map(|assignee| assignee.subject.as_str()),
        status: status(review.status()),
        internal,
        ..Facts::of(requester, &review.team)
    };
    let team = (!caller.team.is_empty()).then_some(caller.team.as_str());
    let caller = haetae_access::Caller { subject: &caller.subject, team, roles: caller.roles, service: false };
    // A person whose role does not have the step learns nothing about separated duties.
    access.call(&caller, action)?;
    access.review(&caller, action, &facts)
}

fn level(level: RiskLevel) -> Option<Level> {
    Level::parse(&level.value().word.to_ascii_lowercase())
}

#[cfg(test)]
mod tests;
