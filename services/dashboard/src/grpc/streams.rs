//! Places for streams: a streaming response occupies one for as long as the caller reads it.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use futures::{StreamExt as _, stream::BoxStream};
use haetae_service_kit::{auth::Principal, error::ApiError};

/// The limits of open streams.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct StreamLimits {
    /// The limit of all callers together.
    pub(crate) all: u32,
    /// The limit of one caller.
    pub(crate) caller: u32,
}

/// The places of one process. Clones share them.
#[derive(Clone, Debug)]
pub(crate) struct Streams {
    limits: StreamLimits,
    taken: Arc<Mutex<OpenStreams>>,
}

#[derive(Debug, Default)]
struct OpenStreams {
    all: u32,
    /// By the caller's subject; callers without an open stream have no entry.
    callers: HashMap<String, u32>,
}

/// A place, free again when this is dropped.
#[derive(Debug)]
pub(super) struct StreamPlace {
    taken: Arc<Mutex<OpenStreams>>,
    caller: String,
}

impl Streams {
    pub(crate) fn new(limits: StreamLimits) -> Self {
        Self { limits, taken: Arc::default() }
    }

    /// A place for the caller.
    ///
    /// # Errors
    /// `TOO_MANY_STREAMS`.
    pub(super) fn enter(&self, caller: &Principal) -> Result<StreamPlace, ApiError> {
        let mut taken = lock(&self.taken);
        let own = taken.callers.get(&caller.subject).copied().unwrap_or_default();
        if own >= self.limits.caller {
            return Err(ApiError::too_many_streams_of_caller(self.limits.caller));
        }
        if taken.all >= self.limits.all {
            tracing::warn!(limit = self.limits.all, "refused a stream: the limit is reached");
            return Err(ApiError::too_many_streams(self.limits.all));
        }
        taken.all += 1;
        taken.callers.insert(caller.subject.clone(), own + 1);
        Ok(StreamPlace { taken: Arc::clone(&self.taken), caller: caller.subject.clone() })
    }
}

impl StreamPlace {
    /// The stream, which occupies the place until it is dropped.
    pub(super) fn of<T: Send + 'static>(self, stream: BoxStream<'static, T>) -> BoxStream<'static, T> {
        stream
            .map(move |part| {
                let _held = &self;
                part
            })
            .boxed()
    }
}

impl Drop for StreamPlace {
    fn drop(&mut self) {
        let mut taken = lock(&self.taken);
        taken.all = taken.all.saturating_sub(1);
        if let Some(own) = taken.callers.get_mut(&self.caller) {
            *own = own.saturating_sub(1);
            if *own == 0 {
                taken.callers.remove(&self.caller);
            }
        }
    }
}

/// Ignores poisoning: no code that holds the lock can fail half-way.
fn lock(taken: &Mutex<OpenStreams>) -> MutexGuard<'_, OpenStreams> {
    taken.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use futures::stream::{once, pending};

    use super::*;

    fn caller(subject: &str) -> Principal {
        Principal { subject: subject.to_owned(), ..Principal::default() }
    }

    fn refused(entered: Result<StreamPlace, ApiError>) -> String {
        let error = entered.unwrap_err();
        assert_eq!(error.reason_name(), "TOO_MANY_STREAMS");
        error.metadata()["of"].clone()
    }

    #[test]
    fn one_caller_takes_no_more_than_the_own_places_and_all_no_more_than_there_are() {
        let streams = Streams::new(StreamLimits { all: 3, caller: 2 });
        let (kim, lee) = (caller("kim"), caller("lee"));
        let mut places = vec![streams.enter(&kim).unwrap(), streams.enter(&kim).unwrap()];
        assert_eq!(refused(streams.enter(&kim)), "caller");
        places.push(streams.enter(&lee).unwrap());
        assert_eq!(refused(streams.enter(&lee)), "service");
        places.remove(0);
        places.push(streams.enter(&lee).unwrap());
        assert_eq!(refused(streams.enter(&kim)), "service");
        places.clear();
        assert_eq!(lock(&streams.taken).callers, HashMap::new(), "who has left is forgotten");
        assert_eq!(lock(&streams.taken).all, 0);
    }

    #[tokio::test]
    async fn a_stream_has_its_place_until_it_is_dropped_also_before_its_end() {
        let streams = Streams::new(StreamLimits { all: 1, caller: 1 });
        let kim = caller("kim");
        let parts = once(async { 1 }).chain(pending()).boxed();
        let mut parts = streams.enter(&kim).unwrap().of(parts);
        assert_eq!(parts.next().await, Some(1));
        assert_eq!(refused(streams.enter(&kim)), "caller");
        drop(parts);
        assert!(streams.enter(&kim).is_ok());
    }
}
