//! The board and the diagnoses together, as of a position that both have reached.

use haetae_service_kit::{deadline::Deadline, error::ApiError};

use super::{AsOf, QueryStore, RETRY, Snapshot, live_position, resolve, versions::At};
use crate::{Diagnosis, database::failure};

/// A snapshot of the board in which the diagnoses can be read as well.
pub(crate) struct Whole(pub(crate) Snapshot);

impl QueryStore {
    /// [`super::QueryStore::snapshot`] of the board and the diagnoses.
    pub(crate) async fn whole(&self, as_of: AsOf, wanted: Option<u64>, deadline: Deadline) -> Result<Whole, ApiError> {
        let mut wanted = wanted.unwrap_or(0).max(as_of.position());
        let until = deadline.kept_back();
        loop {
            self.wait(&self.position, wanted, until).await?;
            self.wait(&self.diagnosed, wanted, until).await?;
            let (mut tx, board) = self.begin(deadline).await?;
            let Some(diagnosed) = live_position::<Diagnosis>(&mut tx).await.map_err(failure)? else {
                if until.remaining().is_zero() {
                    return Err(ApiError::projection_lagging(RETRY));
                }
                continue;
            };
            let both = board.min(diagnosed);
            let shown = match as_of {
                // The diagnoses may still have to reach a time that the board has reached.
                AsOf::Time(_) => resolve(&mut tx, as_of, board).await.map_err(failure)?,
                AsOf::Now => both,
                AsOf::Position(position) => position,
            };
            wanted = wanted.max(if matches!(as_of, AsOf::Time(_)) { shown } else { 0 });
            if both >= wanted {
                return Ok(Whole(Snapshot { tx, at: At { position: shown, head: board } }));
            }
            if until.remaining().is_zero() {
                return Err(ApiError::projection_lagging(RETRY));
            }
        }
    }
}
