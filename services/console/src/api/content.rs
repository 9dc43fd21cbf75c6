//! The basis of reviews: catalogues and scoring policies.

use haetae_proto::{
    checkpoint::v1::{
        ActivateCatalogRequest, ActivationEffects, Catalog, GetCatalogRequest, GetCatalogResponse, ListCatalogsRequest,
        ListControlsRequest, ListControlsResponse, PreviewActivationRequest, PublishCatalogRequest,
        preview_activation_response,
    },
    risk::v1::{
        ActivatePolicyRequest, GetPolicyRequest, GetPolicyResponse, ListPoliciesRequest, PolicyVersion,
        PublishPolicyRequest, SimulatePolicyRequest, SimulatePolicyResponse, SimulationResult,
        simulate_policy_response::Message,
    },
};

use tonic::Streaming;

use super::{Api, Problem};

/// Catalogues of a page: more than any organisation goes by.
const CATALOGUES: i32 = 100;
/// Versions of a policy that are shown.
const VERSIONS: i32 = 100;
/// Controls of a page.
const CONTROLS: i32 = 50;
/// Changes of a simulation that are shown: as many as a page of reviews.
const LISTED: i32 = 50;

/// The catalogues. Calls ListCatalogs.
///
/// # Errors
/// When checkpoint does not answer.
pub(crate) async fn catalogues(api: &Api) -> Result<Vec<Catalog>, Problem> {
    let request = ListCatalogsRequest { page_size: CATALOGUES, ..Default::default() };
    Ok(api.catalogs().await?.list_catalogs(request).await?.into_inner().catalogs)
}

/// A version of a catalogue; 0 for the one in use. Calls GetCatalog.
///
/// # Errors
/// When there is no such version, or checkpoint does not answer.
pub(crate) async fn catalogue(api: &Api, id: &str, version: u32) -> Result<GetCatalogResponse, Problem> {
    read_catalogue(api, GetCatalogRequest { catalog_id: id.to_owned(), version, include_document: false }).await
}

/// The same with its document. Calls GetCatalog.
///
/// # Errors
/// As [`catalogue`].
pub(crate) async fn catalogue_document(api: &Api, id: &str, version: u32) -> Result<GetCatalogResponse, Problem> {
    read_catalogue(api, GetCatalogRequest { catalog_id: id.to_owned(), version, include_document: true }).await
}

async fn read_catalogue(api: &Api, request: GetCatalogRequest) -> Result<GetCatalogResponse, Problem> {
    Ok(api.catalogs().await?.get_catalog(request).await?.into_inner())
}

/// Publishes a version of a catalogue; with `validate_only` it is only checked. Calls PublishCatalog.
///
/// # Errors
/// When checkpoint refuses it or does not answer.
pub(crate) async fn publish_catalogue(api: &Api, request: PublishCatalogRequest) -> Result<Catalog, Problem> {
    let answer = api.for_files().catalogs().await?.publish_catalog(request).await?.into_inner();
    answer.catalog.ok_or_else(|| Problem::defect("PublishCatalog without a catalogue"))
}

/// Puts a version of a catalogue in use. Calls ActivateCatalog.
///
/// # Errors
/// When checkpoint refuses it or does not answer.
pub(crate) async fn activate_catalogue(api: &Api, request: ActivateCatalogRequest) -> Result<Catalog, Problem> {
    let answer = api.catalogs().await?.activate_catalog(request).await?.into_inner();
    answer.catalog.ok_or_else(|| Problem::defect("ActivateCatalog without a catalogue"))
}

/// What putting a version of a catalogue in use would change about open reviews; nothing is changed. Calls PreviewActivation.
///
/// # Errors
/// When the person may not preview it, or checkpoint does not answer.
pub(crate) async fn activation_effects(api: &Api, id: &str, version: u32) -> Result<ActivationEffects, Problem> {
    let request = PreviewActivationRequest { catalog_id: id.to_owned(), version, max_listed: LISTED };
    let mut answers = api.for_files().catalogs().await?.preview_activation(request).await?.into_inner();
    while let Some(answer) = answers.message().await? {
        if let Some(preview_activation_response::Message::Result(result)) = answer.message {
            return Ok(result);
        }
    }
    Err(Problem::unanswered())
}

/// A page of the controls of a version, of one layer or of all. Calls ListControls.
///
/// # Errors
/// As [`catalogue`].
pub(crate) async fn controls(
    api: &Api,
    (id, version): (&str, u32),
    layer: i32,
    page: &str,
) -> Result<ListControlsResponse, Problem> {
    let request = ListControlsRequest {
        catalog_id: id.to_owned(),
        version,
        layer,
        page_size: CONTROLS,
        page_token: page.to_owned(),
        ..Default::default()
    };
    Ok(api.catalogs().await?.list_controls(request).await?.into_inner())
}

/// The versions of the scoring policy, the newest first. Calls ListPolicies.
///
/// # Errors
/// When risk does not answer.
pub(crate) async fn policies(api: &Api) -> Result<Vec<PolicyVersion>, Problem> {
    let request = ListPoliciesRequest { page_size: VERSIONS, ..Default::default() };
    Ok(api.risk().await?.list_policies(request).await?.into_inner().policies)
}

/// A version of the scoring policy; 0 for the one in use. Calls GetPolicy.
///
/// # Errors
/// When there is no such version, or risk does not answer.
pub(crate) async fn policy(api: &Api, version: u32) -> Result<GetPolicyResponse, Problem> {
    Ok(api.risk().await?.get_policy(GetPolicyRequest { version }).await?.into_inner())
}

/// Publishes a version of the scoring policy; with `validate_only` it is only checked. Calls PublishPolicy.
///
/// # Errors
/// When risk refuses it or does not answer.
pub(crate) async fn publish_policy(api: &Api, request: PublishPolicyRequest) -> Result<PolicyVersion, Problem> {
    let answer = api.for_files().risk().await?.publish_policy(request).await?.into_inner();
    answer.policy.ok_or_else(|| Problem::defect("PublishPolicy without a policy"))
}

/// Puts a version of the scoring policy in use. Calls ActivatePolicy.
///
/// # Errors
/// When risk refuses it or does not answer.
pub(crate) async fn activate_policy(api: &Api, request: ActivatePolicyRequest) -> Result<(), Problem> {
    api.risk().await?.activate_policy(request).await?;
    Ok(())
}

/// The changes that a policy would make to open reviews; nothing is changed. Calls SimulatePolicy.
///
/// # Errors
/// When the person may not simulate, or risk does not answer.
pub(crate) async fn simulated(api: &Api, document: Vec<u8>) -> Result<SimulationResult, Problem> {
    let mut answers = simulation(api, document).await?;
    while let Some(answer) = answers.message().await? {
        if let Some(Message::Result(result)) = answer.message {
            return Ok(result);
        }
    }
    Err(Problem::unanswered())
}

/// The progress of a simulation, and its result as the last message. Calls SimulatePolicy.
///
/// # Errors
/// As [`simulated`].
pub(crate) async fn simulation(api: &Api, document: Vec<u8>) -> Result<Streaming<SimulatePolicyResponse>, Problem> {
    let request = SimulatePolicyRequest { document, max_listed: LISTED, ..Default::default() };
    Ok(api.for_files().risk().await?.simulate_policy(request).await?.into_inner())
}
