//! Changes of a watched list.

use haetae_proto::{
    common::v1::RiskLevel,
    dashboard::v1::{ReviewChange, ReviewRow, TimelineEntry, review_change::Change},
    words::label,
};

use super::{Look, judged, look::person, reviews::status_word};

/// Returns one line about a review that entered, changed or left the list, with the differences.
#[must_use]
pub fn change(change: &ReviewChange, happened: &[TimelineEntry], look: &Look) -> String {
    let before = change.before.as_ref();
    let (what, row) = match &change.change {
        Some(Change::Entered(row)) => (look.pick("추가", "entered"), row),
        Some(Change::Updated(row)) => (look.pick("변경", "updated"), row),
        Some(Change::Left(id)) => {
            let was = before.map_or_else(String::new, |row| format!("  {}  {}", row.number, row.title));
            return format!("{}  {id}{was}\n", look.pick("제외", "left"));
        }
        None => return String::new(),
    };
    let news = match before {
        Some(before) => match differences(before, row, look) {
            told if !told.is_empty() => told,
            _ if happened.is_empty() => look.pick("활동이 있었습니다", "something happened to it").to_owned(),
            _ => happened.iter().map(|entry| look.event(&entry.event)).collect::<Vec<_>>().join(", "),
        },
        None => [status(row, look), level(row, look)].join(", "),
    };
    let cells = [
        what.to_owned(),
        row.review_id.clone(),
        look.when(row.updated_at.as_ref()),
        row.number.clone(),
        row.team.clone(),
        row.title.clone(),
        news,
    ];
    cells.join("  ") + "\n"
}

/// The text of a field of a row.
type Field = fn(&ReviewRow, &Look) -> String;

/// Whether two rows of a review look alike in a list.
pub(crate) fn is_the_same(before: &ReviewRow, after: &ReviewRow, look: &Look) -> bool {
    differences(before, after, look).is_empty()
}

/// The differences, as `field before → after`; empty for a comment, evidence, or an event that changes no field of the list.
fn differences(before: &ReviewRow, after: &ReviewRow, look: &Look) -> String {
    let tally = |row: &ReviewRow| {
        row.tally.as_ref().map_or_else(String::new, |tally| format!("{}/{}", judged(tally), tally.total))
    };
    let flag = |flag: bool| if flag { look.pick("예", "yes") } else { look.pick("아니요", "no") }.to_owned();
    let fields: [(&str, Field); 4] = [
        (look.name(label::STATUS), status),
        (look.pick("등급", "level"), level),
        (look.name(label::ASSIGNEE), |row, _| person(row.assignee.as_ref()).to_owned()),
        (look.pick("처리 기한", "due"), |row, look| look.day(row.due_at.as_ref())),
    ];
    let fields = fields.map(|(name, of)| (name, of(before, look), of(after, look)));
    let counts = [
        (look.pick("점검", "judged"), tally(before), tally(after)),
        (look.name(label::OPEN_FINDINGS), before.open_findings.to_string(), after.open_findings.to_string()),
        (
            look.name(label::ACCEPTED_FINDINGS),
            before.accepted_findings.to_string(),
            after.accepted_findings.to_string(),
        ),
        (look.name(label::OVERDUE), flag(before.overdue), flag(after.overdue)),
        (look.name(label::DECISION_STALE), flag(before.decision_stale), flag(after.decision_stale)),
        (look.name(label::TITLE), before.title.clone(), after.title.clone()),
        (look.name(label::TEAM), before.team.clone(), after.team.clone()),
    ];
    let different = fields.into_iter().chain(counts).filter(|(_, before, after)| before != after);
    let or_none = |text: String| if text.is_empty() { "–".to_owned() } else { text };
    let told: Vec<_> =
        different.map(|(name, before, after)| format!("{name} {} → {}", or_none(before), or_none(after))).collect();
    told.join(", ")
}

fn status(row: &ReviewRow, look: &Look) -> String {
    status_word(row.status, row.duplicate, look)
}

/// The level with its score; empty until there is one.
fn level(row: &ReviewRow, look: &Look) -> String {
    match row.level {
        0 => String::new(),
        level => format!("{} {}", look.word::<RiskLevel>(level), row.score),
    }
}

#[cfg(test)]
mod tests {
    use haetae_proto::common::v1::{ReviewStatus, Tally};
    use jiff::tz::TimeZone;

    use super::*;
    use crate::words::Lang;

    /// D10: a watch says what changed, and which review left.
    #[test]
    fn a_watch_says_what_changed() {
        let before = ReviewRow {
            review_id: "r".into(),
            number: "R-2026-0001".into(),
            title: "결제".into(),
            status: ReviewStatus::Received.into(),
            ..Default::default()
        };
        let tally = Some(Tally { total: 54, pass: 3, ..Default::default() });
        let (status, level) = (ReviewStatus::InDiagnosis.into(), RiskLevel::High.into());
        let after = ReviewRow { status, level, score: 60, tally, open_findings: 1, ..before.clone() };
        let look = |lang| Look::new(lang, TimeZone::UTC);
        let updated =
            |after: ReviewRow| ReviewChange { change: Some(Change::Updated(after)), before: Some(before.clone()) };
        let told = change(&updated(after.clone()), &[], &look(Lang::En));
        let news = "status received → in diagnosis, level – → High 60, judged – → 3/54, open findings 0 → 1\n";
        assert!(told.starts_with("updated  r  ") && told.ends_with(news), "{told}");
        assert!(change(&updated(before.clone()), &[], &look(Lang::En)).contains("something happened"));
        let happened = |event: &str| TimelineEntry { event: event.into(), ..Default::default() };
        let added = [happened("ReviewCommented"), happened("EvidenceAdded")];
        let told = [Lang::Ko, Lang::En].map(|lang| change(&updated(before.clone()), &added, &look(lang)));
        assert!(told[0].ends_with("  의견, 증적 등록\n"), "{told:?}");
        assert!(told[1].ends_with("  comment, evidence added\n"), "{told:?}");
        let left = ReviewChange { change: Some(Change::Left("r".into())), before: Some(after) };
        assert_eq!(change(&left, &[], &look(Lang::Ko)), "제외  r  R-2026-0001  결제\n");
    }
}
