//! Reviews as lists and summaries show them.

use haetae_proto::{
    common::v1::{ReviewDepth, ReviewStatus, RiskLevel, Tally},
    dashboard::v1::{GetSummaryResponse, ReviewRow},
};

use super::{Look, look::person};
use crate::{
    screen::Paint,
    table::{Align, Cell, Column, Table},
    words::Lang,
};

/// The width of what says that a decision is out of date, which stands first.
const STALE: usize = 12;
/// Titles are not cut below this.
const TITLE: usize = 20;

/// A table of reviews out of `total` that there are, with a column of ids if `ids`. Where the terminal is narrow, what
/// says the least about what to do next is left out first.
#[must_use]
pub fn reviews(rows: &[ReviewRow], total: u64, ids: bool, look: &Look) -> String {
    let text = |ko, en| Column::from((look.pick(ko, en), Align::Left));
    let number = |ko, en| Column::from((look.pick(ko, en), Align::Right));
    let mut columns = vec![
        text("검토 번호", "review").whole(),
        text("등급", "level").whole(),
        number("점수", "score").rank(2),
        text("상태", "status").at_least(STALE),
        text("기한", "due").whole().rank(1),
        text("담당자", "assignee").at_least(6).rank(4),
        number("미조치", "findings").rank(3),
        number("점검", "judged").rank(6),
        text("요청 부서", "team").at_least(6).rank(5),
        text("검토 수준", "depth").rank(7),
        text("제목", "title").at_least(TITLE),
    ];
    if ids {
        columns.push(text("식별자", "id").whole().rank(8));
    }
    let mut table = Table::new(columns);
    for row in rows {
        let tally = row.tally.unwrap_or_default();
        let mut cells = vec![
            Cell::from(&*row.number),
            look.level(row.level),
            Cell::from(if row.level == 0 { String::new() } else { row.score.to_string() }),
            status(row, look),
            due(row, look),
            Cell::from(row.assignee.as_ref().map_or("", |one| person(Some(one)))),
            Cell::from(if row.open_findings == 0 { String::new() } else { row.open_findings.to_string() }),
            Cell::from(row.tally.map(|_| format!("{}/{}", judged(&tally), tally.total)).unwrap_or_default()),
            Cell::from(&*row.team),
            Cell::from(if row.depth == 0 { String::new() } else { look.word::<ReviewDepth>(row.depth) }),
            Cell::from(&*row.title),
        ];
        if ids {
            cells.push(Cell::from(&*row.review_id));
        }
        table.row(cells);
    }
    format!("{} ({})\n{}", look.pick("보안성 검토", "Reviews"), counted(rows.len(), total, look), look.table(&table))
}

/// How many there are, and how many of them are shown if not all.
pub(super) fn counted(shown: usize, total: u64, look: &Look) -> String {
    if total <= shown as u64 {
        return shown.to_string();
    }
    match look.lang {
        Lang::Ko => format!("{total}건 중 {shown}건"),
        Lang::En => format!("{shown} of {total}"),
    }
}

/// Where it stands, and whether its decision still holds.
fn status(row: &ReviewRow, look: &Look) -> Cell {
    let word = look.word::<ReviewStatus>(row.status);
    if row.decision_stale {
        return Cell::painted(&format!("{} · {word}", look.pick("재검토 필요", "out of date")), Paint::Bad);
    }
    Cell::painted(&word, standing(row.status))
}

/// The colour of a status: what waits for a person, what ended well, what did not.
pub(super) fn standing(status: i32) -> Paint {
    match ReviewStatus::try_from(status) {
        Ok(ReviewStatus::NeedsInfo | ReviewStatus::AwaitingRemediation | ReviewStatus::AwaitingDecision) => Paint::Care,
        Ok(ReviewStatus::Approved | ReviewStatus::ApprovedWithConditions) => Paint::Good,
        Ok(ReviewStatus::Rejected) => Paint::Bad,
        Ok(ReviewStatus::Waived | ReviewStatus::Withdrawn) => Paint::Quiet,
        Ok(ReviewStatus::Unspecified | ReviewStatus::Received | ReviewStatus::InDiagnosis) | Err(_) => Paint::Plain,
    }
}

/// The day it is due, and whether that is over.
fn due(row: &ReviewRow, look: &Look) -> Cell {
    let day = look.day(row.due_at.as_ref());
    if row.overdue {
        return Cell::painted(&format!("{day} {}", look.pick("초과", "overdue")), Paint::Bad);
    }
    Cell::from(day)
}

/// Checkpoints with a verdict.
#[must_use]
pub const fn judged(tally: &Tally) -> u32 {
    tally.pass + tally.fail + tally.partial + tally.not_applicable
}

