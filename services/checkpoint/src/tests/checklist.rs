use haetae_event_log::{AggregateKey, Category, codec::profile_to_wire};
use haetae_proto::{
    checkpoint::v1::{
        self as pb, catalog_service_server::CatalogService as _, checkpoint_service_server::CheckpointService as _,
    },
    common::v1 as common,
};
use haetae_service_kit::{
    auth::{Principal, Role},
    commands::person,
    testing::append_unknown_event,
    token::etag,
};
use tonic::Code;
use uuid::Uuid;

use crate::testing::{World, by, generated, ok, profile, refused, shipped};

fn preview(level: common::RiskLevel) -> pb::PreviewChecklistRequest {
    pb::PreviewChecklistRequest { profile: Some(profile_to_wire(&profile())), level: level as i32 }
}

async fn coverage_of(world: &World, review_id: &str, threat: &str) -> (i32, pb::GetCoverageResponse) {
    let asked = pb::GetCoverageRequest { review_id: review_id.to_owned() };
    let answer = ok(world.checkpoints.get_coverage(by(&[Role::Reviewer], asked)).await);
    let found = answer.threats.iter().find(|t| t.threat_id == threat).expect("it concerns devices");
    (found.status, answer.clone())
}

async fn judge(world: &World, review_id: &str, etag: &str, n: u8, verdicts: Vec<(&str, common::VerdictResult)>) {
    let input = |(checkpoint, result): (&str, common::VerdictResult)| pb::VerdictInput {
        checkpoint: checkpoint.to_owned(),
        result: result as i32,
        method: common::CheckMethod::Test as i32,
        reason: "r".into(),
        evidence: vec![],
        evidence_ids: vec![],
        compensating_control: String::new(),
    };
    let request = pb::RecordVerdictsRequest {
        request_id: Uuid::from_u128(u128::from(n)).to_string(),
        review_id: review_id.to_owned(),
        etag: etag.to_owned(),
        verdicts: verdicts.into_iter().map(input).collect(),
        validate_only: false,
    };
    ok(world.checkpoints.record_verdicts(by(&[Role::Reviewer], request)).await);
}

#[tokio::test]
async fn a_preview_is_the_checklist_a_review_gets_and_records_nothing() {
    let world = World::new().await;
    let head = world.log.head().await.expect("a head");
    let asked = preview(common::RiskLevel::Critical);
    let preview_list = ok(world.checkpoints.preview_checklist(by(&[Role::Requester], asked)).await).checklist;
    assert_eq!(world.log.head().await.expect("a head"), head);
    let review_id = generated(&world).await;
    let asked = pb::GetChecklistRequest { review_id: review_id.clone() };
    let checklist = ok(world.checkpoints.get_checklist(by(&[Role::Requester], asked)).await).checklist;
    let preview_list = preview_list.map(|list| pb::Checklist { review_id, ..list });
    assert_eq!(preview_list, checklist);

    let nothing = pb::PreviewChecklistRequest::default();
    assert_eq!(
        refused(world.checkpoints.preview_checklist(by(&[Role::Requester], nothing)).await).0,
        Code::InvalidArgument
    );
}

#[tokio::test]
async fn a_threat_is_covered_only_when_every_mandatory_check_of_a_solution_passed() {
    use common::CoverageStatus::{Covered, NotAssessed, PartlyCovered, Uncovered};
    use common::VerdictResult::{Fail, Pass};
    let world = World::new().await;
    let review_id = generated(&world).await;
    // malware-spread: 1.5.3, 4.2.2 and 4.2.3 call for monitoring, and 1.5.1 for access control, which stays open.
    let (status, answer) = coverage_of(&world, &review_id, "malware-spread").await;
    assert_eq!((status, answer.threats.len()), (NotAssessed as i32, 8));
    assert_eq!(answer.count.as_ref().map(|c| c.not_assessed), Some(8));

    judge(&world, &review_id, &answer.etag, 1, vec![("smart-city-2021:4.2.2:1", Fail)]).await;
    let (status, _) = coverage_of(&world, &review_id, "malware-spread").await;
    assert_eq!(status, Uncovered as i32);

    let world = World::new().await;
    let review_id = generated(&world).await;
    let (_, answer) = coverage_of(&world, &review_id, "malware-spread").await;
    judge(&world, &review_id, &answer.etag, 2, vec![("smart-city-2021:4.2.2:1", Pass)]).await;
    let (status, answer) = coverage_of(&world, &review_id, "malware-spread").await;
    assert_eq!(status, PartlyCovered as i32, "4.2.3 and 1.5.3 are open");
    let open = ["smart-city-2021:4.2.3:1", "smart-city-2021:1.5.3:1", "smart-city-2021:1.5.3:2"];
    judge(&world, &review_id, &answer.etag, 3, open.map(|key| (key, Pass)).to_vec()).await;
    assert_eq!(coverage_of(&world, &review_id, "malware-spread").await.0, Covered as i32);
}

