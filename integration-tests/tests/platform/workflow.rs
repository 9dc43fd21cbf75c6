//! A review from request to withdrawal, and its story in both languages.

use anyhow::{Context as _, Result};
use haetae_integration_tests::{Caller, Person, Refusal, World, fresh_id, run, samples};
use haetae_proto::{
    common::v1::{CommentVisibility, ReviewStatus, TriageOutcome},
    dashboard::v1::{GetTimelineRequest, ListReviewsRequest, TimelineEntry},
    intake::v1::{
        AddCommentRequest, AssignReviewRequest, ClaimReviewRequest, ListMyWorkRequest, ProvideInfoRequest,
        RequestInfoRequest, RetractQuestionRequest, TriageReviewRequest, WithdrawReviewRequest, WorkKind,
    },
};
use haetae_service_kit::auth::Role;
use tonic::Code;

/// The fields that every step has, of a review as it is now.
async fn step(caller: &Caller, id: &str) -> Result<(String, String, String)> {
    Ok((fresh_id().to_string(), id.to_owned(), caller.targeted(id).await?.etag))
}

#[test]
fn a_review_is_asked_about_triaged_assigned_and_withdrawn() -> Result<()> {
    run(async {
        let world = World::shared().await?;
        let (kim, lee) = (world.requester("kim", "flow")?, world.reviewer("lee")?);
        let park = Person { subject: "park", name: "박승인", team: None, roles: &[Role::Approver] };
        let park = world.caller(&park)?;
        let id = kim.submit(samples::ordinary()).await?.id;

        asked_and_answered(&kim, &lee, &id).await?;
        triaged(&lee, &id).await?;
        assigned(&lee, &park, &id).await?;
        said(&kim, &lee, &id).await?;

        let (request_id, review_id, etag) = step(&kim, &id).await?;
        let reason = "사업이 취소되었습니다.".to_owned();
        let withdraw = WithdrawReviewRequest { request_id, review_id, etag, reason, validate_only: false };
        let answer = kim.intake().withdraw_review(withdraw).await?.into_inner();
        assert_eq!(answer.review.context("a review")?.status(), ReviewStatus::Withdrawn);

        let (request_id, review_id, etag) = step(&lee, &id).await?;
        let late = ClaimReviewRequest { request_id, review_id, etag, validate_only: false };
        let refusal = Refusal::expected(lee.intake().claim_review(late).await)?;
        assert_eq!((refusal.code, refusal.reason.as_str()), (Code::FailedPrecondition, "ILLEGAL_TRANSITION"));
        let told = |key: &str| refusal.metadata.get(key).map(String::as_str);
        assert_eq!((told("status"), told("allowed")), (Some("WITHDRAWN"), Some("AddComment")));

        story(&kim, &lee, &id, &answer.consistency_token).await
    })
}

async fn asked_and_answered(kim: &Caller, lee: &Caller, id: &str) -> Result<()> {
    let (request_id, review_id, etag) = step(lee, id).await?;
    let question = "망 구성도를 보내 주십시오.".to_owned();
    let ask = RequestInfoRequest { request_id, review_id, etag, question: question.clone(), validate_only: false };
    let review = lee.intake().request_info(ask).await?.into_inner().review.context("a review")?;
    assert_eq!(review.status(), ReviewStatus::NeedsInfo);
    assert_eq!(review.information_request.context("a question")?.question, question);
    let work = kim.intake().list_my_work(ListMyWorkRequest::default()).await?.into_inner().items;
    assert!(work.iter().any(|item| item.review_id == id && item.kind() == WorkKind::ProvideInfo), "{work:?}");

    // Another mistake: asked, taken back, and asked again. The requester has nothing to answer in between.
    let (request_id, review_id, etag) = step(lee, id).await?;
    let reason = "이미 받은 자료입니다.".to_owned();
    let retract = RetractQuestionRequest { request_id, review_id, etag, reason, validate_only: false };
    let review = lee.intake().retract_question(retract).await?.into_inner().review.context("a review")?;
    assert_eq!((review.status(), review.information_request), (ReviewStatus::Received, None));
    let work = kim.intake().list_my_work(ListMyWorkRequest::default()).await?.into_inner().items;
    assert!(work.iter().all(|item| item.review_id != id), "{work:?}");
    let (request_id, review_id, etag) = step(lee, id).await?;
    let ask = RequestInfoRequest { request_id, review_id, etag, question, validate_only: false };
    lee.intake().request_info(ask).await?;

    let (request_id, review_id, etag) = step(kim, id).await?;
    let answer = "첨부했습니다.".to_owned();
    let provide = ProvideInfoRequest { request_id, review_id, etag, answer, validate_only: false };
    let review = kim.intake().provide_info(provide).await?.into_inner().review.context("a review")?;
    assert_eq!((review.status(), review.information_request), (ReviewStatus::Received, None));
    Ok(())
}

