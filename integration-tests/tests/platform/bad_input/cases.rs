//! A wrong request and what it must be told.

use anyhow::Result;
use haetae_integration_tests::{Caller, Refusal};
use haetae_proto::{
    checkpoint::v1::{
        AssignFindingRequest, ClaimFixRequest, ConcludeDiagnosisRequest, DecideAcceptanceRequest, GetChecklistRequest,
        GetFindingRequest, ListFindingsRequest, RecordVerdictsRequest, RejectFixRequest, ReopenDiagnosisRequest,
        RequestAcceptanceRequest, RevokeAcceptanceRequest, VerifyFixRequest,
    },
    common::v1::ServiceProfile,
    dashboard::v1::{
        DropGenerationRequest, GetRebuildRequest, GetSummaryRequest, GetTimelineRequest, ListParkedRequest,
        ListReviewsRequest, RebuildProjectionRequest, RetryParkedRequest, SwitchGenerationRequest,
    },
    intake::v1::{
        AddCommentRequest, AmendReviewRequest, AssignReviewRequest, ClaimReviewRequest, DecideReviewRequest,
        GetReviewRequest, ListCommentsRequest, ListMyWorkRequest, ProvideInfoRequest, ReleaseReviewRequest,
        ReopenReviewRequest, RequestInfoRequest, SubmitReviewRequest, TriageReviewRequest, WithdrawReviewRequest,
    },
    risk::v1::{GetAssessmentRequest, PreviewRiskRequest},
};
use tonic::Code;

/// Fits into a request, barely; the limit is 1 MiB.
pub(crate) const HUGE: usize = 1_000_000;

/// Any request there is.
#[derive(Clone)]
pub(crate) enum Call {
    Submit(SubmitReviewRequest),
    Record(RecordVerdictsRequest),
    Review(GetReviewRequest),
    AmendReview(AmendReviewRequest),
    WithdrawReview(WithdrawReviewRequest),
    RequestInfo(RequestInfoRequest),
    ProvideInfo(ProvideInfoRequest),
    TriageReview(TriageReviewRequest),
    ClaimReview(ClaimReviewRequest),
    AssignReview(AssignReviewRequest),
    ReleaseReview(ReleaseReviewRequest),
    DecideReview(DecideReviewRequest),
    ReopenReview(ReopenReviewRequest),
    AddComment(AddCommentRequest),
    ListComments(ListCommentsRequest),
    ListMyWork(ListMyWorkRequest),
    Preview(PreviewRiskRequest),
    Assessment(GetAssessmentRequest),
    Checklist(GetChecklistRequest),
    Summary(GetSummaryRequest),
    List(ListReviewsRequest),
    Timeline(GetTimelineRequest),
    Rebuild(RebuildProjectionRequest),
    Rebuilding(GetRebuildRequest),
    Switch(SwitchGenerationRequest),
    Drop(DropGenerationRequest),
    Parked(ListParkedRequest),
    Retry(RetryParkedRequest),
    Findings(ListFindingsRequest),
    Finding(GetFindingRequest),
    Assign(AssignFindingRequest),
    Claim(ClaimFixRequest),
    Verify(VerifyFixRequest),
    Reject(RejectFixRequest),
    Ask(RequestAcceptanceRequest),
    Decide(DecideAcceptanceRequest),
    Revoke(RevokeAcceptanceRequest),
    Conclude(ConcludeDiagnosisRequest),
    Reopen(ReopenDiagnosisRequest),
}

/// A wrong request and what it must be told.
#[derive(Clone)]
pub(crate) struct Case {
    pub(crate) what: String,
    call: Call,
    pub(crate) code: Code,
    pub(crate) reason: &'static str,
    /// Every field that must be named; of an empty request several.
    pub(crate) field: Vec<String>,
}

impl Case {
    /// A request with one wrong field.
    pub(crate) fn invalid(what: impl Into<String>, field: &str, call: impl Into<Call>) -> Self {
        Self::all_invalid(what, &[field], call)
    }

    /// A request with these wrong fields and no others.
    pub(crate) fn all_invalid(what: impl Into<String>, fields: &[&str], call: impl Into<Call>) -> Self {
        let field: Vec<_> = fields.iter().map(|&field| field.to_owned()).collect();
        let what = format!("{} in {}", what.into(), field.join(", "));
        Self { what, call: call.into(), code: Code::InvalidArgument, reason: "INVALID_FIELD", field }
    }

    /// A request refused for another reason than a field.
    pub(crate) fn refused(what: &str, code: Code, reason: &'static str, call: impl Into<Call>) -> Self {
        Self { what: what.to_owned(), call: call.into(), code, reason, field: vec![] }
    }

    pub(crate) fn named_rightly(&self, named: &[&str]) -> bool {
        named == self.field
    }

