//! A finding: opened by a Fail, then fixed and verified by another person, or accepted until a date. It is part of its
//! diagnosis, which numbers it and stores its events.

mod acceptance;
mod event;
mod fix;
mod id;
mod retract;
mod timers;

pub use acceptance::{approvers, most_days};
pub use event::{Asked, Event, Opened};
pub use id::FindingId;
pub use timers::{WARNINGS, ends_soon};

use jiff::{SignedDuration, Timestamp};

use crate::evidence::References;
use crate::ids::{Meta, Person};
use crate::vocabulary::{FindingStatus, Level};

/// How severe a finding is: as the review's level where the checkpoint is mandatory, one level less where it is
/// recommended.
pub const fn severity(review: Level, mandatory: bool) -> Level {
    match (review, mandatory) {
        (level, true) => level,
        (Level::Critical, false) => Level::High,
        (Level::High, false) => Level::Medium,
        (Level::Medium | Level::Low, false) => Level::Low,
    }
}

/// The same time so many days later.
pub(crate) fn days_after(at: Timestamp, days: u16) -> Timestamp {
    at.checked_add(SignedDuration::from_hours(24 * i64::from(days))).unwrap_or(Timestamp::MAX)
}

/// A finding as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Its number.
    pub id: FindingId,
    /// What opened it.
    pub opened: Opened,
    /// Who is in charge of the fix.
    pub assignee: Option<Person>,
    /// The fix that waits to be verified.
    pub fix: Option<Claim>,
    /// The request that waits for approvers.
    pub request: Option<Request>,
    /// The last request, where its end passed before approvers had decided.
    pub lapsed: Option<Request>,
    /// The acceptance that holds.
    pub accepted: Option<Acceptance>,
    /// Where it stands.
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
    /// What was done.
    pub description: String,
    /// What shows it.
    pub evidence: References,
}

/// A request for acceptance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Who asks; may not decide it.
    pub by: Person,
    /// For what.
    pub asked: Asked,
    /// Who agreed so far.
    pub approvals: Vec<Person>,
}

/// An acceptance that holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acceptance {
    /// What was asked for, and by whom.
    pub request: Request,
    /// Since when.
    pub since: Timestamp,
    /// The last warning given, in days before the end.
    pub warned: Option<u16>,
}

/// An event with who and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happened {
    /// What.
    pub event: Event,
    /// Who and when.
    pub meta: Meta,
}

/// Folds one event; the first one opens it.
pub fn evolve(finding: Option<Finding>, id: FindingId, event: &Event, meta: &Meta) -> Option<Finding> {
    let mut finding = match (finding, event) {
        (Some(finding), _) => finding,
        (None, Event::Opened(opened)) => Finding::new(id, Opened::clone(opened)),
        (None, _) => return None,
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

    /// Whether nothing more can happen to it.
    pub const fn is_over(&self) -> bool {
        self.status.is_over()
    }

    /// What can be done with it now.
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

    /// What can be done with it at a time: a request for an end that has passed is not decided any more, and stands in the way
    /// of no other.
    pub fn allowed_at(&self, now: Timestamp) -> Vec<Step> {
        if self.request.as_ref().is_none_or(|request| request.asked.ends_at > now) {
            return self.allowed();
        }
        Self { request: None, ..self.clone() }.allowed()
    }

    fn require(&self, step: Step) -> Result<(), Rejection> {
        if self.allowed().contains(&step) { Ok(()) } else { Err(self.illegal()) }
    }

    fn illegal(&self) -> Rejection {
        Rejection::Illegal { id: self.id, status: self.status, allowed: self.allowed() }
    }
}

/// Something a person can do with a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// Assign the fix to a person.
    Assign,
    /// Claim that it is fixed.
    ClaimFix,
    /// Confirm the fix.
    VerifyFix,
    /// Send the fix back.
    RejectFix,
    /// Request acceptance of the risk.
    RequestAcceptance,
    /// Approve or decline the request.
    DecideAcceptance,
    /// Revoke an acceptance.
    RevokeAcceptance,
    /// Retract the Fail that opened it.
    Retract,
}

impl Step {
    /// Every step.
    pub const ALL: [Self; 8] = [
        Self::Assign,
        Self::ClaimFix,
        Self::VerifyFix,
        Self::RejectFix,
        Self::RequestAcceptance,
        Self::DecideAcceptance,
        Self::RevokeAcceptance,
        Self::Retract,
    ];

    /// The call that takes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Assign => "AssignFinding",
            Self::ClaimFix => "ClaimFix",
            Self::VerifyFix => "VerifyFix",
            Self::RejectFix => "RejectFix",
            Self::RequestAcceptance => "RequestAcceptance",
            Self::DecideAcceptance => "DecideAcceptance",
            Self::RevokeAcceptance => "RevokeAcceptance",
            Self::Retract => "RetractFinding",
        }
    }
}

/// Why a step was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    /// Its status does not allow the step.
    #[error("{id} is {status}")]
    Illegal {
        /// Which finding.
        id: FindingId,
        /// Where it stands.
        status: FindingStatus,
        /// What is possible.
        allowed: Vec<Step>,
    },
    /// The person who claimed a fix cannot verify it.
    #[error("the person who claimed a fix cannot verify it")]
    OwnFix,
    /// The person who requested an acceptance cannot decide it.
    #[error("the person who requested an acceptance cannot decide it")]
    OwnRequest,
    /// Two approvers have to agree, not one twice.
    #[error("a second approver has to agree")]
    ApprovedAlready,
    /// A service never approves.
    #[error("a service never approves")]
    Service,
    /// In a later round, or once others acted on the finding, another reviewer has to retract the Fail.
    #[error("a reviewer can retract their own Fail only in the same round and before others acted on its finding")]
    OwnFail,
    /// The acceptance would be over before it begins.
    #[error("the end of the acceptance has passed")]
    EndPassed,
    /// The end that was asked for passed before approvers had decided.
    #[error("the request for acceptance of {id} lapsed")]
    RequestLapsed {
        /// Which finding.
        id: FindingId,
        /// The end that was asked for.
        ends_at: Timestamp,
    },
    /// The acceptance would hold too long.
    #[error("an acceptance holds at most {most_days} days")]
    EndTooLate {
        /// Calendar days it may hold.
        most_days: u16,
    },
}
