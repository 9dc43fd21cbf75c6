//! The view: a review's row and a change give the row afterwards. Pure.

use haetae_domain::diagnosis::Tally;
use haetae_domain::ids::Person;
use haetae_domain::review::Course;
use haetae_domain::vocabulary::{Component, Depth, Level, ServiceType, Status};
use haetae_projector::PgTimestamp;
use jiff::Timestamp;
use uuid::Uuid;

use super::{
    change::{Change, Fact, OpenAndAccepted, Submitted},
    life::{Amended, Life, TargetSet},
    number::Number,
    pending::Pending,
};
use crate::{diagnosis::severity_rank, text::lines};

/// A row of `reviews`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Review {
    pub(crate) review_id: Uuid,
    /// The commit that made it what it is.
    pub(crate) sequence: u64,
    pub(crate) title: String,
    pub(crate) team: String,
    pub(crate) requester: Person,
    pub(crate) status: Status,
    pub(crate) scored: Option<Scored>,
    pub(crate) service_types: Vec<ServiceType>,
    pub(crate) components: Vec<Component>,
    pub(crate) tally: Option<Tally>,
    pub(crate) assignee: Option<Person>,
    pub(crate) due_at: Option<PgTimestamp>,
    pub(crate) overdue: bool,
    pub(crate) decision_stale: bool,
    pub(crate) findings: OpenAndAccepted,
    pub(crate) submitted_at: PgTimestamp,
    pub(crate) updated_at: PgTimestamp,
    /// When it got its status.
    pub(crate) status_since: PgTimestamp,
    /// Its short number. That of a request is given by who keeps count of them.
    pub(crate) number: Number,
    /// What waits for somebody in its findings.
    pub(crate) pending: Pending,
}

/// The latest score.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Scored {
    pub(crate) score: u8,
    pub(crate) level: Level,
    pub(crate) depth: Depth,
}

/// The row after a change. A review is requested once; what happens to one that never was leaves no row.
pub(crate) fn apply(row: Option<Review>, change: &Change) -> Option<Review> {
    let before = row.as_ref().map(|row| row.status);
    let after = change.events.iter().fold(row, |row, event| match (&event.fact, row) {
        (Fact::Submitted(request), None) => Some(received(request, change)),
        (fact, Some(row)) => Some(touched(row.moved(event.course), fact, change)),
        (_, None) => None,
    });
    after.map(|row| {
        let stays = before.is_none_or(|before| before == row.status);
        Review { status_since: if stays { row.status_since } else { row.updated_at }, ..row }
    })
}

fn received(request: &Submitted, change: &Change) -> Review {
    Review {
        review_id: change.review_id,
        sequence: change.sequence,
        title: request.title.clone(),
        team: request.team.clone(),
        requester: request.requester.clone(),
        status: Status::Received,
        scored: None,
        service_types: request.service_types.clone(),
        components: request.components.clone(),
        tally: None,
        assignee: None,
        due_at: None,
        overdue: false,
        decision_stale: false,
        findings: OpenAndAccepted::default(),
        submitted_at: change.at,
        updated_at: change.at,
        status_since: change.at,
        number: Number::stored(0),
        pending: Pending::default(),
    }
}

fn touched(mut row: Review, fact: &Fact, change: &Change) -> Review {
    match *fact {
        Fact::Submitted(_) => {}
        Fact::Life(ref life) => lived(&mut row, life),
        Fact::Assessed { score, level, depth, .. } => row.scored = Some(Scored { score, level, depth }),
        Fact::Generated { tally }
        | Fact::Judged { tally, .. }
        | Fact::Concluded { tally, .. }
        | Fact::Reopened { tally, .. }
        | Fact::Revised { tally, .. } => row.tally = Some(tally),
        Fact::Finding(ref facts) => row.pending.note(facts),
        Fact::DiagnosisStarted | Fact::Evidence(_) | Fact::Residual { .. } => {}
    }
    row.findings = change.findings.unwrap_or(row.findings);
    row.tally = change.retracted.or(row.tally);
    // Services have clocks of their own; a list never shows a review going back in time.
    row.updated_at = row.updated_at.max(change.at);
    row.sequence = change.sequence;
    row
}

fn lived(row: &mut Review, life: &Life) {
    match life {
        Life::Amended(amended) => row.amended(amended),
        Life::Assigned { assignee, .. } => row.assignee = Some(assignee.clone()),
        Life::Released { .. } => row.assignee = None,
        Life::Reopened { .. } => (row.decision_stale, row.due_at, row.overdue) = (false, None, false),
        Life::TargetSet(TargetSet { due_at, .. }) => {
            row.overdue &= row.due_at == *due_at;
            row.due_at = *due_at;
        }
        Life::TargetBreached { .. } => row.overdue = true,
        Life::DecisionStaled { .. } => row.decision_stale = true,
        Life::Withdrawn { .. }
        | Life::InfoRequested { .. }
        | Life::InfoProvided { .. }
        | Life::Triaged { .. }
        | Life::Decided(_)
        | Life::Commented { .. }
        | Life::Progressed { .. } => {}
    }
}

impl Review {
    fn amended(&mut self, amended: &Amended) {
        self.title.clone_from(&amended.title);
        if let Some(profile) = &amended.profile {
            self.service_types = profile.service_types.iter().copied().collect();
            self.components = profile.components.iter().copied().collect();
        }
    }

    /// Its level as a number, from 1 for low; 0 until scored.
    pub(crate) fn level_rank(&self) -> i32 {
        self.scored.map_or(0, |scored| severity_rank(scored.level))
    }

    /// Its target date, or the end of all times.
    pub(crate) fn due_by(&self) -> PgTimestamp {
        self.due_at.unwrap_or_else(|| PgTimestamp::new(Timestamp::MAX))
    }

    /// Who asked and who works on it, as `:` compares accounts.
    pub(crate) fn people(&self) -> String {
        lines([&self.requester.subject, self.assignee.as_ref().map_or("", |assignee| &assignee.subject)])
    }

    /// In its next status; what is closed waits for nothing any more.
    fn moved(self, course: Course) -> Self {
        let status = course.after(self.status);
        let closes = course != Course::Stays && !status.is_open();
        Self { status, overdue: self.overdue && !closes, ..self }
    }
}
