//! The number of reviews by status and by level.

use haetae_client::Standing;
use haetae_proto::{
    common::v1::{ReviewStatus, RiskLevel},
    dashboard::v1::{GetSummaryResponse, StatusCount},
    words::Named,
};

use crate::{
    pages::status,
    text::{Say, key},
};

/// How wide a whole bar is.
const WIDTH: f64 = 160.0;

/// A figure that leads to its list.
#[derive(Debug)]
pub(super) struct Tile {
    pub(super) text: String,
    pub(super) count: u64,
    pub(super) address: String,
}

/// A row with a bar.
#[derive(Debug)]
pub(super) struct CountLine {
    pub(super) text: String,
    pub(super) count: u64,
    pub(super) address: String,
    /// How wide its bar is.
    pub(super) width: String,
}

/// The part of a whole bar that a figure has.
pub(super) fn width(figure: u64, most: u64) -> String {
    format!("{:.1}", precise(figure) / precise(most.max(1)) * WIDTH)
}

/// Counts are far below the largest integer that a floating-point number represents exactly.
#[expect(clippy::cast_precision_loss, reason = "a bar is drawn to the tenth of a pixel")]
pub(super) const fn precise(figure: u64) -> f64 {
    figure as f64
}

/// Figures that need attention; `suffix` adds the displayed moment to links.
pub(super) fn tiles(t: Say, summary: &GetSummaryResponse, suffix: &str) -> Vec<Tile> {
    let of =
        |status: ReviewStatus| summary.by_status.iter().find(|one| one.status() == status).map_or(0, |one| one.count);
    let open = status::open().map(of).sum();
    let waiting = of(ReviewStatus::AwaitingDecision);
    let deciding = t.word::<ReviewStatus>(ReviewStatus::AwaitingDecision.into());
    [
        (t.text("insights-open"), open, "/reviews?view=all&only=open"),
        (deciding, waiting, "/reviews?view=all&status=awaiting_decision"),
        (t.text("insights-overdue"), summary.overdue_reviews, "/reviews?view=overdue"),
        (t.text("insights-overdue-findings"), summary.overdue_findings, "/findings?view=overdue"),
        (t.text("findings-ending"), summary.acceptances_ending, "/findings?view=ending"),
        (t.text("stale"), summary.stale_decisions, "/reviews?view=all&only=stale"),
    ]
    .into_iter()
    .map(|(text, count, path)| Tile { text, count, address: format!("{path}{suffix}") })
    .collect()
}

/// All reviews by status.
pub(super) fn by_status(t: Say, summary: &GetSummaryResponse, suffix: &str) -> Vec<CountLine> {
    let rejected = i32::from(ReviewStatus::Rejected);
    let count = |one: &StatusCount| match one.status == rejected {
        true => one.count.saturating_sub(summary.duplicates),
        false => one.count,
    };
    let counts = summary.by_status.iter().map(|one| (one.status, count(one)));
    // A duplicate has the status of a rejection; lists call it by its own name.
    let counts: Vec<_> = counts.chain([(Standing::Duplicate.into(), summary.duplicates)]).collect();
    rows::<Standing>(t, &counts, "status", suffix)
}

/// All reviews by level; unscored reviews have no filter to link to.
pub(super) fn by_level(t: Say, summary: &GetSummaryResponse, suffix: &str) -> Vec<CountLine> {
    let mut counts = summary.by_level.iter().map(|one| (one.level, one.count)).collect::<Vec<_>>();
    counts.sort_by_key(|(level, _)| std::cmp::Reverse(*level));
    rows::<RiskLevel>(t, &counts, "level", suffix)
}

fn rows<E: Named>(t: Say, counts: &[(i32, u64)], field: &str, suffix: &str) -> Vec<CountLine> {
    let most = counts.iter().map(|(_, count)| *count).max().unwrap_or_default();
    let row = |(number, count): &(i32, u64)| {
        let value = usize::try_from(*number).ok().and_then(|place| E::VALUES.get(place)).filter(|_| *number != 0);
        let filter = match value {
            Some(value) => format!("{field}={}", value.word.to_ascii_lowercase()),
            None => "only=unscored".to_owned(),
        };
        CountLine {
            text: t.word::<E>(*number),
            count: *count,
            address: format!("/reviews?view=all&{filter}{suffix}"),
            width: width(*count, most),
        }
    };
    counts.iter().map(row).collect()
}

/// The subject of the rows.
pub(super) const ABOUT: &str = key("insights-counts-about");

#[cfg(test)]
mod tests {
    use haetae_proto::dashboard::v1::LevelCount;
    use haetae_service_kit::error::Lang;

    use super::*;

    #[test]
    fn a_figure_leads_to_the_list_that_it_counts() {
        let status = |status: ReviewStatus, count| StatusCount { status: status.into(), count };
        let level = |level: RiskLevel, count| LevelCount { level: level.into(), count };
        let summary = GetSummaryResponse {
            by_status: vec![status(ReviewStatus::Received, 3), status(ReviewStatus::AwaitingDecision, 2)],
            by_level: vec![level(RiskLevel::Unspecified, 1), level(RiskLevel::Critical, 4)],
            overdue_reviews: 7,
            ..GetSummaryResponse::default()
        };
        let t = Say::in_language(Lang::Ko);
        let tiles = tiles(t, &summary, "&as_of=2026-11-30");
        assert_eq!((tiles[0].count, tiles[1].count, tiles[2].count), (5, 2, 7));
        assert_eq!(tiles[2].address, "/reviews?view=overdue&as_of=2026-11-30");
        let levels = by_level(t, &summary, "");
        assert_eq!((&*levels[0].address, &*levels[0].width), ("/reviews?view=all&level=critical", "160.0"));
        assert_eq!((&*levels[1].address, &*levels[1].width), ("/reviews?view=all&only=unscored", "40.0"));
        assert_eq!(by_status(t, &summary, "")[1].address, "/reviews?view=all&status=awaiting_decision");
    }

    #[test]
    fn a_duplicate_is_no_rejection() {
        let rejected = StatusCount { status: ReviewStatus::Rejected.into(), count: 3 };
        let summary = GetSummaryResponse { by_status: vec![rejected], duplicates: 2, ..GetSummaryResponse::default() };
        let rows = by_status(Say::in_language(Lang::Ko), &summary, "");
        let [rejected, duplicates] = &*rows else { panic!("{rows:?}") };
        assert_eq!((&*rejected.text, rejected.count), ("반려", 1));
        assert_eq!((&*duplicates.text, duplicates.count), ("중복 종결", 2));
        assert_eq!(duplicates.address, "/reviews?view=all&status=duplicate");
    }
}