#[tokio::test]
async fn an_upgrade_is_previewed_against_the_versions_in_use_and_changes_nothing() {
    let world = World::new().await;
    let review_id = generated(&world).await;
    let asked = || pb::PreviewUpgradeRequest { review_id: review_id.clone() };
    let same = ok(world.catalogs.preview_upgrade(by(&[Role::Reviewer], asked())).await);
    assert_eq!((same.from == same.to, same.changed.len(), same.added.len(), same.retired.len()), (true, 0, 0, 0));

    judge(&world, &review_id, &same.etag, 1, vec![("web-service:CLI-12:1", common::VerdictResult::Fail)]).await;
    let mut next = shipped().into_iter().find(|c| c.id == "web-service").expect("it is shipped");
    let changed = next.controls.iter_mut().find(|c| c.id == "CLI-13").expect("a control");
    changed.countermeasure.en.push_str(" Twice.");
    next.controls.iter_mut().find(|c| c.id == "CLI-12").expect("a control").id = "CLI-15".into();
    for id in next.rules.iter_mut().flat_map(|r| &mut r.controls).filter(|id| *id == "CLI-12") {
        *id = "CLI-15".into();
    }
    let publication = pb::PublishCatalogRequest {
        request_id: Uuid::from_u128(2).to_string(),
        catalog_id: "web-service".into(),
        document: serde_json::to_vec(&next).expect("JSON"),
        validate_only: false,
    };
    let published = ok(world.catalogs.publish_catalog(by(&[Role::ContentAdmin], publication)).await);
    let activation = pb::ActivateCatalogRequest {
        request_id: Uuid::from_u128(3).to_string(),
        catalog_id: "web-service".into(),
        version: 2,
        etag: published.etag,
        validate_only: false,
    };
    ok(world.catalogs.activate_catalog(by(&[Role::ContentAdmin], activation)).await);

    let upgrade = ok(world.catalogs.preview_upgrade(by(&[Role::Reviewer], asked())).await);
    let keys = |list: &[pb::Checkpoint]| list.iter().map(|c| c.checkpoint.clone()).collect::<Vec<_>>();
    assert_eq!(keys(&upgrade.added), ["web-service:CLI-15:1", "web-service:CLI-15:2"]);
    assert_eq!(keys(&upgrade.retired), ["web-service:CLI-12:1", "web-service:CLI-12:2"]);
    let verdict = upgrade.retired[0].verdict.as_ref().map(|v| v.result);
    assert_eq!(verdict, Some(common::VerdictResult::Fail as i32), "a retired verdict stays readable");
    assert!(upgrade.retired[0].check.is_some(), "so does the text it was given on");
    let differences: Vec<_> = upgrade.changed.iter().map(|c| c.differences.clone()).collect();
    assert_eq!(differences, [[pb::CheckpointDifference::Countermeasure as i32]; 2]);
    assert_eq!(upgrade.kept.len() + 4, same.kept.len());
    let asked = pb::GetChecklistRequest { review_id: review_id.clone() };
    let checklist = ok(world.checkpoints.get_checklist(by(&[Role::Reviewer], asked)).await);
    assert_eq!(checklist.checklist.map(|c| c.catalogs), Some(same.from));

    let request = |validate_only| pb::UpgradeDiagnosisRequest {
        request_id: Uuid::from_u128(4).to_string(),
        review_id: review_id.clone(),
        etag: upgrade.etag.clone(),
        validate_only,
    };
    let rehearsed = ok(world.catalogs.upgrade_diagnosis(by(&[Role::Reviewer], request(true))).await);
    let done = ok(world.catalogs.upgrade_diagnosis(by(&[Role::Reviewer], request(false))).await);
    assert_eq!(rehearsed.checklist, done.checklist, "a rehearsal shows what comes");
    let list = done.checklist.clone().expect("a checklist");
    assert_eq!(list.catalogs, upgrade.to);
    assert_eq!(keys(&list.retired), keys(&upgrade.retired));
    assert_eq!(list.retired[0].verdict.as_ref().map(|v| v.result), verdict, "the verdict stays readable");
    assert!(list.retired[0].check.is_some());
    let late = ok(world.catalogs.upgrade_diagnosis(by(&[Role::Reviewer], request(false))).await);
    assert_eq!(late, done, "the same request has one effect and one answer");
    let asked = pb::PreviewUpgradeRequest { review_id };
    let rest = ok(world.catalogs.preview_upgrade(by(&[Role::Reviewer], asked)).await);
    assert_eq!((rest.changed.len(), rest.added.len(), rest.retired.len()), (0, 0, 0), "nothing is left to do");
}

#[tokio::test]
async fn coverage_of_another_teams_review_is_not_told() {
    let world = World::new().await;
    let review_id = generated(&world).await;
    let mut asked = by(&[Role::Requester], pb::GetCoverageRequest { review_id });
    let mut stranger = asked.extensions().get::<Principal>().expect("a caller").clone();
    assert_eq!(person(&stranger).subject, "u-1");
    stranger.team = Some("water".into());
    asked.extensions_mut().insert(stranger);
    assert_eq!(refused(world.checkpoints.get_coverage(asked).await).0, Code::NotFound);
}

/// A diagnosis with an event of a later release is refused by a reason of its own, whether it is read or changed.
#[tokio::test]
async fn an_event_of_a_later_release_is_named() {
    let world = World::new().await;
    let review_id = generated(&world).await;
    let key = AggregateKey::new(Category::Diagnosis, &review_id).expect("a key");
    let sequence = append_unknown_event(&*world.log, &key).await;
    let asked = pb::GetChecklistRequest { review_id: review_id.clone() };
    let concluded = pb::ConcludeDiagnosisRequest {
        request_id: Uuid::from_u128(7).to_string(),
        review_id,
        etag: etag(sequence),
        ..Default::default()
    };
    for (code, message) in [
        refused(world.checkpoints.get_checklist(by(&[Role::Reviewer], asked)).await),
        refused(world.checkpoints.conclude_diagnosis(by(&[Role::Reviewer], concluded)).await),
    ] {
        assert_eq!(code, Code::FailedPrecondition, "{message}");
        assert!(message.contains("this version of the service does not know"), "{message}");
    }
}
