//! The same request again, however often and however late, has its effect once and gets the same answer.

use std::time::Duration;

use anyhow::{Context as _, Result};
use futures::future::try_join_all;
use haetae_devstack::Service;
use haetae_integration_tests::{Caller, Log, Refusal, Setup, World, eventually, judge, run, samples};
use haetae_proto::{
    checkpoint::v1::RecordVerdictsRequest,
    common::v1::{ReviewStatus, VerdictResult},
    intake::v1::SubmitReviewRequest,
};
use haetae_service_kit::clock;
use jiff::Timestamp;
use prost::Message as _;
use tonic::Code;
use unicode_normalization::UnicodeNormalization as _;

const AT_ONCE: usize = 50;
/// The shortest window the server allows.
const SHORTEST: Duration = Duration::from_millis(100);

#[test]
fn a_repeated_command_has_one_effect_and_one_answer_for_ever() -> Result<()> {
    run(async {
        let mut world = World::start(Setup::default()).await?;
        let (kim, lee) = (world.requester("kim", "pay")?, world.reviewer("lee")?);
        let log = world.log().await?;

        let submission = samples::ordinary();
        let answers = try_join_all((0..AT_ONCE).map(|_| submitted(&kim, &submission))).await?;
        let answer = one(answers);
        let id = kim.submit(submission.clone()).await?.id;
        let list = lee.checklist(&id).await?;
        let judgement = judge(&list, 4);
        let judged = one(try_join_all((0..AT_ONCE).map(|_| recorded(&lee, &judgement))).await?);

        // Later commits change what there is, not what was answered.
        kim.reaches(&id, ReviewStatus::InDiagnosis).await?;
        kim.targeted(&id).await?;
        assert_eq!(log.of("review", &id).await?.len(), 3, "submitted, target set, diagnosis started");
        assert_eq!(log.of("diagnosis", &id).await?.len(), 2, "generated, judged");
        let list = lee.checklist(&id).await?;
        recorded(&lee, &judge(&list, 6)).await?;
        let head = log.head().await?;
        assert_eq!(submitted(&kim, &submission).await?, answer);
        assert_eq!(recorded(&lee, &judgement).await?, judged);

        // Neither the services' memory nor the server's window is needed.
        forget_recent_ids(&log).await?;
        for service in [Service::Intake, Service::Checkpoint] {
            world.platform.kill9(service).await?;
            world.platform.restart(service).await?;
        }
        assert_eq!(submitted(&kim, &submission).await?, answer);
        assert_eq!(recorded(&lee, &judgement).await?, judged);

        world.stack.nats.kill9().await?;
        world.stack.nats.restart().await?;
        let log = world.log().await?;
        eventually("the way back to the log", async || Ok(submitted(&kim, &submission).await.ok())).await?;
        assert_eq!(submitted(&kim, &submission).await?, answer);
        assert_eq!(recorded(&lee, &judgement).await?, judged);
        assert_eq!(log.head().await?, head, "nothing was written again");
        Ok(())
    })
}

#[test]
fn a_dry_run_asks_for_the_same_thing_and_writes_nothing() -> Result<()> {
    run(async {
        let world = World::shared().await?;
        let kim = world.requester("kim", "dry")?;
        let submission = samples::ordinary();
        let dry = SubmitReviewRequest { validate_only: true, ..submission.clone() };
        let before = kim.intake().submit_review(dry.clone()).await?.into_inner();
        let done = kim.intake().submit_review(submission.clone()).await?.into_inner();
        let after = kim.intake().submit_review(dry.clone()).await?.into_inner();
        assert_eq!((before.etag.as_str(), after.consistency_token.as_str()), ("", ""), "nothing was written");
        let id = |answer: &Option<haetae_proto::intake::v1::Review>| answer.as_ref().map(|r| r.review_id.clone());
        assert_eq!(id(&before.review), id(&done.review));
        assert_eq!(after.review, done.review, "a dry run of what was done shows what was done");
        let other = SubmitReviewRequest { title: "다른 검토".to_owned(), ..dry };
        reused(&Refusal::expected(kim.intake().submit_review(other).await)?);
        let key = id(&done.review).context("a review")?;
        assert_eq!(world.log().await?.with("review", &key, "ReviewSubmitted").await?.len(), 1);
        Ok(())
    })
}

