//! The bar above the checklist and the findings of a review: identifies the review, and links to its other pages.

use haetae_proto::dashboard::v1::ReviewRow;

use super::parts::{Level, Meter, Status};
use crate::text::{Say, key};

/// The pages of a review, with the last part of their addresses and their names.
pub(crate) const TABS: [(&str, &str); 7] = [
    ("", key("bar-overview")),
    ("checklist", key("bar-checklist")),
    ("findings", key("bar-findings")),
    ("evidence", key("tab-evidence")),
    ("comments", key("tab-comments")),
    ("history", key("tab-history")),
    ("compare", key("tab-compare")),
];

/// A page of the review.
#[derive(Debug)]
pub(crate) struct Tab {
    pub(crate) path: String,
    pub(crate) text: String,
    pub(crate) current: bool,
}

/// Which page of the review it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// 점검표.
    Checklist,
    /// 조치 항목.
    Findings,
}

impl Place {
    /// Its place in [`TABS`].
    const fn tab(self) -> &'static str {
        match self {
            Self::Checklist => "checklist",
            Self::Findings => "findings",
        }
    }
}

/// The bar.
#[derive(Debug)]
pub(crate) struct ReviewBar {
    pub(crate) number: String,
    pub(crate) title: String,
    /// The path of the review.
    pub(crate) path: String,
    pub(crate) level: Level,
    pub(crate) status: Status,
    pub(crate) meter: Option<Meter>,
    pub(crate) tabs: Vec<Tab>,
}

impl ReviewBar {
    /// The bar of a review.
    pub(crate) fn new(t: Say, row: &ReviewRow, place: Place) -> Self {
        let path = format!("/r/{}", row.number);
        let tab = |(tab, text): (&str, &'static str)| Tab {
            path: if tab.is_empty() { path.clone() } else { format!("{path}/{tab}") },
            text: t.text(text),
            current: tab == place.tab(),
        };
        Self {
            number: row.number.clone(),
            title: row.title.clone(),
            level: Level::of(t, row),
            status: Status::of(t, row),
            meter: row.tally.as_ref().map(Meter::of),
            tabs: TABS.into_iter().map(tab).collect(),
            path,
        }
    }
}
