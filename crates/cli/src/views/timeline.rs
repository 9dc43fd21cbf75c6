//! The timeline of a review.

use haetae_proto::dashboard::v1::{TimelineChange, TimelineEntry};

use prost_types::Timestamp;

use super::Look;
use crate::table::Table;

/// An event as it is shown: when, who, which, and what it says.
pub(super) struct Happened<'a> {
    pub(super) at: Option<&'a Timestamp>,
    pub(super) who: String,
    pub(super) event: String,
    pub(super) what: String,
}

/// Events in a table; where that would cut what an event says, this stands below it, whole.
pub(super) fn events(events: &[Happened<'_>], look: &Look) -> String {
    let mut table = Table::new([
        look.column("시각", "when").whole(),
        look.column("주체", "who"),
        look.column("이벤트", "event"),
        look.column("내용", "what"),
    ]);
    for one in events {
        table.row([look.when(one.at), one.who.clone(), one.event.clone(), one.what.clone()]);
    }
    if table.is_whole_on(look.screen) {
        return look.table(&table);
    }
    let shown = |one: &Happened<'_>| {
        let head = format!("  {}  {}  {}", look.minute(one.at), one.event, one.who);
        // A line break would look like another event.
        let what = one.what.split_whitespace().collect::<Vec<_>>().join(" ");
        format!("{}\n{}\n", look.lines(&head), look.lines(&format!("      {what}")))
    };
    events.iter().map(shown).collect()
}

/// The timeline, oldest first.
#[must_use]
pub fn timeline(entries: &[TimelineEntry], title: &str, look: &Look) -> String {
    let heading = look.lines(&format!("{}: {title}", look.pick("이력", "Timeline")));
    let entries: Vec<_> = entries.iter().map(|entry| happened(entry, look)).collect();
    format!("{heading}\n{}", events(&entries, look))
}

fn happened<'a>(entry: &'a TimelineEntry, look: &Look) -> Happened<'a> {
    Happened {
        at: entry.occurred_at.as_ref(),
        who: look.actor(entry.actor.as_ref()).to_owned(),
        event: look.event(&entry.event),
        what: what(entry, look),
    }
}

/// Describes an event, with its changes unless the sentence contains them.
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

#[cfg(test)]
mod tests {
    use haetae_proto::common::v1::{Person, Text};
    use jiff::tz::TimeZone;
    use unicode_width::UnicodeWidthStr as _;

    use super::*;
    use crate::{screen::Screen, words::Lang};

    /// At the usual widths of terminals nothing that an event says is cut; a table stands where all of it has room.
    #[test]
    fn what_an_event_says_is_whole_at_any_width() {
        let words = "중요도가 높은 자산의 관리자 화면이 인터넷에 열려 있어 접근 통제를 다시 확인하고 조치 기한을 앞당겨 달라고 요청함";
        let entry = TimelineEntry {
            event: "ReviewInfoRequested".into(),
            actor: Some(Person { subject: "lee".into(), name: "이검토".into() }),
            summary: Some(Text { ko: words.into(), en: words.into() }),
            ..Default::default()
        };
        for (width, in_table) in [(60, false), (80, false), (120, false), (200, true)] {
            let look = Look::new(Lang::Ko, TimeZone::UTC).on(Screen { width: Some(width), colour: false });
            let shown = timeline(std::slice::from_ref(&entry), "R-2026-0001", &look);
            let joined = shown.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(joined.contains(words) && joined.contains("이검토"), "{width}: {shown}");
            assert_eq!(shown.contains('─'), in_table, "{width}: {shown}");
            assert!(shown.lines().all(|line| line.width() <= width), "{width}: {shown}");
        }
    }
}
