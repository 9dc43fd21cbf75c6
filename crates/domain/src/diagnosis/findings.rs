//! Commands on the findings of a diagnosis, and events caused by the passing of time.

use jiff::Timestamp;

use super::{Diagnosis, Event, Rejection, Standing, State, Verdict, verdicts::recorded};
use crate::evidence::References;
use crate::finding::{self, Asked, Finding, FindingId};
use crate::ids::{Meta, Person};
use crate::vocabulary::{Method, VerdictResult};

/// Assigns the fix to a person.
pub fn assign_finding(
    state: &State,
    meta: &Meta,
    id: FindingId,
    assignee: Person,
    reason: String,
) -> Result<Vec<Event>, Rejection> {
    on(state, id, |diagnosis, finding| Ok(diagnosis.wrap(id, finding.assign(assignee, reason)?, meta)))
}

/// Claims that a finding is fixed.
pub fn claim_fix(
    state: &State,
    meta: &Meta,
    id: FindingId,
    description: String,
    evidence: References,
) -> Result<Vec<Event>, Rejection> {
    on(state, id, |diagnosis, finding| {
        let claimed = finding.claim_fix(description, evidence.clone())?;
        diagnosis.require(&evidence)?;
        Ok(diagnosis.wrap(id, claimed, meta))
    })
}

/// Verifies the fix of a finding: its checkpoint passes, and the finding is closed.
pub fn verify_fix(
    state: &State,
    meta: &Meta,
    id: FindingId,
    method: Method,
    (reason, evidence): (String, References),
) -> Result<Vec<Event>, Rejection> {
    by_another(state, meta, id, |diagnosis, finding| {
        let closed = finding.verify_fix(&meta.by)?;
        diagnosis.require(&evidence)?;
        let pass = Verdict {
            checkpoint: finding.opened.checkpoint.clone(),
            result: VerdictResult::Pass,
            method,
            reason,
            evidence,
            compensating_control: String::new(),
        };
        let events = [vec![recorded(vec![pass])], unsettled(id, closed)].concat();
        Ok(diagnosis.settled(events, meta))
    })
}

/// Finds a finding not fixed.
pub fn reject_fix(state: &State, meta: &Meta, id: FindingId, reason: String) -> Result<Vec<Event>, Rejection> {
    by_another(state, meta, id, |diagnosis, finding| {
        Ok(diagnosis.wrap(id, finding.reject_fix(&meta.by, reason)?, meta))
    })
}

/// Asks to live with the risk of a finding.
pub fn request_acceptance(state: &State, meta: &Meta, id: FindingId, asked: Asked) -> Result<Vec<Event>, Rejection> {
    on(state, id, |diagnosis, finding| Ok(diagnosis.wrap(id, finding.request_acceptance(meta.at, asked)?, meta)))
}

/// Agrees to live with the risk, or does not.
pub fn decide_acceptance(
    state: &State,
    meta: &Meta,
    id: FindingId,
    approve: bool,
    reason: String,
) -> Result<Vec<Event>, Rejection> {
    by_another(state, meta, id, |diagnosis, finding| {
        let decided = if approve {
            finding.approve_acceptance(meta, reason)
        } else {
            finding.decline_acceptance(&meta.by, reason)
        };
        Ok(diagnosis.wrap(id, decided?, meta))
    })
}

/// Takes an acceptance back: the finding is open again.
pub fn revoke_acceptance(state: &State, meta: &Meta, id: FindingId, reason: String) -> Result<Vec<Event>, Rejection> {
    on(state, id, |diagnosis, finding| Ok(diagnosis.wrap(id, finding.revoke_acceptance(reason)?, meta)))
}

/// The events caused by the passing of time up to `now`: requests lapsed, acceptances announced and ended, findings
/// overdue. Each happens once.
pub fn ring(state: &State, now: Timestamp) -> Vec<Event> {
    let State::Open(diagnosis) = state else { return vec![] };
    let meta = Meta { by: Person::default(), at: now };
    let rung = diagnosis.rung(vec![], &meta, |_| true);
    diagnosis.settled(rung, &meta)
}

impl Diagnosis {
    /// The time of the next event caused by the passing of time.
    pub fn next_due(&self) -> Option<Timestamp> {
        self.findings.iter().filter_map(Finding::next_due).min()
    }

    /// The events of one finding, and those they cause at once: a finding that is open again may be overdue.
    fn wrap(&self, id: FindingId, events: Vec<finding::Event>, meta: &Meta) -> Vec<Event> {
        let events = unsettled(id, events);
        if events.is_empty() {
            return events;
        }
        self.settled(self.rung(events, meta, |finding| finding.id == id), meta)
    }

    /// The events, followed by everything that is due by then on the selected findings.
    fn rung(&self, mut events: Vec<Event>, meta: &Meta, on: impl Fn(&Finding) -> bool) -> Vec<Event> {
        let mut after = self.clone();
        events.iter().for_each(|event| after.take(event, meta));
        let due = |f: &Finding| if on(f) { Some((f.id, f.ring(meta.at)?)) } else { None };
        while let Some((id, event)) = after.findings.iter().find_map(due) {
            let event = Event::Finding { id, event, standing: Standing::default() };
            after.take(&event, meta);
            events.push(event);
        }
        events
    }
}

fn unsettled(id: FindingId, events: Vec<finding::Event>) -> Vec<Event> {
    events.into_iter().map(|event| Event::Finding { id, event, standing: Standing::default() }).collect()
}

fn on<T>(
    state: &State,
    id: FindingId,
    decide: impl FnOnce(&Diagnosis, &Finding) -> Result<T, Rejection>,
) -> Result<T, Rejection> {
    let diagnosis = state.open()?;
    let finding = diagnosis.finding(id).ok_or(Rejection::FindingNotFound(id))?;
    decide(diagnosis, finding)
}

/// As [`on`], for steps that requesters may not take in their own review.
fn by_another<T>(
    state: &State,
    meta: &Meta,
    id: FindingId,
    decide: impl FnOnce(&Diagnosis, &Finding) -> Result<T, Rejection>,
) -> Result<T, Rejection> {
    on(state, id, |diagnosis, finding| {
        if diagnosis.is_requester(&meta.by) {
            return Err(Rejection::OwnReview);
        }
        decide(diagnosis, finding)
    })
}
