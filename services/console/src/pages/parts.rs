//! Small parts that several pages show; `templates/parts.html` has their markup.

use haetae_client::Standing;
use haetae_proto::{
    common::v1::{ReviewStatus, RiskLevel, Tally},
    dashboard::v1::ReviewRow,
};

use crate::text::Say;

/// A risk level with its score: word, bars and number. The colour only repeats them.
#[derive(Debug)]
pub(crate) struct Level {
    /// The class of the stylesheet.
    pub(crate) class: &'static str,
    pub(crate) word: String,
    /// Empty until it is scored.
    pub(crate) score: String,
}

impl Level {
    /// The level of a review.
    pub(crate) fn of(say: Say, row: &ReviewRow) -> Self {
        Self::scored(say, row.level, Some(row.score))
    }

    /// A level as the contract numbers it, with its score where it has one.
    pub(crate) fn scored(say: Say, level: i32, score: Option<u32>) -> Self {
        let class = match RiskLevel::try_from(level).unwrap_or_default() {
            RiskLevel::Critical => "lv4",
            RiskLevel::High => "lv3",
            RiskLevel::Medium => "lv2",
            RiskLevel::Low => "lv1",
            RiskLevel::Unspecified => "lv0",
        };
        let score = score.filter(|_| level != 0).map(|score| score.to_string()).unwrap_or_default();
        Self { class, word: say.word::<RiskLevel>(level), score }
    }
}

/// How far a checklist has come, as a bar and in figures.
#[derive(Debug)]
pub(crate) struct Meter {
    /// Of [`Meter::WIDTH`].
    pub(crate) filled: String,
    pub(crate) judged: u32,
    pub(crate) total: u32,
}

impl Meter {
    /// How wide the bar is.
    pub(crate) const WIDTH: u32 = 64;

    /// The meter of a tally.
    pub(crate) fn of(tally: &Tally) -> Self {
        let judged = tally.pass + tally.fail + tally.partial + tally.not_applicable;
        let share = f64::from(judged) / f64::from(tally.total.max(1));
        Self { filled: format!("{:.1}", share.min(1.0) * f64::from(Self::WIDTH)), judged, total: tally.total }
    }
}

/// A reason for a score.
#[derive(Debug)]
pub(crate) struct Reason {
    pub(crate) points: u32,
    /// Of [`Reason::WIDTH`].
    pub(crate) width: String,
    pub(crate) text: String,
}

impl Reason {
    /// How wide the longest bar is.
    pub(crate) const WIDTH: u32 = 88;

    /// Reasons by points and text.
    pub(crate) fn all(said: Vec<(u32, String)>) -> Vec<Self> {
        let most = said.iter().map(|(points, _)| *points).max().unwrap_or_default();
        let reason = |(points, text)| Self { points, width: bar(points, most, Self::WIDTH), text };
        said.into_iter().map(reason).collect()
    }
}

/// The width of a bar in relation to the longest one.
pub(crate) fn bar(count: u32, most: u32, width: u32) -> String {
    format!("{:.1}", f64::from(count) / f64::from(most.max(1)) * f64::from(width))
}

/// The filter for reviews whose [`Status`] is stale.
pub(crate) const STALE: &str = "decision_stale = true";

/// The status of a review.
#[derive(Debug)]
pub(crate) struct Status {
    /// The class of the stylesheet.
    pub(crate) class: &'static str,
    pub(crate) word: String,
    /// Whether something moved under its decision.
    pub(crate) stale: bool,
}

impl Status {
    /// The status of a review.
    pub(crate) fn of(say: Say, row: &ReviewRow) -> Self {
        Self::standing(say, row.status(), row.duplicate, row.decision_stale)
    }

    /// A status: a duplicate is rejected, and displayed as a duplicate.
    pub(crate) fn standing(say: Say, status: ReviewStatus, duplicate: bool, stale: bool) -> Self {
        let class = match status {
            ReviewStatus::InDiagnosis => "info",
            ReviewStatus::NeedsInfo | ReviewStatus::AwaitingRemediation | ReviewStatus::AwaitingDecision => "warn",
            ReviewStatus::Approved | ReviewStatus::ApprovedWithConditions => "ok",
            ReviewStatus::Rejected if !duplicate => "bad",
            ReviewStatus::Unspecified
            | ReviewStatus::Received
            | ReviewStatus::Rejected
            | ReviewStatus::Waived
            | ReviewStatus::Withdrawn => "",
        };
        let word = say.word::<Standing>(Standing::of(status.into(), duplicate).into());
        Self { class, word, stale }
    }
}

/// The page of a review; none while the lists do not contain its number yet.
pub(crate) fn review_path(number: &str) -> Option<String> {
    (!number.is_empty()).then(|| format!("/r/{number}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_meter_is_full_at_the_end_and_never_wider() {
        let filled = |judged, total| Meter::of(&Tally { pass: judged, total, ..Tally::default() }).filled;
        assert_eq!(
            (&*filled(0, 0), &*filled(0, 10), &*filled(5, 10), &*filled(10, 10)),
            ("0.0", "0.0", "32.0", "64.0")
        );
        assert_eq!(filled(11, 10), "64.0");
    }
}
