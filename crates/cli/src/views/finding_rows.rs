//! Findings of all reviews.

use haetae_proto::{
    common::v1::FindingStatus,
    dashboard::v1::{FindingRow, ListFindingsResponse},
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
        text("검토 번호", "review").whole(),
        text("조치 항목", "finding").whole(),
        text("심각도", "severity").whole(),
        text("상태", "status"),
        text("조치 기한", "due").whole().rank(1),
        text("담당자", "in charge").at_least(6).rank(3),
        text("담당 부서", "team").at_least(6).rank(4),
        text("점검 항목", "checkpoint").whole().rank(2),
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
    format!("{} ({count})\n{}", look.pick("조치 항목", "Findings"), look.table(&table))
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

/// Where a finding stands. One whose acceptance waits for approvers waits for them, and not for a fix.
pub(super) fn standing(status: i32, asked: bool, look: &Look) -> String {
    let word = look.word::<FindingStatus>(status);
    if !asked {
        return word;
    }
    let waits = look.pick("위험 수용 승인 대기", "acceptance to be decided");
    if status == i32::from(FindingStatus::Open) { waits.to_owned() } else { format!("{word}, {waits}") }
}

/// A status with the day until which the risk is accepted.
pub(super) fn until(status: &str, ends_at: Option<&Timestamp>, look: &Look) -> String {
    format!("{status}, ~ {}", look.day(ends_at))
}

/// Where it stands, and until when a risk is accepted.
fn status(row: &FindingRow, look: &Look) -> String {
    let asked = row.acceptance.as_ref().is_some_and(|asked| !asked.granted && !asked.lapsed);
    let status = standing(row.status, asked, look);
    match &row.acceptance {
        Some(accepted) if accepted.granted => until(&status, accepted.ends_at.as_ref(), look),
        Some(asked) if asked.lapsed => {
            format!("{status}, {}", look.pick("위험 수용 신청 만료", "acceptance request lapsed"))
        }
        Some(_) | None => status,
    }
}
