//! The findings of an offline check: root causes, and their possible consequences.

use haetae_audit::{Finding, Kind, Report};
use haetae_domain::text::counted;
use serde_json::{Value, json};

use crate::words::{Lang, Word, word};

/// A line for each first cause: what heads say, then the log in its order. What may follow from a cause is counted below it,
/// and shown if `all` is to be.
pub(super) fn lines(report: &Report, all: bool, lang: Lang) -> String {
    let mut causes: Vec<_> = report.findings.iter().filter(|finding| finding.follows.is_none()).collect();
    causes.sort_by_key(|cause| cause.sequence);
    let mut text = String::new();
    for (number, cause) in causes.iter().enumerate() {
        text.push_str(&format!("  {}\n", line(cause, lang)));
        // The consequences of one commit are printed once, below its last cause.
        let more_of_it = causes.get(number + 1).is_some_and(|next| next.sequence == cause.sequence);
        if let Some(from) = cause.sequence.filter(|_| !more_of_it) {
            text.push_str(&consequences(report, from, all, lang));
        }
    }
    text
}

fn consequences(report: &Report, from: u64, all: bool, lang: Lang) -> String {
    let Some(count) = report.consequences.get(&from) else { return String::new() };
    let mut text = match (lang, all) {
        (Lang::Ko, true) => format!("    이에 따른 것일 수 있는 이상 {count}건\n"),
        (Lang::Ko, false) => format!("    이에 따른 것일 수 있는 이상 {count}건(--all로 모두 표시)\n"),
        (Lang::En, true) => format!("    {} that may follow from it\n", counted(count, "finding")),
        (Lang::En, false) => {
            format!("    {} that may follow from it; --all shows them\n", counted(count, "finding"))
        }
    };
    let follow = report.findings.iter().filter(|finding| finding.follows == Some(from) && all);
    text.extend(follow.map(|finding| format!("    {}\n", line(finding, lang))));
    text
}

fn line(finding: &Finding, lang: Lang) -> String {
    let at = finding.sequence.map_or_else(String::new, |sequence| format!(" {sequence}"));
    format!("{}{at}: {}", kind(finding.kind()).say(lang), lang.of_text(&finding.what.text()))
}

/// All of them for programs, in the order of the log.
pub(super) fn values(report: &Report, lang: Lang) -> Vec<Value> {
    let value = |finding: &Finding| {
        json!({
            "kind": kind(finding.kind()).name,
            "name": finding.what.name(),
            "sequence": finding.sequence,
            "what": lang.of_text(&finding.what.text()),
            "followsFrom": finding.follows,
        })
    };
    report.findings.iter().map(value).collect()
}

const fn kind(kind: Kind) -> Word {
    match kind {
        Kind::Head => word("HEAD", "헤드", "Head"),
        Kind::Record => word("RECORD", "레코드", "Record"),
        Kind::Order => word("ORDER", "순번", "Order"),
        Kind::Content => word("CONTENT", "내용", "Content"),
        Kind::Version => word("VERSION", "버전", "Version"),
        Kind::Cause => word("CAUSE", "원인", "Cause"),
        Kind::Decision => word("DECISION", "결정", "Decision"),
        Kind::SeparationOfDuties => word("SEPARATION_OF_DUTIES", "직무 분리", "Separation of duties"),
        Kind::Binding => word("BINDING", "근거", "Binding"),
        Kind::Time => word("TIME", "시각", "Time"),
    }
}

#[cfg(test)]
mod tests {
    use haetae_audit::{What, verify};
    use haetae_proof::SigningKey;

    use super::*;

    /// The first cause comes first, in the language of the user; what may follow from it is counted, and shown if asked for.
    #[test]
    fn consequences_stand_below_their_cause() {
        let key = SigningKey::generate("haetae.test/log").expect("a key");
        let empty = verify(std::io::empty(), &[], key.public()).expect("readable");
        let finding = |sequence, what, follows| Finding { sequence: Some(sequence), what, follows };
        let findings = vec![
            finding(7, What::Sequence { found: 8, expected: 7 }, None),
            finding(9, What::Cause { sequence: 7 }, Some(7)),
        ];
        let report = Report { findings, total: 72, consequences: [(7, 71)].into(), ..empty };
        assert_eq!(
            lines(&report, false, Lang::Ko),
            "  순번 7: 순번 7의 커밋이 없습니다\n    이에 따른 것일 수 있는 이상 71건(--all로 모두 표시)\n"
        );
        let all = lines(&report, true, Lang::En);
        assert!(
            all.ends_with(
                "71 findings that may follow from it\n    Cause 9: sequence 7 is not the commit it answers\n"
            )
        );
        let values = values(&report, Lang::Ko);
        assert_eq!((&values[0]["name"], &values[1]["followsFrom"]), (&json!("SEQUENCE_WRONG"), &json!(7)));
    }
}
