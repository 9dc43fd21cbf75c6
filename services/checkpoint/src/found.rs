//! The diagnosis a caller asks about.

use std::sync::Arc;

use haetae_domain::{
    catalog::Catalog,
    diagnosis::{Diagnosis, State},
};
use haetae_event_log::{AggregateKey, Category, codec::Diagnoses, store::Store};
use haetae_service_kit::{
    auth::Principal,
    commands::load_failure,
    documents::Version,
    error::{ApiError, Violations},
    validate,
};

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
    let key = AggregateKey::new(Category::Diagnosis, &id.to_string()).map_err(ApiError::internal)?;
    let folded = diagnoses.get(&key).await.map_err(load_failure)?;
    let State::Open(diagnosis) = &folded.state else {
        return Err(ApiError::checklist_not_found(id));
    };
    if !caller.sees(&diagnosis.generated.team) {
        return Err(ApiError::checklist_not_found(id));
    }
    let catalogs = shelf.versions(&diagnosis.generated.catalogs).await.map_err(ApiError::internal)?;
    Ok(Found { id: id.to_string(), diagnosis: diagnosis.clone(), sequence: folded.sequence, catalogs })
}
