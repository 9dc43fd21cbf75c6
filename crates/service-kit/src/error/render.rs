//! Converts an [`ApiError`] to a `tonic::Status` with `google.rpc` details.

use std::{collections::HashMap, error::Error, sync::Arc};

use tonic::Status;
use tonic_types::{ErrorDetails, FieldViolation, StatusExt};

use super::{ApiError, DOMAIN, Lang, Text, Violation};

/// Maximum bytes of a status in the trailers. Common clients refuse more than 8 KiB of headers with an error of their
/// own, and the header names and other headers need room as well.
const MOST_BYTES: usize = 7_600;

/// Bytes of a named field in addition to its texts.
const FIELD_BYTES: usize = 12;

/// Limits for the parts of an error when it is too large for the trailers.
struct Bounds {
    /// Bytes of each fact: of a longer one the end is kept, where the latest is.
    fact: usize,
    /// The number of facts.
    facts: usize,
    /// Total bytes of all named fields; the last ones are omitted.
    fields: usize,
    /// Characters of each text.
    text: usize,
}

/// Limits that are tried one after the other until the error fits: shorter facts, then fewer fields, then only the
/// essentials. The list is finite and its last step always fits, so that every error is small and rendered quickly,
/// whatever input it contains.
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
    /// The status in one language. The status message stays English, for logs and developers. If the error does not
    /// fit into the trailers, parts are omitted: the beginning of long facts, then the last of the named fields, then
    /// the end of the texts.
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

    /// The error reduced to these limits.
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

    /// The [`ApiError`] that a status was made from, if any.
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

/// Rendered in English; [`crate::server`], which knows the caller's language, renders it again.
impl From<ApiError> for Status {
    fn from(error: ApiError) -> Self {
        error.into_status(Lang::En)
    }
}

#[cfg(test)]
mod tests;
