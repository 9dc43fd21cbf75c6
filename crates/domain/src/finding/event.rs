//! The events of a finding, and the effects of each.

use jiff::Timestamp;

use super::contents::{Asked, Opened};
use crate::basis::{BasisChange, basis_change};
use crate::checkpoint_key::CheckpointKey;
use crate::diagnosis::Tally;
use crate::evidence::References;
use crate::ids::Person;
use crate::vocabulary::FindingStatus;

/// An event of a finding. Stored permanently: add variants, never rename or reuse one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A Fail opened it.
    Opened(Box<Opened>),
    /// The fix was assigned to a person.
    Assigned {
        /// Who.
        assignee: Person,
        /// The reason; empty if none was given.
        reason: String,
    },
    /// The team claimed that it is fixed.
    FixClaimed {
        /// The description of the fix.
        description: String,
        /// The evidence.
        evidence: References,
    },
    /// A reviewer confirmed the fix.
    FixVerified,
    /// A reviewer sent the fix back.
    FixRejected {
        /// The missing part.
        reason: String,
    },
    /// The team asked to accept the risk.
    AcceptanceRequested(Asked),
    /// An approver agreed.
    AcceptanceApproved {
        /// May be empty.
        reason: String,
        /// Until when.
        ends_at: Timestamp,
        /// Whether the risk is accepted now; not yet when a second approver has to agree.
        granted: bool,
    },
    /// An approver declined.
    AcceptanceDeclined {
        /// Why.
        reason: String,
    },
    /// The requested end passed before the approvers had decided.
    AcceptanceRequestLapsed {
        /// The end.
        ends_at: Timestamp,
    },
    /// An acceptance was taken back.
    AcceptanceRevoked {
        /// Why.
        reason: String,
    },
    /// An acceptance ends soon.
    AcceptanceEnding {
        /// The number of days before the end.
        days: u16,
        /// The end.
        ends_at: Timestamp,
    },
    /// An acceptance came to its end.
    AcceptanceEnded {
        /// The end.
        ends_at: Timestamp,
    },
    /// The fix was not claimed in time.
    Overdue {
        /// When it was due.
        due_at: Timestamp,
    },
    /// Its checkpoint failed again with another reason, in the same round or in a later one.
    Corrected {
        /// The reason of the latest Fail.
        reason: String,
    },
    /// The Fail that opened it was a mistake and was taken back.
    Retracted {
        /// Why.
        reason: String,
        /// The checkpoint, which has no result from now on.
        checkpoint: CheckpointKey,
        /// The whole checklist afterwards.
        tally: Tally,
    },
}

/// The answers of one event to every question that other code asks of it.
struct Traits<'a> {
    /// The change of the basis of an earlier decision, which the approver then has to review.
    unsettles: Option<BasisChange>,
    /// The possible actors.
    by: By,
    /// The effect on the finding's status.
    status: Effect,
    /// The text that a person wrote in it, or the account it names; empty for the passing of a deadline.
    text: &'a str,
    /// The content that only this event has.
    own: Own<'a>,
}

/// The possible actors of an event.
#[derive(Clone, Copy, PartialEq, Eq)]
enum By {
    /// A reviewer, who judges the checkpoint of the finding.
    Judge,
    /// A reviewer, who acts on the finding.
    Reviewer,
    /// A requester of the team, who acts on the finding.
    Requester,
    /// A person with any role, who acts on the finding.
    Anyone,
    /// The clock: a deadline passed.
    Clock,
}

/// The effect of an event on the status.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Effect {
    /// None.
    Stays,
    /// The fix waits for its confirmation.
    Claimed,
    /// The fix is confirmed.
    Verified,
    /// The fix is sent back.
    SentBack,
    /// The risk is, or is no longer, accepted; a fix takes precedence.
    Accepted,
    /// The finding was a mistake.
    Voided,
}

