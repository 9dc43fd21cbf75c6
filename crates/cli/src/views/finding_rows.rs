//! Findings of all reviews.

use haetae_proto::{
    common::v1::{FindingStatus, RiskLevel},
    dashboard::v1::{FindingRow, ListFindingsResponse},
};

use super::{Look, look::person};
use crate::table::{Align, Table, shorten};

const TITLE: usize = 36;

/// A table of findings, each with its review.
#[must_use]
pub fn finding_rows(page: &ListFindingsResponse, look: &Look) -> String {
    let mut table = Table::new([
        (look.pick("검토 번호", "review"), Align::Left),
        (look.pick("조치 항목", "finding"), Align::Left),
        (look.pick("심각도", "severity"), Align::Left),
        (look.pick("상태", "status"), Align::Left),
        (look.pick("기한", "due"), Align::Left),
        (look.pick("담당 부서", "team"), Align::Left),
        (look.pick("담당자", "in charge"), Align::Left),
        (look.pick("점검 항목", "checkpoint"), Align::Left),
        (look.pick("내용", "title"), Align::Left),
    ]);
    for row in &page.findings {
        table.row([
            row.review_id.clone(),
            row.finding_id.clone(),
            look.word::<RiskLevel>(row.severity),
            status(row, look),
            look.due(row.due_at.as_ref(), row.overdue),
            row.owner.clone(),
            person(row.assignee.as_ref()).to_owned(),
            row.checkpoint.clone(),
            shorten(look.text(row.title.as_ref()), TITLE),
        ]);
    }
    format!("{} ({}/{})\n{}", look.pick("조치 항목", "Findings"), page.findings.len(), page.total_size, table.render())
}

/// Where it stands, and until when a risk is accepted.
fn status(row: &FindingRow, look: &Look) -> String {
    let status = look.word::<FindingStatus>(row.status);
    match &row.acceptance {
        Some(accepted) if accepted.granted => format!("{status}, ~ {}", look.when(accepted.ends_at.as_ref())),
        Some(_) => format!("{status}, {}", look.pick("위험 수용 승인 대기", "acceptance to be decided")),
        None => status,
    }
}
