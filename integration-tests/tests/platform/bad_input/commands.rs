//! Wrong commands.

use haetae_integration_tests::{fresh_id, judge, samples};
use haetae_proto::{
    checkpoint::v1::{GetChecklistResponse, RecordVerdictsRequest, VerdictInput},
    common::v1::VerdictResult,
    intake::v1::SubmitReviewRequest,
};
use haetae_service_kit::token;
use tonic::Code;

use super::cases::{Case, HUGE, control_characters, not_uuids, profiles};

/// Of SubmitReview, each tried for real and as a rehearsal.
pub(crate) fn submissions() -> Vec<Case> {
    let good = samples::smart_city();
    let mut cases =
        vec![Case::all_invalid("nothing", &["request_id", "title", "profile"], SubmitReviewRequest::default())];
    let mut add = |what: &str, field: &str, change: &dyn Fn(&mut SubmitReviewRequest)| {
        for validate_only in [false, true] {
            let mut request = SubmitReviewRequest { validate_only, ..good.clone() };
            change(&mut request);
            cases.push(Case::invalid(what, field, request));
        }
    };
    for (what, id) in not_uuids() {
        add(&what, "request_id", &|r| r.request_id.clone_from(&id));
    }
    for (what, text) in control_characters() {
        add(what, "title", &|r| r.title = text.to_owned());
        add(what, "description", &|r| r.description = text.to_owned());
    }
    add("nothing", "title", &|r| r.title.clear());
    add("blanks", "title", &|r| r.title = " \t\u{3000}".to_owned());
    add("a line break", "title", &|r| r.title = "검토\n요청".to_owned());
    add("a tab", "title", &|r| r.title = "검토\t요청".to_owned());
    add("201 characters", "title", &|r| r.title = "검".repeat(201));
    add("a megabyte", "title", &|r| r.title = "a".repeat(HUGE));
    add("10,001 characters", "description", &|r| r.description = "검".repeat(10_001));
    add("a megabyte", "description", &|r| r.description = "a".repeat(HUGE));
    for (what, field, profile) in profiles(&good.profile.clone().unwrap_or_default()) {
        add(&what, field, &|r| r.profile.clone_from(&profile));
    }
    cases
}

/// Of RecordVerdicts, each tried for real and as a rehearsal.
pub(crate) fn judgements(list: &GetChecklistResponse) -> Vec<Case> {
    let good = judge(list, 3);
    let nothing = &["request_id", "etag", "review_id", "verdicts"];
    let mut cases = vec![Case::all_invalid("nothing", nothing, RecordVerdictsRequest::default())];
    let mut add = |what: &str, field: &str, change: &dyn Fn(&mut RecordVerdictsRequest)| {
        for validate_only in [false, true] {
            let mut request = RecordVerdictsRequest { validate_only, ..good.clone() };
            change(&mut request);
            cases.push(Case::invalid(what, field, request));
        }
    };
    for (what, id) in not_uuids() {
        add(&what, "request_id", &|r| r.request_id.clone_from(&id));
        add(&what, "review_id", &|r| r.review_id.clone_from(&id));
    }
    let forged = format!("{}A", &good.etag[..good.etag.len() - 1]);
    let etags = [
        ("nothing", String::new()),
        ("a word", "etag".to_owned()),
        ("a number", "7".to_owned()),
        ("another kind of token", token::consistency_token(7)),
        ("a forgery", if forged == good.etag { forged.replace('A', "B") } else { forged }),
        ("a megabyte", "A".repeat(HUGE)),
    ];
    for (what, etag) in &etags {
        add(what, "etag", &|r| r.etag.clone_from(etag));
    }
    let line = good.verdicts[0].clone();
    add("none", "verdicts", &|r| r.verdicts.clear());
    add("501", "verdicts", &|r| r.verdicts = vec![line.clone(); 501]);
    add("a second judgement", "verdicts[1].checkpoint", &|r| r.verdicts = vec![line.clone(); 2]);
    for (what, field, change) in verdicts() {
        add(&what, &format!("verdicts[1].{field}"), &|r| change(&mut r.verdicts[1]));
    }
    let mut several = good.clone();
    spoil(&mut several.verdicts);
    let fields = ["verdicts[2].result", "verdicts[0].checkpoint", "verdicts[1].reason"];
    cases.push(Case::all_invalid("three wrong verdicts", &fields, several));
    let missing = RecordVerdictsRequest { review_id: fresh_id().to_string(), ..good };
    cases.push(Case::refused("a review that is not there", Code::NotFound, "CHECKLIST_NOT_FOUND", missing));
    cases
}

