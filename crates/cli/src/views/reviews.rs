//! Reviews as lists and summaries show them.

use haetae_client::Standing;
use haetae_proto::{
    common::v1::{ReviewDepth, ReviewStatus, RiskLevel, Tally},
    dashboard::v1::{GetSummaryResponse, ReviewRow},
    words::label,
};

use super::{Look, look::person};
use crate::{
    screen::Paint,
    table::{Cell, Table},
    words::{Lang, Vocabulary as _},
};

/// The width of the leading mark for a decision that is out of date.
const STALE: usize = 12;
/// Titles are not cut below this.
const TITLE: usize = 20;

/// A table of reviews out of `total` that there are, with a column of ids if `ids`. Where the terminal is narrow, what
/// says the least about what to do next is left out first.
#[must_use]
pub fn reviews(rows: &[ReviewRow], total: u64, ids: bool, look: &Look) -> String {
    let text = |ko, en| look.column(ko, en);
    let number = |ko, en| look.figures(ko, en);
    let mut columns = vec![
        look.column_of(label::NUMBER).whole(),
        text("등급", "level").whole(),
        number("점수", "score").rank(2),
        look.column_of(label::STATUS).at_least(STALE),
        text("처리 기한", "due").whole().rank(1),
        look.column_of(label::ASSIGNEE).at_least(6).rank(4),
        number("미조치", "findings").rank(3),
        number("점검", "judged").rank(6),
        text("요청 부서", "team").at_least(6).rank(5),
        look.column_of(label::DEPTH).rank(7),
        look.column_of(label::TITLE).at_least(TITLE),
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
            look.due_on(row.due_at.as_ref(), row.overdue),
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

/// The total, and the number shown if it is smaller.
pub(super) fn counted(shown: usize, total: u64, look: &Look) -> String {
    if total <= shown as u64 {
        return shown.to_string();
    }
    match look.lang {
        Lang::Ko => format!("{total}건 중 {shown}건"),
        Lang::En => format!("{shown} of {total}"),
    }
}

/// The status, and whether the decision is still valid.
fn status(row: &ReviewRow, look: &Look) -> Cell {
    let word = status_word(row.status, row.duplicate, look);
    if row.decision_stale {
        return Cell::painted(&format!("{} · {word}", look.pick("재검토 필요", "out of date")), Paint::Bad);
    }
    Cell::painted(&word, if row.duplicate { Paint::Quiet } else { standing(row.status) })
}

/// The display name of a status: a rejected duplicate is shown as a duplicate.
pub(super) fn status_word(status: i32, duplicate: bool, look: &Look) -> String {
    match Standing::of(status, duplicate) {
        // A status that this build does not know is shown by its number.
        Standing::Status(_) => look.word::<ReviewStatus>(status),
        Standing::Duplicate => Standing::Duplicate.say(look.lang).to_owned(),
    }
}

/// The colour of a status: waiting for a person, ended well, or not.
pub(super) fn standing(status: i32) -> Paint {
    match ReviewStatus::try_from(status) {
        Ok(ReviewStatus::NeedsInfo | ReviewStatus::AwaitingRemediation | ReviewStatus::AwaitingDecision) => Paint::Care,
        Ok(ReviewStatus::Approved | ReviewStatus::ApprovedWithConditions) => Paint::Good,
        Ok(ReviewStatus::Rejected) => Paint::Bad,
        Ok(ReviewStatus::Waived | ReviewStatus::Withdrawn) => Paint::Quiet,
        Ok(ReviewStatus::Unspecified | ReviewStatus::Received | ReviewStatus::InDiagnosis) | Err(_) => Paint::Plain,
    }
}

/// Checkpoints with a verdict.
#[must_use]
pub const fn judged(tally: &Tally) -> u32 {
    tally.pass + tally.fail + tally.partial + tally.not_applicable
}

/// Shows the number of reviews by level and status, and how many wait for action.
#[must_use]
pub fn summary(summary: &GetSummaryResponse, look: &Look) -> String {
    let levels = summary.by_level.iter().map(|one| (look.word::<RiskLevel>(one.level), one.count));
    let duplicates = (status_word(0, true, look), summary.duplicates);
    let states = summary.by_status.iter().flat_map(|one| {
        let word = look.word::<ReviewStatus>(one.status);
        if one.status() != ReviewStatus::Rejected {
            return vec![(word, one.count)];
        }
        // Duplicates are rejected, and counted apart.
        vec![(word, one.count.saturating_sub(summary.duplicates)), duplicates.clone()]
    });
    let by_level = counts(look.pick("등급별", "By level"), levels, look);
    let by_status = counts(look.pick("상태별", "By status"), states, look);
    let urgent = [
        (look.pick("기한 초과 검토", "overdue reviews"), summary.overdue_reviews),
        (look.pick("기한 초과 조치", "overdue findings"), summary.overdue_findings),
        (look.pick("30일 이내 끝나는 위험 수용", "acceptances ending within 30 days"), summary.acceptances_ending),
        (look.pick("재검토 필요", "stale decisions"), summary.stale_decisions),
    ];
    let urgent = urgent.into_iter().map(|(what, count)| (what.to_owned(), count));
    let urgent = counts(look.pick("확인 필요", "Needs attention"), urgent, look);
    format!("{by_level}\n{by_status}\n{urgent}")
}

fn counts(heading: &str, counts: impl Iterator<Item = (String, u64)>, look: &Look) -> String {
    let shown: Vec<String> = counts.map(|(of, count)| format!("{of} {count}")).collect();
    format!("{heading}\n{}\n", look.lines(&format!("  {}", shown.join(" · "))))
}

#[cfg(test)]
mod tests;
