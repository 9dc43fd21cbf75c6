//! Wrong steps in the life of a review.

use haetae_integration_tests::{fresh_id, samples};
use haetae_proto::{
    common::v1::{CommentVisibility, DecisionOutcome, Person, TriageOutcome},
    intake::v1::{
        AddCommentRequest, AmendReviewRequest, AssignReviewRequest, ClaimReviewRequest, DecideReviewRequest,
        ListCommentsRequest, ListMyWorkRequest, ProvideInfoRequest, ReleaseReviewRequest, ReopenReviewRequest,
        RequestInfoRequest, RetractQuestionRequest, TriageReviewRequest, WithdrawReviewRequest,
    },
};
use haetae_service_kit::token;
use tonic::Code;

use super::cases::{Case, HUGE, SEALED, control_characters, not_uuids, profiles};

/// Wrong texts of up to so many characters, with line breaks allowed.
fn texts(most: usize) -> Vec<(String, String)> {
    let mut texts = vec![
        ("nothing".to_owned(), String::new()),
        ("blanks".to_owned(), " \n ".to_owned()),
        (format!("{} characters", most + 1), "검".repeat(most + 1)),
        ("a megabyte".to_owned(), "a".repeat(HUGE)),
    ];
    texts.extend(control_characters().into_iter().map(|(what, text)| (what.to_owned(), text.to_owned())));
    texts
}

/// What every step has: spoils of `request_id`, `review_id` and `etag`, and a review that is not there.
macro_rules! step {
    ($cases:ident, $good:expr) => {{
        let good = $good;
        for (what, id) in not_uuids() {
            let mut request = good.clone();
            request.request_id.clone_from(&id);
            $cases.push(Case::invalid(&what, "request_id", request));
            let mut request = good.clone();
            request.review_id = id;
            $cases.push(Case::invalid(&what, "review_id", request));
        }
        for etag in ["", "7", &token::consistency_token(7), &good.etag.replacen('A', "B", 1), &"A".repeat(HUGE)] {
            let mut request = good.clone();
            request.etag = etag.to_owned();
            request.validate_only = true;
            $cases.push(Case::invalid("no etag of ours", "etag", request));
        }
        let mut missing = good.clone();
        missing.review_id = fresh_id().to_string();
        $cases.push(Case::refused("a review that is not there", Code::NotFound, "REVIEW_NOT_FOUND", missing));
    }};
}

/// Spoils one text of a good request.
macro_rules! text {
    ($cases:ident, $good:expr, $field:ident, $most:expr) => {
        for (what, text) in texts($most) {
            let mut request = $good.clone();
            request.$field = text;
            $cases.push(Case::invalid(&what, stringify!($field), request));
        }
    };
}

/// Spoils one word of a good request.
macro_rules! word {
    ($cases:ident, $good:expr, $field:ident) => {
        for number in [0, 99, -1, i32::MAX] {
            let mut request = $good.clone();
            request.$field = number;
            $cases.push(Case::invalid(number.to_string(), stringify!($field), request));
        }
    };
}

/// A good step on a review, of any type.
macro_rules! good {
    ($id:expr, $etag:expr, $request:ident { $($field:ident: $value:expr),* $(,)? }) => {
        $request {
            request_id: fresh_id().to_string(),
            review_id: $id.to_owned(),
            etag: $etag.to_owned(),
            $($field: $value,)*
            ..Default::default()
        }
    };
}

/// Of every step, on a review that was just requested.
pub(crate) fn of_reviews(id: &str, etag: &str) -> Vec<Case> {
    let words = || "사유".to_owned();
    let mut cases = [amendments(id, etag), triages(id, etag), assignments(id, etag), decisions(id, etag)].concat();
    let withdraw = good!(id, etag, WithdrawReviewRequest { reason: words() });
    step!(cases, &withdraw);
    text!(cases, &withdraw, reason, 4_000);
    let ask = good!(id, etag, RequestInfoRequest { question: words() });
    step!(cases, &ask);
    text!(cases, &ask, question, 4_000);
    let answer = good!(id, etag, ProvideInfoRequest { answer: words() });
    step!(cases, &answer);
    text!(cases, &answer, answer, 10_000);
    cases.push(Case::refused("no question", Code::FailedPrecondition, "ILLEGAL_TRANSITION", answer));
    let retract = good!(id, etag, RetractQuestionRequest { reason: words() });
    step!(cases, &retract);
    text!(cases, &retract, reason, 4_000);
    cases.push(Case::refused("no question", Code::FailedPrecondition, "ILLEGAL_TRANSITION", retract));
    let reopen = good!(id, etag, ReopenReviewRequest { reason: words() });
    step!(cases, &reopen);
    text!(cases, &reopen, reason, 4_000);
    cases.push(Case::refused("an open review", Code::FailedPrecondition, "ILLEGAL_TRANSITION", reopen));
    let comment = good!(id, etag, AddCommentRequest { text: words(), visibility: CommentVisibility::Shared.into() });
    step!(cases, &comment);
    text!(cases, &comment, text, 4_000);
    word!(cases, &comment, visibility);
    [cases, lists(id)].concat()
}

fn amendments(id: &str, etag: &str) -> Vec<Case> {
    let mut cases = vec![];
    let good = good!(id, etag, AmendReviewRequest { title: Some("다른 제목".to_owned()) });
    step!(cases, &good);
    for (what, text) in texts(200) {
        cases.push(Case::invalid(&what, "title", AmendReviewRequest { title: Some(text), ..good.clone() }));
    }
    let long = AmendReviewRequest { description: Some("검".repeat(10_001)), ..good.clone() };
    cases.push(Case::invalid("10,001 characters", "description", long));
    for (what, field, profile) in profiles(&samples::ordinary().profile.unwrap_or_default()) {
        if profile.is_some() {
            cases.push(Case::invalid(what, field, AmendReviewRequest { profile, ..good.clone() }));
        }
    }
    cases.push(Case::invalid("nothing to amend", "profile", AmendReviewRequest { title: None, ..good }));
    cases
}

