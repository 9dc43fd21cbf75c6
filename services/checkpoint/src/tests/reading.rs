use haetae_proto::{
    checkpoint::v1::{self as pb, catalog_service_server::CatalogService as _},
    common::v1::{Component, FlowLayer, ServiceType},
};
use haetae_service_kit::auth::Role;
use tonic::Code;

use crate::testing::{World, by, ok, refused};

const ANYONE: &[Role] = &[Role::Requester];

fn controls(layer: FlowLayer, service_type: ServiceType, token: &str) -> pb::ListControlsRequest {
    pb::ListControlsRequest {
        catalog_id: "web-service".into(),
        layer: layer as i32,
        service_type: service_type as i32,
        page_size: 4,
        page_token: token.into(),
        ..Default::default()
    }
}

#[tokio::test]
async fn catalogues_are_listed_and_read_with_their_figures() {
    let World { catalogs, .. } = World::new().await;
    let listed = ok(catalogs.list_catalogs(by(ANYONE, pb::ListCatalogsRequest::default())).await).catalogs;
    let figures: Vec<_> = listed.iter().map(|c| (c.active_version, c.threat_count, c.solution_count)).collect();
    assert_eq!(figures, [(1, 16, 17), (1, 0, 0)]);

    let asked = pb::GetCatalogRequest { catalog_id: "smart-city-2021".into(), ..Default::default() };
    let read = ok(catalogs.get_catalog(by(ANYONE, asked.clone())).await);
    assert_eq!((read.catalog.as_ref(), read.document.is_empty()), (Some(&listed[0]), true));
    assert_eq!(read.rules[0].when.as_ref().expect("a condition").components, [Component::Management as i32]);

    let unknown = pb::GetCatalogRequest { version: 9, ..asked.clone() };
    assert_eq!(refused(catalogs.get_catalog(by(ANYONE, unknown)).await).0, Code::NotFound);
    let unknown = pb::GetCatalogRequest { catalog_id: "no-such".into(), ..asked };
    assert_eq!(refused(catalogs.get_catalog(by(ANYONE, unknown)).await).0, Code::NotFound);
}

#[tokio::test]
async fn controls_come_by_layer_and_service_type_a_page_at_a_time() {
    let World { catalogs, .. } = World::new().await;
    let (mut token, mut ids) = (String::new(), vec![]);
    loop {
        let asked = controls(FlowLayer::Data, ServiceType::PersonalData, &token);
        let page = ok(catalogs.list_controls(by(ANYONE, asked)).await);
        assert_eq!(page.version.as_ref().map(|v| v.version), Some(1));
        assert!(page.controls.iter().all(|c| c.layer == FlowLayer::Data as i32));
        ids.extend(page.controls.into_iter().map(|c| c.control_id));
        token = page.next_page_token;
        if token.is_empty() {
            break;
        }
    }
    assert_eq!(ids, ["DAT-01", "DAT-02", "DAT-04", "DAT-05", "DAT-06", "DAT-07", "DAT-10"]);

    let first = ok(catalogs.list_controls(by(ANYONE, controls(FlowLayer::Data, ServiceType::PersonalData, ""))).await);
    let other = controls(FlowLayer::Client, ServiceType::PersonalData, &first.next_page_token);
    assert_eq!(refused(catalogs.list_controls(by(ANYONE, other)).await).0, Code::InvalidArgument);
}

#[tokio::test]
async fn a_control_names_the_rules_that_select_it() {
    let World { catalogs, .. } = World::new().await;
    let asked = |id: &str| pb::GetControlRequest {
        catalog_id: "web-service".into(),
        control_id: id.into(),
        ..Default::default()
    };
    let read = ok(catalogs.get_control(by(ANYONE, asked("DAT-09"))).await);
    let rules: Vec<_> = read.selected_by.iter().map(|r| r.rule_id.as_str()).collect();
    assert_eq!(rules, ["external-integration", "personal-data-outside"]);
    assert_eq!(read.control.map(|c| c.checks.len()), Some(2));
    assert_eq!(refused(catalogs.get_control(by(ANYONE, asked("DAT-99"))).await).0, Code::NotFound);
}

#[tokio::test]
async fn threats_and_solutions_link_to_one_another_and_to_controls() {
    let World { catalogs, .. } = World::new().await;
    let catalog_id = "smart-city-2021".to_owned();
    let asked = pb::ListThreatsRequest { catalog_id: catalog_id.clone(), ..Default::default() };
    let all = ok(catalogs.list_threats(by(ANYONE, asked.clone())).await).threats;
    let devices = pb::ListThreatsRequest { component: Component::Device as i32, ..asked };
    let of_devices = ok(catalogs.list_threats(by(ANYONE, devices)).await).threats;
    assert_eq!((all.len(), of_devices.len()), (16, 8));

    let threat_id = "privacy-invasion".to_owned();
    let asked = pb::ListSolutionsRequest { catalog_id, threat_id, ..Default::default() };
    let solutions = ok(catalogs.list_solutions(by(ANYONE, asked)).await).solutions;
    let links: Vec<_> = solutions.iter().map(|s| (s.solution_id.as_str(), s.control_ids.join(","))).collect();
    assert_eq!(links, [("de-identification", "1.2.5".to_owned())]);
}

#[tokio::test]
async fn a_focus_guide_is_ranked_and_says_why() {
    let World { catalogs, .. } = World::new().await;
    let asked = pb::GetFocusGuideRequest {
        service_types: vec![ServiceType::AiFeature as i32],
        components: vec![Component::Service as i32],
        data_classes: vec![],
    };
    let guide = ok(catalogs.get_focus_guide(by(ANYONE, asked)).await);
    assert_eq!(guide.catalogs.len(), 2);
    assert_eq!(guide.items.iter().map(|i| i.rank).collect::<Vec<_>>(), (1..=9).collect::<Vec<_>>());
    assert!(guide.items.iter().all(|i| !i.selected_by.is_empty() && !i.checks.is_empty()));
    let nothing = refused(catalogs.get_focus_guide(by(ANYONE, pb::GetFocusGuideRequest::default())).await);
    assert_eq!(nothing.0, Code::InvalidArgument);
}
