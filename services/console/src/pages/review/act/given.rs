//! What a form says, as the contract takes it.

use haetae_domain::review::Command;
use haetae_proto::{
    common::v1::{
        BusinessImpact, Component, DataClass, Exposure, ImpactLevel, LifecycleStage, Person, ServiceProfile,
        ServiceType, TriageOutcome, UserScale,
    },
    words::Named,
};

use crate::{
    api::{Api, Found, Given, Kind, Problem, id_of},
    pages::sent::{Sent, text},
};

/// What is given with a step. Of a duplicate it calls ListReviews for the other review.
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
            let (subject, name) = sent.one("assignee.subject").split_once('\n').unwrap_or_default();
            given.assignee = Some(Person { subject: subject.to_owned(), name: name.to_owned() });
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

/// The field of a step that holds its text.
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

/// The id of the review of a number. One that there is none of stays as it is: the service says what is wrong with it.
async fn other(api: &Api, number: &str) -> Result<String, Problem> {
    match id_of(api, &number.to_ascii_uppercase()).await {
        Err(problem) if problem.kind == Kind::NotFound => Ok(number.to_owned()),
        answer => answer,
    }
}

/// The number of a word of the contract; 0 for another text.
pub(super) fn number<E: Named>(word: &str) -> i32 {
    let place = E::VALUES.iter().position(|value| value.is(word));
    place.and_then(|place| i32::try_from(place).ok()).unwrap_or_default()
}

fn profile(sent: &Sent) -> ServiceProfile {
    fn several<E: Named>(sent: &Sent, name: &str) -> Vec<i32> {
        sent.all(name).map(number::<E>).collect()
    }
    let impact = |name: &str| number::<ImpactLevel>(sent.one(name));
    ServiceProfile {
        service_types: several::<ServiceType>(sent, "profile.service_types"),
        components: several::<Component>(sent, "profile.components"),
        stage: number::<LifecycleStage>(sent.one("profile.stage")),
        exposure: number::<Exposure>(sent.one("profile.exposure")),
        data_classes: several::<DataClass>(sent, "profile.data_classes"),
        user_scale: number::<UserScale>(sent.one("profile.user_scale")),
        impact: Some(BusinessImpact {
            financial: impact("profile.impact.financial"),
            reputation: impact("profile.impact.reputation"),
            legal_privacy: impact("profile.impact.legal_privacy"),
            safety: impact("profile.impact.safety"),
        }),
    }
}

/// Order and repetition carry no meaning.
fn sorted(profile: &ServiceProfile) -> ServiceProfile {
    let mut profile = profile.clone();
    for values in [&mut profile.service_types, &mut profile.components, &mut profile.data_classes] {
        values.sort_unstable();
        values.dedup();
    }
    profile
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_says_a_profile_in_the_words_of_the_contract() {
        let form = "profile.service_types=payment&profile.service_types=mobile_app&profile.exposure=internet\
                    &profile.stage=nonsense&profile.impact.safety=severe";
        let read = profile(&Sent::read(form.as_bytes()));
        assert_eq!(read.service_types, [i32::from(ServiceType::Payment), i32::from(ServiceType::MobileApp)]);
        assert_eq!((read.exposure(), read.stage), (Exposure::Internet, 0));
        assert_eq!(read.impact.unwrap().safety(), ImpactLevel::Severe);
        let turned = ServiceProfile { service_types: vec![7, 1, 7], ..read.clone() };
        assert_eq!(sorted(&turned), sorted(&read), "nothing is amended");
    }
}
