//! The fold of a finding: its row and an event produce the next row. Pure.

use haetae_domain::finding::{Asked, Event, ends_soon};
use haetae_domain::ids::Person;
use haetae_domain::vocabulary::{AcceptanceState, FindingStatus, Layer, Level};
use haetae_projector::PgTimestamp;
use uuid::Uuid;

use crate::text::{clean, clean_person, lines};

/// Identifies a finding: its review, and its number there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct FindingKey {
    pub(crate) review_id: Uuid,
    pub(crate) number: i32,
}

/// A row of `findings`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Finding {
    pub(crate) key: FindingKey,
    /// The commit that last changed it.
    pub(crate) sequence: u64,
    pub(crate) checkpoint: String,
    pub(crate) layer: Option<Layer>,
    pub(crate) severity: Level,
    pub(crate) status: FindingStatus,
    /// The team of the review.
    pub(crate) team: String,
    /// The team that has to fix it.
    pub(crate) owner: String,
    pub(crate) round: i32,
    pub(crate) previous: Option<i32>,
    pub(crate) opened_at: PgTimestamp,
    pub(crate) due_at: PgTimestamp,
    pub(crate) overdue: bool,
    pub(crate) assignee: Option<Person>,
    pub(crate) acceptance: Option<Acceptance>,
    pub(crate) closed_at: Option<PgTimestamp>,
    pub(crate) updated_at: PgTimestamp,
}

/// An acceptance of a risk: requested, or granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Acceptance {
    pub(crate) state: AcceptanceState,
    pub(crate) ends_at: PgTimestamp,
    /// Whether it is granted and ends soon.
    pub(crate) ending: bool,
    /// Number of conditions that apply until then.
    pub(crate) conditions: i32,
}

impl Finding {
    /// The row after an event at a time.
    pub(super) fn take(&mut self, event: &Event, at: PgTimestamp) {
        // Services have separate clocks; no change of a finding may be shown as earlier than the one it answers.
        let at = self.updated_at.max(at);
        match event {
            Event::Assigned { assignee, .. } => self.assignee = Some(clean_person(assignee.clone())),
            Event::FixVerified => (self.acceptance, self.closed_at) = (None, Some(at)),
            Event::AcceptanceRequested(asked) => self.acceptance = Some(Acceptance::requested(asked)),
            Event::AcceptanceApproved { granted, .. } => self.approved(*granted, at),
            Event::AcceptanceRequestLapsed { .. } => {
                if let Some(acceptance) = &mut self.acceptance {
                    acceptance.state = AcceptanceState::Lapsed;
                }
            }
            Event::AcceptanceDeclined { .. } | Event::AcceptanceRevoked { .. } | Event::AcceptanceEnded { .. } => {
                self.acceptance = None;
            }
            Event::AcceptanceEnding { .. } => {
                if let Some(acceptance) = &mut self.acceptance {
                    acceptance.ending = acceptance.granted();
                }
            }
            Event::Overdue { .. } => self.overdue = true,
            Event::Retracted { .. } => (self.acceptance, self.overdue) = (None, false),
            Event::Opened(_) | Event::FixClaimed { .. } | Event::FixRejected { .. } | Event::Corrected { .. } => {}
        }
        let accepted = self.acceptance.is_some_and(|acceptance| acceptance.granted());
        self.status = event.status_after(self.status, accepted);
        self.updated_at = at;
    }

    fn approved(&mut self, granted: bool, at: PgTimestamp) {
        if let (true, Some(acceptance)) = (granted, &mut self.acceptance) {
            acceptance.state = AcceptanceState::Granted;
            acceptance.ending = ends_soon(at.get(), acceptance.ends_at.get());
        }
    }
}

impl Acceptance {
    pub(crate) const fn granted(&self) -> bool {
        matches!(self.state, AcceptanceState::Granted)
    }

    pub(crate) const fn lapsed(&self) -> bool {
        matches!(self.state, AcceptanceState::Lapsed)
    }

    fn requested(asked: &Asked) -> Self {
        let conditions = i32::try_from(asked.conditions.len()).unwrap_or(i32::MAX);
        Self { state: AcceptanceState::Requested, ends_at: PgTimestamp::new(asked.ends_at), ending: false, conditions }
    }
}

/// The parts of a finding that never change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Opening {
    pub(super) key: FindingKey,
    pub(super) reason: String,
    pub(super) title_ko: String,
    pub(super) title_en: String,
    /// The team or person that has to fix it, for searches.
    pub(super) owner: String,
    pub(super) checkpoint: String,
}

impl Opening {
    /// The texts for searches, one on each line, so that no match spans two texts.
    pub(super) fn folded(&self) -> String {
        lines([&self.reason, &self.title_ko, &self.title_en, &self.owner, &self.checkpoint])
    }
}

/// The circumstances of the opening of a finding.
pub(super) struct OpeningPlace<'a> {
    pub(super) key: FindingKey,
    pub(super) sequence: u64,
    pub(super) at: PgTimestamp,
    pub(super) round: u32,
    pub(super) layer: Option<Layer>,
    /// The team of the review; empty when its checklist is not known.
    pub(super) team: &'a str,
}

/// The row of a finding that is opened.
pub(super) fn opened(place: &OpeningPlace<'_>, opened: &haetae_domain::finding::Opened) -> Finding {
    let owner = clean(opened.team.clone());
    let team = if place.team.is_empty() { owner.clone() } else { place.team.to_owned() };
    Finding {
        key: place.key,
        sequence: place.sequence,
        checkpoint: clean(opened.checkpoint.to_string()),
        layer: place.layer,
        severity: opened.severity,
        status: FindingStatus::Open,
        team,
        owner,
        round: place.round.cast_signed(),
        previous: opened.previous.and_then(|previous| i32::try_from(previous.0).ok()),
        opened_at: place.at,
        due_at: PgTimestamp::new(opened.due_at),
        overdue: false,
        assignee: None,
        acceptance: None,
        closed_at: None,
        updated_at: place.at,
    }
}

#[cfg(test)]
mod tests;
