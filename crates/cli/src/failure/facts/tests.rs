use std::{collections::BTreeSet, fs, path::Path};

use haetae_domain::duty::Duty;

use super::*;

/// Facts of a refusal are shown as words, never as contract names of calls, events or statuses.
#[test]
fn facts_are_told_in_words() {
    for (name, value, ko, en) in [
        (
            "allowed",
            "AmendReview,ReopenReview",
            "지금 가능한 작업: 요청 수정 (review amend), 검토 재개 (review reopen)",
            "possible now: change the request (review amend), reopen (review reopen)",
        ),
        // A service may write a blank after the comma.
        (
            "allowed",
            "VerifyFix, RecordVerdicts",
            "지금 가능한 작업: 조치 확인 (finding verify), 점검 결과 기록 (checklist judge)",
            "possible now: verify the fix (finding verify), record results (checklist judge)",
        ),
        ("allowed", "", "지금 가능한 작업: 없음", "possible now: nothing"),
        ("status", "VOID", "현재 상태: 취소", "status: void"),
        ("status", "CONCLUDED", "현재 상태: 진단 종료", "status: concluded"),
        (
            "any_of_roles",
            "reviewer,content_admin",
            "필요한 역할(하나): 검토자, 콘텐츠 관리자",
            "needs one of the roles: reviewer, content admin",
        ),
        (
            "field",
            "verdicts[0].result, verdicts[2].result",
            "항목: 점검 결과 (verdicts[0].result), 점검 결과 (verdicts[2].result)",
            "field: result (verdicts[0].result), result (verdicts[2].result)",
        ),
        (
            "rules",
            "own-review,own-fix",
            "직무 분리: 본인이 요청한 검토, 본인이 조치한 항목",
            "separated duties: your own review, your own fix",
        ),
        ("status", "WITHDRAWN", "현재 상태: 철회", "status: withdrawn"),
        ("status", "FIX_CLAIMED", "현재 상태: 조치 확인 대기", "status: fix claimed"),
        ("finding_id", "F-2", "조치 항목: F-2", "finding: f-2"),
        (
            "requested_at",
            "2026-11-30T14:36:31.209823Z",
            "요청 시각: 2026-11-30 23:36:31 +09:00",
            "requested at: 2026-11-30 23:36:31 +09:00",
        ),
        ("new_fact", "7", "new_fact = 7", "new_fact = 7"),
    ] {
        assert_eq!((said(name, value, Lang::Ko), said(name, value, Lang::En).to_lowercase()), (ko.into(), en.into()));
    }
    let changes = "ReviewCommented by lee at 2026-11-29T15:00:01.5Z; FixClaimed+1 more by kim at noon";
    let told = said("changes", changes, Lang::Ko);
    assert!(told.contains("(lee, 2026-11-30 00:00:01 +09:00); 조치 완료 보고, 1 more (kim, noon)"), "{told}");
    assert!(!told.contains("ReviewCommented") && !told.contains("FixClaimed"), "{told}");
}

/// Every fact that a service sends has a name, and so has every separated duty.
#[test]
fn every_fact_and_duty_has_a_name() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut sent = BTreeSet::new();
    for part in ["services/intake", "services/risk", "services/checkpoint", "services/dashboard", "crates/service-kit"]
    {
        facts_in(&root.join(part).join("src"), &mut sent);
    }
    assert!(sent.len() > 35, "{sent:?}");
    let unknown: Vec<_> = sent.iter().filter(|fact| called(fact, Lang::Ko).is_none()).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
    let policies = fs::read_to_string(root.join("crates/access/policies/separation_of_duties.cedar")).unwrap();
    let rules: Vec<&str> = policies.split("@id(\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let rules: Vec<&str> = rules.into_iter().chain(Duty::ALL.map(Duty::id)).collect();
    assert!(rules.len() > 12 && rules.iter().all(|rule| DUTIES.iter().any(|(name, ..)| name == rule)), "{rules:?}");
}

/// The names in `.with("name", …)`.
fn facts_in(folder: &Path, sent: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            facts_in(&path, sent);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            let named = text.split(".with(\"").skip(1).filter_map(|rest| rest.split_once("\", "));
            sent.extend(named.map(|(name, _)| name.to_owned()));
        }
    }
}
