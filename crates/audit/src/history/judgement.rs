//! Whether a decision of the past was allowed.

use haetae_event_log::codec::Aggregate;

use super::difference::difference;
use crate::finding::Kind;

/// Whether a decision of a known kind was allowed.
pub(super) enum Judgement {
    /// It comes out again.
    Allowed,
    /// It does not.
    Refused(Kind, String),
}

impl Judgement {
    /// Also looks at what it rests on, unless it is refused already.
    pub(super) fn and_rests_on(self, wrong: impl FnOnce() -> Option<String>) -> Self {
        match self {
            Self::Refused(..) => self,
            Self::Allowed => wrong().map_or(self, |what| Self::Refused(Kind::Binding, what)),
        }
    }
}

/// Compares what the rules give with what was recorded.
pub(super) fn decided<A>(derived: Result<Vec<A::Event>, impl ToString>, events: &[A::Event]) -> Judgement
where
    A: Aggregate<Event: PartialEq>,
{
    match derived {
        Ok(derived) if derived == events => Judgement::Allowed,
        Ok(derived) => refused(&difference::<A>(events, &derived)),
        Err(rejection) => refused(&rejection.to_string()),
    }
}

pub(super) fn refused(what: &str) -> Judgement {
    Judgement::Refused(Kind::Decision, what.to_owned())
}
