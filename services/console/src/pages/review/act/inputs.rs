//! The fields of the forms.

use haetae_domain::review::Command;
use haetae_proto::common::v1::TriageOutcome;

use super::{choices::Choices, given::field as text_field};
use crate::{
    api::Found,
    pages::{
        inputs::{Choice, Input, Kind, values},
        people::choice,
        request::fields::Filled,
        sent::Sent,
    },
    text::{Say, key},
};

/// The inputs of a form: the review, the previously submitted input, and the choices.
pub(super) struct Source<'a> {
    pub(super) t: Say,
    pub(super) found: &'a Found,
    pub(super) sent: Option<&'a Sent>,
    pub(super) choices: &'a Choices,
}

impl Source<'_> {
    /// The fields of a step.
    pub(super) fn inputs(&self, step: Command) -> Vec<Input> {
        let text = |label, required| self.input(text_field(step), self.t.text(label), required, Kind::Lines);
        match step {
            Command::Amend => self.amendment(),
            Command::Triage => {
                let mut fields = self.triage();
                fields.push(text(key("act-reason"), true));
                fields
            }
            Command::Assign => {
                let people =
                    self.input("assignee.subject", self.t.text("act-assignee"), true, Kind::Offered(self.people()));
                vec![Input { about: self.t.text("act-assignee-about"), ..people }, text(key("act-reason"), false)]
            }
            Command::RequestInfo => {
                vec![Input { about: self.t.text("act-question-about"), ..text(key("act-question"), true) }]
            }
            Command::ProvideInfo => vec![text(key("act-answer"), true)],
            Command::Withdraw | Command::RetractQuestion | Command::Release | Command::Reopen => {
                vec![text(key("act-reason"), true)]
            }
            Command::Claim | Command::Decide | Command::Comment => Vec::new(),
        }
    }

    fn input(&self, name: &'static str, label: String, required: bool, kind: Kind) -> Input {
        Input::new(self.sent, name, label, required, kind)
    }

    fn triage(&self) -> Vec<Input> {
        let t = self.t;
        let outcomes = values::<TriageOutcome>(t, (self.sent, "outcome"), &[], |outcome| match outcome {
            TriageOutcome::Diagnose => t.text("act-diagnose-about"),
            TriageOutcome::Waive => t.text("act-waive-about"),
            TriageOutcome::Reject => t.text("act-reject-about"),
            TriageOutcome::Duplicate => t.text("act-duplicate-about"),
            TriageOutcome::Unspecified => String::new(),
        });
        let outcomes = self.input("outcome", t.text("act-outcome"), true, Kind::One(outcomes));
        let reviews = self.choices.reviews.iter().map(|row| Choice {
            value: row.number.clone(),
            text: format!("{} {}", row.number, row.title),
            about: String::new(),
            chosen: false,
        });
        let other = self.input("duplicate_of", t.text("act-duplicate-of"), false, Kind::Offered(reviews.collect()));
        vec![outcomes, Input { about: t.text("act-duplicate-of-about"), ..other }]
    }

    fn people(&self) -> Vec<Choice> {
        let person = |(person, open): &(haetae_proto::common::v1::Person, u64)| {
            let open = open.to_string();
            choice(person, self.t.with("act-person", &[("name", &self.t.person(person)), ("open", &open)]))
        };
        self.choices.people.iter().map(person).collect()
    }

    fn amendment(&self) -> Vec<Input> {
        let review = &self.found.review;
        let profile = review.profile.clone().unwrap_or_default();
        let (title, description) = (&review.title, &review.description);
        let filled = Filled { t: self.t, sent: self.sent, title, description, profile: &profile };
        filled.sections().into_iter().flat_map(|section| section.inputs).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::inputs::mark;

    fn source<'a>(found: &'a Found, sent: Option<&'a Sent>, choices: &'a Choices) -> Source<'a> {
        Source { t: Say::in_language(haetae_service_kit::error::Lang::Ko), found, sent, choices }
    }

    #[test]
    fn what_was_typed_stays_and_what_is_wrong_stands_at_its_field() {
        let (found, choices) = (Found::default(), Choices::default());
        let sent = Sent::read(b"title=&description=a%26b&profile.service_types=payment&profile.exposure=internet");
        let mut inputs = source(&found, Some(&sent), &choices).inputs(Command::Amend);
        let wrong = |field: &str| (field.to_owned(), format!("wrong {field}"));
        let left = mark(
            &mut inputs.iter_mut().collect::<Vec<_>>(),
            &[wrong("profile.stage"), wrong("title"), wrong("etag"), wrong("profile.service_types[0]")],
        );
        assert_eq!(left, ["wrong etag"]);
        let at: Vec<_> = inputs.iter().filter(|one| !one.wrong.is_empty()).map(|one| (one.name, one.first)).collect();
        assert_eq!(at, [("title", true), ("profile.service_types", false), ("profile.stage", false)]);
        assert_eq!(inputs[1].value, "a&b");
        let Kind::Several(types) = &inputs[2].kind else { panic!("service types are several") };
        assert_eq!(types.iter().filter(|one| one.chosen).map(|one| &*one.value).collect::<Vec<_>>(), ["payment"]);
    }

    #[test]
    fn every_step_has_the_field_that_its_call_takes() {
        let (found, choices) = (Found::default(), Choices::default());
        let names = |step| source(&found, None, &choices).inputs(step).iter().map(|one| one.name).collect::<Vec<_>>();
        assert_eq!(names(Command::Triage), ["outcome", "duplicate_of", "reason"]);
        assert_eq!(names(Command::RequestInfo), ["question"]);
        assert_eq!(names(Command::ProvideInfo), ["answer"]);
        assert_eq!(names(Command::Assign), ["assignee.subject", "reason"]);
        assert!(names(Command::Claim).is_empty());
    }
}
