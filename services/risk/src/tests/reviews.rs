use haetae_domain::{
    profile::Profile,
    risk,
    vocabulary::{DataClass, Exposure},
};
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

/// What is closed keeps its score, whatever policy comes into use; once reopened it is judged like any other.
#[tokio::test]
async fn a_reopened_review_is_scored_under_the_policy_in_use() {
    let world = World::new().await;
    world.scored(1, harmless()).await;
    world.aim(1).await;
    world.reject(1).await;
    let activated = super::activations::activate(&world, 11).await;
    world.reassessor().react(&activated).await.expect("answered");
    assert_eq!(world.scored_under(1).await, (1, 1), "closed");
    let reopened = world.reopen(1).await;
    assert_eq!(world.assessor().react(&reopened).await, Ok(Outcome::Done));
    assert_eq!(world.assessor().react(&reopened).await, Ok(Outcome::AlreadyDone));
    assert_eq!(world.scored_under(1).await, (2, 2));
}

/// The target of a closed review does not follow its assessment, so a reopened one is assessed again for it.
#[tokio::test]
async fn a_review_amended_while_closed_is_scored_again_when_it_is_reopened() {
    let world = World::new().await;
    world.scored(1, harmless()).await;
    world.aim(1).await;
    world.reject(1).await;
    let sensitive = Profile { data_classes: [DataClass::Sensitive].into(), ..exposed(Exposure::Internet) };
    let amended = world.amend(1, sensitive.clone()).await;
    assert_eq!(world.assessor().react(&amended).await, Ok(Outcome::Done));
    let reopened = world.reopen(1).await;
    assert_eq!(world.assessor().react(&reopened).await, Ok(Outcome::Done));
    assert_eq!(scored_profile(&world).await, (3, sensitive));

    world.aim(1).await;
    world.reject(1).await;
    let again = world.reopen(1).await;
    assert_eq!(world.assessor().react(&again).await, Ok(Outcome::AlreadyDone), "nothing changed since");
}
