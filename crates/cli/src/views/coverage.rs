//! The coverage of the threats to a review.

use haetae_proto::{checkpoint::v1::GetCoverageResponse, common::v1::CoverageStatus, words::label};

use super::{Look, look::documents};
use crate::{table::Table, words::Lang};

/// Threats by how well they are covered, each with what manages it.
#[must_use]
pub fn coverage(coverage: &GetCoverageResponse, title: &str, look: &Look) -> String {
    let mut table = Table::new([
        look.column_of(label::THREAT_ID),
        look.column("현황", "status"),
        look.column("대응 기술", "managed by"),
    ]);
    for threat in &coverage.threats {
        let solutions: Vec<&str> = threat.paths.iter().map(|path| look.text(path.title.as_ref())).collect();
        table.row([
            look.text(threat.title.as_ref()).to_owned(),
            look.word::<CoverageStatus>(threat.status),
            solutions.join(", "),
        ]);
    }
    let heading = look.pick("위협 대응 현황", "Threat coverage");
    if coverage.threats.is_empty() {
        let catalogs = documents(&coverage.catalogs);
        let why = match look.lang {
            Lang::Ko => format!(
                "위협은 스마트시티 구성요소에 대해 정의되어 있습니다. 이 검토의 요청에는 구성요소가 없어({catalogs}) 해당하는 위협이 없습니다."
            ),
            Lang::En => format!(
                "Threats are those to smart-city components. This request names none ({catalogs}), so none applies."
            ),
        };
        return format!("{heading}: {title}\n{}\n", look.lines(&format!("  {why}")));
    }
    format!("{heading}: {title}\n  {}\n{}", counts(coverage, look), look.table(&table))
}

fn counts(coverage: &GetCoverageResponse, look: &Look) -> String {
    let count = coverage.count.unwrap_or_default();
    let (covered, partly, uncovered, open) = (count.covered, count.partly_covered, count.uncovered, count.not_assessed);
    match look.lang {
        Lang::Ko => format!("대응 {covered} · 일부 대응 {partly} · 미대응 {uncovered} · 미점검 {open}"),
        Lang::En => format!("covered {covered} · partly {partly} · uncovered {uncovered} · not judged {open}"),
    }
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;

    /// Coverage (D10): where no threat applies, the answer says why instead of showing an empty table.
    #[test]
    fn an_ordinary_service_is_told_why_there_is_no_coverage() {
        let shown = coverage(&GetCoverageResponse::default(), "웹", &Look::new(Lang::Ko, TimeZone::UTC));
        assert!(shown.contains("구성요소가 없어") && !shown.contains("─"), "{shown}");
    }
}
