//! Wrong requests about read models.

use haetae_proto::dashboard::v1::{
    DropGenerationRequest, GetRebuildRequest, ListParkedRequest, RebuildProjectionRequest, RetryParkedRequest,
    SwitchGenerationRequest,
};
use haetae_service_kit::token;
use tonic::Code;

use super::cases::{Case, HUGE, SEALED, not_uuids};

const REQUEST: &str = "67e55044-10b1-426f-9247-bb680e5fe0c8";

/// Of operators.
pub(crate) fn of_operators() -> Vec<Case> {
    [ids(), names(), generations(), pages()].concat()
}

fn ids() -> Vec<Case> {
    let mut cases = Vec::new();
    for (what, id) in not_uuids() {
        let (request_id, projection) = (|| id.clone(), || "board".to_owned());
        let rebuild = RebuildProjectionRequest {
            request_id: request_id(),
            projection: projection(),
            replace_differing: false,
            drop_dependents: false,
        };
        cases.push(Case::invalid(&what, "request_id", rebuild));
        let retry = RetryParkedRequest { request_id: request_id(), projection: projection() };
        cases.push(Case::invalid(&what, "request_id", retry));
        let switch = SwitchGenerationRequest {
            request_id: request_id(),
            projection: projection(),
            generation: 1,
            drop_dependents: false,
        };
        cases.push(Case::invalid(&what, "request_id", switch));
        cases.push(Case::invalid(&what, "rebuild_id", GetRebuildRequest { rebuild_id: id.clone() }));
    }
    let unknown = GetRebuildRequest { rebuild_id: REQUEST.to_owned() };
    cases.push(Case::refused("a rebuild that never was", Code::NotFound, "REBUILD_NOT_FOUND", unknown));
    cases
}

fn names() -> Vec<Case> {
    let mut cases = Vec::new();
    for name in ["", "boards", "BOARD", "board ", "board; DROP SCHEMA board", "board\0", "게시판", &"b".repeat(HUGE)]
    {
        let (request_id, projection) = (REQUEST.to_owned(), name.to_owned());
        let mut add = |request: super::cases::Call| {
            let what = format!("projection {name:.20}");
            cases.push(Case::refused(&what, Code::NotFound, "PROJECTION_NOT_FOUND", request));
        };
        add(DropGenerationRequest { projection: projection.clone(), generation: 1 }.into());
        if !name.is_empty() {
            add(ListParkedRequest { projection: projection.clone(), ..Default::default() }.into());
        }
        add(RetryParkedRequest { request_id: request_id.clone(), projection: projection.clone() }.into());
        add(RebuildProjectionRequest { request_id, projection, replace_differing: true, drop_dependents: false }.into());
    }
    cases
}

fn generations() -> Vec<Case> {
    let switch = |generation| SwitchGenerationRequest {
        request_id: REQUEST.to_owned(),
        projection: "board".to_owned(),
        generation,
        drop_dependents: false,
    };
    let drop_of = |generation| DropGenerationRequest { projection: "board".to_owned(), generation };
    let mut cases = Vec::new();
    for number in [0, -1, i32::MIN] {
        cases.push(Case::invalid(number.to_string(), "generation", switch(number)));
        cases.push(Case::invalid(number.to_string(), "generation", drop_of(number)));
    }
    for number in [2, i32::MAX] {
        cases.push(Case::refused("no generation", Code::NotFound, "GENERATION_NOT_FOUND", switch(number)));
        cases.push(Case::refused("no generation", Code::NotFound, "GENERATION_NOT_FOUND", drop_of(number)));
    }
    let unfit = (Code::FailedPrecondition, "GENERATION_UNFIT");
    cases.push(Case::refused("the live generation put back", unfit.0, unfit.1, switch(1)));
    cases.push(Case::refused("the live generation dropped", unfit.0, unfit.1, drop_of(1)));
    let retry = RetryParkedRequest { request_id: REQUEST.to_owned(), projection: "board".to_owned() };
    cases.push(Case::refused("nothing parked", Code::FailedPrecondition, "NOTHING_PARKED", retry));
    cases
}

fn pages() -> Vec<Case> {
    let mut cases = Vec::new();
    for page_size in [-1, 201, i32::MAX, i32::MIN] {
        let request = ListParkedRequest { page_size, ..Default::default() };
        cases.push(Case::invalid(page_size.to_string(), "page_size", request));
    }
    for page_token in ["1".to_owned(), "garbage!".to_owned(), token::etag(1), SEALED.to_owned(), "A".repeat(HUGE)] {
        let request = ListParkedRequest { page_token, ..Default::default() };
        cases.push(Case::invalid("no page token of this list", "page_token", request));
    }
    cases
}
