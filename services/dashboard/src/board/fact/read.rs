//! Reads facts from the events of the log: only the fields that the board keeps.

use haetae_domain::review::{self, Course};
use haetae_event_log::codec::{Aggregate as _, CodecError, Reviews};
use haetae_proto::event::v1::event::Event;

use super::{
    Fact,
    decision::{DecisionStaled, Reopened},
    request::{Commented, InfoProvided, InfoRequested, QuestionRetracted, Withdrawn},
    work::{Assigned, DiagnosisStarted, Released, TargetBreached},
};
use crate::{
    text::{clean, clean_person},
    words::day_in_seoul,
};

/// One event.
#[derive(Clone, Debug)]
pub(crate) struct Happened {
    pub(crate) fact: Fact,
    /// Its effect on the status of its review.
    pub(crate) course: Course,
    /// Whether only reviewers may read it.
    pub(crate) internal: bool,
}

impl Happened {
    /// An event that does not change the status.
    pub(super) const fn beside_the_status(fact: Fact) -> Self {
        Self { fact, course: Course::Stays, internal: false }
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "all other events are read by the codec")]
/// An event of a review. The domain decodes it and determines its effect on the status.
pub(super) fn of_review(event: Event) -> Result<Happened, CodecError> {
    match event {
        // The profile may contain words unknown to this build's domain.
        Event::ReviewSubmitted(request) => {
            Ok(Happened::beside_the_status(Fact::ReviewSubmitted(Box::new(request.try_into()?))))
        }
        other => reviewed(Reviews::decode(other)?),
    }
}

fn reviewed(event: review::Event) -> Result<Happened, CodecError> {
    use review::Event as E;
    let (course, internal) = (event.course(), event.is_internal());
    let fact = match event {
        // Read above.
        E::Submitted(_) => return Err(CodecError::UnknownEvent),
        E::DiagnosisStarted => Fact::ReviewDiagnosisStarted(DiagnosisStarted {}),
        E::Amended(event) => Fact::ReviewAmended(Box::new(event.into())),
        E::Withdrawn { reason } => Fact::ReviewWithdrawn(Withdrawn { reason: clean(reason) }),
        E::InfoRequested { question } => Fact::ReviewInfoRequested(InfoRequested { question: clean(question) }),
        E::InfoProvided { answer, status } => Fact::ReviewInfoProvided(InfoProvided { answer: clean(answer), status }),
        E::QuestionRetracted { reason, status } => {
            Fact::ReviewQuestionRetracted(QuestionRetracted { reason: clean(reason), status })
        }
        E::Triaged(event) => Fact::ReviewTriaged(event.into()),
        E::Assigned { assignee, claimed, reason } => {
            Fact::ReviewAssigned(Assigned { assignee: clean_person(assignee), claimed, reason: clean(reason) })
        }
        E::Released { reason } => Fact::ReviewReleased(Released { reason: clean(reason) }),
        E::Decided(event) => Fact::ReviewDecided((*event).into()),
        E::Reopened { reason, status } => Fact::ReviewReopened(Reopened { reason: clean(reason), status }),
        E::Commented { text, visibility } => Fact::ReviewCommented(Commented { text: clean(text), visibility }),
        E::TargetSet(event) => Fact::ReviewTargetSet(event.into()),
        E::TargetBreached { due_at, policy } => {
            Fact::ReviewTargetBreached(TargetBreached { day: day_in_seoul(due_at), policy_version: policy.version })
        }
        E::DecisionStaled { moved } => Fact::ReviewDecisionStaled(DecisionStaled {
            moved: moved.into_iter().map(|moved| clean(moved.what)).collect(),
        }),
        E::Progressed(event) => Fact::ReviewProgressed(event.into()),
    };
    Ok(Happened { fact, course, internal })
}
