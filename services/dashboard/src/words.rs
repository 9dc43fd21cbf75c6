//! Names of words, as people read them.

use haetae_domain::text::Text;
use haetae_domain::vocabulary::{Depth, Level};
use jiff::{
    Timestamp,
    tz::{Offset, TimeZone},
};

/// 위험 등급.
pub(crate) fn level_name(level: Level) -> Text {
    match level {
        Level::Low => Text::new("낮음", "Low"),
        Level::Medium => Text::new("보통", "Medium"),
        Level::High => Text::new("높음", "High"),
        Level::Critical => Text::new("심각", "Critical"),
    }
}

/// 검토 수준, as it stands before the English word "review".
pub(crate) fn depth_name(depth: Depth) -> Text {
    match depth {
        Depth::Waivable => Text::new("생략 가능", "waivable"),
        Depth::Simplified => Text::new("간소화", "simplified"),
        Depth::Full => Text::new("일반", "full"),
    }
}

/// The day it is in Seoul, where the clock never changes, e.g. `2026-12-01`.
pub(crate) fn day_in_seoul(at: Timestamp) -> String {
    at.to_zoned(TimeZone::fixed(Offset::constant(9))).date().to_string()
}
