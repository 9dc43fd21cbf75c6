//! Shared by the lists: links that filter and sort them, each an address of the same list.

use haetae_domain::calendar::{day_in_seoul, end_in_seoul};
use haetae_proto::{
    dashboard::v1::{AsOf, as_of::Moment},
    words::{Named, Value},
};
use jiff::{Timestamp, civil::Date};
use url::form_urlencoded::Serializer;

use crate::{
    api::Problem,
    text::{Say, time_at},
};

/// Something to choose, as a link.
pub(crate) struct Choice {
    pub(crate) text: String,
    pub(crate) address: String,
    pub(crate) chosen: bool,
}

impl Choice {
    /// An active filter that can be removed; none without a value.
    pub(crate) fn narrowing(name: &str, value: &str, address: String) -> Option<Self> {
        let text = if name.is_empty() { value.to_owned() } else { format!("{name}: {value}") };
        (!value.is_empty()).then_some(Self { text, address, chosen: true })
    }
}

/// A field that filters the list; when collapsed, it shows the selection.
pub(crate) struct Filter {
    pub(crate) text: String,
    pub(crate) chosen: bool,
    pub(crate) choices: Vec<Choice>,
}

impl Filter {
    /// The values of `E`, of which `given` may be selected; `address` returns the list with another value, empty for
    /// any.
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
    /// The value of `aria-sort`; empty when the list is in another order.
    pub(crate) sorted: &'static str,
    pub(crate) class: &'static str,
}

/// A column: the key of its name, its first order, the reversed order, and its class. Orders may be empty.
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

/// The end of a day in Seoul, in the form in which calls name a moment.
pub(crate) fn end_of(day: Date) -> AsOf {
    let end = end_in_seoul(day);
    AsOf { moment: Some(Moment::Time(prost_types::Timestamp { seconds: end.as_second(), nanos: 0 })) }
}

/// A past day in an address; none for no day and for today, which both mean now.
///
/// # Errors
/// When the text is no day, or a day in the future.
pub(crate) fn past(t: Say, day: &str, now: Timestamp) -> Result<Option<Date>, Problem> {
    let today = day_in_seoul(now);
    match day.parse::<Date>() {
        _ if day.is_empty() => Ok(None),
        Err(_) => Err(Problem::wrong_field("as_of", t.with("as-of-no-day", &[("given", day)]))),
        Ok(given) if given > today => Err(Problem::wrong_field("as_of", t.with("as-of-to-come", &[("given", day)]))),
        Ok(given) => Ok((given < today).then_some(given)),
    }
}

/// The moment of the day in an address; none for now.
///
/// # Errors
/// As [`past`].
pub(crate) fn moment(t: Say, day: &str, now: Timestamp) -> Result<Option<AsOf>, Problem> {
    Ok(past(t, day, now)?.map(end_of))
}

/// The moment of a day and time in Seoul in an address; none for now.
///
/// # Errors
/// When the text is neither a day nor a time.
pub(crate) fn time_of(t: Say, field: &str, given: &str) -> Result<Option<prost_types::Timestamp>, Problem> {
    match time_at(given) {
        None if !given.is_empty() => Err(Problem::wrong_field(field, t.with("as-of-no-time", &[("given", given)]))),
        time => Ok(time),
    }
}

/// The address of a page with the non-empty parameters.
pub(crate) fn address(path: &str, pairs: &[(&str, &str)]) -> String {
    let given = pairs.iter().filter(|(_, value)| !value.is_empty());
    format!("{path}?{}", Serializer::new(String::new()).extend_pairs(given).finish())
}

/// The value in an address; none for UNSPECIFIED, and for an unknown one.
pub(crate) fn known<E: Named>(written: &str) -> Option<&'static Value> {
    E::VALUES.iter().skip(1).find(|value| value.is(written))
}

/// A text as filters take it.
pub(crate) fn quoted(value: &str) -> String {
    format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use haetae_service_kit::error::Lang;

    use super::*;

    #[test]
    fn a_day_that_is_none_or_to_come_is_said_and_today_is_now() {
        let (t, now) = (Say::in_language(Lang::Ko), "2026-12-02T03:00:00Z".parse().unwrap());
        let wrong = |day: &str| past(t, day, now).unwrap_err().refusal.unwrap().fields;
        assert_eq!(past(t, "2026-12-01", now).unwrap(), Some("2026-12-01".parse().unwrap()));
        for today in ["", "2026-12-02"] {
            assert_eq!(past(t, today, now).unwrap(), None, "{today}");
        }
        assert!(wrong("2026-13-01")[0].1.contains("2026-13-01") && wrong("soon")[0].0 == "as_of");
        assert!(wrong("2026-12-03")[0].1.contains("아직"), "{:?}", wrong("2026-12-03"));
        assert!(time_of(t, "from", "").unwrap().is_none() && time_of(t, "from", "2026-12-01T09:00").unwrap().is_some());
        assert_eq!(time_of(t, "from", "어제").unwrap_err().refusal.unwrap().fields[0].0, "from");
    }
}
