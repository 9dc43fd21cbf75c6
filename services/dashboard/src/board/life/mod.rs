//! What the board keeps of the life of a review after its request: stored with the timeline as it is.

mod sentence;

use haetae_domain::review::{Amended as AmendedEvent, Decided as DecidedEvent, Event, Target, Triaged as TriagedEvent};
use haetae_domain::vocabulary::{DecisionOutcome, Level, Status, TargetCause, TriageOutcome, Visibility};
use haetae_domain::{ids::Person, profile::Profile};
use haetae_projector::PgTimestamp;
use serde::{Deserialize, Serialize};

use crate::{
    text::{clean, clean_person},
    words::day_in_seoul,
};

/// One event of the review, without what nobody reads here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Life {
    Amended(Amended),
    Withdrawn {
        reason: String,
    },
    InfoRequested {
        question: String,
    },
    InfoProvided {
        answer: String,
        status: Status,
    },
    Triaged {
        outcome: TriageOutcome,
        reason: String,
        duplicate_of: Option<String>,
        automatic: bool,
    },
    Assigned {
        assignee: Person,
        claimed: bool,
        #[serde(default, skip_serializing_if = "String::is_empty")]
        reason: String,
    },
    Released {
        reason: String,
    },
    Decided(Decided),
    Reopened {
        reason: String,
        status: Status,
    },
    Commented {
        text: String,
        visibility: Visibility,
    },
    TargetSet(TargetSet),
    TargetBreached {
        day: String,
        policy_version: u32,
    },
    DecisionStaled {
        moved: Vec<String>,
    },
    Progressed {
        status: Status,
        round: u32,
        concluded: bool,
        open_findings: u32,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Amended {
    /// Field, before, after; a description is named without its texts.
    pub(super) changes: Vec<(String, String, String)>,
    pub(super) material: bool,
    #[serde(skip)]
    pub(super) title: String,
    #[serde(skip)]
    pub(super) description: String,
    #[serde(skip)]
    pub(in crate::board) profile: Option<Profile>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Decided {
    pub(super) outcome: DecisionOutcome,
    pub(super) reason: String,
    pub(super) conditions: Vec<String>,
    /// The level that it was decided on.
    pub(super) level: Level,
    pub(super) policy_version: u32,
    /// Catalogue and version.
    pub(super) catalogs: Vec<(String, u32)>,
    pub(super) round: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct TargetSet {
    /// In Seoul, e.g. `2026-03-16`; none in a year without known holidays.
    pub(super) day: Option<String>,
    pub(super) unknown_year: Option<i16>,
    pub(super) target_days: u16,
    pub(super) paused_days: u32,
    pub(super) policy_version: u32,
    pub(super) cause: TargetCause,
    #[serde(skip)]
    pub(super) due_at: Option<PgTimestamp>,
}

impl Life {
    /// What is kept of an event; none for those that the board knows apart: the request and the start of the diagnosis.
    pub(super) fn of(event: Event) -> Option<Self> {
        Some(match event {
            Event::Submitted(_) | Event::DiagnosisStarted => return None,
            Event::Amended(event) => Self::Amended(amended(event)),
            Event::Withdrawn { reason } => Self::Withdrawn { reason: clean(reason) },
            Event::InfoRequested { question } => Self::InfoRequested { question: clean(question) },
            Event::InfoProvided { answer, status } => Self::InfoProvided { answer: clean(answer), status },
            Event::Triaged(TriagedEvent { outcome, reason, duplicate_of, automatic }) => {
                Self::Triaged { outcome, reason: clean(reason), duplicate_of: duplicate_of.map(clean), automatic }
            }
            Event::Assigned { assignee, claimed, reason } => {
                Self::Assigned { assignee: clean_person(assignee), claimed, reason: clean(reason) }
            }
            Event::Released { reason } => Self::Released { reason: clean(reason) },
            Event::Decided(event) => Self::Decided(decided(*event)),
            Event::Reopened { reason, status } => Self::Reopened { reason: clean(reason), status },
            Event::Commented { text, visibility } => Self::Commented { text: clean(text), visibility },
            Event::TargetSet(event) => Self::TargetSet(target(event)),
            Event::TargetBreached { due_at, policy } => {
                Self::TargetBreached { day: day_in_seoul(due_at), policy_version: policy.version }
            }
            Event::DecisionStaled { moved } => {
                Self::DecisionStaled { moved: moved.into_iter().map(|moved| clean(moved.what)).collect() }
            }
            Event::Progressed(event) => Self::Progressed {
                status: event.status,
                round: event.standing.round,
                concluded: event.standing.concluded,
                open_findings: event.standing.open_findings,
            },
        })
    }

    /// Fields that it amended: path, before, after.
    pub(super) fn amendments(&self) -> &[(String, String, String)] {
        if let Self::Amended(amended) = self { &amended.changes } else { &[] }
    }
}

fn amended(event: AmendedEvent) -> Amended {
    let changes = event.changes.into_iter().map(|change| match change.field.as_str() {
        "description" => (change.field, String::new(), String::new()),
        _ => (clean(change.field), clean(change.before), clean(change.after)),
    });
    Amended {
        changes: changes.collect(),
        material: event.material,
        title: clean(event.title),
        description: event.description,
        profile: Some(event.profile),
    }
}

fn decided(event: DecidedEvent) -> Decided {
    let basis = event.basis;
    Decided {
        outcome: event.outcome,
        reason: clean(event.reason),
        conditions: event.conditions.into_iter().map(clean).collect(),
        level: basis.level,
        policy_version: basis.policy.version,
        catalogs: basis.catalogs.into_iter().map(|catalog| (clean(catalog.id), catalog.version)).collect(),
        round: basis.round,
    }
}

fn target(event: Target) -> TargetSet {
    use haetae_domain::review::Due;
    let unknown_year = match event.due {
        Due::At(_) => None,
        Due::UnknownYear(year) => Some(year),
    };
    TargetSet {
        day: event.due.at().map(day_in_seoul),
        unknown_year,
        target_days: event.target_days,
        paused_days: event.paused_days,
        policy_version: event.policy.version,
        cause: event.cause,
        due_at: event.due.at().map(PgTimestamp::new),
    }
}
