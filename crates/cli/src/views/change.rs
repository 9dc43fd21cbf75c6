//! What happened to a review of a list that is followed.

use haetae_proto::{
    common::v1::RiskLevel,
    dashboard::v1::{ReviewChange, ReviewRow, review_change::Change},
};

use super::{Look, judged, look::person, reviews::status_word};

/// One line about a review of a list that entered it, changed or left it, and what is different.
#[must_use]
pub fn change(change: &ReviewChange, look: &Look) -> String {
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
        Some(before) => differences(before, row, look),
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

/// What a field of a row says.
type Field = fn(&ReviewRow, &Look) -> String;

/// What is different, as `what before → after`.
fn differences(before: &ReviewRow, after: &ReviewRow, look: &Look) -> String {
    let tally = |row: &ReviewRow| {
        row.tally.as_ref().map_or_else(String::new, |tally| format!("{}/{}", judged(tally), tally.total))
    };
    let flag = |flag: bool| if flag { look.pick("예", "yes") } else { look.pick("아니요", "no") }.to_owned();
    let fields: [(&str, Field); 4] = [
        (look.pick("상태", "status"), status),
        (look.pick("등급", "level"), level),
        (look.pick("담당자", "assignee"), |row, _| person(row.assignee.as_ref()).to_owned()),
        (look.pick("처리 기한", "due"), |row, look| look.day(row.due_at.as_ref())),
    ];
    let fields = fields.map(|(name, of)| (name, of(before, look), of(after, look)));
    let counts = [
        (look.pick("점검", "judged"), tally(before), tally(after)),
        (look.pick("미조치", "open findings"), before.open_findings.to_string(), after.open_findings.to_string()),
        (
            look.pick("위험 수용 중", "accepted findings"),
            before.accepted_findings.to_string(),
            after.accepted_findings.to_string(),
        ),
        (look.pick("기한 초과", "overdue"), flag(before.overdue), flag(after.overdue)),
        (look.pick("재검토 필요", "decision out of date"), flag(before.decision_stale), flag(after.decision_stale)),
        (look.pick("제목", "title"), before.title.clone(), after.title.clone()),
        (look.pick("부서", "team"), before.team.clone(), after.team.clone()),
    ];
    let different = fields.into_iter().chain(counts).filter(|(_, before, after)| before != after);
    let or_none = |text: String| if text.is_empty() { "–".to_owned() } else { text };
    let told: Vec<_> =
        different.map(|(name, before, after)| format!("{name} {} → {}", or_none(before), or_none(after))).collect();
    match told.is_empty() {
        // A comment, evidence, or an event that no field of the list shows.
        true => look.pick("활동이 있었습니다", "something happened to it").to_owned(),
        false => told.join(", "),
    }
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
        let told = change(&updated(after.clone()), &look(Lang::En));
        let news = "status received → in diagnosis, level – → High 60, judged – → 3/54, open findings 0 → 1\n";
        assert!(told.starts_with("updated  r  ") && told.ends_with(news), "{told}");
        assert!(change(&updated(before.clone()), &look(Lang::En)).contains("something happened"));
        let left = ReviewChange { change: Some(Change::Left("r".into())), before: Some(after) };
        assert_eq!(change(&left, &look(Lang::Ko)), "제외  r  R-2026-0001  결제\n");
    }
}