#[test]
fn a_request_id_used_for_something_else_is_refused() -> Result<()> {
    run(async {
        let world = World::shared().await?;
        let (kim, lee) = (world.requester("kim", "reuse")?, world.reviewer("lee")?);
        let submission = samples::ordinary();
        let id = kim.submit(submission.clone()).await?.id;
        let other = SubmitReviewRequest { title: "다른 검토".to_owned(), ..submission.clone() };
        reused(&Refusal::expected(kim.intake().submit_review(other).await)?);

        let list = lee.checklist(&id).await?;
        let judgement = judge(&list, 2);
        recorded(&lee, &judgement).await?;
        let mut other = judgement.clone();
        other.verdicts.reverse();
        reused(&Refusal::expected(lee.checkpoint().record_verdicts(other).await)?);
        let mut other = judgement.clone();
        other.verdicts[0].result = VerdictResult::NotApplicable.into();
        other.verdicts[0].reason = "생각이 바뀜".to_owned();
        reused(&Refusal::expected(lee.checkpoint().record_verdicts(other).await)?);
        let log = world.log().await?;
        assert_eq!(log.of("diagnosis", &id).await?.len(), 2);
        Ok(())
    })
}

/// F12: a retry whose texts become the same text, whatever bytes they were sent in, is the same request.
#[test]
fn a_retry_in_other_bytes_of_the_same_text_is_the_same_request() -> Result<()> {
    run(async {
        let world = World::shared().await?;
        let (kim, lee) = (world.requester("kim", "forms")?, world.reviewer("lee")?);
        let submission = SubmitReviewRequest { description: "첫 줄\n둘째 줄".to_owned(), ..samples::ordinary() };
        let answer = submitted(&kim, &submission).await?;
        let (title, description) = (&submission.title, &submission.description);
        let forms = [
            (title.nfd().collect(), description.nfd().collect()),
            (format!(" {title}\u{200b}"), description.replace('\n', "\r\n")),
            (title.replace(' ', "\u{ad} "), format!("{description}\r\n\n ")),
        ];
        for (title, description) in forms {
            let retry = SubmitReviewRequest { title, description, ..submission.clone() };
            assert_eq!(submitted(&kim, &retry).await?, answer, "{:?}", retry.title);
        }
        let id = kim.submit(submission).await?.id;
        let mut judgement = judge(&lee.checklist(&id).await?, 1);
        judgement.verdicts[0].result = VerdictResult::NotApplicable.into();
        judgement.verdicts[0].reason = "해당 없음\n근거: 설계서".to_owned();
        let judged = recorded(&lee, &judgement).await?;
        judgement.review_id = judgement.review_id.to_uppercase();
        judgement.verdicts[0].reason = format!("{}\r\n", judgement.verdicts[0].reason.replace('\n', "\r\n").nfd());
        assert_eq!(recorded(&lee, &judgement).await?, judged);
        Ok(())
    })
}

#[test]
fn the_same_request_id_of_another_caller_asks_for_another_review() -> Result<()> {
    run(async {
        let world = World::shared().await?;
        let submission = samples::ordinary();
        let kims = world.requester("kim", "pay")?.submit(submission.clone()).await?;
        let parks = world.requester("park", "pay")?.submit(submission).await?;
        assert_ne!(kims.id, parks.id);
        let requester = parks.answer.review.context("a review")?.requester.context("a requester")?;
        assert_eq!(requester.subject, "park");
        Ok(())
    })
}

/// Shortens the server's deduplication window until everything published so far is long out of it, and puts it back.
/// The server cannot be asked what it remembers: it looks at the expected position first.
async fn forget_recent_ids(log: &Log) -> Result<()> {
    let last = log.all().await?.pop().and_then(|entry| entry.commit.recorded_at).context("an empty log")?;
    let configured = log.stream().await?.cached_info().config.clone();
    let mut short = configured.clone();
    short.duplicate_window = SHORTEST;
    log.context().update_stream(short).await?;
    let forgotten = Timestamp::new(last.seconds, last.nanos)?.max(clock::now()) + SHORTEST * 10;
    eventually("the end of the window", async || Ok((clock::now() > forgotten).then_some(()))).await?;
    log.context().update_stream(configured).await?;
    Ok(())
}

fn reused(refusal: &Refusal) {
    assert_eq!((refusal.code, refusal.reason.as_str()), (Code::InvalidArgument, "REQUEST_ID_REUSED"));
    assert_eq!(refusal.named(), ["request_id"]);
}

/// What all of them are.
fn one(answers: Vec<Vec<u8>>) -> Vec<u8> {
    assert!(answers.iter().all(|answer| *answer == answers[0]), "different answers to one request");
    answers[0].clone()
}

async fn submitted(caller: &Caller, request: &SubmitReviewRequest) -> Result<Vec<u8>> {
    Ok(caller.intake().submit_review(request.clone()).await?.into_inner().encode_to_vec())
}

async fn recorded(caller: &Caller, request: &RecordVerdictsRequest) -> Result<Vec<u8>> {
    Ok(caller.checkpoint().record_verdicts(request.clone()).await?.into_inner().encode_to_vec())
}
