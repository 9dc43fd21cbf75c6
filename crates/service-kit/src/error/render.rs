//! Turns an [`ApiError`] into a `tonic::Status` with google.rpc details.

use std::{collections::HashMap, error::Error, sync::Arc};

use tonic::Status;
use tonic_types::{ErrorDetails, FieldViolation, StatusExt};

use super::{ApiError, DOMAIN, Lang};

/// Bytes of a status in the trailers. Common clients refuse more than 8 KiB of headers with an error of their own, and the
/// names of the headers and what others add need room as well.
const MOST_BYTES: usize = 7_600;
/// A fact shorter than this is never cut.
const SHORT: usize = 200;

impl ApiError {
    /// The status in one language. The status message stays English, for logs and developers. What does not fit into the
    /// trailers is left out: the beginning of the longest fact, then the last of the named fields.
    pub fn into_status(self, lang: Lang) -> Status {
        let mut status = self.status(lang);
        if size(&status) > MOST_BYTES {
            let mut shorter = self.clone();
            while size(&status) > MOST_BYTES && shorter.shorten() {
                status = shorter.status(lang);
            }
        }
        status.set_source(Arc::new(self));
        status
    }

    fn status(&self, lang: Lang) -> Status {
        Status::with_error_details(self.code(), self.0.en.as_ref(), self.details(lang))
    }

    /// Leaves out some of what makes it long, if anything does.
    fn shorten(&mut self) -> bool {
        let parts = &mut *self.0;
        let longest = parts.metadata.values_mut().max_by_key(|value| value.len());
        if let Some(value) = longest.filter(|value| value.len() > SHORT) {
            let end = (value.len() / 2..value.len()).find(|at| value.is_char_boundary(*at)).unwrap_or(value.len());
            *value = format!("…{}", &value[end..]);
        } else if let Some(kept) = parts.violations.len().checked_sub(1) {
            let total = parts.violations.len().to_string();
            parts.metadata.entry("violations_total".to_owned()).or_insert(total);
            parts.violations.truncate(kept);
        } else if parts.ko.len() + parts.en.len() > 2 * SHORT {
            for text in [&mut parts.ko, &mut parts.en] {
                let cut = text.chars().take(SHORT / 2).chain(['…']).collect::<String>();
                *text = cut.into();
            }
        } else {
            return false;
        }
        true
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

/// Bytes of the trailers that hold a status: its details in base64, its message percent-encoded.
fn size(status: &Status) -> usize {
    let plain = |byte: &u8| byte.is_ascii_graphic() && *byte != b'%';
    let message: usize = status.message().bytes().map(|byte| if plain(&byte) { 1 } else { 3 }).sum();
    status.details().len().div_ceil(3) * 4 + message
}

/// English until [`crate::server`], which knows the caller's language, renders it again.
impl From<ApiError> for Status {
    fn from(error: ApiError) -> Self {
        error.into_status(Lang::En)
    }
}

#[cfg(test)]
mod tests {
    use haetae_proto::common::v1::ErrorReason;

    use super::*;
    use crate::error::Violations;

    fn long() -> Vec<ApiError> {
        let mut v = Violations::new();
        for n in 0..20 {
            v.add(
                &format!("verdicts[{n}].{}", "가".repeat(300)),
                "잘못되었습니다. ".repeat(40),
                "Is wrong. ".repeat(40),
            );
        }
        let changed = ApiError::changed_meanwhile().with("changes", "VerdictsRecorded by 김하나 at now; ".repeat(500));
        let facts = (0..12).fold(changed, |error, n| error.with(&format!("fact{n}"), "값".repeat(500)));
        let text = "장애가 발생했습니다. ".repeat(2_000);
        vec![v.finish().unwrap_err(), facts, ApiError::new(ErrorReason::Internal, text.clone(), text)]
    }

    /// F18: no answer has more in its trailers than common clients take, whatever made it long.
    #[test]
    fn every_status_fits_into_the_trailers_and_keeps_its_reason() {
        for lang in [Lang::Ko, Lang::En] {
            for error in long() {
                let (reason, code) = (error.reason_name(), error.code());
                assert!(size(&error.status(lang)) > MOST_BYTES, "{reason} tells nothing");
                let status = error.into_status(lang);
                assert!(size(&status) <= MOST_BYTES, "{reason}: {}", size(&status));
                let details = status.get_error_details();
                assert_eq!((details.error_info().unwrap().reason.as_str(), status.code()), (reason, code));
                assert!(ApiError::of_status(&status).is_some_and(|whole| whole.reason_name() == reason));
            }
        }
    }

    #[test]
    fn of_a_fact_that_is_too_long_the_end_is_kept_and_a_short_status_is_left_alone() {
        let changes = (0..900).map(|n| format!("Change{n}")).collect::<Vec<_>>().join("; ");
        let status = ApiError::changed_meanwhile().with("changes", changes).into_status(Lang::En);
        let kept = &status.get_details_error_info().unwrap().metadata["changes"];
        assert!(kept.starts_with('…') && kept.ends_with("Change899"), "{kept}");
        let short = ApiError::changed_meanwhile().with("changes", "one").into_status(Lang::En);
        assert_eq!(short.get_details_error_info().unwrap().metadata["changes"], "one");
    }
}