/// Verdicts (D4): three wrong verdicts, one of which only the checklist knows to be wrong; all are named at once.
fn spoil(verdicts: &mut Vec<VerdictInput>) {
    let line = verdicts[0].clone();
    let unknown = VerdictInput { checkpoint: "web-service:NO-99:1".to_owned(), ..line.clone() };
    let unreasoned = VerdictInput { result: VerdictResult::Fail.into(), reason: String::new(), ..verdicts[1].clone() };
    *verdicts = vec![unknown, unreasoned, VerdictInput { result: 0, ..line }];
}

type Change = Box<dyn Fn(&mut VerdictInput)>;

/// Wrong changes to a good verdict, by the field each of them spoils.
fn verdicts() -> Vec<(String, &'static str, Change)> {
    let mut cases: Vec<(String, &'static str, Change)> = Vec::new();
    let mut add = |what: &str, field, change: Change| cases.push((what.to_owned(), field, change));
    for key in ["", "a", "a:b", "a:b:c:d", "*:*:*", "web-service:GW-01:>", "web-service:NO-99:1", ":::", "::"] {
        add(&format!("{key:?}"), "checkpoint", Box::new(move |v| v.checkpoint = key.to_owned()));
    }
    add("a megabyte", "checkpoint", Box::new(|v| v.checkpoint = "a".repeat(HUGE)));
    for number in [0, 99, -1, i32::MAX] {
        add(&number.to_string(), "result", Box::new(move |v| v.result = number));
        add(&number.to_string(), "method", Box::new(move |v| v.method = number));
    }
    for result in [VerdictResult::Fail, VerdictResult::Partial, VerdictResult::NotApplicable] {
        let what = format!("nothing with {}", result.as_str_name());
        let unexplained = move |v: &mut VerdictInput| {
            v.result = result.into();
            v.reason.clear();
            // A partial result has its compensating control, so that the reason alone is missing.
            let partial = result == VerdictResult::Partial;
            v.compensating_control = if partial { "감시".to_owned() } else { String::new() };
        };
        add(&what, "reason", Box::new(unexplained));
    }
    add("blanks", "reason", Box::new(|v| v.reason = " \n ".to_owned()));
    add("4,001 characters", "reason", Box::new(|v| v.reason = "검".repeat(4_001)));
    for (what, text) in control_characters() {
        add(what, "reason", Box::new(move |v| v.reason = text.to_owned()));
        add(what, "evidence[0]", Box::new(move |v| v.evidence = vec![text.to_owned()]));
    }
    add(
        "nothing with VERDICT_RESULT_PARTIAL",
        "compensating_control",
        Box::new(|v| {
            v.result = VerdictResult::Partial.into();
            v.reason = "사유".to_owned();
            v.compensating_control.clear();
        }),
    );
    add(
        "one with a Pass",
        "compensating_control",
        Box::new(|v| {
            v.result = VerdictResult::Pass.into();
            v.compensating_control = "감시".to_owned();
        }),
    );
    add("1,001 characters", "compensating_control", Box::new(|v| v.compensating_control = "감".repeat(1_001)));
    add("21", "evidence", Box::new(|v| v.evidence = vec!["증적".to_owned(); 21]));
    add("nothing", "evidence[1]", Box::new(|v| v.evidence = vec!["증적".to_owned(), String::new()]));
    add("301 characters", "evidence[0]", Box::new(|v| v.evidence = vec!["증".repeat(301)]));
    add("21", "evidence_ids", Box::new(|v| v.evidence_ids = vec!["E-1".to_owned(); 21]));
    add("one that is not there", "evidence_ids[0]", Box::new(|v| v.evidence_ids = vec!["E-1".to_owned()]));
    for wrong in ["", "1", "e-1", "E-0", "E-01", "F-1", "E-*", "E-99999999999"] {
        add(wrong, "evidence_ids[0]", Box::new(move |v| v.evidence_ids = vec![wrong.to_owned()]));
    }
    cases
}
