//! The view `analytics.words`: the dictionary of the contract, for joins.

use haetae_proto::{
    common::v1::{
        AcceptanceState, CheckMethod, Component, DataClass, DecisionOutcome, Exposure, FindingStatus, FlowLayer,
        ImpactLevel, LifecycleStage, ReviewDepth, ReviewStatus, RiskLevel, ServiceType, TargetCause, TriageOutcome,
        UserScale, VerdictResult,
    },
    words::{self, Name, Named},
};

use crate::board::Fact;

const VIEW: &str = include_str!("words.sql");
/// How a review left the list of open ones: a decision, or an earlier step. Rejections at triage have their own word
/// here.
const REJECTED_AT_TRIAGE: Name = Name { ko: "사전 검토 반려", en: "rejected at triage" };

/// Creates or replaces the view.
pub(crate) fn words() -> String {
    VIEW.replace("{WORDS}", &rows().join(",\n    "))
}

fn rows() -> Vec<String> {
    [
        vocabulary::<ReviewStatus>("status"),
        numbered("closing", closings()),
        vocabulary::<TriageOutcome>("triage"),
        vocabulary::<DecisionOutcome>("decision"),
        vocabulary::<RiskLevel>("level"),
        vocabulary::<ReviewDepth>("depth"),
        vocabulary::<ServiceType>("service_type"),
        vocabulary::<Component>("component"),
        vocabulary::<LifecycleStage>("stage"),
        vocabulary::<Exposure>("exposure"),
        vocabulary::<DataClass>("data_class"),
        vocabulary::<UserScale>("user_scale"),
        vocabulary::<ImpactLevel>("impact"),
        vocabulary::<TargetCause>("target_cause"),
        vocabulary::<FlowLayer>("layer"),
        numbered("result", results()),
        vocabulary::<CheckMethod>("method"),
        vocabulary::<FindingStatus>("finding_status"),
        vocabulary::<AcceptanceState>("acceptance"),
        numbered("finding_event", Fact::OF_FINDINGS.iter().filter_map(|event| Some((*event, words::event(event)?)))),
    ]
    .concat()
}

/// The valid values, each at its number.
fn vocabulary<E: Named>(kind: &str) -> Vec<String> {
    numbered(kind, E::VALUES.iter().skip(1).map(|value| (value.word, value.name)))
}

/// For analysts, a checkpoint without a result has a word as well; in the contract it has no valid value.
fn results() -> impl Iterator<Item = (&'static str, Name)> {
    let valid = VerdictResult::VALUES.iter().skip(1).map(|value| (value.word, value.name));
    valid.chain([("not_judged", VerdictResult::Unspecified.name())])
}

fn closings() -> impl Iterator<Item = (&'static str, Name)> {
    let decided = DecisionOutcome::VALUES.iter().skip(1).map(|value| (value.word, value.name));
    decided.chain([
        ("rejected_at_triage", REJECTED_AT_TRIAGE),
        ("duplicate", TriageOutcome::Duplicate.name()),
        ("waived", ReviewStatus::Waived.name()),
        ("withdrawn", ReviewStatus::Withdrawn.name()),
    ])
}

fn numbered<'a>(kind: &str, words: impl IntoIterator<Item = (&'a str, Name)>) -> Vec<String> {
    let row = |(rank, (word, name)): (u32, (&str, Name))| {
        format!("('{kind}', '{}', {rank}, '{}', '{}')", snake(word), quoted(name.ko), quoted(&name.en_heading()))
    };
    (1..).zip(words).map(row).collect()
}

/// `FixClaimed` and `NEEDS_INFO` in the form of column values: `fix_claimed`, `needs_info`.
fn snake(word: &str) -> String {
    let mut out = String::with_capacity(word.len() + 2);
    let camel = word.contains(|letter: char| letter.is_ascii_lowercase());
    for letter in word.chars() {
        if camel && letter.is_ascii_uppercase() && !out.is_empty() {
            out.push('_');
        }
        out.push(letter.to_ascii_lowercase());
    }
    out
}

fn quoted(text: &str) -> String {
    text.replace('\'', "''")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_view_holds_the_names_of_the_contract() {
        let sql = words();
        for row in [
            "('status', 'needs_info', 2, '보완 요청', 'Needs information')",
            "('data_class', 'confidential', 3, '기밀', 'Confidential')",
            "('closing', 'rejected_at_triage', 4, '사전 검토 반려', 'Rejected at triage')",
            "('finding_event', 'fix_claimed', 3, '조치 완료 보고', 'Fix claimed')",
            "('acceptance', 'granted', 2, '위험 수용 중', 'Risk accepted')",
        ] {
            assert!(sql.contains(row), "{row}\n{sql}");
        }
        assert_eq!(sql.matches("('finding_event'").count(), Fact::OF_FINDINGS.len(), "an event has no name");
    }
}
