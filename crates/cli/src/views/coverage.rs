//! How well the threats to a review are covered.

use haetae_proto::{checkpoint::v1::GetCoverageResponse, common::v1::CoverageStatus};

use super::Look;
use crate::{
    table::{Align, Table, shorten},
    words::Lang,
};

const TITLE: usize = 44;
const SOLUTIONS: usize = 72;

/// Threats by how well they are covered, each with what manages it.
#[must_use]
pub fn coverage(coverage: &GetCoverageResponse, title: &str, look: &Look) -> String {
    let mut table = Table::new([
        (look.pick("위협", "threat"), Align::Left),
        (look.pick("현황", "status"), Align::Left),
        (look.pick("대응 기술", "managed by"), Align::Left),
    ]);
    for threat in &coverage.threats {
        let solutions: Vec<&str> = threat.paths.iter().map(|path| look.text(path.title.as_ref())).collect();
        table.row([
            shorten(look.text(threat.title.as_ref()), TITLE),
            look.word::<CoverageStatus>(threat.status),
            shorten(&solutions.join(", "), SOLUTIONS),
        ]);
    }
    let heading = look.pick("위협 대응 현황", "Threat coverage");
    format!("{heading}: {title}\n  {}\n{}", counts(coverage, look), table.render())
}

fn counts(coverage: &GetCoverageResponse, look: &Look) -> String {
    let count = coverage.count.unwrap_or_default();
    let (covered, partly, uncovered, open) = (count.covered, count.partly_covered, count.uncovered, count.not_assessed);
    match look.lang {
        Lang::Ko => format!("대응 {covered} · 일부 대응 {partly} · 미대응 {uncovered} · 미점검 {open}"),
        Lang::En => format!("covered {covered} · partly {partly} · uncovered {uncovered} · not assessed {open}"),
    }
}
