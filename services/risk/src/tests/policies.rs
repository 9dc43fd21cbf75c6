use haetae_proto::risk::v1::{
    ActivatePolicyRequest, ActivatePolicyResponse, GetPolicyRequest, GetPolicyResponse, ListPoliciesRequest,
    PolicyVersion, PublishPolicyRequest, PublishPolicyResponse, risk_service_server::RiskService as _,
};
use haetae_service_kit::{auth::Role, error::Violations};
use tonic::{Code, Status};
use uuid::Uuid;

use crate::{
    desk::candidate::read_candidate,
    testing::{World, by, json, shipped, variant},
};

fn publishing(n: u128, document: Vec<u8>) -> PublishPolicyRequest {
    PublishPolicyRequest { request_id: Uuid::from_u128(n).to_string(), document, validate_only: false }
}

fn activating(n: u128, etag: &str, version: u32) -> ActivatePolicyRequest {
    let request_id = Uuid::from_u128(n).to_string();
    ActivatePolicyRequest { request_id, etag: etag.to_owned(), version, validate_only: false }
}

async fn publish(world: &World, request: PublishPolicyRequest) -> Result<PublishPolicyResponse, Status> {
    Ok(world.grpc.publish_policy(by(Role::ContentAdmin, request)).await?.into_inner())
}

async fn activate(world: &World, request: ActivatePolicyRequest) -> Result<ActivatePolicyResponse, Status> {
    Ok(world.grpc.activate_policy(by(Role::ContentAdmin, request)).await?.into_inner())
}

async fn get(world: &World, version: u32) -> Result<GetPolicyResponse, Status> {
    Ok(world.grpc.get_policy(by(Role::Requester, GetPolicyRequest { version })).await?.into_inner())
}

async fn list(world: &World, page_size: i32, page_token: &str) -> (Vec<(u32, bool)>, String) {
    let request = ListPoliciesRequest { page_size, page_token: page_token.to_owned() };
    let page = world.grpc.list_policies(by(Role::Auditor, request)).await.expect("a page").into_inner();
    let named = page.policies.into_iter().map(|p| (p.version.expect("a version").version, p.active));
    (named.collect(), page.next_page_token)
}

fn number(policy: &Option<PolicyVersion>) -> u32 {
    policy.as_ref().and_then(|p| p.version.as_ref()).expect("a version").version
}

/// F12: a retry of a publication asks for the same content, however its JSON is written; other content is another request.
#[tokio::test]
async fn a_retry_of_a_publication_is_known_by_its_meaning() {
    let world = World::new().await;
    let first = publish(&world, publishing(1, json(&variant(11)))).await.expect("published");
    let pretty = serde_json::to_vec_pretty(&variant(11)).expect("JSON");
    let again = publish(&world, publishing(1, pretty)).await.expect("a retry");
    assert_eq!((number(&again.policy), again.consistency_token), (number(&first.policy), first.consistency_token));
    let other = publish(&world, publishing(1, json(&variant(12)))).await.expect_err("another content");
    assert_eq!(other.code(), Code::InvalidArgument);
    assert!(other.message().contains("already used for a request with different content"), "{other:?}");
}

#[tokio::test]
async fn a_policy_is_published_read_back_and_activated() {
    let world = World::new().await;
    let pretty = serde_json::to_vec_pretty(&variant(11)).expect("JSON");
    let published = publish(&world, publishing(1, pretty)).await.expect("published");
    let version = published.policy.clone().expect("a policy");
    assert_eq!((number(&published.policy), version.active), (2, false));
    assert_eq!(version.published_by.expect("a publisher").subject, "content_admin-1");

    let read = get(&world, 2).await.expect("it is there");
    assert_eq!(read.document, json(&variant(11)), "canonical, whatever was sent");
    let hash = haetae_service_kit::documents::content_hash(&read.document);
    assert_eq!(read.policy.and_then(|p| p.version).expect("a version").content_hash, hash);
    assert_eq!(number(&get(&world, 0).await.expect("active").policy), 1);

    let active = activate(&world, activating(2, &published.etag, 2)).await.expect("activated");
    assert!(active.policy.as_ref().is_some_and(|p| p.active));
    assert_eq!(number(&get(&world, 0).await.expect("active").policy), 2);
    assert_eq!(world.policies.active().unwrap().name.version, 2, "here at once");
    let back = activate(&world, activating(3, &active.etag, 1)).await.expect("activated");
    assert_eq!((number(&back.policy), world.policies.active().unwrap().name.version), (1, 1));
}

