//! Reads facts from the events of the log: the fields that the board keeps, and no more.

use haetae_domain::review::{self, Course};
use haetae_event_log::codec::{Aggregate as _, CodecError, Reviews};
use haetae_proto::event::v1::event::Event;

use super::{
    Fact,
    decision::{DecisionStaled, Reopened},
    request::{Commented, InfoProvided, InfoRequested, Withdrawn},
    work::{Assigned, DiagnosisStarted, Released, TargetBreached},
};
use crate::{
    text::{clean, clean_person},
    words::day_in_seoul,
};

/// One event.
#[derive(Clone, Debug)]
pub(crate) struct Happened {
    pub(crate) fact: Fact,
    /// What it makes of the status of its review.
    pub(crate) course: Course,
    /// Whether only those who work on reviews read it.
    pub(crate) internal: bool,
}

/// What happened in an event; none for one that is not about a review.
pub(in crate::board) fn happened(event: Event) -> Result<Option<Happened>, CodecError> {
    let fact = match event {
        Event::ReviewSubmitted(e) => Fact::ReviewSubmitted(Box::new(e.try_into()?)),
        event @ (Event::ReviewDiagnosisStarted(_)
        | Event::ReviewAmended(_)
        | Event::ReviewWithdrawn(_)
        | Event::ReviewInfoRequested(_)
        | Event::ReviewInfoProvided(_)
        | Event::ReviewTriaged(_)
        | Event::ReviewAssigned(_)
        | Event::ReviewReleased(_)
        | Event::ReviewDecided(_)
        | Event::ReviewReopened(_)
        | Event::ReviewCommented(_)
        | Event::ReviewTargetSet(_)
        | Event::ReviewTargetBreached(_)
        | Event::ReviewDecisionStaled(_)
        | Event::ReviewProgressed(_)) => return reviewed(Reviews::decode(event)?),
        Event::RiskAssessed(e) => Fact::RiskAssessed(e.try_into()?),
        Event::ResidualAssessed(e) => Fact::ResidualAssessed(e.try_into()?),
        Event::DiagnosisGenerated(e) => Fact::DiagnosisGenerated(e.into()),
        Event::VerdictsRecorded(e) => Fact::VerdictsRecorded(e.try_into()?),
        Event::DiagnosisConcluded(e) => Fact::DiagnosisConcluded(e.try_into()?),
        Event::DiagnosisReopened(e) => Fact::DiagnosisReopened(e.try_into()?),
        Event::ChecklistRevised(e) => Fact::ChecklistRevised(e.try_into()?),
        Event::EvidenceAdded(e) => Fact::EvidenceAdded(e.into()),
        Event::FindingOpened(e) => Fact::FindingOpened(e.try_into()?),
        Event::FindingAssigned(e) => Fact::FindingAssigned(e.into()),
        Event::FixClaimed(e) => Fact::FixClaimed(e.into()),
        Event::FixVerified(e) => Fact::FixVerified(e.into()),
        Event::FixRejected(e) => Fact::FixRejected(e.into()),
        Event::AcceptanceRequested(e) => Fact::AcceptanceRequested(e.try_into()?),
        Event::AcceptanceApproved(e) => Fact::AcceptanceApproved(e.try_into()?),
        Event::AcceptanceDeclined(e) => Fact::AcceptanceDeclined(e.into()),
        Event::AcceptanceRequestLapsed(e) => Fact::AcceptanceRequestLapsed(e.try_into()?),
        Event::AcceptanceRevoked(e) => Fact::AcceptanceRevoked(e.into()),
        Event::AcceptanceEnding(e) => Fact::AcceptanceEnding(e.try_into()?),
        Event::AcceptanceEnded(e) => Fact::AcceptanceEnded(e.into()),
        Event::FindingOverdue(e) => Fact::FindingOverdue(e.try_into()?),
        Event::FindingCorrected(e) => Fact::FindingCorrected(e.into()),
        Event::FindingRetracted(e) => Fact::FindingRetracted(e.try_into()?),
        Event::PolicyPublished(_)
        | Event::PolicyActivated(_)
        | Event::CatalogPublished(_)
        | Event::CatalogActivated(_) => return Ok(None),
    };
    Ok(Some(Happened { fact, course: Course::Stays, internal: false }))
}

fn reviewed(event: review::Event) -> Result<Option<Happened>, CodecError> {
    use review::Event as E;
    let (course, internal) = (event.course(), event.is_internal());
    let fact = match event {
        // Read above, without a profile that the domain knows.
        E::Submitted(_) => return Err(CodecError::Misplaced("ReviewSubmitted")),
        E::DiagnosisStarted => Fact::ReviewDiagnosisStarted(DiagnosisStarted {}),
        E::Amended(event) => Fact::ReviewAmended(Box::new(event.into())),
        E::Withdrawn { reason } => Fact::ReviewWithdrawn(Withdrawn { reason: clean(reason) }),
        E::InfoRequested { question } => Fact::ReviewInfoRequested(InfoRequested { question: clean(question) }),
        E::InfoProvided { answer, status } => Fact::ReviewInfoProvided(InfoProvided { answer: clean(answer), status }),
        E::Triaged(event) => Fact::ReviewTriaged(event.into()),
        E::Assigned { assignee, claimed, reason } => {
            Fact::ReviewAssigned(Assigned { assignee: clean_person(assignee), claimed, reason: clean(reason) })
        }
        E::Released { reason } => Fact::ReviewReleased(Released { reason: clean(reason) }),
        E::Decided(event) => Fact::ReviewDecided((*event).into()),
        E::Reopened { reason, status } => Fact::ReviewReopened(Reopened { reason: clean(reason), status }),
        E::Commented { text, visibility } => Fact::ReviewCommented(Commented { text: clean(text), visibility }),
        E::TargetSet(event) => Fact::ReviewTargetSet(event.into()),
        E::TargetBreached { due_at, policy } => {
            Fact::ReviewTargetBreached(TargetBreached { day: day_in_seoul(due_at), policy_version: policy.version })
        }
        E::DecisionStaled { moved } => Fact::ReviewDecisionStaled(DecisionStaled {
            moved: moved.into_iter().map(|moved| clean(moved.what)).collect(),
        }),
        E::Progressed(event) => Fact::ReviewProgressed(event.into()),
    };
    Ok(Some(Happened { fact, course, internal }))
}
