//! The log as stored, in order.

use std::time::Duration;

use futures::{StreamExt as _, TryStreamExt as _, stream, stream::BoxStream};
use haetae_domain::causes::with_causes;
use haetae_event_log::{Alarm, alarm};
use haetae_proto::dashboard::v1::{ExportArchiveRequest, ExportArchiveResponse};
use haetae_service_kit::{
    deadline::Deadline,
    error::{ApiError, Violations},
};
use tonic::Status;

use super::Audit;
use crate::{
    archive::{Broken, export},
    database::failure,
    reads::Call,
};

/// Time limit of reading one part.
const PART: Duration = Duration::from_secs(10);

impl Audit {
    /// A stream that ends when everything was sent, or with `STORE_UNAVAILABLE` when the service stops.
    pub(super) async fn export(
        &self,
        call: &Call,
        request: &ExportArchiveRequest,
    ) -> Result<BoxStream<'static, Result<ExportArchiveResponse, Status>>, ApiError> {
        let mut db = call.connection().await?;
        let archived = sqlx::query_scalar("SELECT seq FROM archive.position").fetch_one(&mut *db);
        let archived: i64 = archived.await.map_err(failure)?;
        drop(db);
        let archived = archived.cast_unsigned();
        let first = request.from_sequence.max(1);
        let last = if request.to_sequence == 0 { archived } else { request.to_sequence };
        let mut v = Violations::new();
        if last > archived {
            let (ko, en) = (format!("{archived} 이하여야 합니다."), format!("Must be at most {archived}."));
            v.add("to_sequence", ko, en);
        } else if first > last + 1 {
            let (ko, en) = (format!("{} 이하여야 합니다.", last + 1), format!("Must be at most {}.", last + 1));
            v.add("from_sequence", ko, en);
        }
        v.finish()?;
        let (reader, shutdown) = (call.reader.clone(), self.shutdown.clone());
        let chunks = stream::try_unfold(first - 1, move |after| {
            let (reader, shutdown) = (reader.clone(), shutdown.clone());
            async move {
                if after >= last {
                    return Ok(None);
                }
                if shutdown.is_cancelled() {
                    return Err(ApiError::store_unavailable());
                }
                let mut db = reader.connection(Deadline::after(PART)).await?;
                let (records, reached) = export::chunk(&mut db, after, last).await.map_err(broken)?;
                Ok(Some((ExportArchiveResponse { records, last_sequence: reached }, reached)))
            }
        });
        Ok(chunks.map_err(Status::from).boxed())
    }
}

fn broken(error: Broken) -> ApiError {
    match error {
        Broken::Database(error) => failure(error),
        Broken::Missing(sequence) => {
            alarm!(error, Alarm::ArchiveBroken, sequence, "an archived commit is missing");
            ApiError::commit_not_found(sequence)
        }
        Broken::Inserted(_) | Broken::Altered(_) | Broken::Subtree(_) => ApiError::internal(with_causes(&error)),
    }
}