/// The content that only one event has.
#[derive(Clone, Copy)]
enum Own<'a> {
    Nothing,
    /// The basis of a new finding.
    Opened(&'a Opened),
    /// A request for acceptance lapsed.
    Lapse,
    /// The corrected reason of the Fail.
    Corrected(&'a str),
    /// The checkpoint that has no result any more, and the whole checklist afterwards.
    Retracted(&'a CheckpointKey, &'a Tally),
}

impl Event {
    /// One row for each event: a new one does not compile before it has answered every question.
    fn traits(&self) -> Traits<'_> {
        use By::{Anyone, Clock, Judge, Requester, Reviewer};
        use Effect::{Accepted, Claimed, SentBack, Stays, Verified, Voided};
        let row = |unsettles, by, status, text, own| Traits { unsettles, by, status, text, own };
        match self {
            Self::Opened(opened) => {
                row(Some(basis_change!(FindingOpened)), Judge, Stays, &opened.reason, Own::Opened(opened))
            }
            Self::Assigned { assignee, .. } => row(None, Anyone, Stays, &assignee.subject, Own::Nothing),
            Self::FixClaimed { description, .. } => row(None, Requester, Claimed, description, Own::Nothing),
            Self::FixVerified => row(None, Reviewer, Verified, "", Own::Nothing),
            Self::FixRejected { reason } => row(None, Reviewer, SentBack, reason, Own::Nothing),
            Self::AcceptanceRequested(asked) => row(None, Requester, Stays, &asked.reason, Own::Nothing),
            Self::AcceptanceApproved { reason, .. } | Self::AcceptanceDeclined { reason } => {
                row(None, Anyone, Accepted, reason, Own::Nothing)
            }
            Self::AcceptanceRequestLapsed { .. } => row(None, Clock, Stays, "", Own::Lapse),
            Self::AcceptanceRevoked { reason } => {
                row(Some(basis_change!(AcceptanceRevoked)), Anyone, Accepted, reason, Own::Nothing)
            }
            Self::AcceptanceEnding { .. } | Self::Overdue { .. } => row(None, Clock, Stays, "", Own::Nothing),
            Self::AcceptanceEnded { .. } => {
                row(Some(basis_change!(AcceptanceEnded)), Clock, Accepted, "", Own::Nothing)
            }
            Self::Corrected { reason } => row(None, Judge, Stays, reason, Own::Corrected(reason)),
            Self::Retracted { reason, checkpoint, tally } => {
                let own = Own::Retracted(checkpoint, tally);
                row(Some(basis_change!(FindingRetracted)), Reviewer, Voided, reason, own)
            }
        }
    }

    /// The change of the basis of an earlier decision, which the approver then has to review: the accepted risk is open
    /// again, or the Fail was retracted. None for an event that does not change the basis.
    #[must_use]
    pub fn unsettles_decision(&self) -> Option<BasisChange> {
        self.traits().unsettles
    }

    /// Whether only a reviewer could do it. A Fail opens a finding, and only reviewers record one.
    #[must_use]
    pub fn only_reviewers_may(&self) -> bool {
        match self.traits().by {
            By::Judge | By::Reviewer => true,
            By::Requester | By::Anyone | By::Clock => false,
        }
    }

    /// Whether only a requester of the team could do it.
    #[must_use]
    pub fn only_requesters_may(&self) -> bool {
        match self.traits().by {
            By::Requester => true,
            By::Judge | By::Reviewer | By::Anyone | By::Clock => false,
        }
    }

    /// Whether a person acted on the finding. Judging its checkpoint again does not count, and neither does the
    /// passing of a deadline.
    #[must_use]
    pub fn is_act(&self) -> bool {
        match self.traits().by {
            By::Reviewer | By::Requester | By::Anyone => true,
            By::Judge | By::Clock => false,
        }
    }

    /// Whether a reviewer confirms a fix by it. The verdict in the same commit is about the fix, not about how often
    /// the control fails.
    #[must_use]
    pub fn verifies_fix(&self) -> bool {
        self.traits().status == Effect::Verified
    }

    /// Whether a reviewer sends a fix back by it.
    #[must_use]
    pub fn rejects_fix(&self) -> bool {
        self.traits().status == Effect::SentBack
    }

    /// The text that a person wrote in it, or the account it names; empty for the passing of a deadline.
    #[must_use]
    pub fn text(&self) -> &str {
        self.traits().text
    }

    /// The basis of a finding that is opened; none for any other event.
    #[must_use]
    pub fn opened(&self) -> Option<&Opened> {
        if let Own::Opened(opened) = self.traits().own { Some(opened) } else { None }
    }

    /// The corrected reason of the Fail; none for any other event.
    #[must_use]
    pub fn corrects(&self) -> Option<&str> {
        if let Own::Corrected(reason) = self.traits().own { Some(reason) } else { None }
    }

    /// Whether a request for acceptance lapses by it.
    #[must_use]
    pub fn is_lapse(&self) -> bool {
        matches!(self.traits().own, Own::Lapse)
    }

    /// The checkpoint whose Fail is retracted, which has no verdict from then on, and the tally of the whole
    /// checklist afterwards.
    #[must_use]
    pub fn takes_back(&self) -> Option<(&CheckpointKey, &Tally)> {
        if let Own::Retracted(checkpoint, tally) = self.traits().own { Some((checkpoint, tally)) } else { None }
    }

    /// The parts that are set after the event was made; an event has at most one of them.
    fn parts_mut(&mut self) -> (Option<&mut Opened>, Option<&mut Tally>) {
        match self {
            Self::Opened(opened) => (Some(opened), None),
            Self::Retracted { tally, .. } => (None, Some(tally)),
            Self::Assigned { .. }
            | Self::FixClaimed { .. }
            | Self::FixVerified
            | Self::FixRejected { .. }
            | Self::AcceptanceRequested(_)
            | Self::AcceptanceApproved { .. }
            | Self::AcceptanceDeclined { .. }
            | Self::AcceptanceRequestLapsed { .. }
            | Self::AcceptanceRevoked { .. }
            | Self::AcceptanceEnding { .. }
            | Self::AcceptanceEnded { .. }
            | Self::Overdue { .. }
            | Self::Corrected { .. } => (None, None),
        }
    }

    /// The basis of a finding that is opened, to be changed.
    #[must_use]
    pub fn opened_mut(&mut self) -> Option<&mut Opened> {
        self.parts_mut().0
    }

    /// The tally of the whole checklist that it records, to be set.
    pub(crate) fn tally_mut(&mut self) -> Option<&mut Tally> {
        self.parts_mut().1
    }

    /// The status of a finding after it; `accepted` states whether an acceptance is in force afterwards. A fix takes
    /// precedence over an acceptance, and the final statuses over everything. A finding begins as open.
    #[must_use]
    pub fn status_after(&self, before: FindingStatus, accepted: bool) -> FindingStatus {
        let without_fix = if accepted { FindingStatus::Accepted } else { FindingStatus::Open };
        if before.is_over() {
            return before;
        }
        match self.traits().status {
            Effect::Stays => before,
            Effect::Claimed => FindingStatus::FixClaimed,
            Effect::Verified => FindingStatus::Closed,
            Effect::SentBack => without_fix,
            Effect::Accepted => match before {
                FindingStatus::Open | FindingStatus::Accepted => without_fix,
                FindingStatus::FixClaimed | FindingStatus::Closed | FindingStatus::Void => before,
            },
            Effect::Voided => FindingStatus::Void,
        }
    }
}
