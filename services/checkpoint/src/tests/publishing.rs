use std::{sync::Arc, time::Duration};

use haetae_domain::{catalog::Catalog, text::Text};
use haetae_event_log::{AggregateKey, Category, NewCommit};
use haetae_proto::checkpoint::v1::{self as pb, catalog_service_server::CatalogService as _};
use haetae_service_kit::auth::Role;
use tokio::time::Instant;
use tonic::Code;
use uuid::Uuid;

use crate::testing::{World, by, ok, refused, shipped};

const EDITOR: &[Role] = &[Role::ContentAdmin];

/// How long an append may take.
const PATIENCE: Duration = Duration::from_secs(5);

fn uuid(n: u8) -> String {
    format!("00000000-0000-4000-8000-0000000000{n:02x}")
}

fn web() -> Catalog {
    shipped().into_iter().find(|c| c.id == "web-service").expect("it is shipped")
}

fn publication(n: u8, catalog: &Catalog) -> pb::PublishCatalogRequest {
    pb::PublishCatalogRequest {
        request_id: uuid(n),
        catalog_id: "web-service".into(),
        document: serde_json::to_vec_pretty(catalog).expect("JSON"),
        validate_only: false,
    }
}

fn activation(n: u8, version: u32, etag: &str) -> pb::ActivateCatalogRequest {
    let catalog_id = "web-service".to_owned();
    pb::ActivateCatalogRequest { request_id: uuid(n), catalog_id, version, etag: etag.into(), validate_only: false }
}

async fn read(world: &World, version: u32) -> pb::GetCatalogResponse {
    let catalog_id = "web-service".to_owned();
    let asked = pb::GetCatalogRequest { catalog_id, version, include_document: true };
    ok(world.catalogs.get_catalog(by(EDITOR, asked)).await)
}

/// The shipped catalogue with one control less.
fn shorter() -> Catalog {
    let mut catalog = web();
    let gone = catalog.controls.pop().expect("a control").id;
    for rule in &mut catalog.rules {
        rule.controls.retain(|id| *id != gone);
    }
    catalog.title = Text::new("다음 판", "Next edition");
    catalog
}

#[tokio::test]
async fn a_version_is_published_then_put_in_use_and_older_ones_stay_readable() {
    let world = World::new().await;
    let before = read(&world, 0).await;
    let published = ok(world.catalogs.publish_catalog(by(EDITOR, publication(1, &shorter()))).await);
    let figures = published.catalog.as_ref().expect("a catalogue");
    assert_eq!((figures.version.as_ref().map(|v| v.version), figures.active_version), (Some(2), 1));
    let again = ok(world.catalogs.publish_catalog(by(EDITOR, publication(1, &shorter()))).await);
    assert_eq!(again, published, "a retry gets the same answer");

    let activated = ok(world.catalogs.activate_catalog(by(EDITOR, activation(2, 2, &published.etag))).await);
    assert_eq!(activated.catalog.map(|c| c.active_version), Some(2));
    let now = read(&world, 0).await;
    assert_eq!(now.catalog.as_ref().map(|c| c.control_count + 1), before.catalog.as_ref().map(|c| c.control_count));
    let old = read(&world, 1).await;
    assert_eq!(old.document, before.document);
    assert_eq!(old.rules, before.rules);
}

/// A catalogue of an organisation's own: one control, and a rule that picks it for every payment service.
fn in_house() -> Catalog {
    let mut catalog = web();
    catalog.id = "in-house".into();
    let rule = catalog.rules.iter_mut().find(|r| !r.when.service_types.is_empty()).expect("a rule");
    rule.controls.truncate(1);
    let kept = rule.controls[0].clone();
    let rule = rule.clone();
    catalog.rules = vec![rule];
    catalog.controls.retain(|control| control.id == kept);
    catalog
}

#[tokio::test]
async fn a_catalogue_that_was_never_shipped_is_published_put_in_use_and_found_by_other_replicas() {
    let world = World::new().await;
    let wanted = in_house();
    let first = pb::PublishCatalogRequest { catalog_id: "in-house".into(), ..publication(1, &wanted) };
    let rehearsal = pb::PublishCatalogRequest { validate_only: true, ..first.clone() };
    ok(world.catalogs.publish_catalog(by(EDITOR, rehearsal)).await);
    let listed = async |world: &World| {
        let all = ok(world.catalogs.list_catalogs(by(EDITOR, Default::default())).await).catalogs;
        all.into_iter().find(|c| c.version.as_ref().is_some_and(|v| v.document_id == "in-house"))
    };
    assert_eq!(listed(&world).await, None, "a rehearsal");

    let published = ok(world.catalogs.publish_catalog(by(EDITOR, first.clone())).await);
    assert_eq!(ok(world.catalogs.publish_catalog(by(EDITOR, first)).await), published, "a retry");
    let shown = listed(&world).await.expect("it is listed");
    assert_eq!((shown.latest_version, shown.active_version, shown.control_count), (1, 0, 1));
    assert!(world.desk.catalogues.active().iter().all(|v| v.name.id != "in-house"), "it is not in use");

    let other = World::on(Arc::clone(&world.log)).await;
    let activation = pb::ActivateCatalogRequest { catalog_id: "in-house".into(), ..activation(2, 1, &published.etag) };
    ok(other.catalogs.activate_catalog(by(EDITOR, activation)).await);
    let used = |world: &World| world.desk.catalogues.active().iter().any(|v| v.name.id == "in-house");
    assert!(used(&other), "here at once");
    world.desk.catalogues.current().await.expect("a look at the log");
    assert!(used(&world), "elsewhere after a look");
}

