//! Entries of a timeline in the form that pages show.

use haetae_proto::{
    common::v1::Text,
    dashboard::v1::{TimelineChange, TimelineEntry},
};
use jiff::Timestamp;

use crate::text::{Say, moment, stamp};

/// Texts that an amendment changes: its sentence is made of them.
const AMENDED: [&str; 2] = ["title", "description"];

/// One thing that happened.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) when: String,
    pub(super) whole: String,
    pub(super) who: String,
    pub(super) what: String,
    /// The changes, unless the sentence contains them.
    pub(super) changes: Vec<String>,
}

impl Line {
    /// Of an entry.
    pub(super) fn of(say: Say, entry: &TimelineEntry, now: Timestamp) -> Self {
        let said =
            |change: &&TimelineChange| change.field.starts_with("profile.") || AMENDED.contains(&change.field.as_str());
        Self {
            when: stamp(say, entry.occurred_at.as_ref(), now),
            whole: moment(say, entry.occurred_at.as_ref()),
            who: say.actor(entry.actor.as_ref()),
            what: say.of(entry.summary.as_ref()),
            changes: entry.changes.iter().filter(|change| !said(change)).map(|change| changed(say, change)).collect(),
        }
    }
}

fn changed(say: Say, change: &TimelineChange) -> String {
    let (before, after) = (or_nothing(say, change.before.as_ref()), or_nothing(say, change.after.as_ref()));
    format!("{}: {before} → {after}", say.of(change.name.as_ref()))
}

/// A value; a placeholder for none.
pub(super) fn or_nothing(say: Say, text: Option<&Text>) -> String {
    if text.is_some() { say.of(text) } else { say.text("nothing") }
}
