use haetae_domain::{profile::Profile, risk, vocabulary::Exposure};
use haetae_event_log::{AggregateKey, Category, Outcome, React as _};

use crate::testing::{World, harmless, id};

fn exposed(exposure: Exposure) -> Profile {
    Profile { exposure, ..harmless() }
}

async fn scored_profile(world: &World) -> (u64, Profile) {
    let key = AggregateKey::new(Category::Risk, &id(1)).expect("a key");
    let folded = world.risks.get(&key).await.expect("loads");
    let risk::State::Assessed { assessment, .. } = &folded.state else { panic!("not scored") };
    (folded.version, assessment.profile.clone())
}

#[tokio::test]
async fn an_amendment_that_matters_is_scored_once() {
    let world = World::new().await;
    world.scored(1, harmless()).await;
    let amended = world.amend(1, exposed(Exposure::Internet)).await;
    assert_eq!(world.assessor().react(&amended).await, Ok(Outcome::Done));
    assert_eq!(world.assessor().react(&amended).await, Ok(Outcome::AlreadyDone));
    assert_eq!(scored_profile(&world).await, (2, exposed(Exposure::Internet)));
}

#[tokio::test]
async fn of_several_amendments_the_last_counts_whichever_is_answered_first() {
    let world = World::new().await;
    world.scored(1, harmless()).await;
    let first = world.amend(1, exposed(Exposure::Internet)).await;
    let second = world.amend(1, exposed(Exposure::Internal)).await;
    assert_eq!(world.assessor().react(&second).await, Ok(Outcome::Done));
    assert_eq!(world.assessor().react(&first).await, Ok(Outcome::AlreadyDone));
    assert_eq!(scored_profile(&world).await, (2, exposed(Exposure::Internal)));
}

#[tokio::test]
async fn an_amendment_answered_before_the_submission_leaves_one_score() {
    let world = World::new().await;
    let submitted = world.submit(1, harmless()).await;
    let amended = world.amend(1, exposed(Exposure::Internet)).await;
    assert_eq!(world.assessor().react(&amended).await, Ok(Outcome::Done));
    assert_eq!(world.assessor().react(&submitted).await, Ok(Outcome::AlreadyDone));
    assert_eq!(scored_profile(&world).await, (1, exposed(Exposure::Internet)));
}