    pub(crate) async fn call(&self, caller: &Caller) -> Result<Refusal> {
        match self.call.clone() {
            Call::Submit(request) => Refusal::expected(caller.intake().submit_review(request).await),
            Call::Record(request) => Refusal::expected(caller.checkpoint().record_verdicts(request).await),
            Call::AmendReview(request) => Refusal::expected(caller.intake().amend_review(request).await),
            Call::WithdrawReview(request) => Refusal::expected(caller.intake().withdraw_review(request).await),
            Call::RequestInfo(request) => Refusal::expected(caller.intake().request_info(request).await),
            Call::ProvideInfo(request) => Refusal::expected(caller.intake().provide_info(request).await),
            Call::TriageReview(request) => Refusal::expected(caller.intake().triage_review(request).await),
            Call::ClaimReview(request) => Refusal::expected(caller.intake().claim_review(request).await),
            Call::AssignReview(request) => Refusal::expected(caller.intake().assign_review(request).await),
            Call::ReleaseReview(request) => Refusal::expected(caller.intake().release_review(request).await),
            Call::DecideReview(request) => Refusal::expected(caller.intake().decide_review(request).await),
            Call::ReopenReview(request) => Refusal::expected(caller.intake().reopen_review(request).await),
            Call::AddComment(request) => Refusal::expected(caller.intake().add_comment(request).await),
            Call::ListComments(request) => Refusal::expected(caller.intake().list_comments(request).await),
            Call::ListMyWork(request) => Refusal::expected(caller.intake().list_my_work(request).await),
            Call::Review(request) => Refusal::expected(caller.intake().get_review(request).await),
            Call::Preview(request) => Refusal::expected(caller.risk().preview_risk(request).await),
            Call::Assessment(request) => Refusal::expected(caller.risk().get_assessment(request).await),
            Call::Checklist(request) => Refusal::expected(caller.checkpoint().get_checklist(request).await),
            Call::Summary(request) => Refusal::expected(caller.dashboard().get_summary(request).await),
            Call::List(request) => Refusal::expected(caller.dashboard().list_reviews(request).await),
            Call::Timeline(request) => Refusal::expected(caller.dashboard().get_timeline(request).await),
            Call::Rebuild(request) => Refusal::expected(caller.projections().rebuild_projection(request).await),
            Call::Rebuilding(request) => Refusal::expected(caller.projections().get_rebuild(request).await),
            Call::Switch(request) => Refusal::expected(caller.projections().switch_generation(request).await),
            Call::Drop(request) => Refusal::expected(caller.projections().drop_generation(request).await),
            Call::Parked(request) => Refusal::expected(caller.projections().list_parked(request).await),
            Call::Retry(request) => Refusal::expected(caller.projections().retry_parked(request).await),
            Call::Findings(request) => Refusal::expected(caller.checkpoint().list_findings(request).await),
            Call::Finding(request) => Refusal::expected(caller.checkpoint().get_finding(request).await),
            Call::Assign(request) => Refusal::expected(caller.checkpoint().assign_finding(request).await),
            Call::Claim(request) => Refusal::expected(caller.checkpoint().claim_fix(request).await),
            Call::Verify(request) => Refusal::expected(caller.checkpoint().verify_fix(request).await),
            Call::Reject(request) => Refusal::expected(caller.checkpoint().reject_fix(request).await),
            Call::Ask(request) => Refusal::expected(caller.checkpoint().request_acceptance(request).await),
            Call::Decide(request) => Refusal::expected(caller.checkpoint().decide_acceptance(request).await),
            Call::Revoke(request) => Refusal::expected(caller.checkpoint().revoke_acceptance(request).await),
            Call::Conclude(request) => Refusal::expected(caller.checkpoint().conclude_diagnosis(request).await),
            Call::Reopen(request) => Refusal::expected(caller.checkpoint().reopen_diagnosis(request).await),
        }
    }
}

/// Texts that are no UUID, by what is wrong with them; some would steer a subject if they reached one.
pub(crate) fn not_uuids() -> Vec<(String, String)> {
    const GOOD: &str = "67e55044-10b1-426f-9247-bb680e5fe0c8";
    let named = [
        ("nothing", String::new()),
        ("a word", "review".to_owned()),
        ("the nil UUID", "00000000-0000-0000-0000-000000000000".to_owned()),
        ("no hyphens", GOOD.replace('-', "")),
        ("braces", format!("{{{GOOD}}}")),
        ("a URN", format!("urn:uuid:{GOOD}")),
        ("a letter too many", format!("{GOOD}0")),
        ("a space before", format!(" {}", &GOOD[1..])),
        ("a space within", GOOD.replacen('e', " ", 1)),
        ("dots", GOOD.replace('-', ".")),
        ("a dot within", GOOD.replacen('e', ".", 1)),
        ("an asterisk", "*".to_owned()),
        ("an asterisk within", GOOD.replacen('e', "*", 1)),
        ("a greater-than sign", ">".to_owned()),
        ("a wildcard at the end", format!("{}>", &GOOD[..35])),
        ("a line break", GOOD.replacen('e', "\n", 1)),
        ("a zero", GOOD.replacen('e', "\0", 1)),
        ("Hangul", "보안성".to_owned()),
        ("wide digits", GOOD.replacen('6', "６", 1)),
        ("a megabyte", "6".repeat(HUGE)),
    ];
    named.map(|(what, text)| (what.to_owned(), text)).to_vec()
}

