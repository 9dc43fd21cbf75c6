//! The current state of a finding: the fold of its events.

use jiff::Timestamp;

use super::{Asked, Event, FindingId, Opened, Rejection, Step};
use crate::evidence::References;
use crate::ids::{Meta, Person};
use crate::vocabulary::FindingStatus;

/// The current state of a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Its number.
    pub id: FindingId,
    /// The Fail that opened it.
    pub opened: Opened,
    /// The assignee of the fix.
    pub assignee: Option<Person>,
    /// The fix that waits to be verified.
    pub fix: Option<Claim>,
    /// The request that waits for approvers.
    pub request: Option<Request>,
    /// The last request, where its end passed before approvers had decided.
    pub lapsed: Option<Request>,
    /// The acceptance in force.
    pub accepted: Option<Acceptance>,
    /// Its status.
    pub status: FindingStatus,
    /// Whether its due date passed without a claimed fix.
    pub overdue: bool,
    /// Everything that happened to it, in order.
    pub history: Vec<Happened>,
}

/// A claimed fix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Who; may not verify it.
    pub by: Person,
    /// The description of the fix.
    pub description: String,
    /// The evidence.
    pub evidence: References,
}

/// A request for acceptance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The requester, who may not decide on it.
    pub by: Person,
    /// For what.
    pub asked: Asked,
    /// The approvers so far.
    pub approvals: Vec<Person>,
}

/// An acceptance in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acceptance {
    /// The request and its author.
    pub request: Request,
    /// Since when.
    pub since: Timestamp,
    /// The last warning given, in days before the end.
    pub warned: Option<u16>,
}

/// An event with its actor and time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happened {
    /// What.
    pub event: Event,
    /// The actor and the time.
    pub meta: Meta,
}

/// Folds one event; the first one opens it.
pub fn evolve(finding: Option<Finding>, id: FindingId, event: &Event, meta: &Meta) -> Option<Finding> {
    let mut finding = match (finding, event.opened()) {
        (Some(finding), _) => finding,
        (None, Some(opened)) => Finding::new(id, opened.clone()),
        (None, None) => return None,
    };
    finding.take(event, meta);
    finding.history.push(Happened { event: event.clone(), meta: meta.clone() });
    Some(finding)
}

impl Finding {
    fn new(id: FindingId, opened: Opened) -> Self {
        Self {
            id,
            opened,
            assignee: None,
            fix: None,
            request: None,
            lapsed: None,
            accepted: None,
            status: FindingStatus::Open,
            overdue: false,
            history: vec![],
        }
    }

    fn take(&mut self, event: &Event, meta: &Meta) {
        match event {
            Event::Opened(_) => {}
            Event::Assigned { assignee, reason: _ } => self.assignee = Some(assignee.clone()),
            Event::FixClaimed { description, evidence } => {
                let (description, evidence) = (description.clone(), evidence.clone());
                self.fix = Some(Claim { by: meta.by.clone(), description, evidence });
            }
            Event::FixVerified => self.settle(),
            Event::FixRejected { .. } => self.fix = None,
            Event::AcceptanceRequested(asked) => {
                self.request = Some(Request { by: meta.by.clone(), asked: asked.clone(), approvals: vec![] });
                self.lapsed = None;
            }
            Event::AcceptanceApproved { granted, .. } => self.approved(meta, *granted),
            Event::AcceptanceDeclined { .. } => self.request = None,
            Event::AcceptanceRequestLapsed { .. } => self.lapsed = self.request.take(),
            Event::AcceptanceRevoked { .. } | Event::AcceptanceEnded { .. } => self.accepted = None,
            Event::AcceptanceEnding { days, .. } => {
                if let Some(accepted) = &mut self.accepted {
                    accepted.warned = Some(*days);
                }
            }
            Event::Overdue { .. } => self.overdue = true,
            Event::Corrected { reason } => self.opened.reason.clone_from(reason),
            Event::Retracted { .. } => {
                self.settle();
                self.overdue = false;
            }
        }
        self.status = event.status_after(self.status, self.accepted.is_some());
    }

    /// Nothing waits any more.
    fn settle(&mut self) {
        (self.fix, self.request, self.lapsed, self.accepted) = (None, None, None, None);
    }

    fn approved(&mut self, meta: &Meta, granted: bool) {
        if let Some(mut request) = self.request.take() {
            request.approvals.push(meta.by.clone());
            if granted {
                self.accepted = Some(Acceptance { request, since: meta.at, warned: None });
            } else {
                self.request = Some(request);
            }
        }
    }

    /// Whether no further event is possible.
    pub const fn is_over(&self) -> bool {
        self.status.is_over()
    }

    /// The steps that are currently allowed.
    pub fn allowed(&self) -> Vec<Step> {
        let possible = |step: &Step| match step {
            Step::Assign | Step::Retract => true,
            Step::ClaimFix => self.fix.is_none(),
            Step::VerifyFix | Step::RejectFix => self.fix.is_some(),
            Step::RequestAcceptance => self.fix.is_none() && self.request.is_none() && self.accepted.is_none(),
            Step::DecideAcceptance => self.request.is_some(),
            Step::RevokeAcceptance => self.accepted.is_some(),
        };
        Step::ALL.into_iter().filter(|step| !self.is_over() && possible(step)).collect()
    }

    /// The steps allowed at a time: a request whose end has passed can no longer be decided, and does not block a new
    /// one.
    pub fn allowed_at(&self, now: Timestamp) -> Vec<Step> {
        if self.request.as_ref().is_none_or(|request| request.asked.ends_at > now) {
            return self.allowed();
        }
        Self { request: None, ..self.clone() }.allowed()
    }

    /// Refuses a step that is not possible now.
    pub(super) fn require(&self, step: Step) -> Result<(), Rejection> {
        if self.allowed().contains(&step) { Ok(()) } else { Err(self.illegal()) }
    }

    /// The refusal of a step that is not possible now.
    pub(super) fn illegal(&self) -> Rejection {
        Rejection::Illegal { id: self.id, status: self.status, allowed: self.allowed() }
    }
}