#[tokio::test]
async fn a_request_sent_twice_has_its_effect_once_and_a_reused_id_is_refused() {
    let world = World::new().await;
    let first = publish(&world, publishing(1, json(&variant(11)))).await.expect("published");
    let head = world.commits().await.len();
    assert_eq!(publish(&world, publishing(1, json(&variant(11)))).await.expect("answered"), first);
    let reused = publish(&world, publishing(1, json(&variant(12)))).await.expect_err("another content");
    assert_eq!(reused.code(), Code::InvalidArgument);
    let same = publish(&world, publishing(2, json(&variant(11)))).await.expect("another request, the same content");
    assert_eq!(number(&same.policy), 2);
    assert_eq!(world.commits().await.len(), head);

    let active = activate(&world, activating(3, &first.etag, 2)).await.expect("activated");
    assert_eq!(activate(&world, activating(3, &first.etag, 2)).await.expect("answered"), active);
    assert_eq!(world.commits().await.len(), head + 1);
}

#[tokio::test]
async fn what_cannot_be_done_is_refused_and_changes_nothing() {
    let world = World::new().await;
    let head = world.commits().await.len();
    let etag = get(&world, 0).await.expect("active").etag;
    let unknown = activate(&world, activating(1, &etag, 9)).await.expect_err("no such version");
    assert_eq!(unknown.code(), Code::NotFound);
    assert_eq!(get(&world, 9).await.expect_err("no such version").code(), Code::NotFound);
    let without = activate(&world, activating(1, "", 1)).await.expect_err("no etag");
    assert_eq!(without.code(), Code::InvalidArgument);

    let rehearsed = PublishPolicyRequest { validate_only: true, ..publishing(1, json(&variant(11))) };
    let rehearsed = publish(&world, rehearsed).await.expect("it would do");
    assert_eq!((number(&rehearsed.policy), rehearsed.etag.as_str()), (2, ""));
    assert_eq!(world.commits().await.len(), head);

    let published = publish(&world, publishing(1, json(&variant(11)))).await.expect("published");
    let stale = activate(&world, activating(2, &etag, 2)).await.expect_err("published meanwhile");
    assert_eq!(stale.code(), Code::Aborted);
    let rehearsed = ActivatePolicyRequest { validate_only: true, ..activating(3, &published.etag, 2) };
    let rehearsed = activate(&world, rehearsed).await.expect("it would do");
    assert!(rehearsed.policy.is_some_and(|p| p.active));
    assert_eq!(number(&get(&world, 0).await.expect("active").policy), 1);
}

#[tokio::test]
async fn versions_are_listed_newest_first_page_by_page() {
    let world = World::new().await;
    for n in 11..=14 {
        publish(&world, publishing(n.into(), json(&variant(n)))).await.expect("published");
    }
    let (page, token) = list(&world, 3, "").await;
    assert_eq!(page, [(5, false), (4, false), (3, false)]);
    publish(&world, publishing(20, json(&variant(20)))).await.expect("published meanwhile");
    let (page, token) = list(&world, 3, &token).await;
    assert_eq!((page, token.as_str()), (vec![(2, false), (1, true)], ""));
    assert_eq!(list(&world, 0, "").await.0.len(), 6);
}

/// The shipped policy as JSON, changed.
fn spoiled(change: impl FnOnce(&mut serde_json::Value)) -> Vec<u8> {
    let mut value = serde_json::to_value(shipped()).expect("JSON");
    change(&mut value);
    serde_json::to_vec(&value).expect("JSON")
}

fn set(pointer: &'static str, to: serde_json::Value) -> Vec<u8> {
    spoiled(|value| *value.pointer_mut(pointer).expect(pointer) = to)
}

fn cut(pointer: &'static str, name: &'static str) -> Vec<u8> {
    spoiled(|value| {
        let object = value.pointer_mut(pointer).and_then(|v| v.as_object_mut()).expect(pointer);
        object.remove(name).expect(name);
    })
}

fn twice(first: &str, second: &str) -> Vec<u8> {
    let text = String::from_utf8(json(&shipped())).expect("UTF-8");
    assert!(text.contains(first), "{first}");
    text.replacen(first, second, 1).into_bytes()
}