#[tokio::test]
async fn the_content_read_back_is_the_content_there_is() {
    let world = World::new().await;
    let document = read(&world, 0).await.document;
    let asked = pb::PublishCatalogRequest { document, ..publication(1, &web()) };
    let answer = ok(world.catalogs.publish_catalog(by(EDITOR, asked)).await);
    assert_eq!(answer.catalog.map(|c| (c.latest_version, c.active_version)), Some((1, 1)));
}

#[tokio::test]
async fn pages_of_one_list_stay_with_the_version_they_began_with() {
    let world = World::new().await;
    let list = |page_token: &str| pb::ListControlsRequest {
        catalog_id: "web-service".into(),
        page_size: 98,
        page_token: page_token.into(),
        ..Default::default()
    };
    let first = ok(world.catalogs.list_controls(by(EDITOR, list(""))).await);
    let published = ok(world.catalogs.publish_catalog(by(EDITOR, publication(1, &shorter()))).await);
    ok(world.catalogs.activate_catalog(by(EDITOR, activation(2, 2, &published.etag))).await);
    let second = ok(world.catalogs.list_controls(by(EDITOR, list(&first.next_page_token))).await);
    assert_eq!((second.version.map(|v| v.version), second.controls.len()), (Some(1), 1));
    let anew = ok(world.catalogs.list_controls(by(EDITOR, list(""))).await);
    assert_eq!((anew.version.map(|v| v.version), anew.next_page_token.as_str()), (Some(2), ""));
}

#[tokio::test]
async fn nothing_is_written_by_a_rehearsal_or_on_a_stale_etag() {
    let world = World::new().await;
    let head = world.log.head().await.expect("a head");
    let rehearsal = pb::PublishCatalogRequest { validate_only: true, ..publication(1, &shorter()) };
    let answer = ok(world.catalogs.publish_catalog(by(EDITOR, rehearsal)).await);
    assert_eq!(answer.catalog.map(|c| c.latest_version), Some(2));
    assert_eq!((answer.etag, answer.consistency_token), (String::new(), String::new()));
    let misnamed = pb::PublishCatalogRequest { catalog_id: "no-such".into(), ..publication(3, &shorter()) };
    assert_eq!(refused(world.catalogs.publish_catalog(by(EDITOR, misnamed)).await).0, Code::InvalidArgument);
    let unknown =
        pb::ActivateCatalogRequest { catalog_id: "no-such".into(), ..activation(3, 1, &read(&world, 0).await.etag) };
    assert_eq!(refused(world.catalogs.activate_catalog(by(EDITOR, unknown)).await).0, Code::NotFound);
    assert_eq!(world.log.head().await.expect("a head"), head);

    let stale = read(&world, 0).await.etag;
    ok(world.catalogs.publish_catalog(by(EDITOR, publication(4, &shorter()))).await);
    assert_eq!(refused(world.catalogs.activate_catalog(by(EDITOR, activation(5, 2, &stale))).await).0, Code::Aborted);
    let current = read(&world, 0).await.etag;
    let missing = activation(6, 9, &current);
    assert_eq!(refused(world.catalogs.activate_catalog(by(EDITOR, missing)).await).0, Code::NotFound);
}

/// `A1`: what a stranger published under an id that no catalogue has makes no catalogue of it, here or in a process that
/// starts later. The lists answer as before, and the id can still be published.
#[tokio::test]
async fn an_aggregate_without_a_commit_of_ours_is_no_catalogue() {
    let world = World::new().await;
    let list = async |world: &World| ok(world.catalogs.list_catalogs(by(EDITOR, Default::default())).await).catalogs;
    let before = list(&world).await;
    for (n, payload) in [&b"q"[..], b"", b"\xff\xff\xff\xff hello"].into_iter().enumerate() {
        let key = AggregateKey::new(Category::Catalog, "in-house").expect("a key");
        let expected = world.log.load(&key, 0).await.expect("loaded").last().map_or(0, |message| message.sequence);
        let stranger = NewCommit { id: Uuid::from_u128(n as u128), payload: payload.into(), traceparent: None };
        world.log.append(&key, expected, stranger, Instant::now() + PATIENCE).await.expect("appended");
    }
    world.desk.catalogues.current().await.expect("a look at the log");
    let later = World::on(Arc::clone(&world.log)).await;
    for world in [&world, &later] {
        assert_eq!(list(world).await, before);
        let asked = pb::GetCatalogRequest { catalog_id: "in-house".into(), ..Default::default() };
        assert_eq!(refused(world.catalogs.get_catalog(by(EDITOR, asked)).await).0, Code::NotFound);
        assert!(world.desk.catalogues.current().await.expect("a look").iter().all(|v| v.name.id != "in-house"));
        assert_eq!(list(world).await, before, "also after it was asked for");
    }
    let first = pb::PublishCatalogRequest { catalog_id: "in-house".into(), ..publication(1, &in_house()) };
    ok(world.catalogs.publish_catalog(by(EDITOR, first)).await);
    later.desk.catalogues.current().await.expect("a look at the log");
    for world in [&world, &later] {
        assert_eq!(list(world).await.len(), before.len() + 1, "published after all");
    }
}
