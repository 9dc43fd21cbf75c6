//! Findings over the real services: an acceptance ends by itself, once, whatever is killed meanwhile.

use anyhow::{Context as _, Result};
use haetae_devstack::Service;
use haetae_integration_tests::{Caller, Entry, Person, Setup, World, eventually, fresh_id, run, samples};
use haetae_proto::{
    checkpoint::v1::{
        AcceptanceDecision, ClaimFixRequest, DecideAcceptanceRequest, Finding, GetFindingRequest, GetFindingResponse,
        RecordVerdictsRequest, RequestAcceptanceRequest, VerdictInput, VerifyFixRequest,
    },
    common::v1::{CheckMethod, FindingStatus, VerdictResult},
    event::v1::event::Event,
};
use haetae_service_kit::{auth::Role, clock};

/// A review with one finding, and the people around it.
struct Case {
    id: String,
    lee: Caller,
    park: Caller,
    approvers: [Caller; 2],
}

impl Case {
    async fn new(world: &World) -> Result<Self> {
        let kim = world.requester("kim", "pay")?;
        let approver = |subject| world.caller(&Person { subject, name: "", team: None, roles: &[Role::Approver] });
        let approvers = [approver("choi")?, approver("jung")?];
        let (lee, park) = (world.reviewer("lee")?, world.requester("park", "pay")?);
        let id = kim.submit(samples::ordinary()).await?.id;
        let list = lee.checklist(&id).await?;
        let lines = list.checklist.context("a checklist")?.checkpoints;
        let verdict = VerdictInput {
            checkpoint: lines.iter().find(|line| line.mandatory).context("a mandatory one")?.checkpoint.clone(),
            result: VerdictResult::Fail.into(),
            method: CheckMethod::Test.into(),
            reason: "기본 비밀번호 사용".to_owned(),
            ..Default::default()
        };
        let request = RecordVerdictsRequest {
            request_id: fresh_id().to_string(),
            review_id: id.clone(),
            etag: list.etag,
            verdicts: vec![verdict],
            validate_only: false,
        };
        let opened = lee.checkpoint().record_verdicts(request).await?.into_inner().opened_findings;
        assert_eq!(opened.iter().map(|f| f.finding_id.as_str()).collect::<Vec<_>>(), ["F-1"]);
        Ok(Self { id, lee, park, approvers })
    }

    async fn read(&self) -> Result<GetFindingResponse> {
        let request = GetFindingRequest { review_id: self.id.clone(), finding_id: "F-1".to_owned() };
        Ok(self.lee.checkpoint().get_finding(request).await?.into_inner())
    }

    /// Has the risk accepted for some seconds; gives when it ends.
    async fn accept(&self, seconds: i64) -> Result<jiff::Timestamp> {
        let ends_at = clock::now() + jiff::SignedDuration::from_secs(seconds);
        let request = RequestAcceptanceRequest {
            request_id: fresh_id().to_string(),
            review_id: self.id.clone(),
            finding_id: "F-1".to_owned(),
            etag: self.read().await?.etag,
            reason: "교체 일정".to_owned(),
            conditions: vec!["접속 기록 매일 확인".to_owned()],
            ends_at: Some(haetae_event_log::codec::timestamp_to_wire(ends_at)),
            validate_only: false,
        };
        let mut etag = self.park.checkpoint().request_acceptance(request).await?.into_inner().etag;
        for approver in &self.approvers {
            let request = DecideAcceptanceRequest {
                request_id: fresh_id().to_string(),
                review_id: self.id.clone(),
                finding_id: "F-1".to_owned(),
                etag,
                decision: AcceptanceDecision::Approve.into(),
                ..Default::default()
            };
            let answer = approver.checkpoint().decide_acceptance(request).await?.into_inner();
            etag = answer.etag;
            if answer.finding.is_some_and(|f| f.status() == FindingStatus::Accepted) {
                return Ok(ends_at);
            }
        }
        anyhow::bail!("both agreed and it is not accepted")
    }

    async fn reaches(&self, status: FindingStatus) -> Result<Finding> {
        eventually(status.as_str_name(), async || Ok(self.read().await?.finding.filter(|f| f.status() == status))).await
    }
}

/// When acceptances of the review ended, as the log has it.
fn ends(entries: &[Entry], id: &str) -> Vec<jiff::Timestamp> {
    let of_review = entries.iter().filter(|entry| entry.is_of("diagnosis", id));
    let ended = of_review
        .flat_map(Entry::events)
        .filter_map(|event| if let Event::AcceptanceEnded(e) = event { e.ends_at } else { None });
    ended.filter_map(|at| jiff::Timestamp::new(at.seconds, at.nanos).ok()).collect()
}

#[test]
fn an_acceptance_that_ends_while_the_service_is_dead_reopens_the_finding_once() -> Result<()> {
    run(async {
        let mut world = World::start(Setup::default()).await?;
        let case = Case::new(&world).await?;
        let first = case.accept(8).await?;
        world.platform.kill9(Service::Checkpoint).await?;
        eventually("the end", async || Ok((clock::now() > first).then_some(()))).await?;
        world.platform.restart(Service::Checkpoint).await?;
        case.reaches(FindingStatus::Open).await?;

        // Again from the start of the log: the first end is long met, the second one is still to come.
        let second = case.accept(8).await?;
        world.platform.kill9(Service::Checkpoint).await?;
        world.platform.restart(Service::Checkpoint).await?;
        case.reaches(FindingStatus::Open).await?;
        assert_eq!(ends(&world.log().await?.all().await?, &case.id), [first, second]);
        Ok(())
    })
}

#[test]
fn a_claimed_fix_is_verified_by_somebody_else_and_closes_the_finding() -> Result<()> {
    run(async {
        let world = World::shared().await?;
        let case = Case::new(&world).await?;
        let claim = ClaimFixRequest {
            request_id: fresh_id().to_string(),
            review_id: case.id.clone(),
            finding_id: "F-1".to_owned(),
            etag: case.read().await?.etag,
            description: "비밀번호 교체".to_owned(),
            ..Default::default()
        };
        let claimed = case.park.checkpoint().claim_fix(claim.clone()).await?.into_inner();
        assert_eq!(case.park.checkpoint().claim_fix(claim).await?.into_inner(), claimed, "once, and told alike");
        let verify = VerifyFixRequest {
            request_id: fresh_id().to_string(),
            review_id: case.id.clone(),
            finding_id: "F-1".to_owned(),
            etag: claimed.etag,
            method: CheckMethod::Test.into(),
            ..Default::default()
        };
        let closed = case.lee.checkpoint().verify_fix(verify).await?.into_inner();
        assert_eq!(closed.finding.map(|f| f.status()), Some(FindingStatus::Closed));
        let told: Vec<_> = case.read().await?.history.into_iter().map(|entry| entry.event).collect();
        assert_eq!(told, ["FindingOpened", "FixClaimed", "FixVerified"]);
        Ok(())
    })
}
