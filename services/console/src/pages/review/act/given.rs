//! The input of a form, in the contract's form.

use haetae_domain::review::Command;
use haetae_proto::common::v1::TriageOutcome;

use crate::{
    api::{Api, Found, Given, Kind, Problem, id_of, reviewers},
    pages::{
        inputs::number,
        people::named,
        request::profile::{profile, sorted},
        sent::{Sent, text},
    },
};

/// The input of a step. Of a duplicate it calls ListReviews for the other review; to assign GetWorkload for the name.
///
/// # Errors
/// When the dashboard does not answer.
pub(super) async fn given(api: &Api, found: &Found, step: Command, sent: &Sent) -> Result<Given, Problem> {
    let mut given = Given { text: text(sent.one(field(step))), ..Given::default() };
    match step {
        Command::Amend => {
            given.title = text(sent.one("title"));
            given.description = text(sent.one("description"));
            let profile = profile(sent);
            given.profile = (found.review.profile.as_ref().map(sorted) != Some(sorted(&profile))).then_some(profile);
        }
        Command::Triage => {
            given.outcome = number::<TriageOutcome>(sent.one("outcome"));
            if given.outcome == i32::from(TriageOutcome::Duplicate) {
                given.duplicate_of = other(api, sent.one("duplicate_of").trim()).await?;
            }
        }
        Command::Assign => {
            let people = reviewers(api).await?.into_iter().map(|(person, _)| person).collect::<Vec<_>>();
            given.assignee = Some(named(&people, sent.one("assignee.subject")));
        }
        Command::Withdraw
        | Command::RequestInfo
        | Command::ProvideInfo
        | Command::Claim
        | Command::Release
        | Command::Decide
        | Command::Reopen
        | Command::Comment => {}
    }
    Ok(given)
}

/// The field with the text of a step.
pub(super) const fn field(step: Command) -> &'static str {
    match step {
        Command::RequestInfo => "question",
        Command::ProvideInfo => "answer",
        Command::Amend
        | Command::Withdraw
        | Command::Triage
        | Command::Claim
        | Command::Assign
        | Command::Release
        | Command::Decide
        | Command::Reopen
        | Command::Comment => "reason",
    }
}

/// The id of the review with a number. An unknown number is passed on unchanged, and the service reports the fault.
async fn other(api: &Api, number: &str) -> Result<String, Problem> {
    match id_of(api, &number.to_ascii_uppercase()).await {
        Err(problem) if problem.kind == Kind::NotFound => Ok(number.to_owned()),
        answer => answer,
    }
}
