//! The fold of a review: its row and a change produce the next row. Pure.

use haetae_domain::diagnosis::Tally;
use haetae_domain::ids::Person;
use haetae_domain::review::Course;
use haetae_domain::text::Text;
use haetae_domain::vocabulary::{Component, Depth, Level, ServiceType, Status, TriageOutcome};
use haetae_projector::PgTimestamp;
use jiff::Timestamp;
use uuid::Uuid;

use super::{
    change::{OpenAndAccepted, ReviewChange},
    fact::{Asked, Fact, Happened, Submitted},
    number::Number,
    pending::Pending,
};
use crate::{rank::rank, text::lines, words::named};

/// A row of `reviews`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Review {
    pub(crate) review_id: Uuid,
    /// The commit that last changed it.
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
    /// Whether it was rejected because another review covers it.
    pub(crate) duplicate: bool,
    pub(crate) findings: OpenAndAccepted,
    pub(crate) submitted_at: PgTimestamp,
    pub(crate) updated_at: PgTimestamp,
    /// When it got its status.
    pub(crate) status_since: PgTimestamp,
    /// Its short number. The caller, which counts the requests, assigns that of a new request.
    pub(crate) number: Number,
    /// The steps that wait in its findings.
    pub(crate) pending: Pending,
}

/// The latest score.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Scored {
    pub(crate) score: u8,
    pub(crate) level: Level,
    pub(crate) depth: Depth,
}

/// The row after a change. A review is requested once; events of a review that was never requested leave no row.
pub(crate) fn apply(row: Option<Review>, change: &ReviewChange) -> Option<Review> {
    let before = row.as_ref().map(|row| row.status);
    let after = change.events.iter().fold(row, |row, event| match (event.fact.submitted(), row) {
        (Some(request), None) => Some(received(request, change)),
        (Some(_) | None, Some(row)) => Some(touched(row, event, change)),
        (None, None) => None,
    });
    after.map(|row| {
        let stays = before.is_none_or(|before| before == row.status);
        Review { status_since: if stays { row.status_since } else { row.updated_at }, ..row }
    })
}

fn received(request: &Submitted, change: &ReviewChange) -> Review {
    let asked = &request.asked;
    Review {
        review_id: change.review_id,
        sequence: change.sequence,
        title: asked.title.clone(),
        team: request.team.clone(),
        requester: request.requester.clone(),
        status: Status::Received,
        scored: None,
        service_types: asked.service_types.clone(),
        components: asked.components.clone(),
        tally: None,
        assignee: None,
        due_at: None,
        overdue: false,
        decision_stale: false,
        duplicate: false,
        findings: OpenAndAccepted::default(),
        submitted_at: change.at,
        updated_at: change.at,
        status_since: change.at,
        number: Number::stored(0),
        pending: Pending::default(),
    }
}

fn touched(mut row: Review, event: &Happened, change: &ReviewChange) -> Review {
    row.moved(event.course);
    row.happened(&event.fact);
    row.findings = change.findings.unwrap_or(row.findings);
    // A withdrawn review is neither decided nor fixed, whatever events older builds accepted after the withdrawal.
    if row.status == Status::Withdrawn {
        (row.pending, row.findings) = (Pending::default(), OpenAndAccepted::default());
    }
    row.updated_at = change.at;
    row.sequence = change.sequence;
    row
}

