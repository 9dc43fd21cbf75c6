//! The workload of reviewers.

use haetae_proto::{common::v1::Role, dashboard::v1::GetWorkloadResponse, words::Named};

use super::{Look, look::person};
use crate::table::Table;

/// A table of reviewers.
#[must_use]
pub fn workload(workload: &GetWorkloadResponse, look: &Look) -> String {
    let mut table = Table::new([
        look.column(Role::Reviewer.name().ko, Role::Reviewer.name().en).at_least(8),
        look.figures("완료되지 않은 검토", "open reviews"),
        look.figures("기한 초과 검토", "overdue reviews").rank(1),
        look.figures("조치 확인 대기", "fixes to verify").rank(3),
        look.figures("기한 초과 조치", "overdue findings").rank(2),
        look.figures("점검", "judged").rank(4),
    ]);
    for load in &workload.reviewers {
        let reviewer = match &load.reviewer {
            Some(_) => person(load.reviewer.as_ref()).to_owned(),
            None => look.pick("(담당자 없음)", "(unassigned)").to_owned(),
        };
        table.row([
            reviewer,
            load.open_reviews.to_string(),
            load.overdue_reviews.to_string(),
            load.fixes_to_verify.to_string(),
            load.overdue_findings.to_string(),
            load.judged.to_string(),
        ]);
    }
    format!("{}\n{}", look.pick("검토자별 업무량", "Workload"), look.table(&table))
}
