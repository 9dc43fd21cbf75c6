//! Clients that change one review at the same time get the answers that they would have got one after another.

use anyhow::{Context as _, Result, ensure};
use futures::future::try_join_all;
use haetae_domain::{
    ids::Person as Somebody,
    review::Amendment,
    vocabulary::{Exposure, TriageOutcome},
};
use haetae_event_log::codec::{Word as _, profile_from_wire, profile_to_wire};
use haetae_integration_tests::{
    Caller, Log, Person, Refusal, World, fresh_id, run, samples,
    serial::{Line, Reply, Step, Tried, explain},
};
use haetae_proto::{
    common::v1 as common,
    intake::v1::{
        self as pb, AddCommentRequest, AmendReviewRequest, AssignReviewRequest, ClaimReviewRequest, ProvideInfoRequest,
        ReleaseReviewRequest, ReopenReviewRequest, RequestInfoRequest, RetractQuestionRequest, TriageReviewRequest,
        WithdrawReviewRequest,
    },
};
use haetae_service_kit::{auth::Role, token};
use rand::{RngExt as _, SeedableRng as _, rngs::StdRng, seq::IndexedRandom as _};
use tonic::{Response, Status};
use uuid::Uuid;

/// Steps that each client takes.
const STEPS: usize = 12;
const REVIEWS: u64 = 4;

#[test]
fn clients_in_each_others_way_are_told_what_one_after_another_would_be_told() -> Result<()> {
    run(async {
        let world = World::shared().await?;
        let approver = Person { subject: "park", name: "park", team: None, roles: &[Role::Approver] };
        let callers = [world.requester("kim", "serial")?, world.reviewer("lee")?, world.caller(&approver)?];
        let log = world.log().await?;
        let mut late = 0;
        for seed in 0..REVIEWS {
            let submitted = callers[0].submit(samples::ordinary()).await?;
            let start = token::parse_etag(&submitted.answer.etag).context("an etag")?;
            let ways = ["kim", "lee", "park"].into_iter().zip(&callers).zip(0..);
            let clients = ways.map(|((name, caller), n)| Client {
                caller,
                name,
                id: &submitted.id,
                log: &log,
                random: StdRng::seed_from_u64(seed * 10 + n),
            });
            let tried = try_join_all(clients.map(|client| client.race(start))).await?.concat();
            let entries = log.of("review", &submitted.id).await?;
            let line = Line::read(&submitted.id, entries.into_iter().map(|entry| (entry.sequence, entry.commit)))?;
            let unexplained = explain(&line, &tried);
            ensure!(unexplained.is_empty(), "with seed {seed}: {unexplained:#?}");
            ensure!(!explain(&line, &forged(&tried)?).is_empty(), "with seed {seed}: a lie is believed");
            late += tried.iter().filter(|one| is_late(one)).count();
        }
        ensure!(late > 0, "nobody was in anybody's way");
        Ok(())
    })
}

/// The same, but one who had to know of another step says to have known of none.
fn forged(tried: &[Tried]) -> Result<Vec<Tried>> {
    let mut forged = tried.to_vec();
    let done = forged.iter_mut().rfind(|one| matches!(one.answer, Reply::Done { at, .. } if at != one.expected));
    done.context("a step that was taken")?.expected = 0;
    Ok(forged)
}

fn is_late(one: &Tried) -> bool {
    matches!(&one.answer, Reply::Refused { reason, .. } if reason == "CHANGED_MEANWHILE")
}

/// A caller who does not wait.
struct Client<'a> {
    caller: &'a Caller,
    name: &'static str,
    id: &'a str,
    log: &'a Log,
    random: StdRng,
}

