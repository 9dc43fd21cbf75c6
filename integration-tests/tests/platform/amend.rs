//! Amendments: none overwrites an unseen one, a repeated one has one effect, and a material one is scored again.

use anyhow::{Context as _, Result};
use futures::{StreamExt as _, TryStreamExt as _, future::join_all, stream};
use haetae_integration_tests::{Caller, Refusal, World, eventually, fresh_id, run, samples};
use haetae_proto::{
    common::v1::{Exposure, TriageOutcome},
    intake::v1::{AmendReviewRequest, GetReviewRequest, ReopenReviewRequest, TriageReviewRequest},
};
use prost::Message as _;
use tonic::Code;

const RIVALS: usize = 100;
const RETRIES: usize = 1_000;
const AT_ONCE: usize = 50;

fn retitled(id: &str, etag: &str, title: &str) -> AmendReviewRequest {
    AmendReviewRequest {
        request_id: fresh_id().to_string(),
        review_id: id.to_owned(),
        etag: etag.to_owned(),
        title: Some(title.to_owned()),
        ..Default::default()
    }
}

async fn submitted(caller: &Caller) -> Result<(String, String)> {
    let id = caller.submit(samples::ordinary()).await?.id;
    let etag = caller.targeted(&id).await?.etag;
    Ok((id, etag))
}

#[test]
fn of_a_hundred_amendments_on_one_etag_one_is_made_and_the_others_learn_of_it() -> Result<()> {
    run(async {
        let world = World::shared().await?;
        let kim = world.requester("kim", "amends")?;
        let (id, etag) = submitted(&kim).await?;
        let answers = join_all((0..RIVALS).map(|n| {
            let (kim, request) = (kim.clone(), retitled(&id, &etag, &format!("제목 {n}")));
            async move { kim.intake().amend_review(request).await }
        }))
        .await;
        let made: Vec<_> = (0..RIVALS).filter(|n| answers[*n].is_ok()).collect();
        let [winner] = made[..] else { panic!("{made:?} were made") };
        for refused in answers.into_iter().filter_map(Result::err) {
            let refusal = Refusal::of(&refused)?;
            assert_eq!((refusal.code, refusal.reason.as_str()), (Code::Aborted, "CHANGED_MEANWHILE"));
            let changes = refusal.metadata.get("changes").context("what happened")?;
            assert!(changes.contains("ReviewAmended by kim at "), "{changes:?}");
        }
        assert_eq!(world.log().await?.with("review", &id, "ReviewAmended").await?.len(), 1);
        let review = kim.targeted(&id).await?.review.context("a review")?;
        assert_eq!(review.title, format!("제목 {winner}"));
        Ok(())
    })
}

#[test]
fn a_thousand_retries_have_one_effect_and_one_answer() -> Result<()> {
    run(async {
        let world = World::shared().await?;
        let kim = world.requester("kim", "retries")?;
        let (id, etag) = submitted(&kim).await?;
        let request = retitled(&id, &etag, "고친 제목");
        let call = |_| {
            let (kim, request) = (kim.clone(), request.clone());
            async move { anyhow::Ok(kim.intake().amend_review(request).await?.into_inner().encode_to_vec()) }
        };
        let answers: Vec<_> = stream::iter(0..RETRIES).map(call).buffer_unordered(AT_ONCE).try_collect().await?;
        assert_eq!(answers.len(), RETRIES);
        assert!(answers.iter().all(|answer| *answer == answers[0]), "different answers to one request");

        // Also after something else happened to it.
        let etag = kim.targeted(&id).await?.etag;
        kim.intake().amend_review(retitled(&id, &etag, "또 고친 제목")).await?;
        assert_eq!(call(0).await?, answers[0]);
        let made = world.log().await?.with("review", &id, "ReviewAmended").await?;
        assert_eq!(made.len(), 2);
        Ok(())
    })
}

#[test]
fn what_matters_is_scored_again_and_a_typo_is_not() -> Result<()> {
    run(async {
        let world = World::shared().await?;
        let kim = world.requester("kim", "scores")?;
        let (id, etag) = submitted(&kim).await?;
        let before = kim.scored(&id).await?;
        let typo = kim.intake().amend_review(retitled(&id, &etag, "오타를 고친 제목")).await?.into_inner();

        let mut profile = samples::ordinary().profile.context("a profile")?;
        profile.exposure = Exposure::Internal.into();
        let material = AmendReviewRequest {
            request_id: fresh_id().to_string(),
            review_id: id.clone(),
            etag: typo.etag,
            profile: Some(profile.clone()),
            ..Default::default()
        };
        let amended = kim.intake().amend_review(material).await?.into_inner().review.context("a review")?;
        assert_eq!(amended.team, "scores");
        let after = eventually("the new score", async || {
            let now = kim.scored(&id).await?;
            Ok((now.profile.as_ref().map(|p| p.exposure) == Some(profile.exposure)).then_some(now))
        })
        .await?;
        assert!(after.score < before.score, "less exposed: {} then {}", before.score, after.score);
        let log = world.log().await?;
        assert_eq!(log.with("risk", &id, "RiskAssessed").await?.len(), 2, "the request and what mattered");
        assert_eq!(log.with("review", &id, "ReviewAmended").await?.len(), 2);

        let foreign = world.requester("choi", "others")?;
        let request = GetReviewRequest { review_id: id.clone() };
        assert_eq!(Refusal::expected(foreign.intake().get_review(request).await)?.reason, "REVIEW_NOT_FOUND");
        let refusal = Refusal::expected(foreign.intake().amend_review(retitled(&id, &etag, "x")).await)?;
        assert_eq!(refusal.reason, "REVIEW_NOT_FOUND");
        Ok(())
    })
}

/// A closed review keeps its target date; once reopened it has the days of the assessment that its amendment got.
#[test]
fn what_was_amended_while_closed_counts_once_it_is_reopened() -> Result<()> {
    run(async {
        let world = World::shared().await?;
        let (kim, lee) = (world.requester("kim", "reopens")?, world.reviewer("lee")?);
        let (id, etag) = submitted(&kim).await?;
        let before = kim.scored(&id).await?;
        let reject = TriageReviewRequest {
            request_id: fresh_id().to_string(),
            review_id: id.clone(),
            etag,
            outcome: TriageOutcome::Reject.into(),
            reason: "범위가 다릅니다.".to_owned(),
            ..Default::default()
        };
        let etag = lee.intake().triage_review(reject).await?.into_inner().etag;
        let material = AmendReviewRequest {
            request_id: fresh_id().to_string(),
            review_id: id.clone(),
            etag,
            profile: samples::harmless().profile,
            ..Default::default()
        };
        let etag = kim.intake().amend_review(material).await?.into_inner().etag;
        let after = eventually("the score of the amendment", async || {
            let now = kim.scored(&id).await?;
            Ok((now.target_days != before.target_days).then_some(now))
        })
        .await?;
        let reopen = ReopenReviewRequest {
            request_id: fresh_id().to_string(),
            review_id: id.clone(),
            etag,
            reason: "범위를 고쳤습니다.".to_owned(),
            validate_only: false,
        };
        kim.intake().reopen_review(reopen).await?;
        eventually("the days of the new assessment", async || {
            let review = kim.targeted(&id).await?.review.context("a review")?;
            Ok(review.target.filter(|target| target.target_days == after.target_days))
        })
        .await?;
        Ok(())
    })
}
