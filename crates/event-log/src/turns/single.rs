//! Decides for single commits whether they count, for reactors. A reactor receives commits in no particular order,
//! again after an interruption, in many tasks at once, and not all of them, because several processes share a
//! reactor.

use std::{collections::HashSet, sync::Arc};

use moka::sync::Cache;

use super::Line;
use crate::{AggregateKey, EventLog, ReadError, Recorded, jetstream::unavailable};

/// Aggregates that are remembered.
const REMEMBERED: u64 = 8_192;

/// The aggregates of the commits received so far, as far as they were read.
pub(crate) struct Singles(Cache<AggregateKey, Arc<Followed>>);

/// An aggregate up to a sequence.
#[derive(Clone, Default)]
struct Followed {
    upto: u64,
    line: Line,
    counting: HashSet<u64>,
}

impl Default for Singles {
    fn default() -> Self {
        Self(Cache::new(REMEMBERED))
    }
}

impl Singles {
    /// Whether a commit counts. Reads the commits of the aggregate that are not known yet from the log. A message
    /// that is no commit is left to the decoder.
    ///
    /// # Errors
    /// When the log does not answer.
    pub(crate) async fn counts(&self, log: &dyn EventLog, recorded: &Recorded) -> Result<bool, ReadError> {
        let Recorded { sequence, key, .. } = recorded;
        if recorded.turn().is_err() {
            return Ok(true);
        }
        let known = self.0.get(key).unwrap_or_default();
        if *sequence <= known.upto {
            return Ok(known.counting.contains(sequence));
        }
        let mut known = Followed::clone(&known);
        for more in log.load(key, known.upto).await? {
            known.upto = more.sequence;
            if known.line.take(&more) {
                known.counting.insert(more.sequence);
            }
        }
        if *sequence > known.upto {
            return Err(unavailable("the log does not give a commit that was read from it"));
        }
        let counts = known.counting.contains(sequence);
        self.0.insert(key.clone(), Arc::new(known));
        Ok(counts)
    }
}
