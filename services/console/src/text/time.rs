//! Days and times as displayed: always in the time zone of Seoul.

use haetae_domain::calendar::{SEOUL, day_name, weekday_name};
use haetae_proto::common::v1::ReviewStatus;
use haetae_service_kit::error::Lang;
use jiff::{Timestamp, Zoned, civil::Date};

use super::Say;

/// Number of days before a due date from which it counts as near.
const SOON: i32 = 7;
/// Number of days after which the date is shown instead of the time passed.
const LONG_AGO: i64 = 7;

/// A due date as lists show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Due {
    /// The class of the stylesheet: empty, `soon` or `late`.
    pub(crate) urgency: &'static str,
    /// How long it is until then, e.g. `D-6`; empty when the time does not run.
    pub(crate) left: String,
    /// The day, e.g. `12.8(화)`.
    pub(crate) day: String,
    /// All of it, with the zone.
    pub(crate) whole: String,
}

impl Due {
    /// The due date of a message, and whether it has passed; none without one.
    pub(crate) fn of(say: Say, at: Option<&prost_types::Timestamp>, overdue: bool, now: Timestamp) -> Option<Self> {
        let (at, today) = (here(at)?, now.to_zoned(SEOUL.clone()).date());
        let days = days_between(today, at.date());
        let (urgency, left) = match days {
            _ if overdue => ("late", say.count("due-over", u64::from(days.min(0).unsigned_abs()))),
            0 => ("late", say.text("due-today")),
            1.. => (if days <= SOON { "soon" } else { "" }, format!("D-{days}")),
            // The clock that says what is overdue is some seconds behind.
            _ => ("", String::new()),
        };
        Some(Self { urgency, left, day: short(say.lang(), &at, today), whole: whole(say.lang(), &at) })
    }

    /// The due date of a review: it is paused while the requester is asked, because the answer moves it.
    pub(crate) fn of_review(
        say: Say,
        status: ReviewStatus,
        due: (Option<&prost_types::Timestamp>, bool),
        now: Timestamp,
    ) -> Option<Self> {
        let due = Self::of(say, due.0, due.1, now)?;
        let paused = status == ReviewStatus::NeedsInfo;
        Some(if paused { Self { urgency: "", left: say.text("due-paused"), ..due } } else { due })
    }
}

/// A time to the minute with its zone; empty for none.
pub(crate) fn moment(say: Say, at: Option<&prost_types::Timestamp>) -> String {
    here(at).map(|at| whole(say.lang(), &at)).unwrap_or_default()
}

/// The time passed since; the day when it is long ago. Empty for none.
pub(crate) fn since(say: Say, at: Option<&prost_types::Timestamp>, now: Timestamp) -> String {
    let Some(at) = here(at) else { return String::new() };
    let minutes = now.duration_since(at.timestamp()).as_secs() / 60;
    let count = |key, count: i64| say.count(key, count.unsigned_abs());
    match minutes {
        ..1 => say.text("ago-now"),
        1..60 => count(super::key("ago-minutes"), minutes),
        60..1440 => count(super::key("ago-hours"), minutes / 60),
        _ if minutes / 1440 < LONG_AGO => count(super::key("ago-days"), minutes / 1440),
        _ => short(say.lang(), &at, now.to_zoned(SEOUL.clone()).date()),
    }
}

/// A time of this year to the minute, e.g. `11.29(일) 23:19`; empty for none.
pub(crate) fn stamp(say: Say, at: Option<&prost_types::Timestamp>, now: Timestamp) -> String {
    let Some(at) = here(at) else { return String::new() };
    format!("{} {}", short(say.lang(), &at, now.to_zoned(SEOUL.clone()).date()), at.strftime("%H:%M"))
}

/// The day of a time, e.g. `2026.11.29(일)`; empty for none.
pub(crate) fn day_of(say: Say, at: Option<&prost_types::Timestamp>) -> String {
    here(at).map(|at| long(say.lang(), &at)).unwrap_or_default()
}

/// Formats a day of the contract, e.g. `2026-11-29`, for display; returns any other text unchanged.
pub(crate) fn day(say: Say, written: &str) -> String {
    let day = written.parse::<Date>().ok().and_then(|day| day.to_zoned(SEOUL.clone()).ok());
    day.map_or_else(|| written.to_owned(), |day| long(say.lang(), &day))
}

/// A time in Seoul in the form that browsers send, e.g. `2026-11-29T23:19`; a day without a time means its beginning.
/// None for any other text.
pub(crate) fn time_at(written: &str) -> Option<prost_types::Timestamp> {
    let there: jiff::civil::DateTime = written.parse().ok()?;
    let at = there.to_zoned(SEOUL.clone()).ok()?.timestamp();
    Some(prost_types::Timestamp { seconds: at.as_second(), nanos: at.subsec_nanosecond() })
}

