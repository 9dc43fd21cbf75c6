//! What is above the checklist and the findings of a review: which one it is, and the way to its other pages.

use haetae_proto::dashboard::v1::ReviewRow;

use super::parts::{Level, Meter, Status};
use crate::text::{Say, key};

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
        let tab = |name: &str, text: &str, at: Option<Place>| Tab {
            path: if name.is_empty() { path.clone() } else { format!("{path}/{name}") },
            text: t.text(text),
            current: at == Some(place),
        };
        Self {
            number: row.number.clone(),
            title: row.title.clone(),
            level: Level::of(t, row),
            status: Status::of(t, row),
            meter: row.tally.as_ref().map(Meter::of),
            tabs: vec![
                tab("", key("bar-overview"), None),
                tab("checklist", key("bar-checklist"), Some(Place::Checklist)),
                tab("findings", key("bar-findings"), Some(Place::Findings)),
                tab("evidence", key("tab-evidence"), None),
                tab("comments", key("tab-comments"), None),
                tab("history", key("tab-history"), None),
                tab("compare", key("tab-compare"), None),
            ],
            path,
        }
    }
}
