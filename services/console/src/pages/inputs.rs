//! Fields of forms, by the names that the contract gives them, so that a refusal finds its field. `templates/inputs.html` has
//! their markup.

use haetae_proto::words::{Named, Value};

use super::sent::Sent;
use crate::text::Say;

/// How a field is filled in.
#[derive(Debug)]
pub(crate) enum Kind {
    /// Several lines.
    Lines,
    /// One line.
    Line,
    /// One line, with texts that are offered.
    Offered(Vec<Choice>),
    /// One of a few, all to be seen.
    One(Vec<Choice>),
    /// Any number of a few, all to be seen.
    Several(Vec<Choice>),
    /// Any number of a few that few people need: closed until one is chosen.
    Seldom(Vec<Choice>),
}

/// Something to choose.
#[derive(Debug)]
pub(crate) struct Choice {
    pub(crate) value: String,
    pub(crate) text: String,
    pub(crate) about: String,
    pub(crate) chosen: bool,
}

/// A field of a form.
#[derive(Debug)]
pub(crate) struct Input {
    pub(crate) name: &'static str,
    pub(crate) label: String,
    pub(crate) about: String,
    pub(crate) value: String,
    pub(crate) required: bool,
    /// The fault of the field; empty when it has none.
    pub(crate) wrong: String,
    /// Whether it is the first that is wrong.
    pub(crate) first: bool,
    pub(crate) kind: Kind,
}

/// The input in these fields, with their labels.
pub(crate) fn written(inputs: &[Input]) -> Vec<(String, String)> {
    let written =
        inputs.iter().filter(|input| matches!(input.kind, Kind::Lines | Kind::Line) && !input.value.is_empty());
    written.map(|input| (input.label.clone(), input.value.clone())).collect()
}

impl Input {
    /// A field with its submitted input.
    pub(crate) fn new(sent: Option<&Sent>, name: &'static str, label: String, required: bool, kind: Kind) -> Self {
        let value = sent.map(|sent| sent.one(name).to_owned()).unwrap_or_default();
        Self { name, label, about: String::new(), value, required, wrong: String::new(), first: false, kind }
    }

    /// Whether a fault that names a field is about this one, or about a part of it.
    pub(crate) fn is_meant(&self, fault: &str) -> bool {
        fault.strip_prefix(self.name).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
    }

    /// Whether a choice is selected among those that are collapsed at first.
    pub(crate) fn is_open(&self) -> bool {
        matches!(&self.kind, Kind::Seldom(choices) if !self.wrong.is_empty() || choices.iter().any(|one| one.chosen))
    }
}

/// The values of an enum. Submitted values are selected, or else those in `now`. `about` explains a value.
pub(crate) fn values<E: Named>(
    say: Say,
    (sent, name): (Option<&Sent>, &str),
    now: &[i32],
    about: impl Fn(E) -> String,
) -> Vec<Choice> {
    let choice = |(number, value): (i32, &Value)| Choice {
        value: value.word.to_ascii_lowercase(),
        text: say.lang().pick(value.name.ko.to_owned(), value.name.en_heading()),
        about: E::try_from(number).map(&about).unwrap_or_default(),
        chosen: match sent {
            Some(sent) => sent.all(name).any(|word| value.is(word)),
            None => now.contains(&number),
        },
    };
    (0..).zip(E::VALUES).skip(1).map(choice).collect()
}

/// The number of a word of the contract; 0 for another text.
pub(crate) fn number<E: Named>(word: &str) -> i32 {
    let place = E::VALUES.iter().position(|value| value.is(word));
    place.and_then(|place| i32::try_from(place).ok()).unwrap_or_default()
}

/// Puts faults at their fields; returns those that belong to no field of the form.
pub(crate) fn mark(inputs: &mut [&mut Input], wrong: &[(String, String)]) -> Vec<String> {
    let mut left = Vec::new();
    for (field, what) in wrong {
        match inputs.iter_mut().find(|input| input.is_meant(field)) {
            Some(input) => input.wrong.clone_from(what),
            None => left.push(what.clone()),
        }
    }
    if let Some(first) = inputs.iter_mut().find(|input| !input.wrong.is_empty()) {
        first.first = true;
    }
    left
}
