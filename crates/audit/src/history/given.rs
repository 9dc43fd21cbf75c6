//! What of an event is taken as given, because more than the log decides it.

use haetae_proto::event::v1::event::Event;

/// What of an event, written by `by`, does not follow from the log; none for an event that follows as a whole, or that says
/// nothing but what a caller said.
pub(super) fn given(event: &Event, by: &str) -> Option<&'static str> {
    if matches!(event, Event::ReviewTargetSet(_)) {
        // The table of holidays is a file of the operator.
        return Some("ReviewTargetSet: due_at, unknown_year, paused_days, calendar");
    }
    if let Event::ReviewAssigned(assigned) = event {
        // Claiming a review and assigning it to oneself are two calls that do the same.
        let own = assigned.assignee.as_ref().is_some_and(|assignee| assignee.subject == by);
        return own.then_some("ReviewAssigned: claimed");
    }
    // A service learns of an activation a moment after the log has it.
    if matches!(event, Event::RiskAssessed(_)) {
        return Some("RiskAssessed: policy");
    }
    if matches!(event, Event::DiagnosisGenerated(_)) {
        return Some("DiagnosisGenerated: catalogs");
    }
    matches!(event, Event::ChecklistRevised(_)).then_some("ChecklistRevised: catalogs")
}