/// Texts that hold what no text may hold.
pub(crate) fn control_characters() -> Vec<(&'static str, &'static str)> {
    vec![
        ("a zero", "검토\0요청"),
        ("an escape sequence", "검토\u{1b}[2J요청"),
        ("a carriage return", "검토\r요청"),
        ("a delete", "검토\u{7f}"),
        ("a C1 control", "검토\u{9b}31m"),
        ("a right-to-left override", "검토\u{202e}요청"),
        ("an isolate", "검토\u{2066}요청"),
        ("a line separator", "검토\u{2028}요청"),
    ]
}

/// Wrong changes to a good profile, by the field each of them spoils.
pub(crate) fn profiles(good: &ServiceProfile) -> Vec<(String, &'static str, Option<ServiceProfile>)> {
    let mut cases: Vec<(String, &'static str, Option<ServiceProfile>)> = vec![("no profile".into(), "profile", None)];
    let mut add = |what: &str, field, change: &dyn Fn(&mut ServiceProfile)| {
        let mut profile = good.clone();
        change(&mut profile);
        cases.push((what.to_owned(), field, Some(profile)));
    };
    add("none", "profile.service_types", &|p| p.service_types.clear());
    add("none", "profile.data_classes", &|p| p.data_classes.clear());
    add("none", "profile.impact", &|p| p.impact = None);
    for number in [0, 99, -1, i32::MAX, i32::MIN] {
        let what = number.to_string();
        add(&what, "profile.service_types[0]", &|p| p.service_types[0] = number);
        add(&what, "profile.components[1]", &|p| p.components = vec![1, number]);
        add(&what, "profile.stage", &|p| p.stage = number);
        add(&what, "profile.exposure", &|p| p.exposure = number);
        add(&what, "profile.data_classes[0]", &|p| p.data_classes = vec![number, 1]);
        add(&what, "profile.user_scale", &|p| p.user_scale = number);
        add(&what, "profile.impact.financial", &|p| p.impact.get_or_insert_default().financial = number);
        add(&what, "profile.impact.reputation", &|p| p.impact.get_or_insert_default().reputation = number);
        add(&what, "profile.impact.legal_privacy", &|p| p.impact.get_or_insert_default().legal_privacy = number);
        add(&what, "profile.impact.safety", &|p| p.impact.get_or_insert_default().safety = number);
    }
    cases
}

macro_rules! calls {
    ($($request:ident => $call:ident),* $(,)?) => {
        $(impl From<$request> for Call {
            fn from(request: $request) -> Self {
                Self::$call(request)
            }
        })*
    };
}

calls! {
    SubmitReviewRequest => Submit,
    RecordVerdictsRequest => Record,
    GetReviewRequest => Review,
    AmendReviewRequest => AmendReview,
    WithdrawReviewRequest => WithdrawReview,
    RequestInfoRequest => RequestInfo,
    ProvideInfoRequest => ProvideInfo,
    TriageReviewRequest => TriageReview,
    ClaimReviewRequest => ClaimReview,
    AssignReviewRequest => AssignReview,
    ReleaseReviewRequest => ReleaseReview,
    DecideReviewRequest => DecideReview,
    ReopenReviewRequest => ReopenReview,
    AddCommentRequest => AddComment,
    ListCommentsRequest => ListComments,
    ListMyWorkRequest => ListMyWork,
    PreviewRiskRequest => Preview,
    GetAssessmentRequest => Assessment,
    GetChecklistRequest => Checklist,
    GetSummaryRequest => Summary,
    ListReviewsRequest => List,
    GetTimelineRequest => Timeline,
    RebuildProjectionRequest => Rebuild,
    GetRebuildRequest => Rebuilding,
    SwitchGenerationRequest => Switch,
    DropGenerationRequest => Drop,
    ListParkedRequest => Parked,
    RetryParkedRequest => Retry,
    ListFindingsRequest => Findings,
    GetFindingRequest => Finding,
    AssignFindingRequest => Assign,
    ClaimFixRequest => Claim,
    VerifyFixRequest => Verify,
    RejectFixRequest => Reject,
    RequestAcceptanceRequest => Ask,
    DecideAcceptanceRequest => Decide,
    RevokeAcceptanceRequest => Revoke,
    ConcludeDiagnosisRequest => Conclude,
    ReopenDiagnosisRequest => Reopen,
}
