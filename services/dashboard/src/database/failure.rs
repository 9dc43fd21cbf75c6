//! Failed queries.

use haetae_domain::causes::with_causes;
use haetae_service_kit::error::ApiError;

use super::is_unavailable;

/// A failed query as an error for callers: a temporarily unavailable database, or a defect.
pub(crate) fn failure(error: sqlx::Error) -> ApiError {
    if !is_unavailable(&error) {
        return ApiError::internal(error);
    }
    tracing::warn!(error = with_causes(&error), "database unavailable");
    ApiError::store_unavailable()
}