/// How many reviews there are of each level and status, and what needs somebody.
#[must_use]
pub fn summary(summary: &GetSummaryResponse, look: &Look) -> String {
    let levels = summary.by_level.iter().map(|one| (look.word::<RiskLevel>(one.level), one.count));
    let states = summary.by_status.iter().map(|one| (look.word::<ReviewStatus>(one.status), one.count));
    let by_level = counts(look.pick("등급별", "By level"), levels);
    let by_status = counts(look.pick("상태별", "By status"), states);
    let urgent = [
        (look.pick("기한 초과 검토", "overdue reviews"), summary.overdue_reviews),
        (look.pick("기한 초과 조치", "overdue findings"), summary.overdue_findings),
        (look.pick("30일 이내 끝나는 위험 수용", "acceptances ending within 30 days"), summary.acceptances_ending),
        (look.pick("재검토 필요", "stale decisions"), summary.stale_decisions),
    ];
    let urgent = urgent.into_iter().map(|(what, count)| (what.to_owned(), count));
    let urgent = counts(look.pick("확인 필요", "Needs attention"), urgent);
    format!("{by_level}\n{by_status}\n{urgent}")
}

fn counts(heading: &str, counts: impl Iterator<Item = (String, u64)>) -> String {
    let shown: Vec<String> = counts.map(|(of, count)| format!("{of} {count}")).collect();
    format!("{heading}\n  {}\n", shown.join(" · "))
}

#[cfg(test)]
mod tests {
    use haetae_proto::common::v1::Person;
    use jiff::tz::TimeZone;
    use unicode_width::UnicodeWidthStr as _;

    use super::*;
    use crate::screen::Screen;

    fn sample() -> Vec<ReviewRow> {
        let time = |text: &str| {
            let at: jiff::Timestamp = text.parse().unwrap();
            Some(prost_types::Timestamp { seconds: at.as_second(), nanos: 0 })
        };
        let tally = Some(Tally { total: 183, pass: 5, ..Tally::default() });
        vec![
            ReviewRow {
                review_id: "d86238b2-64a5-5f7e-b6f1-6e31a32e4f57".into(),
                number: "R-2026-0142".into(),
                title: "시민 건강관리 포털 및 모바일 앱 오픈 전 검토".into(),
                team: "public-health".into(),
                status: ReviewStatus::InDiagnosis.into(),
                level: RiskLevel::Critical.into(),
                score: 92,
                depth: ReviewDepth::Full.into(),
                tally,
                assignee: Some(Person { subject: "lee".into(), name: "이검토".into() }),
                due_at: time("2026-12-08T14:59:59Z"),
                overdue: true,
                open_findings: 3,
                ..Default::default()
            },
            ReviewRow {
                review_id: "0f1d2c3b-64a5-5f7e-b6f1-6e31a32e4f57".into(),
                number: "R-2026-0143".into(),
                title: "Partner order API v3".into(),
                team: "물류".into(),
                status: ReviewStatus::ApprovedWithConditions.into(),
                level: RiskLevel::Low.into(),
                score: 12,
                due_at: time("2026-12-31T14:59:59Z"),
                decision_stale: true,
                ..Default::default()
            },
            ReviewRow {
                number: "R-2026-0144".into(),
                title: "새 요청".into(),
                team: "교통과".into(),
                status: ReviewStatus::Received.into(),
                ..Default::default()
            },
        ]
    }

    fn shown(lang: Lang, width: Option<usize>) -> String {
        let look = Look::new(lang, TimeZone::UTC).on(Screen { width, colour: false });
        reviews(&sample(), 132, true, &look)
    }

    /// Lists of reviews (D5, D6): number, level, due date, assignee, what is overdue or out of date, open findings and
    /// the total, in lines that do not break on terminals of 80, 120 and 200 columns.
    #[test]
    fn a_list_fits_the_terminal_and_says_what_matters_most() {
        for (lang, width, golden) in [
            (Lang::Ko, 80, include_str!("golden/reviews.ko.80.txt")),
            (Lang::En, 80, include_str!("golden/reviews.en.80.txt")),
            (Lang::Ko, 120, include_str!("golden/reviews.ko.120.txt")),
            (Lang::En, 120, include_str!("golden/reviews.en.120.txt")),
        ] {
            let text = shown(lang, Some(width));
            assert_eq!(text, golden, "{width}");
            assert!(text.lines().all(|line| line.width() <= width), "{text}");
        }
        assert!(shown(Lang::En, Some(200)).lines().all(|line| line.width() <= 200));
        assert!(shown(Lang::En, None).contains("d86238b2-64a5-5f7e-b6f1-6e31a32e4f57"), "whole where nothing is cut");
    }

    /// Empty lists (D10) say so in words.
    #[test]
    fn an_empty_list_says_so() {
        let look = |lang| Look::new(lang, TimeZone::UTC);
        assert_eq!(reviews(&[], 0, true, &look(Lang::Ko)), "보안성 검토 (0)\n  해당하는 항목이 없습니다.\n");
        assert_eq!(reviews(&[], 0, true, &look(Lang::En)), "Reviews (0)\n  There are none.\n");
    }
}
