//! Query parameters of `/insights`.

use haetae_domain::calendar::day_in_seoul;
use haetae_proto::dashboard::v1::TrendInterval;
use jiff::{Span, Timestamp, civil::Date};
use serde::Deserialize;

use crate::{
    api::{Asking, Problem},
    pages::lists::{end_of, past},
    text::Say,
};

/// Query parameters. An empty one counts as absent.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct InsightsQuery {
    /// The day whose end is shown, e.g. `2026-11-30`; today means now.
    pub(super) as_of: String,
    /// `months` for twelve months; eight weeks otherwise.
    pub(super) span: String,
}

/// The displayed moment and period.
#[derive(Debug, Clone)]
pub(super) struct Period {
    /// The day; none for now.
    pub(super) day: Option<Date>,
    /// Whether it is by months.
    pub(super) months: bool,
    first: Date,
    last: Date,
}

impl InsightsQuery {
    /// The requested period.
    ///
    /// # Errors
    /// When the day is invalid, or in the future.
    pub(super) fn period(&self, t: Say, now: Timestamp) -> Result<Period, Problem> {
        let today = day_in_seoul(now);
        let day = past(t, &self.as_of, now)?;
        let (last, months) = (day.unwrap_or(today), self.span == "months");
        let back = if months { Span::new().months(11) } else { Span::new().weeks(7) };
        Ok(Period { day, months, first: last.checked_sub(back).unwrap_or(last), last })
    }
}

impl Period {
    /// As the services are asked.
    pub(super) fn asking(&self) -> Asking {
        Asking {
            as_of: self.day.map(end_of),
            first_day: self.first.to_string(),
            last_day: self.last.to_string(),
            interval: if self.months { TrendInterval::Month } else { TrendInterval::Week },
        }
    }

    /// The suffix of links to lists, so that they show the same moment.
    pub(super) fn suffix(&self) -> String {
        self.day.map(|day| format!("&as_of={day}")).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use haetae_proto::dashboard::v1::as_of::Moment;

    use super::*;

    fn period(as_of: &str, span: &str) -> Period {
        let now = "2026-12-02T03:00:00Z".parse().unwrap();
        let t = Say::in_language(haetae_service_kit::error::Lang::Ko);
        InsightsQuery { as_of: as_of.into(), span: span.into() }.period(t, now).unwrap()
    }

    #[test]
    fn a_period_ends_on_the_day_asked_for() {
        let weeks = period("", "").asking();
        assert_eq!((&*weeks.first_day, &*weeks.last_day), ("2026-10-14", "2026-12-02"));
        assert!(weeks.as_of.is_none() && weeks.interval == TrendInterval::Week);
        let past = period("2026-11-30", "months");
        let asking = past.asking();
        assert_eq!((&*asking.first_day, asking.interval), ("2025-12-30", TrendInterval::Month));
        let end = Some(Moment::Time(prost_types::Timestamp { seconds: 1_796_050_799, nanos: 0 }));
        assert_eq!(asking.as_of.unwrap().moment, end, "23:59:59 in Seoul");
        assert_eq!(past.suffix(), "&as_of=2026-11-30");
        assert!(period("2026-12-02", "").day.is_none(), "today is now");
    }
}
