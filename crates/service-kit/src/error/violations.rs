//! Collects all problems of a request, so that one response reports all of them.

use haetae_domain::{faults::Fault, text::Text as Reason};
use haetae_proto::common::v1::ErrorReason;

use super::{
    ApiError,
    violation::{Text, Violation},
};

/// Named fields per answer: details travel in headers, and clients refuse large ones.
const MOST_NAMED: usize = 20;

/// Bytes of faults per answer, about: details travel in headers, and clients refuse large ones.
const MOST_FAULT_BYTES: usize = 5_000;

/// Characters of a fault's path, which may hold an id of the document.
const LONGEST_PATH: usize = 200;

/// The invalid fields found so far.
#[derive(Debug, Default)]
pub struct Violations(Vec<Violation>);

impl Violations {
    /// Nothing wrong yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Records an invalid field. The texts never repeat the value, which may be huge or private.
    pub fn add(&mut self, field: &str, ko: impl Into<Text>, en: impl Into<Text>) {
        self.0.push(Violation::new(field, ko, en));
    }

    /// Notes the faults of the document in a field, beside other wrong fields; alone they are `DOCUMENT_FAULTY`.
    pub fn add_faults(&mut self, field: &str, faults: &[Fault]) {
        for (path, reason) in named(field, faults) {
            self.add(&path, reason.ko.clone(), reason.en.clone());
        }
    }

    /// Returns a value that was read elsewhere. If it was refused, notes the wrong fields and returns nothing.
    ///
    /// # Errors
    /// A refusal for another reason.
    pub fn take<T>(&mut self, read: Result<T, ApiError>) -> Result<Option<T>, ApiError> {
        match read {
            Ok(read) => Ok(Some(read)),
            Err(error) if error.reason() == ErrorReason::InvalidField => {
                self.0.extend(error.0.violations);
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// Notes what was found wrong elsewhere.
    pub fn append(&mut self, mut other: Self) {
        self.0.append(&mut other.0);
    }

    /// Whether this field is noted already, or one that it lies in.
    pub fn has(&self, field: &str) -> bool {
        let lies_in = |rest: &str| rest.is_empty() || rest.starts_with(['.', '[']);
        self.0.iter().any(|noted| field.strip_prefix(noted.field.as_str()).is_some_and(lies_in))
    }

    /// Whether no violation was recorded so far.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Fails with `INVALID_FIELD`, listing every field, if any is invalid. Only the first are listed when there are
    /// many; metadata `violations_total` then contains their number.
    pub fn finish(mut self) -> Result<(), ApiError> {
        if self.0.is_empty() {
            return Ok(());
        }
        let total = self.0.len();
        self.0.truncate(MOST_NAMED);
        let mut error = ApiError::new(
            ErrorReason::InvalidField,
            "입력값이 올바르지 않습니다. 표시된 항목을 확인하십시오.",
            "The request has invalid fields; see the details of each.",
        );
        if total > MOST_NAMED {
            error = error.with("violations_total", total.to_string());
        }
        error.0.violations = self.0;
        Err(error)
    }
}

/// The faults of the document in a field that one answer has room for, each with its path.
pub(super) fn named<'a>(field: &'a str, faults: &'a [Fault]) -> impl Iterator<Item = (String, &'a Reason)> {
    let mut room = MOST_FAULT_BYTES;
    let named = faults.iter().take(MOST_NAMED).take_while(move |fault| {
        let fits = room > 0;
        room = room.saturating_sub(fault.path.len() + fault.reason.ko.len().max(fault.reason.en.len()));
        fits
    });
    named.map(move |Fault { path, reason }| {
        let path: String = path.chars().take(LONGEST_PATH).collect();
        (if path.is_empty() { field.to_owned() } else { format!("{field}.{path}") }, reason)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_noted_with_all_that_lies_in_it() {
        let mut v = Violations::new();
        v.add("verdicts[1].evidence", "잘못되었습니다.", "Is wrong.");
        assert!(v.has("verdicts[1].evidence") && v.has("verdicts[1].evidence[0]"));
        assert!(!v.has("verdicts[1].evidence_ids") && !v.has("verdicts[1]") && !v.has("verdicts[10].evidence"));
    }

    #[test]
    fn every_wrong_field_is_named_once_and_very_many_are_counted() {
        assert!(Violations::new().finish().is_ok());
        let mut v = Violations::new();
        for n in 0..=MOST_NAMED {
            v.add(&format!("items[{n}]"), "잘못되었습니다.", "Is wrong.");
        }
        let error = v.finish().unwrap_err();
        assert_eq!(error.violations().len(), MOST_NAMED);
        assert_eq!(error.violations()[3].field, "items[3]");
        assert_eq!(error.metadata()["violations_total"], (MOST_NAMED + 1).to_string());
    }
}
