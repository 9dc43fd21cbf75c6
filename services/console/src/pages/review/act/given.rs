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
    text::Say,
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
        | Command::RetractQuestion
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
        | Command::RetractQuestion
        | Command::Triage
        | Command::Claim
        | Command::Assign
        | Command::Release
        | Command::Decide
        | Command::Reopen
        | Command::Comment => "reason",
    }
}

/// Characters of an id.
const ID: usize = 36;

/// A refusal as it is said of what the person wrote: a number that there is no review of is no id either, and it is the number
/// that is wrong.
pub(super) fn retold(t: Say, other: &str, mut problem: Problem) -> Problem {
    if !other.is_empty() && other.len() != ID {
        let fields = problem.refusal.iter_mut().flat_map(|refusal| &mut refusal.fields);
        for (_, told) in fields.filter(|(field, _)| field == "duplicate_of") {
            *told = t.with("act-no-such-review", &[("number", other)]);
        }
    }
    problem
}

/// The id of the review of a number. One that there is none of stays as it is: the service refuses it with everything else that
/// is wrong.
async fn other(api: &Api, number: &str) -> Result<String, Problem> {
    match id_of(api, &number.to_ascii_uppercase()).await {
        Err(problem) if problem.kind == Kind::NotFound => Ok(number.to_owned()),
        answer => answer,
    }
}

#[cfg(test)]
mod tests {
    use haetae_service_kit::error::{ApiError, Lang};

    use super::*;

    /// A number that there is no review of is named; what the service says of a review that there is stays.
    #[test]
    fn an_unknown_number_is_named() {
        let refused = || Problem::from(ApiError::invalid_field("duplicate_of", "36자", "36").into_status(Lang::Ko));
        let told = |other: &str| {
            let problem = retold(Say::in_language(Lang::Ko), other, refused());
            problem.refusal.expect("a refusal").fields.swap_remove(0).1
        };
        assert_eq!(told("R-2026-9999"), "R-2026-9999 검토를 찾을 수 없습니다.");
        assert_eq!(told("67e55044-10b1-426f-9247-bb680e5fe0c8"), "36자");
        assert_eq!(told(""), "36자");
    }
}
