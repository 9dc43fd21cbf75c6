//! The shared resources of risk's calls.

pub(crate) mod assess;
pub(crate) mod candidate;

use std::sync::Arc;

use haetae_domain::policy::Policy;
use haetae_event_log::{
    EventLog,
    codec::{Policies, Risks},
    store::Store,
};
use haetae_service_kit::{documents::Documents, token::TokenKeys};
use tokio::sync::Semaphore;

/// The policy with its versions.
pub(crate) type PolicyBook = Documents<Policies, Policy>;

/// Simulations at the same time: each reads the whole log.
const SIMULATIONS: usize = 1;

/// The log, the caches over it, and the settings that calls need.
pub(crate) struct Desk {
    pub(crate) log: Arc<dyn EventLog>,
    pub(crate) risks: Arc<Store<Risks>>,
    pub(crate) policies: Arc<PolicyBook>,
    /// A permit for each simulation that runs.
    pub(crate) simulations: Arc<Semaphore>,
    /// Seals the page tokens of lists.
    pub(crate) tokens: TokenKeys,
}

impl Desk {
    /// A desk over a log.
    pub(crate) fn new(
        log: Arc<dyn EventLog>,
        risks: Arc<Store<Risks>>,
        policies: Arc<PolicyBook>,
        tokens: TokenKeys,
    ) -> Self {
        Self { log, risks, policies, simulations: Arc::new(Semaphore::new(SIMULATIONS)), tokens }
    }
}
