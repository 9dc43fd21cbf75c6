//! What a review makes of its diagnosis and its assessment: where it stands, and decisions that are stale.

use haetae_proto::event::v1::{DiagnosisStanding, event::Event};

use super::{
    history::{History, Life, LogEntry},
    problem::{Findings, Rule},
};

pub(super) fn check(history: &History, findings: &mut Findings) {
    for (id, life) in history.lives() {
        let (stands, told) = (standing(&life), told(&life));
        findings.when(stands != told, Rule::Progress, || {
            format!("the diagnosis of {id} stands at {stands:?}, the review at {told:?}")
        });
        for what in unsaid(&life) {
            findings.add(Rule::Stale, format!("the decision on {id} does not say that {what} moved"));
        }
    }
}

/// What the review has not followed yet.
pub(super) fn behind(life: &Life<'_>) -> Option<&'static str> {
    if standing(life) != told(life) {
        return Some("ReviewProgressed");
    }
    (!unsaid(life).is_empty()).then_some("ReviewDecisionStaled")
}

/// The round, and what a concluded one leaves: open and accepted findings.
type Stands = (u32, Option<(u32, u32)>);

/// Where the diagnosis stands.
fn standing(life: &Life<'_>) -> Stands {
    let events = life.diagnosis.iter().flat_map(|entry| entry.events());
    let last = events.filter_map(|(_, event)| of_diagnosis(event)?.1).last();
    last.map_or((1, None), |s| (s.round, s.concluded.then_some((s.open_findings, s.accepted_findings))))
}

/// Where the review says that it stands.
fn told(life: &Life<'_>) -> Stands {
    let told = life.own.iter().rev().find_map(|event| {
        let Event::ReviewProgressed(p) = event else { return None };
        Some((p.round, p.concluded.then_some((p.open_findings, p.accepted_findings))))
    });
    told.unwrap_or((1, None))
}

/// What an event of a diagnosis says: whether a decision made before it cannot stand unseen, and where the diagnosis stands
/// afterwards. None for events of other aggregates. A table of its own: the one of the platform may be wrong.
fn of_diagnosis(event: &Event) -> Option<(bool, Option<&DiagnosisStanding>)> {
    Some(match event {
        Event::VerdictsRecorded(e) => (true, e.standing.as_ref()),
        Event::ChecklistRevised(e) => (true, e.standing.as_ref()),
        Event::DiagnosisReopened(e) => (true, e.standing.as_ref()),
        Event::FindingOpened(e) => (true, e.standing.as_ref()),
        Event::FindingRetracted(e) => (true, e.standing.as_ref()),
        Event::AcceptanceRevoked(e) => (true, e.standing.as_ref()),
        Event::AcceptanceEnded(e) => (true, e.standing.as_ref()),
        Event::DiagnosisConcluded(e) => (false, e.standing.as_ref()),
        Event::FindingAssigned(e) => (false, e.standing.as_ref()),
        Event::FindingCorrected(e) => (false, e.standing.as_ref()),
        Event::FindingOverdue(e) => (false, e.standing.as_ref()),
        Event::FixClaimed(e) => (false, e.standing.as_ref()),
        Event::FixVerified(e) => (false, e.standing.as_ref()),
        Event::FixRejected(e) => (false, e.standing.as_ref()),
        Event::AcceptanceRequested(e) => (false, e.standing.as_ref()),
        Event::AcceptanceApproved(e) => (false, e.standing.as_ref()),
        Event::AcceptanceDeclined(e) => (false, e.standing.as_ref()),
        Event::AcceptanceRequestLapsed(e) => (false, e.standing.as_ref()),
        Event::AcceptanceEnding(e) => (false, e.standing.as_ref()),
        Event::DiagnosisGenerated(_) | Event::EvidenceAdded(_) => (false, None),
        Event::ReviewSubmitted(_)
        | Event::ReviewDiagnosisStarted(_)
        | Event::ReviewAmended(_)
        | Event::ReviewWithdrawn(_)
        | Event::ReviewInfoRequested(_)
        | Event::ReviewInfoProvided(_)
        | Event::ReviewQuestionRetracted(_)
        | Event::ReviewTriaged(_)
        | Event::ReviewAssigned(_)
        | Event::ReviewReleased(_)
        | Event::ReviewDecided(_)
        | Event::ReviewReopened(_)
        | Event::ReviewCommented(_)
        | Event::ReviewTargetSet(_)
        | Event::ReviewTargetBreached(_)
        | Event::ReviewDecisionStaled(_)
        | Event::ReviewProgressed(_)
        | Event::RiskAssessed(_)
        | Event::ResidualAssessed(_)
        | Event::PolicyPublished(_)
        | Event::PolicyActivated(_)
        | Event::CatalogPublished(_)
        | Event::CatalogActivated(_) => return None,
    })
}

/// What moved under the decision that stands, and is not said.
fn unsaid(life: &Life<'_>) -> Vec<String> {
    let Some((decision, decided)) = life.decided.last() else { return vec![] };
    let since = || life.review.iter().filter(|entry| entry.sequence > decision.sequence);
    let has = |entry: &LogEntry, wanted: fn(&Event) -> bool| entry.events().any(|(_, event)| wanted(event));
    if since().any(|entry| has(entry, |event| matches!(event, Event::ReviewReopened(_)))) {
        return vec![];
    }
    let basis = decided.basis.clone().unwrap_or_default();
    let mut moved = vec![];
    if life.assessed.iter().any(|(entry, _)| entry.sequence > basis.assessment_sequence) {
        moved.push("RiskAssessed".to_owned());
    }
    for entry in life.diagnosis.iter().filter(|entry| entry.sequence > basis.diagnosis_sequence) {
        let unsettling =
            entry.events().filter(|(_, event)| of_diagnosis(event).is_some_and(|(unsettles, _)| unsettles));
        moved.extend(unsettling.map(|(_, event)| event.name().to_owned()));
    }
    let said: Vec<_> =
        since().flat_map(|entry| entry.events()).filter_map(|(_, event)| staled(event)).flatten().collect();
    moved.retain(|what| !said.contains(what));
    moved
}

fn staled(event: &Event) -> Option<impl Iterator<Item = String> + '_> {
    let Event::ReviewDecisionStaled(staled) = event else { return None };
    Some(staled.moved.iter().map(|moved| moved.what.clone()))
}
