//! Wrong steps on findings and rounds, and wrong questions about them.

use haetae_integration_tests::fresh_id;
use haetae_proto::{
    checkpoint::v1::{
        AcceptanceDecision, AssignFindingRequest, ClaimFixRequest, ConcludeDiagnosisRequest, DecideAcceptanceRequest,
        GetChecklistResponse, GetFindingRequest, ListFindingsRequest, RejectFixRequest, ReopenDiagnosisRequest,
        RequestAcceptanceRequest, RetractFindingRequest, RevokeAcceptanceRequest, UpgradeDiagnosisRequest,
        VerifyFixRequest,
    },
    common::v1::{CheckMethod, Person},
};
use haetae_service_kit::token;
use prost_types::Timestamp;
use tonic::Code;

use super::cases::{Call, Case, HUGE, control_characters, not_uuids};

/// What is no number of a finding.
const NOT_FINDINGS: [&str; 8] = ["", "1", "f-1", "F-0", "F-01", "F-1 ", "F-*", "F-99999999999"];

/// Cases of one kind of request, each tried for real and as a rehearsal.
struct Cases<'a> {
    review_id: &'a str,
    etag: &'a str,
    cases: Vec<Case>,
}

/// Cases of the fields that every step has, wrong in every way; then of the fields that only this step has, as given.
macro_rules! wrong {
    ($cases:expr, $good:expr, $request:ident $(, finding $finding:ident)?; $($what:expr, $field:expr => $change:expr;)*) => {{
        let good: $request = $good;
        let mut add = |what: &str, field: &str, change: &dyn Fn(&mut $request)| {
            for validate_only in [false, true] {
                let mut request = $request { validate_only, ..good.clone() };
                change(&mut request);
                $cases.cases.push(Case::invalid(what, field, request));
            }
        };
        for (what, id) in not_uuids() {
            add(&what, "request_id", &|r| r.request_id.clone_from(&id));
            add(&what, "review_id", &|r| r.review_id.clone_from(&id));
        }
        for etag in [String::new(), "7".to_owned(), token::consistency_token(7), "A".repeat(HUGE)] {
            add("no etag of ours", "etag", &|r| r.etag.clone_from(&etag));
        }
        $(for wrong in NOT_FINDINGS {
            add(wrong, "finding_id", &|r| r.$finding = wrong.to_owned());
        })?
        $(add($what, $field, &$change);)*
    }};
}

/// Of every step.
pub(crate) fn steps(list: &GetChecklistResponse) -> Vec<Case> {
    let review_id = list.checklist.clone().unwrap_or_default().review_id;
    let mut cases = Cases { review_id: &review_id, etag: &list.etag, cases: vec![] };
    of_fixes(&mut cases);
    of_acceptances(&mut cases);
    of_rounds(&mut cases);
    cases.cases
}

macro_rules! good {
    ($cases:expr, $request:ident { $($field:ident: $value:expr),* $(,)? }) => {
        $request {
            request_id: fresh_id().to_string(),
            review_id: $cases.review_id.to_owned(),
            finding_id: "F-1".to_owned(),
            etag: $cases.etag.to_owned(),
            validate_only: false,
            $($field: $value),*
        }
    };
}

