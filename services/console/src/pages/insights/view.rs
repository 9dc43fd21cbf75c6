//! View model of `/insights`.

use askama::Template;
use haetae_proto::common::v1::{DecisionOutcome, VerdictResult};
use jiff::Timestamp;

use super::{
    areas::{Area, controls, layers},
    asked::Period,
    counts::{ABOUT, CountLine, Tile, by_level, by_status, tiles},
    load::{Load, loads},
    trends::{Bucket, OUTCOMES, Stay, buckets, stays},
};
use crate::{
    api::Figures,
    pages::{frame::Frame, visitor::Visitor},
    text::{Say, day as written_day, moment},
};

/// The page.
#[derive(Template)]
#[template(path = "insights/page.html")]
pub(super) struct InsightsPage {
    frame: Frame,
    t: Say,
    /// The moment that is shown, in words.
    when: String,
    /// The day of it; empty for now.
    day: String,
    months: bool,
    /// The period, in words.
    since: String,
    tiles: Vec<Tile>,
    about: String,
    statuses: Vec<CountLine>,
    levels: Vec<CountLine>,
    outcomes: [String; 3],
    failed: String,
    partial: String,
    buckets: Vec<Bucket>,
    stays: Vec<Stay>,
    layers: Vec<Area>,
    controls: Vec<Area>,
    loads: Option<Vec<Load>>,
}

impl InsightsPage {
    /// The figures of a moment.
    pub(super) fn new(visitor: &Visitor, period: &Period, figures: &Figures, now: Timestamp) -> Self {
        let t = visitor.say();
        let day = period.day.map(|day| day.to_string()).unwrap_or_default();
        let (suffix, asking) = (period.suffix(), period.asking());
        let now = prost_types::Timestamp { seconds: now.as_second(), nanos: 0 };
        let when = if day.is_empty() { moment(t, Some(&now)) } else { written_day(t, &day) };
        let trends = &figures.trends;
        // The weeks and months are counted whole, so the first begins before the day that was asked for.
        let first = trends.buckets.first().map_or(&asking.first_day, |bucket| &bucket.first_day);
        let (first, last) = (written_day(t, first), written_day(t, &asking.last_day));
        Self {
            frame: Frame::new(&visitor.visit, &t.text("menu-insights")),
            when: t.with("insights-when", &[("when", &when)]),
            months: period.months,
            since: t.with("insights-since", &[("first", &first), ("last", &last)]),
            failed: t.word::<VerdictResult>(VerdictResult::Fail.into()),
            partial: t.word::<VerdictResult>(VerdictResult::Partial.into()),
            tiles: tiles(t, &figures.summary, &suffix),
            about: t.text(ABOUT),
            statuses: by_status(t, &figures.summary, &suffix),
            levels: by_level(t, &figures.summary, &suffix),
            // Lists call a review rejected also where triage rejected it: this counts decisions alone.
            outcomes: OUTCOMES.map(|outcome| {
                let rejected = outcome == DecisionOutcome::Rejected;
                if rejected { t.text("insights-rejected") } else { t.word::<DecisionOutcome>(outcome.into()) }
            }),
            buckets: buckets(t, trends, &suffix),
            stays: stays(t, trends),
            layers: layers(t, &figures.areas, &day),
            controls: controls(t, &figures.areas, &day),
            loads: figures.load.as_ref().map(|load| loads(t, load, &day)),
            day,
            t,
        }
    }
}

#[cfg(test)]
mod tests {
    use haetae_proto::{
        common::v1::ReviewStatus,
        dashboard::v1::{GetWorkloadResponse, StatusCount, TrendBucket},
    };
    use haetae_service_kit::{auth::Role, error::Lang};

    use super::*;
    use crate::pages::{
        insights::asked::InsightsQuery,
        visitor::tests::{readable, visitor},
    };

    fn page(lang: Lang, as_of: &str, load: Option<GetWorkloadResponse>) -> String {
        let now: Timestamp = "2026-12-02T03:00:00Z".parse().unwrap();
        let mut figures = Figures { load, ..Figures::default() };
        let first_day = "2026-10-12".into();
        figures.trends.buckets = vec![TrendBucket { first_day, ..TrendBucket::default() }];
        figures.summary.by_status = vec![StatusCount { status: ReviewStatus::Received.into(), count: 12 }];
        let period =
            InsightsQuery { as_of: as_of.into(), span: String::new() }.period(Say::in_language(lang), now).unwrap();
        let page = InsightsPage::new(&visitor(lang, Role::Auditor), &period, &figures, now).render().unwrap();
        readable(&page);
        page
    }

    #[test]
    fn figures_say_of_which_moment_they_are_and_lead_to_it() {
        let past = page(Lang::Ko, "2026-11-30", None);
        assert!(past.contains("2026-11-30") && past.contains("status=received&#38;as_of=2026-11-30"), "{past}");
        assert!(past.contains("2026.10.12(월) – 2026.11.30(월)"), "the period: {past}");
        let today = page(Lang::Ko, "", None);
        assert!(today.contains("2026.10.12(월) – 2026.12.02(수)"), "the first week is counted whole: {today}");
        let now = page(Lang::En, "", Some(GetWorkloadResponse::default()));
        assert!(!now.contains("as_of=2") && now.contains("Seoul"), "{now}");
        assert!(now.contains("id=\"h-load\"") && !past.contains("id=\"h-load\""), "for overseers only");
    }
}