impl Review {
    /// Applies the changes of an event other than the status.
    fn happened(&mut self, fact: &Fact) {
        match fact {
            Fact::ReviewAmended(amended) => self.amended(&amended.asked),
            Fact::ReviewAssigned(assigned) => self.assignee = Some(assigned.assignee.clone()),
            Fact::ReviewReleased(_) => self.assignee = None,
            Fact::ReviewReopened(_) => (self.decision_stale, self.due_at, self.overdue) = (false, None, false),
            Fact::ReviewTargetSet(target) => {
                self.overdue &= self.due_at == target.due_at;
                self.due_at = target.due_at;
            }
            Fact::ReviewTargetBreached(_) => self.overdue = true,
            Fact::ReviewTriaged(triaged) => self.duplicate = triaged.outcome == TriageOutcome::Duplicate,
            Fact::ReviewDecisionStaled(_) => self.decision_stale = true,
            Fact::RiskAssessed(it) => {
                self.scored = Some(Scored { score: it.score, level: it.level, depth: it.depth });
            }
            Fact::DiagnosisGenerated(generated) => self.tally = Some(generated.tally()),
            Fact::VerdictsRecorded(judged) => self.tally = Some(judged.tally),
            Fact::DiagnosisConcluded(concluded) => self.tally = Some(concluded.tally),
            Fact::DiagnosisReopened(reopened) => self.tally = Some(reopened.tally),
            Fact::ChecklistRevised(revised) => self.tally = Some(revised.tally),
            Fact::FixClaimed(fix) => _ = self.pending.fixes.insert(fix.finding.clone()),
            Fact::FixRejected(fix) => _ = self.pending.fixes.remove(&fix.finding),
            Fact::FixVerified(fix) => self.pending.ended(&fix.finding),
            Fact::AcceptanceRequested(asked) => _ = self.pending.acceptances.insert(asked.finding.clone()),
            Fact::AcceptanceApproved(approved) if approved.granted => {
                self.pending.acceptances.remove(&approved.finding);
            }
            Fact::AcceptanceDeclined(declined) => _ = self.pending.acceptances.remove(&declined.finding),
            Fact::AcceptanceRequestLapsed(lapsed) => _ = self.pending.acceptances.remove(&lapsed.finding),
            Fact::FindingRetracted(retracted) => {
                self.pending.ended(&retracted.finding);
                self.tally = Some(retracted.tally);
            }
            Fact::ReviewSubmitted(_)
            | Fact::ReviewDiagnosisStarted(_)
            | Fact::ReviewWithdrawn(_)
            | Fact::ReviewInfoRequested(_)
            | Fact::ReviewInfoProvided(_)
            | Fact::ReviewQuestionRetracted(_)
            | Fact::ReviewDecided(_)
            | Fact::ReviewCommented(_)
            | Fact::ReviewProgressed(_)
            | Fact::ResidualAssessed(_)
            | Fact::EvidenceAdded(_)
            | Fact::FindingOpened(_)
            | Fact::FindingAssigned(_)
            | Fact::AcceptanceApproved(_)
            | Fact::AcceptanceRevoked(_)
            | Fact::AcceptanceEnding(_)
            | Fact::AcceptanceEnded(_)
            | Fact::FindingOverdue(_)
            | Fact::FindingCorrected(_) => {}
        }
    }

    fn amended(&mut self, asked: &Asked) {
        self.title.clone_from(&asked.title);
        self.service_types.clone_from(&asked.service_types);
        self.components.clone_from(&asked.components);
    }

    /// Its level as a number, from 1 for low; 0 until scored.
    pub(crate) fn level_rank(&self) -> i32 {
        self.scored.map_or(0, |scored| rank(scored.level))
    }

    /// Its target date, or the end of all times.
    pub(crate) fn due_by(&self) -> PgTimestamp {
        self.due_at.unwrap_or_else(|| PgTimestamp::new(Timestamp::MAX))
    }

    /// Requester and assignee, in the form in which `:` compares accounts.
    pub(crate) fn people(&self) -> String {
        lines([&self.requester.subject, self.assignee.as_ref().map_or("", |assignee| &assignee.subject)])
    }

    /// Sets the next status; a closed review no longer waits for anything.
    fn moved(&mut self, course: Course) {
        self.status = course.after(self.status);
        self.overdue &= course == Course::Stays || self.status.is_open();
        self.duplicate &= self.status == Status::Rejected;
    }

    /// Its status as displayed: a duplicate is rejected, and displayed as a duplicate.
    pub(crate) fn standing(&self) -> Text {
        if self.duplicate { named(TriageOutcome::Duplicate) } else { named(self.status) }
    }
}