fn of_fixes(cases: &mut Cases<'_>) {
    let assignee = Some(Person { subject: "park".to_owned(), name: String::new() });
    let assign = good!(cases, AssignFindingRequest { assignee: assignee, reason: String::new() });
    wrong!(cases, assign, AssignFindingRequest, finding finding_id;
        "nobody", "assignee" => |r: &mut AssignFindingRequest| r.assignee = None;
        "no subject", "assignee.subject" => |r: &mut AssignFindingRequest| r.assignee = Some(Person::default());
        "a stranger", "assignee.subject" => |r: &mut AssignFindingRequest| {
            r.assignee = Some(Person { subject: "nobody-has-it".to_owned(), name: String::new() });
        };
    );
    let claim =
        good!(cases, ClaimFixRequest { description: "교체".to_owned(), evidence: vec![], evidence_ids: vec![] });
    wrong!(cases, claim, ClaimFixRequest, finding finding_id;
        "nothing", "description" => |r: &mut ClaimFixRequest| r.description.clear();
        "4,001 characters", "description" => |r: &mut ClaimFixRequest| r.description = "가".repeat(4_001);
        "21", "evidence" => |r: &mut ClaimFixRequest| r.evidence = vec!["증적".to_owned(); 21];
        "nothing", "evidence[0]" => |r: &mut ClaimFixRequest| r.evidence = vec![String::new()];
        "21", "evidence_ids" => |r: &mut ClaimFixRequest| r.evidence_ids = vec!["E-1".to_owned(); 21];
        "a finding", "evidence_ids[0]" => |r: &mut ClaimFixRequest| r.evidence_ids = vec!["F-1".to_owned()];
    );
    let method = CheckMethod::Test.into();
    let (reason, evidence, evidence_ids) = (String::new(), vec![], vec![]);
    let verify = good!(
        cases,
        VerifyFixRequest { method: method, reason: reason, evidence: evidence, evidence_ids: evidence_ids }
    );
    wrong!(cases, verify, VerifyFixRequest, finding finding_id;
        "0", "method" => |r: &mut VerifyFixRequest| r.method = 0;
        "99", "method" => |r: &mut VerifyFixRequest| r.method = 99;
        "nothing", "evidence_ids[0]" => |r: &mut VerifyFixRequest| r.evidence_ids = vec![String::new()];
    );
    let reject = good!(cases, RejectFixRequest { reason: "미흡".to_owned() });
    wrong!(cases, reject, RejectFixRequest, finding finding_id;
        "nothing", "reason" => |r: &mut RejectFixRequest| r.reason.clear();
    );
    for (what, text) in control_characters() {
        let request = good!(cases, RejectFixRequest { reason: text.to_owned() });
        cases.cases.push(Case::invalid(what, "reason", request));
    }
}

fn of_acceptances(cases: &mut Cases<'_>) {
    let at = |seconds| Some(Timestamp { seconds, nanos: 0 });
    let (reason, conditions) = ("교체 일정".to_owned(), vec!["매일 확인".to_owned()]);
    let ask =
        good!(cases, RequestAcceptanceRequest { reason: reason, conditions: conditions, ends_at: at(4_000_000_000) });
    wrong!(cases, ask, RequestAcceptanceRequest, finding finding_id;
        "nothing", "reason" => |r: &mut RequestAcceptanceRequest| r.reason.clear();
        "none", "conditions" => |r: &mut RequestAcceptanceRequest| r.conditions.clear();
        "21", "conditions" => |r: &mut RequestAcceptanceRequest| r.conditions = vec!["확인".to_owned(); 21];
        "blanks", "conditions[0]" => |r: &mut RequestAcceptanceRequest| r.conditions = vec![" ".to_owned()];
        "no time", "ends_at" => |r: &mut RequestAcceptanceRequest| r.ends_at = None;
        "the year 10000", "ends_at" => |r: &mut RequestAcceptanceRequest| r.ends_at = Some(Timestamp { seconds: 253_402_300_800, nanos: 0 });
        "the end of time", "ends_at" => |r: &mut RequestAcceptanceRequest| r.ends_at = Some(Timestamp { seconds: i64::MAX, nanos: 0 });
    );
    let decision = AcceptanceDecision::Approve.into();
    let decide = good!(cases, DecideAcceptanceRequest { decision: decision, reason: String::new() });
    wrong!(cases, decide, DecideAcceptanceRequest, finding finding_id;
        "0", "decision" => |r: &mut DecideAcceptanceRequest| r.decision = 0;
        "99", "decision" => |r: &mut DecideAcceptanceRequest| r.decision = 99;
        "nothing to decline with", "reason" => |r: &mut DecideAcceptanceRequest| r.decision = AcceptanceDecision::Decline.into();
    );
    let revoke = good!(cases, RevokeAcceptanceRequest { reason: "조건 위반".to_owned() });
    wrong!(cases, revoke, RevokeAcceptanceRequest, finding finding_id;
        "nothing", "reason" => |r: &mut RevokeAcceptanceRequest| r.reason.clear();
    );
    let retract = good!(cases, RetractFindingRequest { reason: "다른 서버의 설정".to_owned() });
    wrong!(cases, retract, RetractFindingRequest, finding finding_id;
        "nothing", "reason" => |r: &mut RetractFindingRequest| r.reason.clear();
    );
}

