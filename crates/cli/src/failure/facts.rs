//! The facts of a refusal, as people read them. Programs get them as the service sent them.

use haetae_domain::calendar::SEOUL;
use haetae_proto::common::v1::{FindingStatus, ReviewStatus};
use jiff::Timestamp;

use crate::words::{Lang, Vocabulary, read};

/// What people call a fact; the words are those of the glossary.
const NAMES: [(&str, &str, &str); 14] = [
    ("allowed", "지금 가능한 작업", "possible now"),
    ("any_of_roles", "필요한 역할(하나)", "needs one of the roles"),
    ("assignee", "담당자", "assignee"),
    ("changes", "그 사이의 변경", "changed meanwhile"),
    ("changes_total", "그 사이의 변경 건수", "changes meanwhile"),
    ("evidence_id", "증적", "evidence"),
    ("faults_total", "결함 수", "faults"),
    ("finding_id", "조치 항목", "finding"),
    ("limit", "한도", "limit"),
    ("mandatory_open", "남은 필수 점검 항목", "mandatory checkpoints left"),
    ("moved", "바뀐 것", "moved"),
    ("open_findings", "미조치 항목", "open findings"),
    ("review_id", "검토 식별자", "review id"),
    ("status", "현재 상태", "status"),
];

/// What the steps of the contract are to people.
const STEPS: [(&str, &str, &str); 19] = [
    ("AmendReview", "요청 내용 변경", "amend"),
    ("WithdrawReview", "철회", "withdraw"),
    ("RequestInfo", "보완 요청", "ask for information"),
    ("ProvideInfo", "보완 제출", "provide information"),
    ("TriageReview", "사전 검토", "triage"),
    ("ClaimReview", "담당하기", "claim"),
    ("AssignReview", "담당자 지정", "assign"),
    ("ReleaseReview", "담당 해제", "release"),
    ("DecideReview", "최종 판정", "decide"),
    ("ReopenReview", "재개", "reopen"),
    ("AddComment", "의견 등록", "comment"),
    ("AssignFinding", "조치 담당자 지정", "assign the finding"),
    ("ClaimFix", "조치 완료 보고", "claim the fix"),
    ("VerifyFix", "조치 확인", "verify the fix"),
    ("RejectFix", "조치 반려", "reject the fix"),
    ("RequestAcceptance", "위험 수용 신청", "request an acceptance"),
    ("DecideAcceptance", "위험 수용 승인·반려", "decide on the acceptance"),
    ("RevokeAcceptance", "위험 수용 철회", "revoke the acceptance"),
    ("RetractFinding", "취약 판단 취소", "retract the finding"),
];

/// A fact in words; one that this build does not know, as the service sent it.
pub(super) fn said(name: &str, value: &str, lang: Lang) -> String {
    let Some((_, ko, en)) = NAMES.iter().find(|(known, ..)| *known == name) else { return format!("{name} = {value}") };
    let value = match name {
        "allowed" => each(value, ",", ", ", |step| word(&STEPS, step, lang).to_owned()),
        "changes" => each(value, "; ", "; ", |change| changed(change, lang)),
        "status" => status(value, lang),
        _ => value.to_owned(),
    };
    format!("{}: {value}", lang.pick(ko, en))
}

fn each(value: &str, between: &str, then: &str, say: impl Fn(&str) -> String) -> String {
    value.split(between).map(say).collect::<Vec<_>>().join(then)
}

fn word<'a>(known: &[(&str, &'static str, &'static str)], name: &'a str, lang: Lang) -> &'a str {
    known.iter().find(|(one, ..)| *one == name).map_or(name, |(_, ko, en)| lang.pick(ko, en))
}

fn status(value: &str, lang: Lang) -> String {
    let of_review = read::<ReviewStatus>(value).map(|status| status.say(lang));
    of_review.or_else(|_| read::<FindingStatus>(value).map(|status| status.say(lang))).unwrap_or(value).to_owned()
}

/// `FixClaimed+FixVerified by lee at 2026-11-30T03:00:00Z` in words, at Korea's time.
fn changed(change: &str, lang: Lang) -> String {
    let parts = change.rsplit_once(" at ").and_then(|(what, at)| Some((what.rsplit_once(" by ")?, at)));
    let Some(((events, who), at)) = parts else { return change.to_owned() };
    let events = each(events, "+", ", ", |event| {
        haetae_proto::words::event(event)
            .map_or_else(|| event.to_owned(), |name| lang.pick(name.ko, name.en).to_owned())
    });
    let at = at
        .parse::<Timestamp>()
        .map_or_else(|_| at.to_owned(), |at| at.to_zoned(SEOUL.clone()).strftime("%Y-%m-%d %H:%M:%S %:z").to_string());
    format!("{events} ({who}, {at})")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Facts of a refusal are told in words: no name of a call, an event or a status of the contract is shown.
    #[test]
    fn facts_are_told_in_words() {
        for (name, value, ko, en) in [
            (
                "allowed",
                "AmendReview,ReopenReview",
                "지금 가능한 작업: 요청 내용 변경, 재개",
                "possible now: amend, reopen",
            ),
            ("status", "WITHDRAWN", "현재 상태: 철회", "status: withdrawn"),
            ("status", "FIX_CLAIMED", "현재 상태: 조치 확인 대기", "status: fix claimed"),
            ("finding_id", "F-2", "조치 항목: F-2", "finding: f-2"),
            ("new_fact", "7", "new_fact = 7", "new_fact = 7"),
        ] {
            assert_eq!(
                (said(name, value, Lang::Ko), said(name, value, Lang::En).to_lowercase()),
                (ko.into(), en.into())
            );
        }
        let changes = "ReviewCommented by lee at 2026-11-29T15:00:01.5Z; FixClaimed+1 more by kim at noon";
        let told = said("changes", changes, Lang::Ko);
        assert!(told.contains("(lee, 2026-11-30 00:00:01 +09:00); 조치 완료 보고, 1 more (kim, noon)"), "{told}");
        assert!(!told.contains("ReviewCommented") && !told.contains("FixClaimed"), "{told}");
        let steps = haetae_domain::finding::Step::ALL.iter().map(|step| step.name());
        let missing: Vec<_> = steps.filter(|step| STEPS.iter().all(|(known, ..)| known != step)).collect();
        assert!(missing.is_empty(), "{missing:?}");
    }
}
