//! Sessions that people ended. A session is in the cookie of a browser, so a copy of the cookie would go on after the person
//! signed out; this process does not take it any more.

use std::time::Duration;

use moka::sync::Cache;

use super::{Id, Session};

/// Sessions that are remembered; when there are more, the oldest are forgotten.
const MOST: u64 = 100_000;

/// The sessions that ended in this process. No session lasts longer than they are remembered.
#[derive(Debug)]
pub(crate) struct Ended(Cache<Id, ()>);

impl Ended {
    /// No session has ended yet; each lasts for `lifetime` at most.
    pub(crate) fn new(lifetime: Duration) -> Self {
        Self(Cache::builder().max_capacity(MOST).time_to_live(lifetime).build())
    }

    /// A session ends.
    pub(crate) fn end(&self, session: &Session) {
        self.0.insert(session.id(), ());
    }

    /// Whether a session ended.
    pub(crate) fn has(&self, session: &Session) -> bool {
        self.0.contains_key(&session.id())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::tests::tokens;

    #[test]
    fn a_copy_of_an_ended_session_has_ended_too_also_after_a_renewal() {
        let session = |form: &str| Session::new(&tokens(None), &form.into(), 0);
        let (one, other) = (session("b25l"), session("b3RoZXI"));
        let ended = Ended::new(Duration::from_secs(60));
        ended.end(&one);
        assert!(ended.has(&one.renewed(&tokens(None), 5)) && !ended.has(&other));
    }
}
