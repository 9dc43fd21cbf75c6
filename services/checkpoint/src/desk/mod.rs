//! The shared resources of checkpoint's calls.

pub(crate) mod admitted;
pub(crate) mod bucket;
pub(crate) mod cabinet;
pub(crate) mod experience;
pub(crate) mod fields;
pub(crate) mod found;
pub(crate) mod revision;
pub(crate) mod shelf;
pub(crate) mod withdrawals;

use std::sync::Arc;

use haetae_event_log::{codec::Diagnoses, store::Store};
use haetae_service_kit::{people::People, token::TokenKeys};

use self::{cabinet::Cabinet, experience::Experiences, shelf::Shelf, withdrawals::Withdrawals};

/// The caches over the log, the evidence files, and the settings that calls need.
pub(crate) struct Desk {
    pub(crate) diagnoses: Arc<Store<Diagnoses>>,
    pub(crate) withdrawals: Arc<Withdrawals>,
    pub(crate) shelf: Arc<Shelf>,
    pub(crate) experiences: Arc<Experiences>,
    pub(crate) cabinet: Cabinet,
    /// The accounts that a finding can be assigned to.
    pub(crate) people: Arc<People>,
    /// Seals the page tokens of lists.
    pub(crate) tokens: TokenKeys,
}
