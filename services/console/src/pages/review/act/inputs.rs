//! The fields of the forms, by the names that the contract gives them, so that a refusal finds its field.

use haetae_domain::review::Command;
use haetae_proto::{
    common::v1::{Component, DataClass, Exposure, ImpactLevel, LifecycleStage, ServiceType, TriageOutcome, UserScale},
    words::Named,
};

use super::{choices::Choices, given::field as text_field};
use crate::{
    api::Found,
    pages::{
        review::overview::{field, kind},
        sent::Sent,
    },
    text::{Say, key},
};

/// How a field is filled in.
#[derive(Debug)]
pub(super) enum Kind {
    /// Several lines.
    Lines,
    /// One line.
    Line,
    /// One line, with texts that are offered.
    Offered(Vec<Choice>),
    /// One of a few, all to be seen.
    One(Vec<Choice>),
    /// One of a list.
    Pick(Vec<Choice>),
    /// Any number of a few.
    Any(Vec<Choice>),
}

/// Something to choose.
#[derive(Debug)]
pub(super) struct Choice {
    pub(super) value: String,
    pub(super) text: String,
    pub(super) about: String,
    pub(super) chosen: bool,
}

/// A field of a form.
#[derive(Debug)]
pub(super) struct Input {
    pub(super) name: &'static str,
    pub(super) label: String,
    pub(super) about: String,
    pub(super) value: String,
    pub(super) required: bool,
    /// What is wrong with it; empty when nothing is.
    pub(super) wrong: String,
    /// Whether it is the first that is wrong.
    pub(super) first: bool,
    pub(super) kind: Kind,
}

