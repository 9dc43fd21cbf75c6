//! What happened to a review.

use haetae_proto::dashboard::v1::TimelineEntry;

use super::{Look, look::person};
use crate::table::{Align, Table};

/// The timeline, oldest first.
#[must_use]
pub fn timeline(entries: &[TimelineEntry], title: &str, look: &Look) -> String {
    let mut table = Table::new([
        (look.pick("시각", "when"), Align::Left),
        (look.pick("주체", "who"), Align::Left),
        (look.pick("이벤트", "event"), Align::Left),
        (look.pick("내용", "what"), Align::Left),
    ]);
    for entry in entries {
        table.row([
            look.when(entry.occurred_at.as_ref()),
            person(entry.actor.as_ref()).to_owned(),
            entry.event.clone(),
            look.text(entry.summary.as_ref()).to_owned(),
        ]);
    }
    format!("{}: {title}\n{}", look.pick("이력", "Timeline"), table.render())
}
