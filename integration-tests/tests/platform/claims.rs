//! Of many who want a review, one gets it.

use anyhow::{Context as _, Result};
use futures::future::join_all;
use haetae_integration_tests::{Refusal, World, fresh_id, run, samples};
use haetae_proto::{event::v1::event::Event, intake::v1::ClaimReviewRequest};
use tonic::Code;

const RIVALS: usize = 100;

#[test]
fn of_a_hundred_claims_at_once_one_wins_and_the_others_learn_whose() -> Result<()> {
    run(async {
        let world = World::shared().await?;
        let kim = world.requester("kim", "claims")?;
        let id = kim.submit(samples::ordinary()).await?.id;
        let etag = kim.targeted(&id).await?.etag;
        let names: Vec<_> = (0..RIVALS).map(|n| format!("reviewer-{n}")).collect();
        let rivals = names.iter().map(|name| world.reviewer(name)).collect::<Result<Vec<_>>>()?;
        let claim = || ClaimReviewRequest {
            request_id: fresh_id().to_string(),
            review_id: id.clone(),
            etag: etag.clone(),
            validate_only: false,
        };
        let answers = join_all(rivals.iter().map(|rival| {
            let claim = claim();
            async move { rival.intake().claim_review(claim).await }
        }))
        .await;
        let winners: Vec<_> = (0..RIVALS).filter(|n| answers[*n].is_ok()).collect();
        let [winner] = winners[..] else { panic!("{winners:?} won") };
        for refused in answers.into_iter().filter_map(Result::err) {
            let refusal = Refusal::of(&refused)?;
            assert_eq!((refusal.code, refusal.reason.as_str()), (Code::Aborted, "CHANGED_MEANWHILE"));
            let changes = refusal.metadata.get("changes").context("what happened")?;
            assert!(changes.contains(&format!("ReviewAssigned by {} at ", names[winner])), "{changes:?}");
        }
        let assigned = world.log().await?.with("review", &id, "ReviewAssigned").await?;
        let [entry] = &assigned[..] else { panic!("{} were assigned", assigned.len()) };
        let Some(Event::ReviewAssigned(assigned)) = entry.events().next() else { panic!("another event") };
        assert_eq!(assigned.assignee.clone().context("an assignee")?.subject, names[winner]);

        // With the current etag in hand, the answer is who has it.
        let late = ClaimReviewRequest { etag: kim.targeted(&id).await?.etag, ..claim() };
        let loser = &rivals[(winner + 1) % RIVALS];
        let refusal = Refusal::expected(loser.intake().claim_review(late).await)?;
        assert_eq!((refusal.code, refusal.reason.as_str()), (Code::FailedPrecondition, "ALREADY_ASSIGNED"));
        assert_eq!(refusal.metadata.get("assignee"), Some(&names[winner]));
        Ok(())
    })
}