impl Client<'_> {
    async fn race(mut self, start: u64) -> Result<Vec<Tried>> {
        let (mut known, mut tried) = (start, vec![]);
        for _ in 0..STEPS {
            if self.random.random_bool(0.7) {
                let request = pb::GetReviewRequest { review_id: self.id.to_owned() };
                let answer = self.caller.intake().get_review(request).await?.into_inner();
                known = token::parse_etag(&answer.etag).context("an etag")?;
            }
            let (step, request, expected) = (self.step()?, fresh_id(), known);
            let by = Somebody { subject: self.name.to_owned(), name: self.name.to_owned() };
            for again in [false, true].into_iter().take(1 + usize::from(self.random.random_bool(0.2))) {
                let from = self.log.head().await?;
                let answer = self.call(&step, request, expected).await?;
                let during = from..=self.log.head().await?;
                if let Reply::Done { at, .. } = answer {
                    known = at;
                }
                tried.push(Tried { by: by.clone(), step: step.clone(), request, expected, during, again, answer });
            }
        }
        Ok(tried)
    }

    /// Something that this client's role may ask for.
    fn step(&mut self) -> Result<Step> {
        let outcomes = [TriageOutcome::Diagnose, TriageOutcome::Waive, TriageOutcome::Reject];
        let triage = Step::Triage(*outcomes.choose(&mut self.random).context("an outcome")?);
        let steps = match self.name {
            "kim" => vec![self.amendment()?, self.amendment()?, Step::ProvideInfo, Step::Reopen, Step::Comment],
            "lee" => vec![Step::RequestInfo, Step::RetractQuestion, triage, Step::Claim, Step::Release, Step::Comment],
            _ => vec![triage, Step::Assign("lee".to_owned()), Step::Assign("han".to_owned()), Step::Reopen],
        };
        let rare = self.name == "kim" && self.random.random_bool(0.03);
        Ok(if rare { Step::Withdraw } else { steps.choose(&mut self.random).context("a step")?.clone() })
    }

    fn amendment(&mut self) -> Result<Step> {
        let wire = samples::ordinary().profile.context("a profile")?;
        let mut profile = profile_from_wire(&wire).ok().context("a profile")?;
        profile.exposure = *Exposure::ALL.choose(&mut self.random).context("an exposure")?;
        let title = ["간편결제", "간편 결제"].choose(&mut self.random).map(|title| (*title).to_owned());
        let amendment = if self.random.random_bool(0.5) {
            Amendment { profile: Some(profile), ..Amendment::default() }
        } else {
            Amendment { title, ..Amendment::default() }
        };
        Ok(Step::Amend(Box::new(amendment)))
    }

    async fn call(&self, step: &Step, request: Uuid, expected: u64) -> Result<Reply> {
        let (request_id, review_id, etag) = (request.to_string(), self.id.to_owned(), token::etag(expected));
        let (why, validate_only) = (Step::WHY.to_owned(), false);
        let mut intake = self.caller.intake();
        /// Asks, and reads what every answer has.
        macro_rules! ask {
            ($call:ident, $request:ident { $($more:tt)* }) => {{
                let asked = $request { request_id, review_id, etag, validate_only, $($more)* };
                told(intake.$call(asked).await, |answer| (answer.review, answer.etag))
            }};
        }
        match step {
            Step::Amend(amendment) => {
                let Amendment { title, description, profile } = (**amendment).clone();
                let profile = profile.as_ref().map(profile_to_wire);
                ask!(amend_review, AmendReviewRequest { title, description, profile })
            }
            Step::Withdraw => ask!(withdraw_review, WithdrawReviewRequest { reason: why }),
            Step::RequestInfo => ask!(request_info, RequestInfoRequest { question: why }),
            Step::ProvideInfo => ask!(provide_info, ProvideInfoRequest { answer: why }),
            Step::RetractQuestion => ask!(retract_question, RetractQuestionRequest { reason: why }),
            Step::Triage(outcome) => {
                let outcome = outcome.to_wire();
                ask!(triage_review, TriageReviewRequest { outcome, reason: why, duplicate_of: String::new() })
            }
            Step::Claim => ask!(claim_review, ClaimReviewRequest {}),
            Step::Assign(subject) => {
                let assignee = Some(common::Person { subject: subject.clone(), name: String::new() });
                ask!(assign_review, AssignReviewRequest { assignee, reason: String::new() })
            }
            Step::Release => ask!(release_review, ReleaseReviewRequest { reason: why }),
            Step::Reopen => ask!(reopen_review, ReopenReviewRequest { reason: why }),
            Step::Comment => {
                let visibility = common::CommentVisibility::Shared.into();
                ask!(add_comment, AddCommentRequest { text: why, visibility })
            }
        }
    }
}

fn told<T>(answer: Result<Response<T>, Status>, read: fn(T) -> (Option<pb::Review>, String)) -> Result<Reply> {
    match answer {
        Ok(answer) => {
            let (review, etag) = read(answer.into_inner());
            let status = review.and_then(|review| haetae_domain::vocabulary::Status::from_wire(review.status));
            Ok(Reply::Done { at: token::parse_etag(&etag).context("an etag")?, status })
        }
        Err(status) => {
            let Refusal { reason, metadata, .. } = Refusal::of(&status)?;
            Ok(Reply::Refused { reason, changes: metadata.get("changes").cloned().unwrap_or_default() })
        }
    }
}
