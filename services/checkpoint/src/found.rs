//! The diagnosis a caller asks about.

use std::sync::Arc;

use haetae_domain::{
    catalog::Catalog,
    diagnosis::{Diagnosis, State},
};
use haetae_event_log::{AggregateKey, Category, codec::Diagnoses, store::Store};
use haetae_service_kit::{
    auth::{Facts, Principal},
    commands::load_failure,
    documents::Version,
    error::{ApiError, Violations},
    validate,
};

use uuid::Uuid;

use crate::catalogs::Shelf;

/// A diagnosis, with the catalogue versions its checklist was made from.
pub(crate) struct Found {
    pub(crate) id: String,
    pub(crate) diagnosis: Box<Diagnosis>,
    /// Of its last commit.
    pub(crate) sequence: u64,
    pub(crate) catalogs: Vec<Arc<Version<Catalog>>>,
}

/// The diagnosis of a review the caller may see.
pub(crate) async fn find(
    diagnoses: &Store<Diagnoses>,
    shelf: &Shelf,
    caller: &Principal,
    review_id: &str,
) -> Result<Found, ApiError> {
    let mut v = Violations::new();
    let id = validate::uuid(&mut v, "review_id", review_id);
    v.finish()?;
    let folded = diagnoses.get(&key(id)?).await.map_err(load_failure)?;
    let diagnosis = allowed(caller, id, &folded.state)?;
    let catalogs = shelf.versions(&diagnosis.generated.catalogs).await.map_err(ApiError::internal)?;
    Ok(Found { id: id.to_string(), diagnosis: Box::new(diagnosis.clone()), sequence: folded.sequence, catalogs })
}

/// Whether the caller may do this to the diagnosis of a review, asked before the rest of the request is looked at. An id
/// that is none is left for the handler to name.
pub(crate) async fn admit(diagnoses: &Store<Diagnoses>, caller: &Principal, review_id: &str) -> Result<(), ApiError> {
    let Ok(id) = Uuid::parse_str(review_id) else {
        return Ok(());
    };
    let folded = diagnoses.remembered(&key(id)?).await.map_err(load_failure)?;
    allowed(caller, id, &folded.state).map(|_| ())
}

fn allowed<'a>(caller: &Principal, id: Uuid, state: &'a State) -> Result<&'a Diagnosis, ApiError> {
    let missing = || ApiError::checklist_not_found(id);
    let State::Open(diagnosis) = state else {
        return Err(missing());
    };
    let generated = &diagnosis.generated;
    let facts = Facts { level: Some(generated.level), ..Facts::of(&generated.requester.subject, &generated.team) };
    caller.may(&facts, missing)?;
    Ok(diagnosis)
}

fn key(id: Uuid) -> Result<AggregateKey, ApiError> {
    AggregateKey::new(Category::Diagnosis, &id.to_string()).map_err(ApiError::internal)
}
