//! The judgement whether a past decision was allowed.

use haetae_event_log::codec::Aggregate;

use super::difference::difference;
use crate::what::{Refusal, Unbound, Unlawful, What};

/// Whether a decision of a known kind was allowed.
pub(super) enum Judgement {
    /// It comes out again.
    Allowed,
    /// It does not.
    Refused(What),
}

impl Judgement {
    /// Also checks the references of the decision, unless it is refused already.
    pub(super) fn and_rests_on(self, wrong: impl FnOnce() -> Option<Unbound>) -> Self {
        match self {
            Self::Refused(..) => self,
            Self::Allowed => wrong().map_or(self, |unbound| Self::Refused(What::Unbound(unbound))),
        }
    }
}

/// Compares derived and recorded events.
pub(super) fn decided<A>(derived: Result<Vec<A::Event>, impl Into<Refusal>>, events: &[A::Event]) -> Judgement
where
    A: Aggregate<Event: PartialEq>,
{
    match derived {
        Ok(derived) if derived == events => Judgement::Allowed,
        Ok(derived) => refused(Unlawful::Differs(difference::<A>(events, &derived))),
        Err(rejection) => refused(Unlawful::Refused(rejection.into())),
    }
}

pub(super) const fn refused(unlawful: Unlawful) -> Judgement {
    Judgement::Refused(What::Unlawful(unlawful))
}
