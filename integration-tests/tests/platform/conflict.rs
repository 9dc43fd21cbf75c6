//! Two people who edit the same thing never overwrite each other silently.

use anyhow::{Context as _, Result};
use futures::future::join_all;
use haetae_integration_tests::{Refusal, World, judge, run, samples};
use haetae_proto::common::v1::VerdictResult;
use tonic::Code;

const RIVALS: usize = 12;

#[test]
fn the_second_on_one_etag_learns_what_happened_in_between() -> Result<()> {
    run(async {
        let world = World::shared().await?;
        let (lee, han) = (world.reviewer("lee")?, world.reviewer("han")?);
        let id = world.requester("kim", "rivals")?.submit(samples::ordinary()).await?.id;
        let list = lee.checklist(&id).await?;
        lee.checkpoint().record_verdicts(judge(&list, 3)).await?;

        let late = judge(&list, 1);
        let refusal = Refusal::expected(han.checkpoint().record_verdicts(late.clone()).await)?;
        changed_by("lee", &refusal);
        let mut rehearsed = late.clone();
        rehearsed.validate_only = true;
        changed_by("lee", &Refusal::expected(han.checkpoint().record_verdicts(rehearsed).await)?);
        let log = world.log().await?;
        assert_eq!(log.of("diagnosis", &id).await?.len(), 2, "the second changed nothing");

        // With what there is now in hand, the same verdicts are welcome.
        let now = han.checklist(&id).await?;
        let again = judge(&now, 1);
        assert_eq!(again.verdicts, late.verdicts);
        han.checkpoint().record_verdicts(again).await?;
        Ok(())
    })
}

#[test]
fn of_many_at_once_exactly_one_wins() -> Result<()> {
    run(async {
        let world = World::shared().await?;
        let id = world.requester("kim", "rivals")?.submit(samples::smart_city()).await?.id;
        let names: Vec<_> = (0..RIVALS).map(|n| format!("reviewer-{n}")).collect();
        let rivals = names.iter().map(|name| world.reviewer(name)).collect::<Result<Vec<_>>>()?;
        let log = world.log().await?;
        for round in 1..=5 {
            let list = rivals[0].checklist(&id).await?;
            let answers = join_all(rivals.iter().map(|rival| {
                let judgement = judge(&list, 4);
                async move { rival.checkpoint().record_verdicts(judgement).await }
            }))
            .await;
            let winners: Vec<_> = (0..RIVALS).filter(|n| answers[*n].is_ok()).collect();
            let [winner] = winners[..] else { panic!("round {round}: {winners:?} won") };
            for refused in answers.into_iter().filter_map(Result::err) {
                changed_by(&names[winner], &Refusal::of(&refused)?);
            }
            let commits = log.of("diagnosis", &id).await?;
            assert_eq!(commits.len(), 1 + round);
            let last = commits.last().and_then(|entry| entry.commit.actor.clone()).context("an actor")?;
            assert_eq!(last.subject, names[winner]);
        }
        let checklist = rivals[0].checklist(&id).await?.checklist.context("a checklist")?;
        let first = checklist.checkpoints[0].verdict.clone().context("a verdict")?;
        assert_eq!(first.result(), VerdictResult::Pass);
        Ok(())
    })
}

fn changed_by(whom: &str, refusal: &Refusal) {
    assert_eq!((refusal.code, refusal.reason.as_str()), (Code::Aborted, "CHANGED_MEANWHILE"));
    let changes = refusal.metadata.get("changes").map(String::as_str).unwrap_or_default();
    // With the findings that the Fails among them opened.
    let told = changes.starts_with("VerdictsRecorded") && changes.contains(&format!(" by {whom} at "));
    assert!(told, "{changes:?}");
}
