//! Findings over the real services: an acceptance ends by itself, once, whatever is killed meanwhile.

use anyhow::{Context as _, Result};
use haetae_devstack::Service;
use haetae_integration_tests::{Caller, Entry, Person, Refusal, Setup, World, eventually, fresh_id, run, samples};
use haetae_proto::{
    checkpoint::v1::{
        AcceptanceDecision, ClaimFixRequest, DecideAcceptanceRequest, Finding, FindingEntry, GetFindingRequest,
        GetFindingResponse, RecordVerdictsRequest, RequestAcceptanceRequest, VerdictInput, VerifyFixRequest,
    },
    common::v1::{CheckMethod, FindingStatus, VerdictResult},
    dashboard::v1::{ListFindingsRequest, ListReviewsRequest},
    event::v1::event::Event,
    intake::v1::WithdrawReviewRequest,
};
use haetae_service_kit::{auth::Role, clock};
use tonic::Code;

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

    /// Asks to accept the risk for some seconds; gives the etag, and when it would end.
    async fn ask(&self, seconds: i64) -> Result<(String, jiff::Timestamp)> {
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
        let etag = self.park.checkpoint().request_acceptance(request).await?.into_inner().etag;
        Ok((etag, ends_at))
    }

    fn decision(&self, etag: String, decision: AcceptanceDecision) -> DecideAcceptanceRequest {
        DecideAcceptanceRequest {
            request_id: fresh_id().to_string(),
            review_id: self.id.clone(),
            finding_id: "F-1".to_owned(),
            etag,
            decision: decision.into(),
            reason: "기한 경과".to_owned(),
            ..Default::default()
        }
    }

    /// Has the risk accepted for some seconds; gives when it ends.
    async fn accept(&self, seconds: i64) -> Result<jiff::Timestamp> {
        let (mut etag, ends_at) = self.ask(seconds).await?;
        for approver in &self.approvers {
            let request = self.decision(etag, AcceptanceDecision::Approve);
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

/// The findings and the reviews that a filter finds of this review, as of a read.
async fn found(case: &Case, filter: &str, consistency_token: &str) -> Result<[usize; 2]> {
    let filter = format!("review_id = \"{}\" AND {filter}", case.id);
    let (token, lists) = (consistency_token.to_owned(), case.lee.dashboard());
    let findings =
        ListFindingsRequest { filter: filter.clone(), consistency_token: token.clone(), ..Default::default() };
    let findings = lists.clone().list_findings(findings).await?.into_inner().findings.len();
    let reviews = ListReviewsRequest { filter, consistency_token: token, ..Default::default() };
    Ok([findings, lists.clone().list_reviews(reviews).await?.into_inner().reviews.len()])
}

/// A request for acceptance that approvers have not decided by the end it asks for lapses by itself: the finding says so, no
/// list shows it as waiting for approvers, and a later decision is refused with the reason.
#[test]
fn a_request_that_was_not_decided_in_time_lapses_in_every_view() -> Result<()> {
    run(async {
        let world = World::shared().await?;
        let case = Case::new(&world).await?;
        case.ask(5).await?;
        let lapsed = |entry: &FindingEntry| entry.event == "AcceptanceRequestLapsed";
        let read = eventually("the lapse", async || {
            Ok(Some(case.read().await?).filter(|read| read.history.iter().any(lapsed)))
        });
        let read = read.await?;
        let finding = read.finding.context("a finding")?;
        assert!(finding.acceptance.is_some_and(|it| it.lapsed && !it.granted));
        assert_eq!(finding.allowed, ["AssignFinding", "ClaimFix", "RequestAcceptance", "RetractFinding"]);
        assert_eq!(found(&case, "acceptance_pending = true", &read.consistency_token).await?, [0, 0]);
        let lists = case.lee.dashboard();
        let filter = format!("review_id = \"{}\" AND acceptance_lapsed = true", case.id);
        let listed = lists.clone().list_findings(ListFindingsRequest { filter, ..Default::default() }).await?;
        assert_eq!(listed.into_inner().findings.len(), 1);
        for decision in [AcceptanceDecision::Approve, AcceptanceDecision::Decline] {
            let late = case.decision(read.etag.clone(), decision);
            let refusal = Refusal::expected(case.approvers[0].checkpoint().decide_acceptance(late).await)?;
            assert_eq!(refusal.reason, "ACCEPTANCE_REQUEST_LAPSED", "{refusal:?}");
            assert_eq!(refusal.code, Code::FailedPrecondition);
            assert!(refusal.fields.is_empty() && refusal.metadata.contains_key("ends_at"), "{refusal:?}");
        }
        let (_, asked) = case.ask(600).await?;
        let read = case.read().await?;
        assert!(read.finding.and_then(|finding| finding.acceptance).is_some_and(|it| !it.lapsed), "{asked}");
        assert_eq!(found(&case, "acceptance_pending = true", &read.consistency_token).await?, [1, 1]);
        Ok(())
    })
}

/// Nothing of a withdrawn review is judged, fixed or accepted any more: every step is refused with the review's status, the
/// finding allows none, and a retry of an earlier step keeps its answer.
#[test]
fn nothing_is_done_about_the_findings_of_a_withdrawn_review() -> Result<()> {
    run(async {
        let world = World::shared().await?;
        let case = Case::new(&world).await?;
        let kim = world.requester("kim", "pay")?;
        let claim = |etag: String| ClaimFixRequest {
            request_id: fresh_id().to_string(),
            review_id: case.id.clone(),
            finding_id: "F-1".to_owned(),
            etag,
            description: "비밀번호 교체".to_owned(),
            ..Default::default()
        };
        let before = claim(case.read().await?.etag);
        let claimed = case.park.checkpoint().claim_fix(before.clone()).await?.into_inner();
        eventually("the withdrawal", async || {
            let etag = kim.targeted(&case.id).await?.etag;
            let (request_id, review_id, reason) = (fresh_id().to_string(), case.id.clone(), "계획 취소".to_owned());
            let request = WithdrawReviewRequest { request_id, review_id, etag, reason, validate_only: false };
            match kim.intake().withdraw_review(request).await {
                Ok(_) => Ok(Some(())),
                Err(status) if status.code() == Code::Aborted => Ok(None),
                Err(status) => Err(status.into()),
            }
        })
        .await?;
        let read = eventually("no step", async || {
            Ok(Some(case.read().await?).filter(|read| read.finding.as_ref().is_some_and(|it| it.allowed.is_empty())))
        });
        let etag = read.await?.etag;
        let verify = VerifyFixRequest {
            request_id: fresh_id().to_string(),
            review_id: case.id.clone(),
            finding_id: "F-1".to_owned(),
            etag: etag.clone(),
            method: CheckMethod::Test.into(),
            ..Default::default()
        };
        let answers = [
            Refusal::expected(case.park.checkpoint().claim_fix(claim(etag)).await)?,
            Refusal::expected(case.lee.checkpoint().verify_fix(verify).await)?,
        ];
        for refusal in answers {
            let status = refusal.metadata.get("status").map(String::as_str);
            assert_eq!((refusal.reason.as_str(), status), ("ILLEGAL_TRANSITION", Some("WITHDRAWN")), "{refusal:?}");
            assert_eq!(refusal.metadata.get("review_id"), Some(&case.id));
        }
        let again = case.park.checkpoint().claim_fix(before).await?.into_inner();
        assert_eq!(again.etag, claimed.etag, "what was done before the withdrawal keeps its answer");
        Ok(())
    })
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
