//! ListMyWork: what waits for the caller, from an index of the open reviews.

mod index;
mod kind;
mod list;

use std::sync::Arc;

use haetae_event_log::{EventLog, codec::Reviews, store::Store};
use tokio::sync::Mutex;

use index::Index;
pub(crate) use list::list;

/// The index, kept up to the end of the log by whoever asks.
pub(crate) struct Work {
    log: Arc<dyn EventLog>,
    reviews: Arc<Store<Reviews>>,
    index: Mutex<Index>,
}

impl Work {
    pub(crate) fn new(log: Arc<dyn EventLog>, reviews: Arc<Store<Reviews>>) -> Self {
        Self { log, reviews, index: Mutex::default() }
    }
}
