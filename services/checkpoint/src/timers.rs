//! Timers of findings: acceptance requests lapse, the end of an acceptance is announced and takes effect, due dates
//! pass.

use haetae_domain::{
    diagnosis::{self, Event, State},
    finding::{self, FindingId, WARNINGS},
};
use haetae_event_log::codec::Diagnoses;
use haetae_service_kit::{
    clock,
    timers::{Timers, Wake},
};
use jiff::{SignedDuration, Timestamp};

/// The deadlines of diagnoses.
pub(crate) fn timers() -> Timers<Diagnoses> {
    Timers { service: "checkpoint", wakes, due, now: clock::now }
}

fn due(state: &State, now: Timestamp) -> Vec<Event> {
    diagnosis::ring(state, now)
}

/// A due date stays pending whatever is claimed or accepted before it: when it passes, the domain decides whether it
/// matters.
fn wakes(event: &Event) -> Vec<Wake> {
    let Some((id, event)) = event.on_finding() else { return vec![] };
    match event {
        finding::Event::Opened(opened) => vec![Wake::at(overdue(id), opened.due_at)],
        finding::Event::AcceptanceRequested(asked) => vec![Wake::at(lapse(id), asked.ends_at)],
        finding::Event::AcceptanceApproved { ends_at, granted: true, .. } => accepted(id, *ends_at),
        finding::Event::AcceptanceDeclined { .. } | finding::Event::AcceptanceRequestLapsed { .. } => {
            vec![Wake::never(lapse(id))]
        }
        finding::Event::AcceptanceRevoked { .. } | finding::Event::AcceptanceEnded { .. } => no_acceptance(id),
        finding::Event::FixVerified | finding::Event::Retracted { .. } => {
            let mut wakes = no_acceptance(id);
            wakes.extend([Wake::never(overdue(id)), Wake::never(lapse(id))]);
            wakes
        }
        finding::Event::AcceptanceEnding { days, .. } => vec![Wake::never(ending(id, *days))],
        finding::Event::Overdue { .. } => vec![Wake::never(overdue(id))],
        finding::Event::Assigned { .. }
        | finding::Event::FixClaimed { .. }
        | finding::Event::FixRejected { .. }
        | finding::Event::AcceptanceApproved { granted: false, .. }
        | finding::Event::Corrected { .. } => vec![],
    }
}

/// Sets the end and the warnings before it. A warning whose time had passed when the acceptance was granted has no
/// effect. The request no longer lapses.
fn accepted(id: FindingId, ends_at: Timestamp) -> Vec<Wake> {
    let warning = |days: u16| {
        let at = ends_at.checked_sub(SignedDuration::from_hours(24 * i64::from(days))).ok()?;
        Some(Wake::at(ending(id, days), at))
    };
    WARNINGS.into_iter().filter_map(warning).chain([Wake::at(end(id), ends_at), Wake::never(lapse(id))]).collect()
}

fn no_acceptance(id: FindingId) -> Vec<Wake> {
    WARNINGS.into_iter().map(|days| ending(id, days)).chain([end(id)]).map(Wake::never).collect()
}

fn lapse(id: FindingId) -> String {
    format!("{id}/lapse")
}

fn overdue(id: FindingId) -> String {
    format!("{id}/overdue")
}

fn ending(id: FindingId, days: u16) -> String {
    format!("{id}/ending-{days}")
}

fn end(id: FindingId) -> String {
    format!("{id}/end")
}
