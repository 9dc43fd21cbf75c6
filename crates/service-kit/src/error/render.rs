//! Turns an [`ApiError`] into a `tonic::Status` with google.rpc details.

use std::{collections::HashMap, error::Error, sync::Arc};

use tonic::Status;
use tonic_types::{ErrorDetails, FieldViolation, StatusExt};

use super::{ApiError, DOMAIN, Lang, Text, Violation};

/// Bytes of a status in the trailers. Common clients refuse more than 8 KiB of headers with an error of their own, and the
/// names of the headers and what others add need room as well.
const MOST_BYTES: usize = 7_600;

/// Bytes of a named field beside its texts.
const FIELD_BYTES: usize = 12;

/// What of an error goes into the trailers when all of it is too much.
struct Bounds {
    /// Bytes of each fact: of a longer one the end is kept, where the latest is.
    fact: usize,
    /// How many facts.
    facts: usize,
    /// Bytes of all named fields together; those that come last are left out.
    fields: usize,
    /// Characters of each text.
    text: usize,
}

/// What is tried, one after the other, until it fits: shorter facts, then fewer fields, then hardly anything. The list is
/// finite and its last step always fits, so no error takes long or is too large, whatever a caller put into it.
const STEPS: [Bounds; 12] = [
    Bounds::facts(5_000),
    Bounds::facts(2_500),
    Bounds::facts(1_200),
    Bounds::facts(600),
    Bounds::facts(400),
    Bounds::facts(200),
    Bounds::fields(4_000),
    Bounds::fields(3_000),
    Bounds::fields(2_000),
    Bounds::fields(1_000),
    Bounds::fields(0),
    LAST,
];
const LAST: Bounds = Bounds { fact: 200, facts: 8, fields: 0, text: 100 };

impl Bounds {
    const fn facts(fact: usize) -> Self {
        Self { fact, facts: usize::MAX, fields: 5_000, text: 1_000 }
    }

    const fn fields(fields: usize) -> Self {
        Self { fields, ..Self::facts(LAST.fact) }
    }
}

impl ApiError {
    /// The status in one language. The status message stays English, for logs and developers. What does not fit into the
    /// trailers is left out: the beginning of long facts, then the last of the named fields, then the end of the texts.
    pub fn into_status(self, lang: Lang) -> Status {
        let fits = |status: &Status| size(status) <= MOST_BYTES;
        let within = |bounds: &Bounds| self.within(bounds, lang).status(lang);
        let whole = Some(self.status(lang)).filter(fits);
        let mut status = whole.or_else(|| STEPS.iter().map(within).find(fits)).unwrap_or_else(|| within(&LAST));
        status.set_source(Arc::new(self));
        status
    }

    fn status(&self, lang: Lang) -> Status {
        Status::with_error_details(self.code(), self.0.en.as_ref(), self.details(lang))
    }

    /// What is left of it within these bounds.
    fn within(&self, bounds: &Bounds, lang: Lang) -> Self {
        let parts = &*self.0;
        let mut left = Self::new(parts.reason, start(&parts.ko, bounds.text), start(&parts.en, bounds.text));
        let facts = parts.metadata.iter().take(bounds.facts);
        left.0.metadata = facts.map(|(key, value)| (key.clone(), end(value, bounds.fact))).collect();
        let mut bytes = 0;
        let fits = |violation: &&Violation| {
            bytes += violation.field.len() + lang.pick(&violation.ko, &violation.en).len() + FIELD_BYTES;
            bytes <= bounds.fields
        };
        left.0.violations = parts.violations.iter().take_while(fits).cloned().collect();
        if left.0.violations.len() < parts.violations.len() {
            let total = parts.violations.len().to_string();
            left.0.metadata.entry("violations_total".to_owned()).or_insert(total);
        }
        left.0.retry_after = parts.retry_after;
        left
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

/// The first so many characters of a text.
fn start(text: &Text, most: usize) -> Text {
    match text.char_indices().nth(most) {
        Some((at, _)) => format!("{}…", &text[..at]).into(),
        None => text.clone(),
    }
}

/// The last so many bytes of a fact.
fn end(fact: &str, most: usize) -> String {
    match fact.len().checked_sub(most) {
        None | Some(0) => fact.to_owned(),
        Some(at) => format!("…{}", &fact[fact.ceil_char_boundary(at)..]),
    }
}

/// Bytes of the trailers that hold a status: its details in base64, its message percent-encoded.
fn size(status: &Status) -> usize {
    let plain = |byte: &u8| byte.is_ascii_graphic() && !b"\"#%<>`?{}".contains(byte);
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
    use proptest::prelude::*;

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

    /// Texts as services make them, up to far more than trailers hold.
    fn texts() -> impl Strategy<Value = String> {
        let unit = prop_oneof![
            Just("가"),
            Just("점검 항목 "),
            Just("VerdictsRecorded by 김하나 at 2026; "),
            Just("%\u{1f525}\n"),
            Just("\"<{}>\"")
        ];
        let times = prop_oneof![4 => 0..40_usize, 1 => 0..4_000_usize];
        (unit, times).prop_map(|(unit, times)| unit.repeat(times))
    }

    fn errors() -> impl Strategy<Value = ApiError> {
        let reason = (1..60_i32).prop_filter_map("a reason", |number| ErrorReason::try_from(number).ok());
        let facts = proptest::collection::btree_map("[a-z_]{1,24}", texts(), 0..60);
        let fields = proptest::collection::vec(("[a-z.]{1,60}", texts(), texts()), 0..40);
        (reason, texts(), texts(), facts, fields, any::<bool>()).prop_map(|(reason, ko, en, facts, fields, again)| {
            let error = facts.into_iter().fold(ApiError::new(reason, ko, en), |e, (key, value)| e.with(&key, value));
            let error = fields.into_iter().fold(error, |e, (field, ko, en)| e.violation(&field, ko, en));
            if again { error.retry_after(std::time::Duration::from_secs(1)) } else { error }
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(96))]

        /// F18: whatever reason it is and however many facts, fields and long Korean texts it has, it fits, and what fits
        /// already is not touched.
        #[test]
        fn no_error_is_too_large_for_the_trailers(error in errors(), korean: bool) {
            let lang = if korean { Lang::Ko } else { Lang::En };
            let (whole, reason) = (error.status(lang), error.reason_name());
            let status = error.into_status(lang);
            prop_assert!(size(&status) <= MOST_BYTES, "{}", size(&status));
            prop_assert_eq!(status.get_details_error_info().map(|info| info.reason), Some(reason.to_owned()));
            if size(&whole) <= MOST_BYTES {
                let fields = |status: &Status| status.get_details_bad_request().map(|bad| bad.field_violations.len());
                prop_assert_eq!(fields(&status), fields(&whole));
                prop_assert_eq!(status.message(), whole.message());
            }
        }
    }
}
