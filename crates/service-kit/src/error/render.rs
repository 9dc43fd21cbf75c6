//! Turns an [`ApiError`] into a `tonic::Status` with google.rpc details.

use std::{collections::HashMap, error::Error, sync::Arc};

use tonic::Status;
use tonic_types::{ErrorDetails, FieldViolation, StatusExt};

use super::{ApiError, DOMAIN, Lang};

impl ApiError {
    /// The status in one language. The status message stays English, for logs and developers.
    pub fn into_status(self, lang: Lang) -> Status {
        let mut status = Status::with_error_details(self.code(), self.0.en.as_ref(), self.details(lang));
        status.set_source(Arc::new(self));
        status
    }

    /// The error a status was made from, if it was one of ours.
    pub(crate) fn of_status(status: &Status) -> Option<&Self> {
        status.source()?.downcast_ref()
    }

    fn details(&self, lang: Lang) -> ErrorDetails {
        let mut details = ErrorDetails::new();
        let metadata: HashMap<_, _> = self.0.metadata.clone().into_iter().collect();
        details.set_error_info(self.reason_name(), DOMAIN, metadata);
        if !self.0.violations.is_empty() {
            let violations = self.0.violations.iter();
            let named = violations.map(|v| FieldViolation::new(&v.field, lang.pick(&*v.ko, &*v.en)));
            details.set_bad_request(named.collect::<Vec<_>>());
        }
        if self.0.retry_after.is_some() {
            details.set_retry_info(self.0.retry_after);
        }
        details.set_localized_message(lang.locale(), self.message(lang));
        details
    }
}

/// English until [`crate::server`], which knows the caller's language, renders it again.
impl From<ApiError> for Status {
    fn from(error: ApiError) -> Self {
        error.into_status(Lang::En)
    }
}
