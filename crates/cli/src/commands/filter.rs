//! Filters as the lists of the dashboard take them.

/// A value of a filter, whatever characters it has.
pub(super) fn quoted(value: &str) -> String {
    format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""))
}
