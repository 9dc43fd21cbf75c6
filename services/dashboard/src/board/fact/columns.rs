//! The columns of a review that an event changed, with names for readers.

use haetae_domain::text::Text;

use crate::{
    board::Review,
    words::{day_in_seoul, named},
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
        match self {
            Self::Status => ("status", Text::new("상태", "status")),
            Self::Assignee => ("assignee", Text::new("담당자", "assignee")),
            Self::DueAt => ("due_at", Text::new("처리 기한", "due date")),
            Self::Overdue => ("overdue", Text::new("기한 초과", "overdue")),
            Self::DecisionStale => ("decision_stale", Text::new("재검토 필요", "decision out of date")),
            Self::Score => ("score", Text::new("위험 점수", "score")),
            Self::Level => ("level", Text::new("위험 등급", "level")),
            Self::Depth => ("depth", Text::new("검토 수준", "depth")),
        }
    }

    /// Its value in a row.
    pub(crate) fn of(self, row: &Review) -> Option<Text> {
        match self {
            Self::Status => Some(row.standing()),
            Self::Assignee => row.assignee.as_ref().map(|person| {
                let name = if person.name.is_empty() { &person.subject } else { &person.name };
                Text::new(name, name)
            }),
            Self::DueAt => row.due_at.map(|at| day_in_seoul(at.get())).map(|day| Text::new(&day, &day)),
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
