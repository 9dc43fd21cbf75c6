//! The columns of a review that an event changed, with names for readers.

use haetae_domain::{
    calendar::{day_in_seoul, day_name},
    text::Text,
};
use haetae_proto::words::label;

use crate::{
    board::Review,
    words::{named, text},
};

/// A column of the row that events change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Column {
    Status,
    Assignee,
    DueAt,
    Overdue,
    DecisionStale,
    Score,
    Level,
    Depth,
}

impl Column {
    /// Its name in the contract, and its display name.
    pub(crate) fn named(self) -> (&'static str, Text) {
        let (field, name) = match self {
            Self::Status => ("status", label::STATUS),
            Self::Assignee => ("assignee", label::ASSIGNEE),
            Self::DueAt => ("due_at", label::DUE_AT),
            Self::Overdue => ("overdue", label::OVERDUE),
            Self::DecisionStale => ("decision_stale", label::DECISION_STALE),
            Self::Score => ("score", label::SCORE),
            Self::Level => ("level", label::LEVEL),
            Self::Depth => ("depth", label::DEPTH),
        };
        (field, text(name))
    }

    /// Its value in a row.
    pub(crate) fn of(self, row: &Review) -> Option<Text> {
        match self {
            Self::Status => Some(row.standing()),
            Self::Assignee => row.assignee.as_ref().map(|person| {
                let name = if person.name.is_empty() { &person.subject } else { &person.name };
                Text::new(name, name)
            }),
            Self::DueAt => row.due_at.map(|at| day_name(day_in_seoul(at.get()))),
            Self::Overdue => Some(yes_or_no(row.overdue)),
            Self::DecisionStale => Some(yes_or_no(row.decision_stale)),
            Self::Score => row.scored.map(|scored| Text::new(format!("{}점", scored.score), scored.score.to_string())),
            Self::Level => row.scored.map(|scored| named(scored.level)),
            Self::Depth => row.scored.map(|scored| named(scored.depth)),
        }
    }
}

fn yes_or_no(yes: bool) -> Text {
    if yes { Text::new("예", "yes") } else { Text::new("아니요", "no") }
}
