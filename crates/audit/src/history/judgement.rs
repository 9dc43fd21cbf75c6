//! The judgement whether a past decision was allowed.

use haetae_domain::ids::Person;
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
    /// Also checks that the events were written by a service of the platform, because no person has a step that writes
    /// them.
    pub(super) fn and_written_by(self, service: &'static str, by: &Person) -> Self {
        match self {
            Self::Allowed if !by.is_of_service(service) => {
                refused(Unlawful::NotByService { service, subject: by.subject.clone() })
            }
            Self::Allowed | Self::Refused(_) => self,
        }
    }

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