async fn triaged(lee: &Caller, id: &str) -> Result<()> {
    let (request_id, review_id, etag) = step(lee, id).await?;
    let triage = TriageReviewRequest {
        request_id,
        review_id,
        etag,
        outcome: TriageOutcome::Diagnose.into(),
        reason: "개인정보를 처리합니다.".to_owned(),
        duplicate_of: String::new(),
        validate_only: false,
    };
    let review = lee.intake().triage_review(triage).await?.into_inner().review.context("a review")?;
    assert_eq!(review.status(), ReviewStatus::InDiagnosis);
    Ok(())
}

async fn assigned(lee: &Caller, park: &Caller, id: &str) -> Result<()> {
    let (request_id, review_id, etag) = step(lee, id).await?;
    let claim = ClaimReviewRequest { request_id, review_id, etag, validate_only: false };
    lee.intake().claim_review(claim).await?;
    let (request_id, review_id, etag) = step(park, id).await?;
    let assignee = haetae_proto::common::v1::Person { subject: "han".to_owned(), name: "한검토".to_owned() };
    let assignee = Some(assignee);
    let assign = AssignReviewRequest { request_id, review_id, etag, assignee, ..Default::default() };
    let review = park.intake().assign_review(assign).await?.into_inner().review.context("a review")?;
    assert_eq!(review.assignee.context("an assignee")?.subject, "han");
    // An account that does not exist is refused by its name.
    let (request_id, review_id, etag) = step(park, id).await?;
    let assignee = haetae_proto::common::v1::Person { subject: "hann".to_owned(), name: String::new() };
    let assignee = Some(assignee);
    let assign = AssignReviewRequest { request_id, review_id, etag, assignee, ..Default::default() };
    let unknown = park.intake().assign_review(assign).await;
    assert_eq!(unknown.err().map(|refused| refused.code()), Some(Code::InvalidArgument));
    Ok(())
}

async fn said(kim: &Caller, lee: &Caller, id: &str) -> Result<()> {
    for (caller, text, visibility) in
        [(kim, "일정이 급합니다.", CommentVisibility::Shared), (lee, "취약해 보입니다.", CommentVisibility::Internal)]
    {
        let (request_id, review_id, etag) = step(caller, id).await?;
        let (text, visibility) = (text.to_owned(), visibility.into());
        let comment = AddCommentRequest { request_id, review_id, etag, text, visibility, validate_only: false };
        caller.intake().add_comment(comment).await?;
    }
    Ok(())
}

/// The board's row and the timeline, each as its reader may see it.
async fn story(kim: &Caller, lee: &Caller, id: &str, token: &str) -> Result<()> {
    let all = ListReviewsRequest { consistency_token: token.to_owned(), ..Default::default() };
    let rows = kim.dashboard().list_reviews(all).await?.into_inner().reviews;
    let row = rows.iter().find(|row| row.review_id == id).context("a row")?;
    assert_eq!(row.status(), ReviewStatus::Withdrawn);
    assert_eq!(row.assignee.clone().context("an assignee")?.subject, "han");
    assert!(row.due_at.is_some() && !row.overdue && !row.decision_stale);

    let timeline = async |caller: &Caller| -> Result<Vec<TimelineEntry>> {
        let (review_id, consistency_token) = (id.to_owned(), token.to_owned());
        let request = GetTimelineRequest { review_id, consistency_token, ..Default::default() };
        Ok(caller.dashboard().get_timeline(request).await?.into_inner().entries)
    };
    let (kims, lees) = (timeline(kim).await?, timeline(lee).await?);
    assert_eq!(kims.len() + 1, lees.len(), "the internal comment");
    let told = |entries: &[TimelineEntry]| {
        let texts = entries.iter().filter_map(|entry| entry.summary.clone());
        texts.map(|text| format!("{} | {}", text.ko, text.en)).collect::<Vec<_>>().join("\n")
    };
    assert!(!told(&kims).contains("취약해"), "{}", told(&kims));
    for expected in [
        "보완을 요청했습니다: 망 구성도를 보내 주십시오. | Asked for information: 망 구성도를 보내 주십시오.",
        "보완 요청에 답변했습니다: 첨부했습니다. | Provided the information: 첨부했습니다.",
        "진단을 진행하기로 했습니다. 사유: 개인정보를 처리합니다. | Decided to diagnose. Reason: 개인정보를 처리합니다.",
        "검토를 담당합니다: lee | Claimed the review: lee",
        "담당자를 지정했습니다: 한검토 | Assigned the review to 한검토",
        "의견: 일정이 급합니다. | Comment: 일정이 급합니다.",
        "내부 의견: 취약해 보입니다. | Internal comment: 취약해 보입니다.",
        "검토 요청을 철회했습니다. 사유: 사업이 취소되었습니다. | Withdrew the request. Reason: 사업이 취소되었습니다.",
    ] {
        assert!(told(&lees).contains(expected), "{expected}\nis not in\n{}", told(&lees));
    }
    Ok(())
}
