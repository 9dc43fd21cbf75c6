//! What happened to a review.

use haetae_proto::dashboard::v1::{TimelineChange, TimelineEntry};

use super::Look;
use crate::table::Table;

/// The timeline, oldest first.
#[must_use]
pub fn timeline(entries: &[TimelineEntry], title: &str, look: &Look) -> String {
    let mut table = Table::new([
        look.column("시각", "when").whole(),
        look.column("주체", "who").at_least(6).rank(2),
        look.column("이벤트", "event").at_least(8).rank(1),
        look.column("내용", "what").at_least(20),
    ]);
    for entry in entries {
        table.row([
            look.when(entry.occurred_at.as_ref()),
            look.actor(entry.actor.as_ref()).to_owned(),
            look.event(&entry.event),
            what(entry, look),
        ]);
    }
    let heading = look.lines(&format!("{}: {title}", look.pick("이력", "Timeline")));
    format!("{heading}\n{}", look.table(&table))
}

/// What happened, and what it changed unless the sentence says so already.
fn what(entry: &TimelineEntry, look: &Look) -> String {
    let sentence = look.text(entry.summary.as_ref()).to_owned();
    // An amendment's sentence is made of its changes.
    let changes = entry
        .changes
        .iter()
        .filter(|change| !change.field.starts_with("profile.") && !AMENDED.contains(&&*change.field));
    let changes: Vec<_> = changes.map(|change| moved(change, look)).collect();
    if changes.is_empty() { sentence } else { format!("{sentence} [{}]", changes.join("; ")) }
}

/// Texts that an amendment changes.
const AMENDED: [&str; 2] = ["title", "description"];

fn moved(change: &TimelineChange, look: &Look) -> String {
    let shown = |text: Option<_>| text.map_or("-", |text| look.lang.of(Some(text))).to_owned();
    let (before, after) = (shown(change.before.as_ref()), shown(change.after.as_ref()));
    format!("{}: {before} → {after}", look.text(change.name.as_ref()))
}