/// What a form is made from: the review, what was sent before, and what it offers.
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
                    self.input("assignee.subject", self.t.text("act-assignee"), true, Kind::Pick(self.people()));
                vec![people, text(key("act-reason"), false)]
            }
            Command::RequestInfo => {
                vec![Input { about: self.t.text("act-question-about"), ..text(key("act-question"), true) }]
            }
            Command::ProvideInfo => vec![text(key("act-answer"), true)],
            Command::Withdraw | Command::Release | Command::Reopen => vec![text(key("act-reason"), true)],
            Command::Claim | Command::Decide | Command::Comment => Vec::new(),
        }
    }

    fn input(&self, name: &'static str, label: String, required: bool, kind: Kind) -> Input {
        let value = self.sent.map(|sent| sent.one(name).to_owned()).unwrap_or_default();
        Input { name, label, about: String::new(), value, required, wrong: String::new(), first: false, kind }
    }

    fn triage(&self) -> Vec<Input> {
        let t = self.t;
        let chosen = self.sent.map(|sent| sent.one("outcome")).unwrap_or_default();
        let outcomes = TriageOutcome::VALUES.iter().enumerate().skip(1).map(|(number, value)| Choice {
            value: value.word.to_ascii_lowercase(),
            text: t.lang().pick(value.name.ko.to_owned(), value.name.en_heading()),
            about: t.text(match number {
                1 => key("act-diagnose-about"),
                2 => key("act-waive-about"),
                3 => key("act-reject-about"),
                _ => key("act-duplicate-about"),
            }),
            chosen: value.is(chosen),
        });
        let outcomes = self.input("outcome", t.text("act-outcome"), true, Kind::One(outcomes.collect()));
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
        let chosen = self.sent.map(|sent| sent.one("assignee.subject")).unwrap_or_default();
        let person = |(person, open): &(haetae_proto::common::v1::Person, u64)| {
            let value = format!("{}\n{}", person.subject, person.name);
            let open = open.to_string();
            let text = self.t.with("act-person", &[("name", &self.t.person(person)), ("open", &open)]);
            Choice { chosen: value == chosen, value, text, about: String::new() }
        };
        self.choices.people.iter().map(person).collect()
    }

    fn amendment(&self) -> Vec<Input> {
        let review = &self.found.review;
        let profile = review.profile.clone().unwrap_or_default();
        let impact = profile.impact.unwrap_or_default();
        let text = |name: &'static str, label, now: &str, required, kind| {
            let input = self.input(name, self.t.text(label), required, kind);
            Input { value: self.sent.map_or_else(|| now.to_owned(), |sent| sent.one(name).to_owned()), ..input }
        };
        vec![
            text("title", key("act-title"), &review.title, true, Kind::Line),
            text("description", key("act-description"), &review.description, false, Kind::Lines),
            self.several::<ServiceType>("profile.service_types", &profile.service_types, true),
            self.several::<Component>("profile.components", &profile.components, false),
            self.one_of::<LifecycleStage>("profile.stage", kind::<LifecycleStage>(self.t), profile.stage),
            self.one_of::<Exposure>("profile.exposure", kind::<Exposure>(self.t), profile.exposure),
            self.several::<DataClass>("profile.data_classes", &profile.data_classes, true),
            self.one_of::<UserScale>("profile.user_scale", kind::<UserScale>(self.t), profile.user_scale),
            self.impact("profile.impact.financial", impact.financial),
            self.impact("profile.impact.reputation", impact.reputation),
            self.impact("profile.impact.legal_privacy", impact.legal_privacy),
            self.impact("profile.impact.safety", impact.safety),
        ]
    }

    fn impact(&self, name: &'static str, now: i32) -> Input {
        self.one_of::<ImpactLevel>(name, field(self.t, name), now)
    }

    fn one_of<E: Named>(&self, name: &'static str, label: String, now: i32) -> Input {
        self.input(name, label, true, Kind::Pick(self.values::<E>(name, &[now])))
    }

    fn several<E: Named>(&self, name: &'static str, now: &[i32], required: bool) -> Input {
        self.input(name, kind::<E>(self.t), required, Kind::Any(self.values::<E>(name, now)))
    }

    /// The values of an enum; those of the review are chosen, or those that were sent.
    fn values<E: Named>(&self, name: &'static str, now: &[i32]) -> Vec<Choice> {
        let value = |(number, value): (usize, &haetae_proto::words::Value)| Choice {
            value: value.word.to_ascii_lowercase(),
            text: self.t.lang().pick(value.name.ko.to_owned(), value.name.en_heading()),
            about: String::new(),
            chosen: match self.sent {
                Some(sent) => sent.all(name).any(|word| value.is(word)),
                None => now.iter().any(|now| usize::try_from(*now) == Ok(number)),
            },
        };
        E::VALUES.iter().enumerate().skip(1).map(value).collect()
    }
}

/// Puts what is wrong at its fields; what is about no field of the form is left.
pub(super) fn mark(inputs: &mut [Input], wrong: &[(String, String)]) -> Vec<String> {
    let mut left = Vec::new();
    for (field, what) in wrong {
        match inputs.iter_mut().find(|input| is_about(field, input.name)) {
            Some(input) => input.wrong.clone_from(what),
            None => left.push(what.clone()),
        }
    }
    if let Some(first) = inputs.iter_mut().find(|input| !input.wrong.is_empty()) {
        first.first = true;
    }
    left
}

/// Whether a fault is about a field, or about a part of it.
fn is_about(fault: &str, field: &str) -> bool {
    fault.strip_prefix(field).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}

#[cfg(test)]
mod tests {
    use super::*;

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
            &mut inputs,
            &[wrong("profile.stage"), wrong("title"), wrong("etag"), wrong("profile.service_types[0]")],
        );
        assert_eq!(left, ["wrong etag"]);
        let at: Vec<_> = inputs.iter().filter(|one| !one.wrong.is_empty()).map(|one| (one.name, one.first)).collect();
        assert_eq!(at, [("title", true), ("profile.service_types", false), ("profile.stage", false)]);
        assert_eq!(inputs[1].value, "a&b");
        let Kind::Any(types) = &inputs[2].kind else { panic!("service types are several") };
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
