//! The shared resources of checkpoint's calls.

pub(crate) mod admitted;
pub(crate) mod bucket;
pub(crate) mod catalogues;
pub(crate) mod evidence_store;
pub(crate) mod experience;
pub(crate) mod fields;
pub(crate) mod found;
pub(crate) mod revision;
pub(crate) mod withdrawals;

use std::sync::Arc;

use haetae_event_log::{EventLog, codec::Diagnoses, store::Store};
use haetae_service_kit::{people::People, token::TokenKeys};
use tokio::sync::Semaphore;

use self::{catalogues::Catalogues, evidence_store::EvidenceStore, experience::Experiences, withdrawals::Withdrawals};

/// The caches over the log, the evidence files, and the settings that calls need.
pub(crate) struct Desk {
    pub(crate) log: Arc<dyn EventLog>,
    pub(crate) diagnoses: Arc<Store<Diagnoses>>,
    pub(crate) withdrawals: Arc<Withdrawals>,
    pub(crate) catalogues: Arc<Catalogues>,
    pub(crate) experiences: Arc<Experiences>,
    pub(crate) evidence_store: EvidenceStore,
    /// The accounts that a finding can be assigned to.
    pub(crate) people: Arc<People>,
    /// A permit for each preview of an activation that runs.
    pub(crate) previews: Arc<Semaphore>,
    /// Seals the page tokens of lists.
    pub(crate) tokens: TokenKeys,
}
