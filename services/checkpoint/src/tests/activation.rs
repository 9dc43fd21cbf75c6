use std::{sync::Arc, time::Duration};

use futures::TryStreamExt as _;
use haetae_domain::{
    catalog::Catalog,
    ids::{CommitId, Person},
    review::{self, Submitted},
};
use haetae_event_log::{
    AggregateKey, Category,
    codec::Reviews,
    store::{Command, Expected, Room, Store},
};
use haetae_proto::checkpoint::v1::{
    self as pb, catalog_service_server::CatalogService as _, preview_activation_response::Message,
};
use haetae_service_kit::auth::Role;
use tokio::time::Instant;
use uuid::Uuid;

use crate::testing::{ID, World, by, generated, named, ok, profile, refused, shipped};

const EDITOR: &[Role] = &[Role::ContentAdmin];

/// A step on the review that [`generated`] makes a checklist for.
async fn step<R: std::fmt::Debug>(
    world: &World,
    (n, expected): (u128, Expected),
    decide: impl Fn(&review::State) -> Result<Vec<review::Event>, R>,
) {
    let requester = Person { subject: "kim".into(), name: String::new() };
    let key = AggregateKey::new(Category::Review, &ID.to_string()).expect("a key");
    let command = Command {
        key: &key,
        id: CommitId(Uuid::from_u128(n)),
        by: &requester,
        at: jiff::Timestamp::UNIX_EPOCH,
        request: None,
        cause: None,
        expected,
        deadline: Instant::now() + Duration::from_secs(5),
    };
    let reviews = Store::<Reviews>::new(Arc::clone(&world.log), Room::NONE);
    reviews.execute(&command, decide).await.expect("written");
}

async fn submitted(world: &World) {
    let requester = Person { subject: "kim".into(), name: String::new() };
    let (title, team) = ("출입 통제".to_owned(), "pay".to_owned());
    let request = Submitted { title, description: String::new(), requester, team, profile: profile() };
    step(world, (1, Expected::New), |state| review::submit(state, request.clone())).await;
}

async fn published(world: &World, n: u128, catalog: &Catalog) {
    let request = pb::PublishCatalogRequest {
        request_id: Uuid::from_u128(n).to_string(),
        catalog_id: catalog.id.clone(),
        document: serde_json::to_vec(catalog).expect("JSON"),
        validate_only: false,
    };
    ok(world.catalogs.publish_catalog(by(EDITOR, request)).await);
}

fn asked(version: u32) -> pb::PreviewActivationRequest {
    pb::PreviewActivationRequest { catalog_id: "web-service".into(), version, max_listed: 0 }
}

/// The reports of progress, and the result.
async fn preview(world: &World, version: u32) -> (Vec<pb::ActivationProgress>, pb::ActivationEffects) {
    let answers = ok(world.catalogs.preview_activation(by(EDITOR, asked(version))).await);
    let answers: Vec<_> = answers.try_collect().await.expect("answered to the end");
    let (mut progress, mut result) = (vec![], None);
    for answer in answers {
        match answer.message.expect("a message") {
            Message::Progress(step) => progress.push(step),
            Message::Result(end) => result = Some(end),
        }
    }
    (progress, result.expect("a result"))
}

#[tokio::test]
async fn open_reviews_say_what_a_version_changes_in_their_checklists() {
    let world = World::new().await;
    submitted(&world).await;
    generated(&world).await;
    let web = shipped().into_iter().find(|catalog| catalog.id == "web-service").expect("it is shipped");
    let mut reworded = web.clone();
    for control in &mut reworded.controls {
        control.title.en.push_str(" (new)");
    }
    published(&world, 11, &reworded).await;
    let head = world.log.head().await.expect("a head");

    let (progress, same) = preview(&world, 1).await;
    assert_eq!((same.reviews, same.changed, same.effects.len()), (1, 0, 0), "the version that it was made from");
    assert_eq!(progress.first().map(|step| (step.commits_read, step.commits_total)), Some((0, head)));

    let (_, result) = preview(&world, 2).await;
    assert_eq!((result.reviews, result.changed, result.unreadable), (1, 1, 0));
    let [effect] = result.effects.as_slice() else { panic!("{result:?}") };
    assert_eq!((effect.review_id.clone(), effect.review_number.as_str()), (ID.to_string(), "R-1970-0001"));
    assert!(effect.added.is_empty() && effect.retired.is_empty() && effect.kept > 0, "{effect:?}");
    assert!(
        !effect.changed.is_empty() && effect.changed.iter().all(|key| key.starts_with("web-service:")),
        "{effect:?}"
    );

    assert_eq!(world.log.head().await.expect("a head"), head, "nothing was written");

    let gone = effect.changed[0].split(':').nth(1).expect("a control").to_owned();
    let mut fewer = web;
    fewer.controls.retain(|control| control.id != gone);
    fewer.rules.iter_mut().for_each(|rule| rule.controls.retain(|id| *id != gone));
    fewer.rules.retain(|rule| !rule.controls.is_empty());
    published(&world, 12, &fewer).await;
    let (_, result) = preview(&world, 3).await;
    let [effect] = result.effects.as_slice() else { panic!("{result:?}") };
    assert!(!effect.retired.is_empty() && effect.retired.iter().all(|key| key.contains(&gone)), "{effect:?}");
    assert!(effect.added.is_empty() && effect.changed.is_empty(), "{effect:?}");

    step(&world, (2, Expected::Any), |state| review::withdraw(state, "취소")).await;
    let (_, closed) = preview(&world, 2).await;
    assert_eq!((closed.reviews, closed.changed), (0, 0), "a closed review is not revised");
}

#[tokio::test]
async fn what_is_wrong_with_the_question_is_named_and_there_is_one_preview_at_a_time() {
    let world = World::new().await;
    let wrong = pb::PreviewActivationRequest { catalog_id: String::new(), version: 0, max_listed: 201 };
    let wrong = world.catalogs.preview_activation(by(EDITOR, wrong)).await.map(|_| ());
    assert_eq!(named(wrong), ["catalog_id", "version", "max_listed"]);
    let absent = world.catalogs.preview_activation(by(EDITOR, asked(9))).await.map(|_| tonic::Response::new(()));
    assert_eq!(refused(absent).0, tonic::Code::NotFound);
    let first = ok(world.catalogs.preview_activation(by(EDITOR, asked(1))).await);
    let second = world.catalogs.preview_activation(by(EDITOR, asked(1))).await.map(|_| tonic::Response::new(()));
    assert_eq!(refused(second).0, tonic::Code::ResourceExhausted);
    drop(first);
    drop(ok(world.catalogs.preview_activation(by(EDITOR, asked(1))).await));
}
