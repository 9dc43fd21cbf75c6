//! What the lists have in common: links that narrow and sort them, each of which is an address of the same list.

use haetae_domain::calendar::{day_in_seoul, end_in_seoul};
use haetae_proto::{
    dashboard::v1::{AsOf, as_of::Moment},
    words::{Named, Value},
};
use jiff::{Timestamp, civil::Date};
use url::form_urlencoded::Serializer;

use crate::text::Say;

/// Something to choose, as a link.
pub(crate) struct Choice {
    pub(crate) text: String,
    pub(crate) address: String,
    pub(crate) chosen: bool,
}

impl Choice {
    /// Something that narrows the list and can be taken away; none without a value.
    pub(crate) fn narrowing(name: &str, value: &str, address: String) -> Option<Self> {
        let text = if name.is_empty() { value.to_owned() } else { format!("{name}: {value}") };
        (!value.is_empty()).then_some(Self { text, address, chosen: true })
    }
}

/// A field that narrows the list: closed, it shows what is chosen.
pub(crate) struct Filter {
    pub(crate) text: String,
    pub(crate) chosen: bool,
    pub(crate) choices: Vec<Choice>,
}

impl Filter {
    /// The values of `E`, of which `given` may be one; `address` leads to the list with another value, empty for any.
    pub(crate) fn of<E: Named>(t: Say, given: &str, address: impl Fn(&str) -> String) -> Self {
        let chosen = known::<E>(given);
        let word = |value: &Value| t.lang().pick(value.name.ko.to_owned(), value.name.en_heading());
        let kind = t.lang().pick(E::KIND.ko.to_owned(), E::KIND.en_heading());
        let choice = |value: &Value| Choice {
            text: word(value),
            address: address(&value.word.to_ascii_lowercase()),
            chosen: chosen.is_some_and(|chosen| chosen.word == value.word),
        };
        let any = Choice { text: t.text("reviews-any"), address: address(""), chosen: chosen.is_none() };
        Self {
            text: chosen.map_or_else(|| kind.clone(), |value| format!("{kind}: {}", word(value))),
            chosen: chosen.is_some(),
            choices: std::iter::once(any).chain(E::VALUES.iter().skip(1).map(choice)).collect(),
        }
    }
}

/// The head of a column; with a link, if lists are sorted by it.
pub(crate) struct Head {
    pub(crate) text: String,
    pub(crate) address: Option<String>,
    /// As `aria-sort` says it; empty when the list is in another order.
    pub(crate) sorted: &'static str,
    pub(crate) class: &'static str,
}

/// A column: the key of its name, the order it is sorted in first, the one it is turned to, and its class. Orders may be empty.
pub(crate) type Column = (&'static str, &'static str, &'static str, &'static str);

impl Head {
    /// Of a list in the order `sort`; `address` leads to the list in another order.
    pub(crate) fn of(t: Say, column: Column, sort: &str, address: impl Fn(&str) -> String) -> Self {
        let (name, first, turned, class) = column;
        let sorted = !first.is_empty() && (sort == first || (sort == turned && !turned.is_empty()));
        let other = if sort == first && !turned.is_empty() { turned } else { first };
        let direction = if sort.ends_with(".desc") { "descending" } else { "ascending" };
        Self {
            text: t.text(name),
            address: (!first.is_empty()).then(|| address(other)),
            sorted: if sorted { direction } else { "" },
            class,
        }
    }
}

/// The end of a day in Seoul, as services are asked for a moment.
pub(crate) fn end_of(day: Date) -> AsOf {
    let end = end_in_seoul(day);
    AsOf { moment: Some(Moment::Time(prost_types::Timestamp { seconds: end.as_second(), nanos: 0 })) }
}

/// A day that is over, as an address names it; none for another text, and for a day that is not over, which is now.
pub(crate) fn past(day: &str, now: Timestamp) -> Option<Date> {
    day.parse().ok().filter(|day| *day < day_in_seoul(now))
}

/// The moment that an address names by its day; none for now.
pub(crate) fn moment(day: &str, now: Timestamp) -> Option<AsOf> {
    past(day, now).map(end_of)
}

/// The address of a page with what is given of these; empty is not given.
pub(crate) fn address(path: &str, pairs: &[(&str, &str)]) -> String {
    let given = pairs.iter().filter(|(_, value)| !value.is_empty());
    format!("{path}?{}", Serializer::new(String::new()).extend_pairs(given).finish())
}

/// The value that an address names; none for UNSPECIFIED, and for what the contract does not have.
pub(crate) fn known<E: Named>(written: &str) -> Option<&'static Value> {
    E::VALUES.iter().skip(1).find(|value| value.is(written))
}

/// A text as filters take it.
pub(crate) fn quoted(value: &str) -> String {
    format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""))
}
