//! What the log reveals about an account. Only the identity provider knows its roles, and it is not asked.

use std::{
    collections::{BTreeSet, HashSet},
    mem::{Discriminant, discriminant},
};

use haetae_domain::ids::Person;
use haetae_event_log::{
    Category,
    codec::{Aggregate as _, Diagnoses, Reviews},
};
use haetae_proto::event::v1::{Event, event};

/// An account.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// The name it last wrote under.
    pub(super) name: String,
    /// The configuration names the account: an operator is responsible for its permissions.
    pub(super) named: bool,
    /// The account has done something that only reviewers may do.
    pub(super) reviews: bool,
    /// The account has done something that only a team's requesters may do to its findings.
    pub(super) fixes: bool,
    /// The teams for which it requested reviews.
    pub(super) teams: BTreeSet<String>,
    /// Kinds of events of diagnoses that revealed one of these: another event of such a kind reveals nothing new.
    pub(super) revealed: HashSet<Discriminant<event::Event>>,
}

/// The duty that a person is assigned to.
#[derive(Debug, Clone, Copy)]
pub enum Charge<'a> {
    /// A review: its assignee triages and diagnoses.
    Review,
    /// A finding of a review of this team: its assignee fixes it.
    Finding {
        /// The team.
        team: &'a str,
    },
}

impl Known {
    /// One that the configuration names.
    pub(super) fn named() -> Self {
        Self { named: true, ..Self::default() }
    }

    /// Records the account's actions. An event that this build cannot read is skipped.
    pub(super) fn did(&mut self, category: Category, events: Vec<Event>, by: &Person) {
        for event in events.into_iter().filter_map(|event| event.event) {
            match category {
                Category::Review => {
                    let Ok(event) = Reviews::decode(event) else { continue };
                    self.reviews = self.reviews || event.only_reviewers_may(by);
                    self.teams.extend(event.request().map(|request| request.team.clone()));
                }
                Category::Diagnosis => {
                    let kind = discriminant(&event);
                    // The results of a whole checklist need not be read more than once.
                    if self.reviews && self.fixes || self.revealed.contains(&kind) {
                        continue;
                    }
                    let Ok(event) = Diagnoses::decode(event) else { continue };
                    let (fixes, reviews) = (event.only_requesters_may(), event.only_reviewers_may());
                    (self.fixes, self.reviews) = (self.fixes || fixes, self.reviews || reviews);
                    if fixes || reviews {
                        self.revealed.insert(kind);
                    }
                }
                Category::Risk | Category::Policy | Category::Catalog | Category::Foreign => {}
            }
        }
    }

    /// Why it cannot be put in charge, in both languages, if it cannot.
    pub(super) fn unfit(&self, charge: Charge<'_>) -> Option<(String, String)> {
        let others = || self.teams.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
        match charge {
            _ if self.named => None,
            Charge::Review => (!self.reviews).then(|| unseen_as_reviewer(&others())),
            // No review, or one without a checklist: the call itself is refused.
            Charge::Finding { team: "" } => None,
            Charge::Finding { team } if self.teams.is_empty() => {
                (self.reviews && !self.fixes).then(|| fixes_nothing_of(team))
            }
            Charge::Finding { team } => (!self.teams.contains(team)).then(|| requester_elsewhere(&others(), team)),
        }
    }
}

fn unseen_as_reviewer(teams: &str) -> (String, String) {
    let (ko, en) = if teams.is_empty() {
        (String::new(), String::new())
    } else {
        (
            format!(" 지금까지 {teams} 부서의 요청자로만 활동했습니다."),
            format!(" So far it asked for reviews of {teams}."),
        )
    };
    (
        format!(
            "검토자로 활동한 적이 없는 계정이라 검토 담당자로 지정할 수 없습니다.{ko} 검토자라면 본인이 먼저 담당하기로 맡거나, \
             운영자가 설정 people.known에 등록해야 합니다."
        ),
        format!(
            "This account was never seen to do what a reviewer does, so it cannot be in charge of a review.{en} A reviewer \
             claims a review first, or an operator names the account in people.known."
        ),
    )
}

/// A reviewer who never acted for the team.
pub(super) fn fixes_nothing_of(team: &str) -> (String, String) {
    (
        format!(
            "{team} 부서의 요청자만 조치할 수 있는데, 이 계정은 그 부서의 요청자로 활동한 적이 없습니다. {team} 부서의 요청자를 \
             지정하거나, 운영자가 설정 people.known에 등록해야 합니다."
        ),
        format!(
            "Only requesters of {team} can fix its findings, and this account was never seen to be one. Assign the \
             finding to a requester of {team}, or an operator names the account in people.known."
        ),
    )
}

fn requester_elsewhere(teams: &str, team: &str) -> (String, String) {
    (
        format!("{teams} 부서의 요청자이므로 {team} 부서의 조치 항목을 처리할 수 없습니다."),
        format!("This account is a requester of {teams} and cannot fix a finding of {team}."),
    )
}

#[cfg(test)]
mod tests;
