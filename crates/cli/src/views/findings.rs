//! Findings.

use haetae_proto::{
    checkpoint::v1::Finding,
    common::v1::{FindingStatus, RiskLevel},
};

use super::Look;
use crate::table::{Align, Table, shorten};

const TITLE: usize = 44;

/// A table of findings.
#[must_use]
pub fn findings(findings: &[Finding], look: &Look) -> String {
    let mut table = Table::new([
        (look.pick("조치 항목", "finding"), Align::Left),
        (look.pick("심각도", "severity"), Align::Left),
        (look.pick("상태", "status"), Align::Left),
        (look.pick("기한", "due"), Align::Left),
        (look.pick("담당 부서", "team"), Align::Left),
        (look.pick("점검 항목", "checkpoint"), Align::Left),
        (look.pick("내용", "title"), Align::Left),
    ]);
    for one in findings {
        table.row([
            one.finding_id.clone(),
            one.severity.as_ref().map(|severity| look.word::<RiskLevel>(severity.level)).unwrap_or_default(),
            status(one, look),
            look.when(one.due.as_ref().and_then(|due| due.due_at.as_ref())),
            one.team.clone(),
            one.checkpoint.clone(),
            shorten(look.text(one.title.as_ref()), TITLE),
        ]);
    }
    format!("{} ({})\n{}", look.pick("조치 항목", "Findings"), findings.len(), table.render())
}

/// Where it stands, and whether it is late.
fn status(one: &Finding, look: &Look) -> String {
    let status = look.word::<FindingStatus>(one.status);
    if one.overdue { format!("{status}, {}", look.pick("기한 초과", "overdue")) } else { status }
}
