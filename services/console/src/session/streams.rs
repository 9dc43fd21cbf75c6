//! Streams of changes to open pages: limits the streams of each session, and ends all of them at shutdown.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use tokio_util::sync::CancellationToken;

use super::{Id, Session};

/// Streams of one session at a time. Without HTTP/2, browsers have six connections to a site, and pages need some of
/// them.
const MOST: usize = 4;
/// Streams of all sessions: fewer than the dashboard's limit, which is 256 by default.
const MOST_OF_ALL: usize = 200;

/// The open streams.
#[derive(Debug, Clone, Default)]
pub(crate) struct Streams {
    open: Arc<Mutex<HashMap<Id, Open>>>,
    stop: CancellationToken,
}

#[derive(Debug)]
struct Open {
    count: usize,
    end: CancellationToken,
}

/// A place for a stream; it is given back when this is dropped.
#[derive(Debug)]
pub(crate) struct Place {
    streams: Streams,
    id: Id,
    end: CancellationToken,
}

impl Streams {
    /// No streams yet; all of them end with `stop`.
    pub(crate) fn new(stop: CancellationToken) -> Self {
        Self { open: Arc::default(), stop }
    }

    /// A place for another stream of a session; none when the limit is reached.
    pub(crate) fn place(&self, session: &Session) -> Option<Place> {
        let id = session.id();
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if open.values().map(|open| open.count).sum::<usize>() >= MOST_OF_ALL {
            return None;
        }
        let own = open.entry(id).or_insert_with(|| Open { count: 0, end: self.stop.child_token() });
        if own.count >= MOST {
            return None;
        }
        own.count += 1;
        Some(Place { streams: self.clone(), id, end: own.end.clone() })
    }

    /// Ends the streams of a session.
    pub(crate) fn end(&self, session: &Session) {
        let open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(open) = open.get(&session.id()) {
            open.end.cancel();
        }
    }
}

impl Place {
    /// Until the stream has to end.
    pub(crate) fn ended(&self) -> impl Future<Output = ()> + Send + use<> {
        self.end.clone().cancelled_owned()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = self.streams.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(own) = open.get_mut(&self.id) {
            own.count -= 1;
            if own.count == 0 {
                open.remove(&self.id);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt as _;

    use super::*;
    use crate::session::tests::tokens;

    #[test]
    fn a_session_has_few_streams_and_they_end_with_it() {
        let session = |form: &str| Session::new(&tokens(None), &form.into(), 0);
        let (one, other) = (session("Zm9ybTE"), session("Zm9ybTI"));
        let stop = CancellationToken::new();
        let streams = Streams::new(stop.clone());
        let mut places: Vec<Place> = (0..MOST).filter_map(|_| streams.place(&one)).collect();
        assert_eq!(places.len(), MOST);
        assert!(streams.place(&one).is_none());
        let others = streams.place(&other).unwrap();
        places.pop();
        places.push(streams.place(&one).unwrap());
        streams.end(&one);
        assert!(places.iter().all(|place| place.ended().now_or_never().is_some()), "they end with the session");
        assert!(others.ended().now_or_never().is_none(), "another session's does not");
        drop(places);
        assert!(streams.place(&one).unwrap().ended().now_or_never().is_none(), "a new page may have one again");
        stop.cancel();
        assert!(others.ended().now_or_never().is_some(), "a stop ends all");
        drop(others);
        assert!(streams.open.lock().unwrap().is_empty(), "nothing is left behind");
    }
}
