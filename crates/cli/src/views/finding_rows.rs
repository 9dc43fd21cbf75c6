//! Findings of all reviews.

use haetae_proto::{
    common::v1::{AcceptanceState, FindingStatus, RiskLevel},
    dashboard::v1::{AcceptanceRow, FindingRow, ListFindingsResponse},
    words::label,
};

use prost_types::Timestamp;

use super::{Look, look::person, reviews::counted};
use crate::{
    screen::Paint,
    table::{Cell, Table},
};

/// Titles are not cut below this.
const TITLE: usize = 12;

/// A table of findings, each with its review.
#[must_use]
pub fn finding_rows(page: &ListFindingsResponse, look: &Look) -> String {
    let text = |ko, en| look.column(ko, en);
    let mut table = Table::new([
        look.column_of(label::NUMBER).whole(),
        look.column_of(label::FINDING_ID).whole(),
        text("심각도", "severity").whole(),
        look.column_of(label::STATUS).whole(),
        text("조치 기한", "due").whole().rank(1),
        look.column_of(label::ASSIGNEE).at_least(6).rank(3),
        text("담당 부서", "team").at_least(6).rank(4),
        look.column_of(label::CHECKPOINT).whole().rank(2),
        text("내용", "title").at_least(TITLE),
        text("검토 식별자", "review id").whole().rank(5),
    ]);
    for row in &page.findings {
        table.row([
            Cell::from(&*row.review_number),
            Cell::from(&*row.finding_id),
            look.level(row.severity),
            Cell::painted(&status(row, look), resting(row.status)),
            look.due_on(row.due_at.as_ref(), row.overdue),
            Cell::from(row.assignee.as_ref().map_or("", |one| person(Some(one)))),
            Cell::from(&*row.owner),
            Cell::from(&*row.checkpoint),
            Cell::from(look.text(row.title.as_ref())),
            Cell::from(&*row.review_id),
        ]);
    }
    let count = counted(page.findings.len(), page.total_size, look);
    let shown = match table.has_room_on(look.screen) {
        true => look.table(&table),
        false => page.findings.iter().map(|row| below(row, look)).collect(),
    };
    format!("{} ({count})\n{shown}", look.pick("조치 항목", "Findings"))
}

/// A finding where a table has no room: whole, over several lines.
fn below(row: &FindingRow, look: &Look) -> String {
    let level = look.word::<RiskLevel>(row.severity);
    let head = format!("  {}  {}  {level}  {}", row.review_number, row.finding_id, status(row, look));
    let overdue = if row.overdue { look.pick(" 초과", " overdue") } else { "" };
    let due = format!("      {} {}{overdue}", look.pick("조치 기한", "due"), look.day(row.due_at.as_ref()));
    let lines = [head, due, format!("      {}", look.text(row.title.as_ref()))];
    lines.map(|line| look.lines(&line) + "\n").concat()
}

/// The colour of a finding's status.
pub(super) fn resting(status: i32) -> Paint {
    match FindingStatus::try_from(status) {
        Ok(FindingStatus::Open) => Paint::Care,
        Ok(FindingStatus::Closed) => Paint::Good,
        Ok(FindingStatus::Accepted | FindingStatus::Void) => Paint::Quiet,
        Ok(FindingStatus::Unspecified | FindingStatus::FixClaimed) | Err(_) => Paint::Plain,
    }
}

/// The displayed status of a finding. With a requested acceptance it waits for approvers and not for a fix.
pub(super) fn standing(status: i32, asked: bool, look: &Look) -> String {
    let word = look.word::<FindingStatus>(status);
    if !asked {
        return word;
    }
    let waits = look.word::<AcceptanceState>(AcceptanceState::Requested.into());
    if status == i32::from(FindingStatus::Open) { waits } else { format!("{word}, {waits}") }
}

/// A status with the day until which the risk is accepted.
pub(super) fn until(status: &str, ends_at: Option<&Timestamp>, look: &Look) -> String {
    format!("{status}, ~ {}", look.day(ends_at))
}

/// The status, and the end of an accepted risk.
fn status(row: &FindingRow, look: &Look) -> String {
    let state = row.acceptance.as_ref().map(AcceptanceRow::state);
    let status = standing(row.status, state == Some(AcceptanceState::Requested), look);
    match state {
        Some(AcceptanceState::Granted) => {
            until(&status, row.acceptance.as_ref().and_then(|one| one.ends_at.as_ref()), look)
        }
        Some(lapsed @ AcceptanceState::Lapsed) => format!("{status}, {}", look.word::<AcceptanceState>(lapsed.into())),
        Some(AcceptanceState::Requested | AcceptanceState::Unspecified) | None => status,
    }
}
