//! The shared resources of intake's calls.

pub(crate) mod admitted;
pub(crate) mod decision_basis;
pub(crate) mod found;
pub(crate) mod standing;

use std::sync::Arc;

use haetae_domain::calendar::Calendar;
use haetae_event_log::{
    EventLog,
    codec::{Diagnoses, Reviews, Risks},
    store::{Room, Store},
};
use haetae_service_kit::{people::People, token::TokenKeys};
use tokio_util::sync::CancellationToken;

use crate::reads::work::Work;

/// Memory for cached reviews, on which commands decide: some ten thousand of them.
const REVIEWS: Room = Room::mib(20);
/// Memory for cached assessments, which the reactor and decisions read.
const RISKS: Room = Room::mib(6);
/// Memory for diagnoses, likewise: some hundreds of them.
const DIAGNOSES: Room = Room::mib(10);

/// The log, the caches over it, and the settings that calls need.
pub(crate) struct Desk {
    pub(crate) log: Arc<dyn EventLog>,
    pub(crate) reviews: Arc<Store<Reviews>>,
    /// Read only: risk writes them.
    pub(crate) risks: Arc<Store<Risks>>,
    /// Read only: checkpoint writes them.
    pub(crate) diagnoses: Arc<Store<Diagnoses>>,
    pub(crate) calendar: Arc<Calendar>,
    /// Seals the page tokens of lists.
    pub(crate) tokens: TokenKeys,
    pub(crate) work: Arc<Work>,
    /// The accounts that a review can be assigned to.
    pub(crate) people: Arc<People>,
}

impl Desk {
    /// A desk over a log.
    pub(crate) fn new(
        log: Arc<dyn EventLog>,
        calendar: Arc<Calendar>,
        tokens: TokenKeys,
        people: Arc<People>,
        shutdown: CancellationToken,
    ) -> Self {
        let reviews = Arc::new(Store::new(Arc::clone(&log), REVIEWS));
        let risks = Arc::new(Store::new(Arc::clone(&log), RISKS));
        let diagnoses = Arc::new(Store::new(Arc::clone(&log), DIAGNOSES));
        let work = Arc::new(Work::new(Arc::clone(&log), Arc::clone(&reviews), Arc::clone(&diagnoses), shutdown));
        Self { log, reviews, risks, diagnoses, calendar, tokens, work, people }
    }
}
