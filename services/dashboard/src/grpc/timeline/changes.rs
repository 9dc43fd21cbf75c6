//! What an event changed about its review: the row before its commit and the row after it, as far as such an event
//! changes rows, and what an amendment keeps.

use haetae_domain::text::Text;
use haetae_proto::dashboard::v1::TimelineChange;

use crate::{
    board::Review,
    grpc::show::text,
    store::Entry,
    words::{day_in_seoul, field_name, named, value_name},
};

/// A column of the row that events change.
#[derive(Clone, Copy)]
enum Column {
    Status,
    Assignee,
    DueAt,
    Overdue,
    DecisionStale,
    Score,
    Level,
    Depth,
}

/// The columns that a kind of event changes.
fn columns(event: &str) -> &'static [Column] {
    match event {
        "ReviewDiagnosisStarted"
        | "ReviewTriaged"
        | "ReviewInfoRequested"
        | "ReviewInfoProvided"
        | "ReviewWithdrawn"
        | "ReviewDecided"
        | "ReviewProgressed" => &[Column::Status],
        "ReviewReopened" => &[Column::Status, Column::DecisionStale],
        "ReviewAssigned" | "ReviewReleased" => &[Column::Assignee],
        "ReviewTargetSet" => &[Column::DueAt],
        "ReviewTargetBreached" => &[Column::Overdue],
        "ReviewDecisionStaled" => &[Column::DecisionStale],
        "RiskAssessed" => &[Column::Score, Column::Level, Column::Depth],
        _ => &[],
    }
}

/// The changes of an entry, given the rows around its commit; none before the request.
pub(super) fn changes(entry: &Entry, before: Option<&Review>, after: Option<&Review>) -> Vec<TimelineChange> {
    let amended = entry.facts.amendments().iter().map(|(field, before, after)| {
        // A description is kept without its texts.
        let shown = |value: &str| (field != "description").then(|| text(value_name(field, value)));
        TimelineChange {
            field: field.clone(),
            name: Some(text(field_name(field))),
            before: shown(before),
            after: shown(after),
        }
    });
    let (Some(before), Some(after)) = (before, after) else { return amended.collect() };
    let moved = columns(&entry.event).iter().filter_map(|column| {
        let (before, after) = (column.of(before), column.of(after));
        let (field, name) = column.named();
        (before != after).then(|| TimelineChange {
            field: field.to_owned(),
            name: Some(text(name)),
            before: before.map(text),
            after: after.map(text),
        })
    });
    amended.chain(moved).collect()
}

impl Column {
    fn named(self) -> (&'static str, Text) {
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

    /// As people read it.
    fn of(self, row: &Review) -> Option<Text> {
        match self {
            Self::Status => Some(named(row.status)),
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