fn here(at: Option<&prost_types::Timestamp>) -> Option<Zoned> {
    let at = at?;
    Some(Timestamp::new(at.seconds, at.nanos).ok()?.to_zoned(SEOUL.clone()))
}

fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}

/// Without the year when it is this one.
fn short(lang: Lang, at: &Zoned, today: Date) -> String {
    let (day, month) = (at.day(), at.month());
    match lang {
        Lang::Ko if at.year() == today.year() => format!("{month}.{day}({})", weekday_name(at.date())),
        Lang::Ko => format!("{}.{month}.{day}({})", at.year(), weekday_name(at.date())),
        Lang::En if at.year() == today.year() => at.strftime("%-d %b").to_string(),
        Lang::En => at.strftime("%-d %b %Y").to_string(),
    }
}

fn long(lang: Lang, at: &Zoned) -> String {
    let name = day_name(at.date());
    lang.pick(name.ko, name.en)
}

fn whole(lang: Lang, at: &Zoned) -> String {
    let (day, time) = (long(lang, at), at.strftime("%H:%M"));
    match lang {
        Lang::Ko => format!("{day} {time} (서울)"),
        Lang::En => format!("{day} {time}, Seoul"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> prost_types::Timestamp {
        let at: Timestamp = text.parse().unwrap();
        prost_types::Timestamp { seconds: at.as_second(), nanos: 0 }
    }

    fn due(lang: Lang, text: &str, overdue: bool) -> Due {
        let now = "2026-12-02T03:00:00Z".parse().unwrap();
        Due::of(Say::in_language(lang), Some(&at(text)), overdue, now).unwrap()
    }

    #[test]
    fn a_due_date_says_how_long_it_is_until_then() {
        let soon = due(Lang::Ko, "2026-12-08T23:59:59+09:00", false);
        assert_eq!((soon.urgency, &*soon.left, &*soon.day), ("soon", "D-6", "12.8(화)"));
        assert_eq!(soon.whole, "2026.12.08(화) 23:59 (서울)");
        let far = due(Lang::En, "2027-01-12T23:59:59+09:00", false);
        assert_eq!((far.urgency, &*far.left, &*far.day), ("", "D-41", "12 Jan 2027"));
        assert_eq!(due(Lang::En, "2026-12-08T23:59:59+09:00", false).whole, "8 Dec 2026 23:59, Seoul");
        let (now, at) = ("2026-12-02T03:00:00Z".parse().unwrap(), at("2026-12-08T23:59:59+09:00"));
        let paused = Due::of_review(Say::in_language(Lang::Ko), ReviewStatus::NeedsInfo, (Some(&at), false), now);
        assert_eq!(paused.map(|due| (due.urgency, due.left)), Some(("", "멈춤".to_owned())));
        let runs = Due::of_review(Say::in_language(Lang::Ko), ReviewStatus::InDiagnosis, (Some(&at), false), now);
        assert_eq!(runs, Some(soon));
        // It is the second of December in Seoul until 15:00 UTC.
        assert_eq!(due(Lang::Ko, "2026-12-02T23:59:59+09:00", false).left, "오늘까지");
        let late = due(Lang::Ko, "2026-11-29T23:59:59+09:00", true);
        assert_eq!((late.urgency, &*late.left), ("late", "3일 지남"));
        assert_eq!(due(Lang::Ko, "2026-11-29T23:59:59+09:00", false).left, "", "the requester is asked");
    }

    #[test]
    fn what_happened_lately_is_told_by_how_long_ago() {
        let now: Timestamp = "2026-12-02T03:00:00Z".parse().unwrap();
        let ago = |lang, text: &str| since(Say::in_language(lang), Some(&at(text)), now);
        assert_eq!(ago(Lang::Ko, "2026-12-02T02:59:30Z"), "방금");
        assert_eq!(ago(Lang::Ko, "2026-12-02T03:00:30Z"), "방금", "another clock");
        assert_eq!(ago(Lang::Ko, "2026-12-02T02:00:00Z"), "1시간 전");
        assert_eq!(ago(Lang::En, "2026-12-02T02:59:00Z"), "1 minute ago");
        assert_eq!(ago(Lang::En, "2026-11-30T02:00:00Z"), "2 days ago");
        assert_eq!(ago(Lang::Ko, "2026-11-20T02:00:00Z"), "11.20(금)");
    }
}
