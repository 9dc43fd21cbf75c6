//! Wrong policies and catalogues, and wrong questions about them.

use haetae_integration_tests::fresh_id;
use haetae_proto::{
    checkpoint::v1::{
        ActivateCatalogRequest, GetCatalogRequest, GetControlRequest, GetFocusGuideRequest, ListCatalogsRequest,
        ListControlsRequest, ListSolutionsRequest, ListThreatsRequest, PreviewActivationRequest, PublishCatalogRequest,
    },
    risk::v1::{
        ActivatePolicyRequest, GetPolicyRequest, ListPoliciesRequest, PublishPolicyRequest, SimulatePolicyRequest,
    },
};
use haetae_service_kit::token;
use prost_types::Timestamp;
use tonic::Code;

use super::cases::{Call, Case, HUGE, not_uuids};

const CATALOG: &str = "web-service";

/// Of both kinds.
pub(crate) fn cases() -> Vec<Case> {
    [published(), activated(), simulated(), previewed(), pages(), looked_up(), guided()].concat()
}

/// What cannot be read as a document.
fn not_documents() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("no JSON", b"{".to_vec()),
        ("no UTF-8", vec![b'"', 0xc3, b'"']),
        ("more than one", b"{} {}".to_vec()),
        ("too much", vec![b' '; HUGE]),
    ]
}

/// A request with a faulty document.
fn faulty(what: &str, call: impl Into<Call>) -> Case {
    let field = vec!["document".to_owned()];
    Case { field, ..Case::refused(what, Code::InvalidArgument, "DOCUMENT_FAULTY", call) }
}

fn published() -> Vec<Case> {
    let mut cases = vec![];
    for (what, id) in not_uuids() {
        let document = b"{}".to_vec();
        let policy = PublishPolicyRequest { request_id: id.clone(), document: document.clone(), validate_only: false };
        cases.push(Case::invalid(&what, "request_id", policy));
        let catalog_id = CATALOG.to_owned();
        let catalog = PublishCatalogRequest { request_id: id, catalog_id, document, validate_only: false };
        cases.push(Case::invalid(&what, "request_id", catalog));
    }
    let request_id = fresh_id().to_string();
    let policy = PublishPolicyRequest { request_id: request_id.clone(), ..Default::default() };
    cases.push(Case::invalid("nothing", "document", policy));
    let catalog = PublishCatalogRequest { request_id, catalog_id: CATALOG.to_owned(), ..Default::default() };
    cases.push(Case::invalid("nothing", "document", catalog));
    for (what, document) in not_documents() {
        for validate_only in [false, true] {
            let (request_id, catalog_id) = (fresh_id().to_string(), CATALOG.to_owned());
            let policy = PublishPolicyRequest { request_id, document: document.clone(), validate_only };
            cases.push(faulty(what, policy));
            let request_id = fresh_id().to_string();
            let catalog = PublishCatalogRequest { request_id, catalog_id, document: document.clone(), validate_only };
            cases.push(faulty(what, catalog));
        }
    }
    cases
}

fn activated() -> Vec<Case> {
    let mut cases = vec![];
    for (what, id) in not_uuids() {
        let etag = token::etag(1);
        let policy =
            ActivatePolicyRequest { request_id: id.clone(), etag: etag.clone(), version: 1, ..Default::default() };
        cases.push(Case::invalid(&what, "request_id", policy));
        let catalog_id = CATALOG.to_owned();
        let catalog = ActivateCatalogRequest { request_id: id, catalog_id, version: 1, etag, ..Default::default() };
        cases.push(Case::invalid(&what, "request_id", catalog));
    }
    for etag in ["", "7", &token::consistency_token(7), &"A".repeat(HUGE)] {
        let (request_id, etag) = (fresh_id().to_string(), etag.to_owned());
        let policy = ActivatePolicyRequest { request_id, etag: etag.clone(), version: 1, ..Default::default() };
        cases.push(Case::invalid("no etag of ours", "etag", policy));
        let (request_id, catalog_id) = (fresh_id().to_string(), CATALOG.to_owned());
        let catalog = ActivateCatalogRequest { request_id, catalog_id, version: 1, etag, ..Default::default() };
        cases.push(Case::invalid("no etag of ours", "etag", catalog));
    }
    cases
}

fn simulated() -> Vec<Case> {
    let of = |document| SimulatePolicyRequest { document, ..Default::default() };
    let mut cases: Vec<_> = not_documents().into_iter().map(|(what, document)| faulty(what, of(document))).collect();
    cases.push(Case::invalid("nothing", "document", of(vec![])));
    for max_listed in [-1, 1_001, i32::MAX] {
        let request = SimulatePolicyRequest { max_listed, ..Default::default() };
        cases.push(Case::invalid(max_listed.to_string(), "max_listed", request));
    }
    for (what, seconds, nanos) in [("no time", 0, -1), ("the year 10000", 253_402_300_800, 0)] {
        let time = Some(Timestamp { seconds, nanos });
        let from = SimulatePolicyRequest { recorded_from: time, ..Default::default() };
        cases.push(Case::invalid(what, "recorded_from", from));
        let before = SimulatePolicyRequest { recorded_before: time, ..Default::default() };
        cases.push(Case::invalid(what, "recorded_before", before));
    }
    cases
}

