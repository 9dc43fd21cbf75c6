//! The parts of an event that are taken as given, because they depend on more than the log.

use haetae_proto::event::v1::event::Event;

/// The parts of an event, written by `by`, that do not follow from the log; none for an event that follows
/// completely, or that only contains a caller's input.
pub(super) fn given(event: &Event, by: &str) -> Option<&'static str> {
    match event {
        // The table of holidays is a file of the operator.
        Event::ReviewTargetSet(_) => Some("ReviewTargetSet: due_at, unknown_year, paused_days, calendar"),
        Event::ReviewAssigned(assigned) => {
            // Claiming a review and assigning it to oneself are two calls that do the same.
            let own = assigned.assignee.as_ref().is_some_and(|assignee| assignee.subject == by);
            own.then_some("ReviewAssigned: claimed")
        }
        // A service learns of an activation a moment after the log has it.
        Event::RiskAssessed(_) => Some("RiskAssessed: policy"),
        Event::DiagnosisGenerated(_) => Some("DiagnosisGenerated: catalogs"),
        Event::ChecklistRevised(_) => Some("ChecklistRevised: catalogs"),
        Event::ReviewSubmitted(_)
        | Event::ReviewDiagnosisStarted(_)
        | Event::ReviewAmended(_)
        | Event::ReviewWithdrawn(_)
        | Event::ReviewInfoRequested(_)
        | Event::ReviewInfoProvided(_)
        | Event::ReviewQuestionRetracted(_)
        | Event::ReviewTriaged(_)
        | Event::ReviewReleased(_)
        | Event::ReviewDecided(_)
        | Event::ReviewReopened(_)
        | Event::ReviewCommented(_)
        | Event::ReviewTargetBreached(_)
        | Event::ReviewDecisionStaled(_)
        | Event::ReviewProgressed(_)
        | Event::ResidualAssessed(_)
        | Event::PolicyPublished(_)
        | Event::PolicyActivated(_)
        | Event::VerdictsRecorded(_)
        | Event::DiagnosisConcluded(_)
        | Event::DiagnosisReopened(_)
        | Event::FindingOpened(_)
        | Event::FindingAssigned(_)
        | Event::FixClaimed(_)
        | Event::FixVerified(_)
        | Event::FixRejected(_)
        | Event::AcceptanceRequested(_)
        | Event::AcceptanceApproved(_)
        | Event::AcceptanceDeclined(_)
        | Event::AcceptanceRevoked(_)
        | Event::AcceptanceEnding(_)
        | Event::AcceptanceEnded(_)
        | Event::FindingOverdue(_)
        | Event::EvidenceAdded(_)
        | Event::FindingCorrected(_)
        | Event::FindingRetracted(_)
        | Event::CatalogPublished(_)
        | Event::CatalogActivated(_)
        | Event::AcceptanceRequestLapsed(_) => None,
    }
}