fn of_rounds(cases: &mut Cases<'_>) {
    let conclude = ConcludeDiagnosisRequest {
        request_id: fresh_id().to_string(),
        review_id: cases.review_id.to_owned(),
        etag: cases.etag.to_owned(),
        summary: String::new(),
        validate_only: false,
    };
    let early = Case::refused("open checkpoints", Code::FailedPrecondition, "CHECKPOINTS_OPEN", conclude.clone());
    cases.cases.push(early);
    wrong!(cases, conclude, ConcludeDiagnosisRequest;
        "4,001 characters", "summary" => |r: &mut ConcludeDiagnosisRequest| r.summary = "가".repeat(4_001);
    );
    let reopen = ReopenDiagnosisRequest {
        request_id: fresh_id().to_string(),
        review_id: cases.review_id.to_owned(),
        etag: cases.etag.to_owned(),
        reason: "변경".to_owned(),
        validate_only: false,
    };
    let open = Case::refused("an open round", Code::FailedPrecondition, "ILLEGAL_TRANSITION", reopen.clone());
    cases.cases.push(open);
    wrong!(cases, reopen, ReopenDiagnosisRequest;
        "nothing", "reason" => |r: &mut ReopenDiagnosisRequest| r.reason.clear();
    );
    let upgrade = UpgradeDiagnosisRequest {
        request_id: fresh_id().to_string(),
        review_id: cases.review_id.to_owned(),
        etag: cases.etag.to_owned(),
        validate_only: false,
    };
    let review_id = fresh_id().to_string();
    let missing = UpgradeDiagnosisRequest { review_id, ..upgrade.clone() };
    cases.cases.push(Case::refused("a review that is not there", Code::NotFound, "CHECKLIST_NOT_FOUND", missing));
    wrong!(cases, upgrade, UpgradeDiagnosisRequest;);
}

/// Of ListFindings and GetFinding, and steps on what is not there.
pub(crate) fn questions(list: &GetChecklistResponse) -> Vec<Case> {
    let review_id = list.checklist.clone().unwrap_or_default().review_id;
    let mut cases = vec![];
    for (what, id) in not_uuids() {
        cases.push(Case::invalid(
            &what,
            "review_id",
            ListFindingsRequest { review_id: id.clone(), ..Default::default() },
        ));
        let finding_id = "F-1".to_owned();
        cases.push(Case::invalid(&what, "review_id", GetFindingRequest { review_id: id, finding_id }));
    }
    let list_of = || ListFindingsRequest { review_id: review_id.clone(), ..Default::default() };
    for page_size in [-1, 201, i32::MAX] {
        cases.push(Case::invalid("a page", "page_size", ListFindingsRequest { page_size, ..list_of() }));
    }
    cases.push(Case::invalid("99", "statuses[1]", ListFindingsRequest { statuses: vec![1, 99], ..list_of() }));
    cases.push(Case::invalid("5", "statuses", ListFindingsRequest { statuses: vec![1; 5], ..list_of() }));
    let page_token = token::etag(1);
    cases.push(Case::invalid("an etag", "page_token", ListFindingsRequest { page_token, ..list_of() }));
    for wrong in NOT_FINDINGS {
        let request = GetFindingRequest { review_id: review_id.clone(), finding_id: wrong.to_owned() };
        cases.push(Case::invalid(wrong, "finding_id", request));
    }
    let missing = |call: Call| Case::refused("a finding that is not there", Code::NotFound, "FINDING_NOT_FOUND", call);
    cases.push(missing(GetFindingRequest { review_id: review_id.clone(), finding_id: "F-9".to_owned() }.into()));
    let reject = RejectFixRequest {
        request_id: fresh_id().to_string(),
        review_id,
        finding_id: "F-9".to_owned(),
        etag: list.etag.clone(),
        reason: "미흡".to_owned(),
        validate_only: false,
    };
    cases.push(missing(reject.into()));
    cases
}
