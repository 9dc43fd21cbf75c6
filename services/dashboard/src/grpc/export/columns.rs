//! The columns of exported reviews, defined once for files of every format.

use std::borrow::Cow;

use haetae_domain::text::Text;
use haetae_projector::PgTimestamp;
use haetae_proto::{
    common::v1::TriageOutcome,
    words::{Name, Named as _, label},
};

use crate::{board::Review, words::named};

/// The displayed status of a review that was closed at triage because another one covers it.
const DUPLICATE: Name = TriageOutcome::VALUES[TriageOutcome::Duplicate as usize].name;

/// A column of a file.
pub(super) struct Column {
    /// Its name for programs.
    pub(super) name: &'static str,
    /// Its display name.
    pub(super) called: Name,
    /// The enclosing object, in formats with objects.
    pub(super) within: Option<&'static str>,
    /// The review's value in this column, if it has one.
    pub(super) value: for<'a> fn(&'a Review) -> Option<Held<'a>>,
}

/// The value of a review in a column.
pub(super) enum Held<'a> {
    Text(Cow<'a, str>),
    /// A word of the vocabulary in its written form, and its display name.
    Word(&'static str, Text),
    /// Words of a field of the request, given by its path.
    Words(&'static str, Vec<&'static str>),
    Number(u32),
    Time(PgTimestamp),
    Flag(bool),
}

/// The columns in the order of CSV for programs, which know a column by its place: new ones come last.
pub(super) const COLUMNS: [Column; 29] = [
    column("review_id", Name { ko: "검토 ID", en: "review ID" }, |review| shown(review.review_id.to_string())),
    column("title", label::TITLE, |review| text(&review.title)),
    column("team", label::TEAM, |review| text(&review.team)),
    column("requester_subject", Name { ko: "요청자 계정", en: "requester's account" }, |review| {
        text(&review.requester.subject)
    }),
    column("requester_name", label::REQUESTER, |review| text(&review.requester.name)),
    column("status", label::STATUS, |review| Some(Held::Word(review.status.as_str(), review.standing()))),
    column("level", label::LEVEL, |review| {
        review.scored.map(|scored| Held::Word(scored.level.as_str(), named(scored.level)))
    }),
    column("score", label::SCORE, |review| review.scored.map(|scored| Held::Number(scored.score.into()))),
    column("depth", label::DEPTH, |review| {
        review.scored.map(|scored| Held::Word(scored.depth.as_str(), named(scored.depth)))
    }),
    column("service_types", label::SERVICE_TYPES, |review| {
        Some(Held::Words("profile.service_types", review.service_types.iter().map(|word| word.as_str()).collect()))
    }),
    column("components", label::COMPONENTS, |review| {
        Some(Held::Words("profile.components", review.components.iter().map(|word| word.as_str()).collect()))
    }),
    of_tally("total", label::TOTAL, |review| review.tally.map(|tally| Held::Number(tally.total))),
    of_tally("mandatory", label::MANDATORY, |review| review.tally.map(|tally| Held::Number(tally.mandatory))),
    of_tally("pass", label::PASS, |review| review.tally.map(|tally| Held::Number(tally.pass))),
    of_tally("fail", label::FAIL, |review| review.tally.map(|tally| Held::Number(tally.fail))),
    of_tally("partial", label::PARTIAL, |review| review.tally.map(|tally| Held::Number(tally.partial))),
    of_tally("not_applicable", label::NOT_APPLICABLE, |review| {
        review.tally.map(|tally| Held::Number(tally.not_applicable))
    }),
    of_tally("mandatory_open", label::MANDATORY_OPEN, |review| {
        review.tally.map(|tally| Held::Number(tally.mandatory_open))
    }),
    column("submitted_at", label::SUBMITTED_AT, |review| Some(Held::Time(review.submitted_at))),
    column("updated_at", label::UPDATED_AT, |review| Some(Held::Time(review.updated_at))),
    column("assignee_subject", Name { ko: "담당자 계정", en: "assignee's account" }, |review| {
        review.assignee.as_ref().and_then(|assignee| text(&assignee.subject))
    }),
    column("assignee_name", label::ASSIGNEE, |review| {
        review.assignee.as_ref().and_then(|assignee| text(&assignee.name))
    }),
    column("due_at", label::DUE_AT, |review| review.due_at.map(Held::Time)),
    column("overdue", label::OVERDUE, |review| Some(Held::Flag(review.overdue))),
    column("decision_stale", label::DECISION_STALE, |review| Some(Held::Flag(review.decision_stale))),
    column("open_findings", label::OPEN_FINDINGS, |review| Some(Held::Number(review.findings.open))),
    column("accepted_findings", label::ACCEPTED_FINDINGS, |review| Some(Held::Number(review.findings.accepted))),
    column("number", label::NUMBER, |review| shown(review.number.to_string())),
    column("duplicate", DUPLICATE, |review| Some(Held::Flag(review.duplicate))),
];

type Value = for<'a> fn(&'a Review) -> Option<Held<'a>>;

const fn column(name: &'static str, called: Name, value: Value) -> Column {
    Column { name, called, within: None, value }
}

const fn of_tally(name: &'static str, called: Name, value: Value) -> Column {
    Column { within: Some("tally"), ..column(name, called, value) }
}

fn text(text: &str) -> Option<Held<'_>> {
    Some(Held::Text(Cow::Borrowed(text)))
}

fn shown(text: String) -> Option<Held<'static>> {
    Some(Held::Text(Cow::Owned(text)))
}

/// A word as the contract names it, e.g. `IN_DIAGNOSIS`.
pub(super) fn contract_name(word: &str) -> String {
    word.to_ascii_uppercase()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use prost::Message as _;
    use prost_types::{DescriptorProto, FileDescriptorSet, field_descriptor_proto::Type};

    use super::*;

    /// A file contains everything that a list shows of a review.
    #[test]
    fn every_field_of_a_row_has_its_columns() {
        let files = FileDescriptorSet::decode(haetae_proto::FILE_DESCRIPTOR_SET).expect("descriptors").file;
        let message = |name: &str| -> &DescriptorProto {
            files.iter().flat_map(|file| &file.message_type).find(|message| message.name() == name).expect("a message")
        };
        let columns = |name: &str, kind: &str| match kind.rsplit('.').next() {
            Some("Person") => vec![format!("{name}_subject"), format!("{name}_name")],
            Some("Tally") => message("Tally").field.iter().map(|field| field.name().to_owned()).collect(),
            _ => vec![name.to_owned()],
        };
        let fields = &message("ReviewRow").field;
        assert!(fields.iter().any(|field| field.r#type() == Type::Message), "not the contracts");
        let shown: BTreeSet<_> = fields.iter().flat_map(|field| columns(field.name(), field.type_name())).collect();
        assert_eq!(shown, COLUMNS.iter().map(|column| column.name.to_owned()).collect());
    }
}
