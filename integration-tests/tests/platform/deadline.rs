//! A deadline that passes is said so, and a retry finds or makes the one effect.

use anyhow::Result;
use futures::future::try_join_all;
use haetae_devstack::Service;
use haetae_integration_tests::{Entry, Person, Wire, World, judge, run, samples};
use haetae_proto::{
    checkpoint::v1::RecordVerdictsResponse,
    intake::v1::{SubmitReviewRequest, SubmitReviewResponse},
};
use prost::Message;
use tonic::Code;

const SUBMIT: &str = "/haetae.intake.v1.IntakeService/SubmitReview";
const RECORD: &str = "/haetae.checkpoint.v1.CheckpointService/RecordVerdicts";

#[test]
fn after_a_nanosecond_nothing_was_done_and_a_retry_does_it() -> Result<()> {
    run(async {
        let world = World::shared().await?;
        let log = world.log().await?;
        let request = samples::ordinary();
        let kim = Call::new(&world, Service::Intake, SUBMIT, &Person::requester("kim", "hurry")).await?;
        assert!(!kim.answered::<SubmitReviewResponse>("1n", &request).await?);
        assert!(kim.answered::<SubmitReviewResponse>("9S", &request).await?);
        let id = kim.retried::<SubmitReviewResponse>(&request).await?.review.unwrap_or_default().review_id;
        assert_eq!(log.with("review", &id, "ReviewSubmitted").await?.len(), 1);

        let lee = Call::new(&world, Service::Checkpoint, RECORD, &Person::reviewer("lee")).await?;
        let judgement = judge(&world.reviewer("lee")?.checklist(&id).await?, 2);
        assert!(!lee.answered::<RecordVerdictsResponse>("1n", &judgement).await?);
        assert_eq!(log.of("diagnosis", &id).await?.len(), 1);
        assert!(lee.answered::<RecordVerdictsResponse>("9S", &judgement).await?);
        assert_eq!(log.of("diagnosis", &id).await?.len(), 2);
        Ok(())
    })
}

/// Deadlines around what a command takes: some pass before, some while it is on its way to the log.
#[test]
fn whenever_the_deadline_passes_a_retry_finds_one_effect() -> Result<()> {
    run(async {
        let world = World::shared().await?;
        let kim = Call::new(&world, Service::Intake, SUBMIT, &Person::requester("kim", "hurry")).await?;
        let log = world.log().await?;
        let head = log.head().await?;
        let requests: Vec<_> = (0..120_u32).map(|n| (format!("{}u", 200 + n * 150), samples::harmless())).collect();
        let calls = requests.iter().map(|(limit, request)| kim.answered::<SubmitReviewResponse>(limit, request));
        let answered = try_join_all(calls).await?;
        let late = answered.iter().filter(|answered| !**answered).count();
        assert!(late > 0, "no deadline passed");
        let retries = requests.iter().map(|(_, request)| one_effect(&kim, request));
        let ids = try_join_all(retries).await?;
        let entries = log.all().await?;
        for id in &ids {
            let submitted = |entry: &&Entry| entry.is_of("review", id) && !entry.commit.request_id.is_empty();
            let found = entries.iter().filter(submitted).count();
            assert_eq!(found, 1, "{id}");
        }
        assert!(log.head().await? >= head + ids.len() as u64);
        Ok(())
    })
}

async fn one_effect(kim: &Call, request: &SubmitReviewRequest) -> Result<String> {
    let first = kim.retried::<SubmitReviewResponse>(request).await?;
    assert_eq!(kim.retried::<SubmitReviewResponse>(request).await?, first);
    Ok(first.review.unwrap_or_default().review_id)
}

/// One method of one service, and its caller.
struct Call {
    wire: Wire,
    path: &'static str,
    authorization: String,
}

impl Call {
    async fn new(world: &World, service: Service, path: &'static str, person: &Person<'_>) -> Result<Self> {
        let authorization = format!("Bearer {}", world.identity.token(person)?);
        Ok(Self { wire: Wire::connect(world.platform.address(service)).await?, path, authorization })
    }

    /// Whether the call was answered within `limit`; if not, it has to say so.
    async fn answered<M: Message + Default>(&self, limit: &str, request: &impl Message) -> Result<bool> {
        let headers = [("authorization", self.authorization.as_str()), ("grpc-timeout", limit)];
        let answer = self.wire.call(self.path, &headers, request).await?;
        if answer.status()?.code() == Code::Ok {
            answer.message::<M>()?;
            return Ok(true);
        }
        let refusal = answer.refusal()?;
        assert_eq!((refusal.code, refusal.reason.as_str()), (Code::DeadlineExceeded, "DEADLINE_EXCEEDED"));
        Ok(false)
    }

    async fn retried<M: Message + Default>(&self, request: &impl Message) -> Result<M> {
        self.wire.call(self.path, &[("authorization", &self.authorization)], request).await?.message()
    }
}