fn triages(id: &str, etag: &str) -> Vec<Case> {
    let mut cases = vec![];
    let (outcome, reason) = (TriageOutcome::Duplicate.into(), "중복".to_owned());
    let good = good!(id, etag, TriageReviewRequest { outcome: TriageOutcome::Waive.into(), reason: reason.clone() });
    step!(cases, &good);
    text!(cases, &good, reason, 4_000);
    word!(cases, &good, outcome);
    for (what, other) in not_uuids().into_iter().filter(|(what, _)| what != "nothing") {
        let request = TriageReviewRequest { outcome, duplicate_of: other, ..good.clone() };
        cases.push(Case::invalid(&what, "duplicate_of", request));
    }
    let of = |duplicate_of: String| TriageReviewRequest { outcome, duplicate_of, ..good.clone() };
    cases.push(Case::invalid("no other review", "duplicate_of", of(String::new())));
    cases.push(Case::invalid("itself", "duplicate_of", of(id.to_owned())));
    cases.push(Case::invalid("a review that is not there", "duplicate_of", of(fresh_id().to_string())));
    let waived = TriageReviewRequest { duplicate_of: id.to_owned(), ..good };
    cases.push(Case::invalid("a waiver", "duplicate_of", waived));
    cases
}

fn assignments(id: &str, etag: &str) -> Vec<Case> {
    let mut cases = vec![];
    step!(cases, &good!(id, etag, ClaimReviewRequest {}));
    let release = good!(id, etag, ReleaseReviewRequest { reason: "휴가".to_owned() });
    step!(cases, &release);
    text!(cases, &release, reason, 4_000);
    let person = |subject: &str, name: &str| Some(Person { subject: subject.to_owned(), name: name.to_owned() });
    let good = good!(id, etag, AssignReviewRequest { assignee: person("han", ""), reason: String::new() });
    step!(cases, &good);
    let long = "a".repeat(201);
    let wrong =
        [("blanks", "  "), ("201 characters", &long), ("a line break", "a\nb"), ("a stranger", "nobody-has-it")];
    for (what, subject) in wrong {
        let request = AssignReviewRequest { assignee: person(subject, ""), ..good.clone() };
        cases.push(Case::invalid(what, "assignee.subject", request));
    }
    let request = AssignReviewRequest { assignee: person("han", &long), ..good.clone() };
    cases.push(Case::invalid("201 characters", "assignee.name", request));
    let own = AssignReviewRequest { assignee: person("kim", ""), ..good };
    cases.push(Case::refused("the requester", Code::PermissionDenied, "SEPARATION_OF_DUTIES", own));
    cases
}

fn decisions(id: &str, etag: &str) -> Vec<Case> {
    let mut cases = vec![];
    let good = good!(
        id,
        etag,
        DecideReviewRequest {
            assessment_etag: token::etag(1),
            diagnosis_etag: token::etag(1),
            outcome: DecisionOutcome::Rejected.into(),
            reason: "취약".to_owned(),
        }
    );
    step!(cases, &good);
    text!(cases, &good, reason, 4_000);
    word!(cases, &good, outcome);
    for wrong in ["", "7", &token::consistency_token(1)] {
        let request = DecideReviewRequest { assessment_etag: wrong.to_owned(), ..good.clone() };
        cases.push(Case::invalid("no etag of ours", "assessment_etag", request));
        let request = DecideReviewRequest { diagnosis_etag: wrong.to_owned(), ..good.clone() };
        cases.push(Case::invalid("no etag of ours", "diagnosis_etag", request));
    }
    let with = |conditions| DecideReviewRequest { conditions, ..good.clone() };
    cases.push(Case::invalid("21", "conditions", with(vec!["조건".to_owned(); 21])));
    cases.push(Case::invalid("nothing", "conditions[1]", with(vec!["조건".to_owned(), String::new()])));
    cases.push(Case::invalid("1,001 characters", "conditions[0]", with(vec!["검".repeat(1_001)])));
    cases.push(Case::refused("too early", Code::FailedPrecondition, "ILLEGAL_TRANSITION", good));
    cases
}

fn lists(id: &str) -> Vec<Case> {
    let mut cases = vec![];
    for (what, review_id) in not_uuids() {
        cases.push(Case::invalid(&what, "review_id", ListCommentsRequest { review_id, ..Default::default() }));
    }
    let comments = ListCommentsRequest { review_id: id.to_owned(), ..Default::default() };
    for page_size in [-1, 201, i32::MAX, i32::MIN] {
        let what = page_size.to_string();
        cases.push(Case::invalid(&what, "page_size", ListCommentsRequest { page_size, ..comments.clone() }));
        cases.push(Case::invalid(&what, "page_size", ListMyWorkRequest { page_size, ..Default::default() }));
    }
    for page_token in ["7".to_owned(), SEALED.to_owned(), "A".repeat(HUGE)] {
        let what = "no page token of this list";
        let comments = ListCommentsRequest { page_token: page_token.clone(), ..comments.clone() };
        cases.push(Case::invalid(what, "page_token", comments));
        cases.push(Case::invalid(what, "page_token", ListMyWorkRequest { page_token, ..Default::default() }));
    }
    cases
}