#[tokio::test]
async fn a_faulty_document_is_refused_with_the_path_of_what_is_wrong() {
    use serde_json::json as v;
    let long = "가".repeat(2_001);
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("", b"{ \"title\": ".to_vec()),
        ("", format!("\"{}\"", "a".repeat(10 << 20)).into_bytes()),
        ("", b"[]".to_vec()),
        ("", set("/service_types/cap", v!(90))),
        ("title.ko", set("/title/ko", v!(""))),
        ("title.en", cut("/title", "en")),
        ("title.en", set("/title/en", v!("a\u{202e}b"))),
        ("title.en", set("/title/en", v!("a\u{1b}[2J"))),
        ("title.ko", set("/title/ko", v!(long))),
        ("stage.items.planning.explanation.en", cut("/stage/items/planning/explanation", "en")),
        ("cut_offs.high", set("/cut_offs/high", v!("60"))),
        ("cut_offs", set("/cut_offs/high", v!(90))),
        ("cut_offs", set("/cut_offs/critical", v!(101))),
        ("levels", set("/levels/high/depth", v!("waivable"))),
        ("levels", set("/levels/critical/target_days", v!(60))),
        ("levels", set("/levels/critical/target_days", v!(0))),
        ("levels", cut("/levels", "high")),
        ("levels.severe", set("/levels", v!({"severe": {"depth": "full", "target_days": 1}}))),
        ("exposure.items", set("/exposure/items/internet/points", v!(1))),
        ("user_scale.items", set("/user_scale/items/over_1m/points", v!(0))),
        ("user_scale.items.up_to_1k", cut("/user_scale/items", "up_to_1k")),
        ("service_types.items.payment.points", set("/service_types/items/payment/points", v!(-1))),
        ("components.items.device.points", set("/components/items/device/points", v!(2.5))),
        ("service_types.further_percent", set("/service_types/further_percent", v!(101))),
        ("data_classes.items.secret", spoiled(|p| p["data_classes"]["items"]["secret"] = v!({"points": 1}))),
        ("impact.kinds.safety.points", set("/impact/kinds/safety/points/severe", v!(1))),
        ("impact.kinds.safety.points", cut("/impact/kinds/safety/points", "none")),
        ("impact.kinds.financial", cut("/impact/kinds", "financial")),
        ("escalators[1].id", set("/escalators/1/id", v!("life-safety"))),
        ("escalators[1].id", set("/escalators/1/id", v!("생명"))),
        ("escalators[0].when", set("/escalators/0/when", v!({}))),
        ("escalators[0].floor", set("/escalators/0/floor", v!("highest"))),
        ("escalators[2].when.min_exposure", set("/escalators/2/when/min_exposure", v!(["internet"]))),
        ("escalators[0].because", spoiled(|p| p["escalators"][0]["because"] = v!("x"))),
        ("cut_offs.medium", twice("\"medium\":40", "\"medium\":40,\"medium\":41")),
    ];
    let world = World::new().await;
    let head = world.commits().await.len();
    for (path, document) in cases {
        let shown = String::from_utf8_lossy(&document[..document.len().min(80)]).into_owned();
        let error = read_candidate(Violations::new(), document).await.expect_err(&shown);
        let field = if path.is_empty() { "document".to_owned() } else { format!("document.{path}") };
        let named: Vec<_> = error.violations().iter().map(|v| v.field.as_str()).collect();
        assert!(named.contains(&field.as_str()), "{field} is not among {named:?}");
        for violation in error.violations() {
            assert!(violation.ko.chars().any(|c| ('가'..='힣').contains(&c)), "{}", violation.ko);
            assert!(!violation.en.is_empty());
        }
        let refused = Status::from(error);
        assert_eq!(refused.code(), Code::InvalidArgument);
        assert!(refused.details().len() < 8_000, "details have to fit into headers");
    }
    let refused = publish(&world, publishing(1, set("/cut_offs/high", v!(90)))).await.expect_err("refused");
    assert_eq!(refused.code(), Code::InvalidArgument);
    assert_eq!(world.commits().await.len(), head);
}

#[tokio::test]
async fn all_faults_come_at_once_and_a_broken_promise_with_its_counter_example() {
    let document = spoiled(|p| {
        p["title"]["ko"] = serde_json::json!(7);
        p["surplus"] = serde_json::json!(1);
        p["exposure"]["items"]["internet"]["points"] = serde_json::json!(1);
        p["levels"]["high"]["target_days"] = serde_json::json!(300);
    });
    let error = read_candidate(Violations::new(), document).await.expect_err("faulty");
    let named: Vec<_> = error.violations().iter().map(|v| v.field.as_str()).collect();
    assert_eq!(named, ["document.surplus", "document.title.ko", "document.exposure.items", "document.levels"]);
    assert_eq!(error.metadata()["faults_total"], "4");
    let told = &error.violations()[2];
    assert!(told.en.contains("exposure=partner gives ") && told.en.contains("exposure=internet gives "), "{}", told.en);
    assert!(told.ko.contains("반례: exposure=partner"), "{}", told.ko);
}