fn previewed() -> Vec<Case> {
    let of = |catalog_id: &str, version, max_listed| PreviewActivationRequest {
        catalog_id: catalog_id.to_owned(),
        version,
        max_listed,
    };
    let mut cases = vec![
        Case::invalid("no catalogue", "catalog_id", of("", 1, 0)),
        Case::invalid("no version", "version", of(CATALOG, 0, 0)),
    ];
    for max_listed in [-1, 201, i32::MAX] {
        cases.push(Case::invalid(max_listed.to_string(), "max_listed", of(CATALOG, 1, max_listed)));
    }
    cases
}

fn pages() -> Vec<Case> {
    let catalog_id = || CATALOG.to_owned();
    let mut cases = vec![];
    for page_size in [-1, i32::MIN, 1_000, i32::MAX] {
        let what = page_size.to_string();
        cases.push(Case::invalid(&what, "page_size", ListPoliciesRequest { page_size, ..Default::default() }));
        cases.push(Case::invalid(&what, "page_size", ListCatalogsRequest { page_size, ..Default::default() }));
        let controls = ListControlsRequest { catalog_id: catalog_id(), page_size, ..Default::default() };
        cases.push(Case::invalid(&what, "page_size", controls));
        let threats = ListThreatsRequest { catalog_id: catalog_id(), page_size, ..Default::default() };
        cases.push(Case::invalid(&what, "page_size", threats));
        let solutions = ListSolutionsRequest { catalog_id: catalog_id(), page_size, ..Default::default() };
        cases.push(Case::invalid(&what, "page_size", solutions));
    }
    for page_token in ["7".to_owned(), token::etag(1), "A".repeat(HUGE)] {
        let (what, token) = ("no page token of this list", || page_token.clone());
        cases.push(Case::invalid(
            what,
            "page_token",
            ListPoliciesRequest { page_token: token(), ..Default::default() },
        ));
        cases.push(Case::invalid(
            what,
            "page_token",
            ListCatalogsRequest { page_token: token(), ..Default::default() },
        ));
        let controls = ListControlsRequest { catalog_id: catalog_id(), page_token: token(), ..Default::default() };
        cases.push(Case::invalid(what, "page_token", controls));
    }
    for number in [99, -1, i32::MAX] {
        let what = number.to_string();
        let layer = ListControlsRequest { catalog_id: catalog_id(), layer: number, ..Default::default() };
        cases.push(Case::invalid(&what, "layer", layer));
        let kind = ListControlsRequest { catalog_id: catalog_id(), service_type: number, ..Default::default() };
        cases.push(Case::invalid(&what, "service_type", kind));
        let component = ListThreatsRequest { catalog_id: catalog_id(), component: number, ..Default::default() };
        cases.push(Case::invalid(&what, "component", component));
    }
    cases
}

fn looked_up() -> Vec<Case> {
    let missing = |what, reason, call: Call| Case::refused(what, Code::NotFound, reason, call);
    let policy = GetPolicyRequest { version: u32::MAX };
    let mut cases = vec![missing("a version that is not there", "VERSION_NOT_FOUND", policy.into())];
    let control = |catalog_id: &str, control_id: &str| GetControlRequest {
        catalog_id: catalog_id.to_owned(),
        control_id: control_id.to_owned(),
        version: 0,
    };
    for catalog_id in ["", "*", "ev.>", "web service", "없음", "-web", &"a".repeat(65)] {
        let what = format!("{catalog_id:?}");
        let catalog = GetCatalogRequest { catalog_id: catalog_id.to_owned(), ..Default::default() };
        cases.push(Case::invalid(&what, "catalog_id", catalog));
        cases.push(Case::invalid(&what, "catalog_id", control(catalog_id, "APP-01")));
    }
    let other = GetCatalogRequest { catalog_id: "none".to_owned(), ..Default::default() };
    cases.push(missing("a catalogue that is not there", "CATALOG_NOT_FOUND", other.into()));
    let other = control(CATALOG, "NO-99");
    cases.push(missing("a control that is not there", "CONTROL_NOT_FOUND", other.into()));
    for (what, control_id) in [("nothing", ""), ("33 characters", &*"A".repeat(33)), ("a zero", "APP\0")] {
        cases.push(Case::invalid(what, "control_id", control(CATALOG, control_id)));
    }
    cases
}

fn guided() -> Vec<Case> {
    let mut cases = vec![Case::invalid("none", "service_types", GetFocusGuideRequest::default())];
    for number in [0, 99, -1, i32::MAX] {
        let (what, types) = (number.to_string(), vec![1]);
        let wrong = GetFocusGuideRequest { service_types: vec![number], ..Default::default() };
        cases.push(Case::invalid(&what, "service_types[0]", wrong));
        let components = vec![number];
        let wrong = GetFocusGuideRequest { service_types: types.clone(), components, ..Default::default() };
        cases.push(Case::invalid(&what, "components[0]", wrong));
        let data_classes = vec![number];
        let wrong = GetFocusGuideRequest { service_types: types, data_classes, ..Default::default() };
        cases.push(Case::invalid(&what, "data_classes[0]", wrong));
    }
    cases
}
