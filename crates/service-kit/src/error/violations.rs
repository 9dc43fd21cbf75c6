//! Collects all problems of a request, so that one response reports all of them.

use haetae_proto::common::v1::ErrorReason;

use super::{
    ApiError,
    violation::{Text, Violation},
};

/// Maximum fields listed in a response: details are sent in headers, and clients refuse large ones.
pub(super) const MOST_NAMED: usize = 20;

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

    /// Adds violations that were collected separately.
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
