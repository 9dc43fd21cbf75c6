//! Reviews as lists and summaries show them.

use haetae_proto::{
    common::v1::{ReviewDepth, ReviewStatus, RiskLevel, Tally},
    dashboard::v1::{GetSummaryResponse, ReviewChange, ReviewRow, review_change::Change},
};

use super::Look;
use crate::table::{Align, Table, shorten};

const TITLE: usize = 52;

/// One line about a review of a list that entered it, changed or left it.
#[must_use]
pub fn change(change: &ReviewChange, look: &Look) -> String {
    let (what, row) = match &change.change {
        Some(Change::Entered(row)) => (look.pick("추가", "entered"), row),
        Some(Change::Updated(row)) => (look.pick("변경", "updated"), row),
        Some(Change::Left(id)) => return format!("{}  {id}\n", look.pick("제외", "left")),
        None => return String::new(),
    };
    let cells = [
        what.to_owned(),
        row.review_id.clone(),
        look.when(row.updated_at.as_ref()),
        look.word::<ReviewStatus>(row.status),
        look.word::<RiskLevel>(row.level),
        row.team.clone(),
        row.title.clone(),
    ];
    cells.join("  ") + "\n"
}

/// A table of reviews, with a column of ids if `ids`.
#[must_use]
pub fn reviews(rows: &[ReviewRow], ids: bool, look: &Look) -> String {
    let mut columns = vec![
        (look.pick("점수", "score"), Align::Right),
        (look.pick("등급", "level"), Align::Left),
        (look.pick("상태", "status"), Align::Left),
        (look.pick("검토 수준", "depth"), Align::Left),
        (look.pick("판정", "judged"), Align::Right),
        (look.pick("요청 부서", "team"), Align::Left),
        (look.pick("제목", "title"), Align::Left),
    ];
    if ids {
        columns.insert(0, (look.pick("검토 번호", "review"), Align::Left));
    }
    let mut table = Table::new(columns);
    for row in rows {
        let tally = row.tally.unwrap_or_default();
        let mut cells = vec![
            row.score.to_string(),
            look.word::<RiskLevel>(row.level),
            look.word::<ReviewStatus>(row.status),
            look.word::<ReviewDepth>(row.depth),
            format!("{}/{}", judged(&tally), tally.total),
            row.team.clone(),
            shorten(&row.title, TITLE),
        ];
        if ids {
            cells.insert(0, row.review_id.clone());
        }
        table.row(cells);
    }
    format!("{} ({})\n{}", look.pick("보안성 검토", "Reviews"), rows.len(), table.render())
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
        (look.pick("재검토가 필요한 판정", "stale decisions"), summary.stale_decisions),
    ];
    let urgent = urgent.into_iter().map(|(what, count)| (what.to_owned(), count));
    let urgent = counts(look.pick("확인 필요", "Needs attention"), urgent);
    format!("{by_level}\n{by_status}\n{urgent}")
}

fn counts(heading: &str, counts: impl Iterator<Item = (String, u64)>) -> String {
    let shown: Vec<String> = counts.map(|(of, count)| format!("{of} {count}")).collect();
    format!("{heading}\n  {}\n", shown.join(" · "))
}
