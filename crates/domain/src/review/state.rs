//! The current state of a review: the fold of its events.

use jiff::Timestamp;

use super::contents::{Decided, Moved, Submitted, Target, Triaged};
use super::{Event, Rejection};
use crate::diagnosis::Standing;
use crate::document::DocumentVersion;
use crate::ids::{Meta, Person};
use crate::vocabulary::{Status, TriageOutcome, Visibility};

/// The state of a review.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum State {
    /// Nothing was requested under this id.
    #[default]
    New,
    /// Requested.
    Open(Box<Review>),
}

impl State {
    /// The review.
    ///
    /// # Errors
    /// When nothing was requested.
    pub fn review(&self) -> Result<&Review, Rejection> {
        match self {
            Self::New => Err(Rejection::NotFound),
            Self::Open(review) => Ok(review),
        }
    }
}

/// A requested review.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Review {
    /// The request, with every amendment.
    pub request: Submitted,
    /// When.
    pub submitted_at: Timestamp,
    /// Its status.
    pub status: Status,
    /// Whether the diagnosis was begun, by triage or by a first verdict.
    pub begun: bool,
    /// Whether a first verdict came in.
    pub judged: bool,
    /// The standing of the diagnosis.
    pub standing: Standing,
    /// Whether a person has worked on it: then no policy waives it.
    pub touched: bool,
    /// The latest triage.
    pub triage: Option<Triaged>,
    /// The assignee.
    pub assignee: Option<Person>,
    /// The question to the requester.
    pub question: Option<Question>,
    /// The latest decision, until the review is opened again.
    pub decision: Option<Decision>,
    /// The start of its time limit: the request, or the latest reopening.
    pub counted_from: Timestamp,
    /// Every completed wait for the requester since then.
    pub waits: Vec<Wait>,
    /// The target date.
    pub target: Option<Target>,
    /// Target dates that passed while it was open; they stay whatever becomes of the policy.
    pub breaches: Vec<Breach>,
    /// Number of comments visible to everyone.
    pub shared_comments: u32,
    /// Number of further comments, visible only to reviewers.
    pub internal_comments: u32,
}

/// A question to the requester.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The question.
    pub text: String,
    /// By whom and when.
    pub meta: Meta,
}

/// A wait for the requester.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wait {
    /// When it was asked.
    pub asked_at: Timestamp,
    /// When it was answered.
    pub answered_at: Timestamp,
}

/// The current decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The decision and its basis.
    pub decided: Decided,
    /// By whom and when.
    pub meta: Meta,
    /// Changes since; a decision with such a change is stale.
    pub moved: Vec<Moved>,
}

/// A target date that passed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Breach {
    /// The date.
    pub due_at: Timestamp,
    /// The policy version it came from.
    pub policy: DocumentVersion,
}

impl Review {
    fn received(request: Submitted, at: Timestamp) -> Self {
        Self {
            request,
            submitted_at: at,
            status: Status::Received,
            begun: false,
            judged: false,
            standing: Standing::default(),
            touched: false,
            triage: None,
            assignee: None,
            question: None,
            decision: None,
            counted_from: at,
            waits: vec![],
            target: None,
            breaches: vec![],
            shared_comments: 0,
            internal_comments: 0,
        }
    }

    /// Whether it can still change. A closed review keeps the score it was decided on.
    pub const fn is_open(&self) -> bool {
        self.status.is_open()
    }

    /// Whether it is open past its target date.
    pub fn is_overdue(&self) -> bool {
        let due_at = self.target.as_ref().and_then(|target| target.due.at());
        self.is_open() && self.breaches.iter().any(|breach| Some(breach.due_at) == due_at)
    }

    /// Whether it was closed because another review covers it: it is rejected, and displayed as a duplicate.
    pub fn is_duplicate(&self) -> bool {
        let triaged = self.triage.as_ref().map(|triage| triage.outcome);
        self.status == Status::Rejected && triaged == Some(TriageOutcome::Duplicate)
    }

    /// The status of an open review that does not wait for information, by its diagnosis.
    pub const fn by_standing(&self, standing: &Standing) -> Status {
        if standing.concluded && standing.open_findings > 0 {
            Status::AwaitingRemediation
        } else if standing.concluded {
            Status::AwaitingDecision
        } else if self.begun {
            Status::InDiagnosis
        } else {
            Status::Received
        }
    }
}

/// Folds one event.
pub fn evolve(state: State, event: &Event, meta: &Meta) -> State {
    match (event.request(), state) {
        (Some(request), State::New | State::Open(_)) => {
            State::Open(Box::new(Review::received(request.clone(), meta.at)))
        }
        (None, State::New) => State::New,
        (None, State::Open(mut review)) => {
            happened(&mut review, event, meta);
            State::Open(review)
        }
    }
}

fn happened(review: &mut Review, event: &Event, meta: &Meta) {
    review.status = event.course().after(review.status);
    match event {
        Event::Submitted(_) => {}
        Event::DiagnosisStarted => review.started(),
        Event::Amended(amended) => {
            review.request.title.clone_from(&amended.title);
            review.request.description.clone_from(&amended.description);
            review.request.profile.clone_from(&amended.profile);
        }
        Event::Withdrawn { .. } => {}
        Event::InfoRequested { question } => {
            review.touched = true;
            review.question = Some(Question { text: question.clone(), meta: meta.clone() });
        }
        Event::InfoProvided { .. } | Event::QuestionRetracted { .. } => review.answered(meta.at),
        Event::Triaged(triaged) => review.triaged(triaged),
        Event::Assigned { assignee, .. } => {
            (review.assignee, review.touched) = (Some(assignee.clone()), true);
        }
        Event::Released { .. } => review.assignee = None,
        Event::Decided(decided) => review.decided(decided, meta),
        Event::Reopened { reason, status: _ } => {
            review.reopened(meta.at);
            // An amendment reopens without a reason of its own.
            review.touched |= !reason.is_empty();
        }
        Event::Commented { text: _, visibility: Visibility::Shared } => review.shared_comments += 1,
        Event::Commented { text: _, visibility: Visibility::Internal } => review.internal_comments += 1,
        Event::TargetSet(target) => review.target = Some(target.clone()),
        Event::TargetBreached { due_at, policy } => {
            review.breaches.push(Breach { due_at: *due_at, policy: policy.clone() });
        }
        Event::DecisionStaled { moved } => {
            if let Some(decision) = &mut review.decision {
                decision.moved.extend_from_slice(moved);
            }
        }
        Event::Progressed(progress) => {
            review.standing = progress.standing;
            review.begun = true;
        }
    }
}

impl Review {
    fn started(&mut self) {
        (self.begun, self.judged) = (true, true);
        self.standing.round = self.standing.round.max(1);
    }

    fn answered(&mut self, at: Timestamp) {
        if let Some(question) = self.question.take() {
            self.waits.push(Wait { asked_at: question.meta.at, answered_at: at });
        }
    }

    fn triaged(&mut self, triaged: &Triaged) {
        self.begun |= triaged.outcome == TriageOutcome::Diagnose;
        self.touched |= !triaged.automatic;
        self.triage = Some(triaged.clone());
    }

    fn decided(&mut self, decided: &Decided, meta: &Meta) {
        self.decision = Some(Decision { decided: decided.clone(), meta: meta.clone(), moved: vec![] });
    }

    fn reopened(&mut self, at: Timestamp) {
        self.decision = None;
        self.triage = None;
        self.counted_from = at;
        self.waits.clear();
        self.target = None;
    }
}
