//! The choices that a form offers.

use haetae_domain::review::Command;
use haetae_proto::{common::v1::Person, dashboard::v1::ReviewRow};
use haetae_service_kit::auth::Role;

use crate::{
    api::{Found, Problem, reviewers, reviews},
    pages::{lists::quoted, visitor::Visitor},
};

/// The choices that a form offers.
#[derive(Debug, Default)]
pub(super) struct Choices {
    /// Who can be in charge, with the open reviews they have.
    pub(super) people: Vec<(Person, u64)>,
    /// Other reviews of the same team.
    pub(super) reviews: Vec<ReviewRow>,
}

/// The choices in the form of a step. Calls GetWorkload to assign, and ListReviews for a triage.
///
/// # Errors
/// When the dashboard refuses or does not answer.
pub(super) async fn choices(visitor: &Visitor, found: &Found, step: Command) -> Result<Choices, Problem> {
    match step {
        Command::Assign => {
            let requester = found.review.requester.as_ref().map(|asked| asked.subject.as_str()).unwrap_or_default();
            let mut people = reviewers(&visitor.api).await?;
            people.sort_by_key(|(_, open)| *open);
            let caller = &visitor.caller;
            let known = people.iter().any(|(person, _)| person.subject == caller.subject);
            if caller.roles.has(Role::Reviewer) && !known {
                people.insert(0, (Person { subject: caller.subject.clone(), name: caller.name.clone() }, 0));
            }
            people.retain(|(person, _)| person.subject != requester);
            Ok(Choices { people, ..Choices::default() })
        }
        Command::Triage => {
            let page =
                reviews(&visitor.api, &format!("team = {}", quoted(&found.review.team)), "submitted_at desc", "")
                    .await?;
            let mut reviews = page.rows;
            reviews.retain(|row| row.review_id != found.review.review_id);
            Ok(Choices { reviews, ..Choices::default() })
        }
        Command::Amend
        | Command::Withdraw
        | Command::RequestInfo
        | Command::ProvideInfo
        | Command::RetractQuestion
        | Command::Claim
        | Command::Release
        | Command::Decide
        | Command::Reopen
        | Command::Comment => Ok(Choices::default()),
    }
}
