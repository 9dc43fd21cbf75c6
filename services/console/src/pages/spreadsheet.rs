//! Lists as spreadsheet files, sent while they are read.

use axum::response::Response;
use csv::{Terminator, WriterBuilder};
use futures::Stream;
use haetae_domain::{
    calendar::{day_in_seoul, minute_in_seoul},
    cell::guarded,
};
use haetae_service_kit::clock;
use jiff::Timestamp;
use tonic::Status;

use super::download::streamed;
use crate::api::Problem;

/// The byte order mark, by which spreadsheets recognise UTF-8.
const MARK: &[u8] = "\u{feff}".as_bytes();

/// A file to be saved under a name with the day.
///
/// # Errors
/// As [`streamed`].
pub(super) fn file(
    name: &str,
    parts: impl Stream<Item = Result<Vec<u8>, Status>> + Send + 'static,
) -> Result<Response, Problem> {
    let name = format!("{name}-{}.csv", day_in_seoul(clock::now()));
    streamed(&name, "text/csv; charset=utf-8; header=present", parts)
}

/// Lines of a file; `heads` are the names of its columns at its beginning. No cell is a formula.
///
/// # Errors
/// When it cannot be written, which is a defect.
pub(super) fn lines<const N: usize>(heads: Option<&[String; N]>, rows: &[[String; N]]) -> Result<Vec<u8>, Status> {
    let begin = if heads.is_some() { MARK.to_vec() } else { Vec::new() };
    let mut csv = WriterBuilder::new().terminator(Terminator::CRLF).has_headers(false).from_writer(begin);
    for row in heads.into_iter().chain(rows) {
        let cells = row.iter().map(|cell| guarded(cell).into_owned());
        csv.write_record(cells).map_err(|error| Status::internal(error.to_string()))?;
    }
    csv.into_inner().map_err(|error| Status::internal(error.to_string()))
}

/// A time in Korea as spreadsheets read it; empty for none.
pub(super) fn time(at: Option<&prost_types::Timestamp>) -> String {
    at.and_then(|at| Timestamp::new(at.seconds, at.nanos).ok()).map(minute_in_seoul).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_begins_with_its_mark_and_no_cell_is_a_formula() {
        let heads = ["번호".to_owned(), "내용".to_owned()];
        let rows = [["F-1".to_owned(), "=HYPERLINK(\"x\"), 둘".to_owned()]];
        let text = String::from_utf8(lines(Some(&heads), &rows).unwrap()).unwrap();
        assert_eq!(text, "\u{feff}번호,내용\r\nF-1,\"'=HYPERLINK(\"\"x\"\"), 둘\"\r\n");
        let later = String::from_utf8(lines(None, &rows).unwrap()).unwrap();
        assert!(later.starts_with("F-1,"), "{later}");
        let at = prost_types::Timestamp { seconds: 1_796_741_999, nanos: 0 };
        assert_eq!((time(Some(&at)), time(None)), ("2026-12-08 23:59".to_owned(), String::new()));
    }
}
