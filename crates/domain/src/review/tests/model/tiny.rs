//! The model: it keeps why a review stands where it does, and never a status.

use super::steps::News;
use super::*;
use crate::walk::{PEOPLE, REQUESTER, ROBOT};

/// What is remembered of a review.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Model {
    /// How it was closed.
    closed: Option<Status>,
    /// Whether the requester has to answer.
    asked: bool,
    /// Whether its diagnosis began.
    begun: bool,
    /// Open findings of a concluded round.
    concluded: Option<u32>,
    assignee: Option<usize>,
    /// Whether a person took it up.
    touched: bool,
    /// A decision, and whether something moved under it.
    decided: Option<bool>,
    title: u8,
    exposure: u8,
    comments: u32,
}

impl Model {
    /// The same of the real one.
    pub(super) fn of(review: &Review) -> Self {
        let place = |person: &Person| PEOPLE.iter().position(|one| *one == person.subject).expect("one of them");
        let Standing { concluded, open_findings, .. } = review.standing;
        Self {
            closed: (!review.is_open()).then_some(review.status),
            asked: review.status == Status::NeedsInfo,
            begun: review.begun,
            concluded: concluded.then_some(open_findings),
            assignee: review.assignee.as_ref().map(place),
            touched: review.touched,
            decided: review.decision.as_ref().map(|decision| !decision.moved.is_empty()),
            title: u8::from(review.request.title == "u"),
            exposure: review.request.profile.exposure as u8,
            comments: review.shared_comments,
        }
    }

    /// Where it stands.
    pub(super) fn status(&self) -> Status {
        match self {
            Self { closed: Some(closed), .. } => *closed,
            Self { asked: true, .. } => Status::NeedsInfo,
            Self { concluded: Some(0), .. } => Status::AwaitingDecision,
            Self { concluded: Some(_), .. } => Status::AwaitingRemediation,
            Self { begun: true, .. } => Status::InDiagnosis,
            Self { .. } => Status::Received,
        }
    }

    /// Whether the step is allowed, and then takes it.
    pub(super) fn allows(&mut self, step: &Step, who: usize, life: &Life) -> bool {
        let (open, requester) = (self.closed.is_none(), who == REQUESTER);
        let allowed = match step {
            Step::Amend { title, exposure } => {
                self.closed != Some(Status::Withdrawn) && (title.is_some() || exposure.is_some())
            }
            Step::Withdraw => open,
            Step::RequestInfo => open && !self.asked,
            Step::ProvideInfo | Step::RetractQuestion => open && self.asked,
            Step::Triage { outcome, of } => {
                let names = if *outcome == TriageOutcome::Duplicate { Some("r2") } else { None };
                self.status() == Status::Received && !requester && *of == names
            }
            Step::Claim => open && !requester && self.assignee.is_none_or(|one| one == who),
            Step::Assign { to } => open && *to != REQUESTER,
            Step::Release => open && self.assignee.is_none_or(|one| one == who),
            Step::Decide { outcome, conditions } => self.may_decide(*outcome, *conditions, who, life),
            Step::Reopen => !open && self.closed != Some(Status::Withdrawn),
            Step::Comment | Step::Told(_) => true,
        };
        if allowed {
            self.take(step, who, life);
        }
        allowed
    }

    fn may_decide(&self, outcome: DecisionOutcome, conditions: bool, who: usize, life: &Life) -> bool {
        let judged = life.judges.contains(&who) && matches!(life.level, Some(Level::High | Level::Critical));
        let due = self.closed.is_none() && !self.asked && self.concluded.is_some();
        let harmless = outcome == DecisionOutcome::Rejected || self.concluded == Some(0);
        let named = conditions == (outcome == DecisionOutcome::ApprovedWithConditions);
        due && harmless && named && !judged && who != REQUESTER && who != ROBOT
    }

    fn take(&mut self, step: &Step, who: usize, life: &Life) {
        self.touched |=
            matches!(step, Step::RequestInfo | Step::Triage { .. } | Step::Claim | Step::Assign { .. } | Step::Reopen);
        match step {
            Step::Amend { title, exposure } => {
                self.amend(title.unwrap_or(self.title), exposure.unwrap_or(self.exposure))
            }
            Step::Withdraw => (self.closed, self.asked) = (Some(Status::Withdrawn), false),
            Step::RequestInfo => self.asked = true,
            Step::ProvideInfo | Step::RetractQuestion => self.asked = false,
            Step::Triage { outcome: TriageOutcome::Diagnose, .. } => self.begun = true,
            Step::Triage { outcome: TriageOutcome::Waive, .. } => self.closed = Some(Status::Waived),
            Step::Triage { .. } => self.closed = Some(Status::Rejected),
            Step::Claim => self.assignee = Some(who),
            Step::Assign { to } => self.assignee = Some(*to),
            Step::Release => self.assignee = None,
            Step::Decide { outcome, .. } => {
                self.decided = Some(false);
                self.closed = Some(match outcome {
                    DecisionOutcome::Approved => Status::Approved,
                    DecisionOutcome::ApprovedWithConditions => Status::ApprovedWithConditions,
                    DecisionOutcome::Rejected => Status::Rejected,
                });
            }
            Step::Reopen => (self.closed, self.decided) = (None, None),
            Step::Comment => self.comments += 1,
            Step::Told(news) => self.told(news, life),
        }
    }

    fn told(&mut self, news: &News, life: &Life) {
        match news {
            News::Assessed { of, waives, .. } => {
                if *waives && *of == self.exposure && self.status() == Status::Received && !self.touched {
                    self.closed = Some(Status::Waived);
                }
                self.moved();
            }
            News::Judged | News::NewRound => {
                self.follow(life);
                self.moved();
            }
            News::Concluded { .. } | News::Closed => self.follow(life),
        }
    }

    fn amend(&mut self, title: u8, exposure: u8) {
        if exposure != self.exposure {
            self.moved();
            self.closed = self.closed.filter(|closed| *closed != Status::Waived);
        }
        (self.title, self.exposure) = (title, exposure);
    }

    fn follow(&mut self, life: &Life) {
        self.begun = true;
        self.concluded = life.standing.concluded.then_some(life.standing.open_findings);
    }

    fn moved(&mut self) {
        self.decided = self.decided.map(|_| true);
    }
}
