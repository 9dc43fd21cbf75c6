//! RFC 4180, for spreadsheets.

use csv::{QuoteStyle, Terminator, WriterBuilder};
use haetae_domain::{calendar::time_in_seoul, cell};

use super::lines::name;
use crate::board::Review;

/// The first line.
const NAMES: [&str; 28] = [
    "review_id",
    "title",
    "team",
    "requester_subject",
    "requester_name",
    "status",
    "level",
    "score",
    "depth",
    "service_types",
    "components",
    "total",
    "mandatory",
    "pass",
    "fail",
    "partial",
    "not_applicable",
    "mandatory_open",
    "submitted_at",
    "updated_at",
    "assignee_subject",
    "assignee_name",
    "due_at",
    "overdue",
    "decision_stale",
    "open_findings",
    "accepted_findings",
    "number",
];

/// By this spreadsheets know UTF-8.
const MARK: &[u8] = "\u{feff}".as_bytes();

/// The lines of some reviews; at the beginning of the file the names before them, and the byte order mark if wished.
pub(super) fn write(
    begin: Option<bool>,
    reviews: &[Review],
) -> Result<Vec<u8>, Box<dyn std::error::Error + Send + Sync>> {
    let bytes = if begin == Some(true) { MARK.to_vec() } else { Vec::new() };
    let mut csv = WriterBuilder::new()
        .terminator(Terminator::CRLF)
        .quote_style(QuoteStyle::Necessary)
        .has_headers(false)
        .from_writer(bytes);
    if begin.is_some() {
        csv.write_record(NAMES)?;
    }
    for review in reviews {
        csv.write_record(cells(review).iter().map(|cell| cell::guarded(cell).into_owned()))?;
    }
    csv.into_inner().map_err(|error| error.into_error().into())
}

fn cells(review: &Review) -> [String; 28] {
    let (scored, assignee) = (review.scored, review.assignee.as_ref());
    let words = |words: Vec<&str>| words.into_iter().map(name).collect::<Vec<_>>().join(";");
    let count = |pick: fn(&haetae_domain::diagnosis::Tally) -> u32| {
        review.tally.as_ref().map(|tally| pick(tally).to_string()).unwrap_or_default()
    };
    [
        review.review_id.to_string(),
        review.title.clone(),
        review.team.clone(),
        review.requester.subject.clone(),
        review.requester.name.clone(),
        name(review.status.as_str()),
        scored.map(|scored| name(scored.level.as_str())).unwrap_or_default(),
        scored.map(|scored| scored.score.to_string()).unwrap_or_default(),
        scored.map(|scored| name(scored.depth.as_str())).unwrap_or_default(),
        words(review.service_types.iter().map(|word| word.as_str()).collect()),
        words(review.components.iter().map(|word| word.as_str()).collect()),
        count(|tally| tally.total),
        count(|tally| tally.mandatory),
        count(|tally| tally.pass),
        count(|tally| tally.fail),
        count(|tally| tally.partial),
        count(|tally| tally.not_applicable),
        count(|tally| tally.mandatory_open),
        time_in_seoul(review.submitted_at.get()),
        time_in_seoul(review.updated_at.get()),
        assignee.map(|person| person.subject.clone()).unwrap_or_default(),
        assignee.map(|person| person.name.clone()).unwrap_or_default(),
        review.due_at.map(|at| time_in_seoul(at.get())).unwrap_or_default(),
        review.overdue.to_string(),
        review.decision_stale.to_string(),
        review.findings.open.to_string(),
        review.findings.accepted.to_string(),
        review.number.to_string(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_first_and_only_once() {
        let first = String::from_utf8(write(Some(true), &[]).unwrap()).unwrap();
        assert!(first.starts_with("\u{feff}review_id,title,team,"));
        assert!(first.ends_with(",accepted_findings,number\r\n"));
        assert!(write(None, &[]).unwrap().is_empty());
        assert!(write(Some(false), &[]).unwrap().starts_with(b"review_id"));
    }
}
