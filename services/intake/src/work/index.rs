//! Every review on which somebody has something to do, as the log has it.
//!
//! In memory, and no larger than what is open: a closed review leaves it, and one that comes back is loaded.

use std::collections::HashMap;

use haetae_domain::{
    ids::Meta,
    review::{Event, Review, State},
};
use haetae_event_log::{
    AggregateKey, Recorded,
    codec::{Aggregate as _, Reviews, meta_of},
    store::{LoadError, Store},
};
use haetae_proto::event::v1::Commit;

/// Open reviews and stale decisions.
#[derive(Default)]
pub(super) struct Index {
    rows: HashMap<String, State>,
}

impl Index {
    /// The reviews, with their ids.
    pub(super) fn reviews(&self) -> impl Iterator<Item = (&str, &Review)> {
        self.rows.iter().filter_map(|(id, state)| Some((id.as_str(), state.review().ok()?)))
    }

    /// Takes note of the next commit of a review. After an error nothing has changed. A message that is no commit says nothing.
    pub(super) async fn take(&mut self, recorded: &Recorded, reviews: &Store<Reviews>) -> Result<(), LoadError> {
        let id = recorded.key.id();
        let Ok(commit) = recorded.decode() else { return Ok(()) };
        let (events, meta) = read(recorded, commit)?;
        let state = match self.rows.remove(id) {
            Some(state) => after(state, &events, &meta),
            None => match after(State::New, &events, &meta) {
                // It was closed before: this commit is not its first.
                State::New => loaded(&recorded.key, reviews).await?,
                requested @ State::Open(_) => requested,
            },
        };
        if state.review().is_ok_and(waits) {
            self.rows.insert(id.to_owned(), state);
        }
        Ok(())
    }
}

/// Whether somebody has something to do.
fn waits(review: &Review) -> bool {
    review.is_open() || review.decision.as_ref().is_some_and(|decision| !decision.moved.is_empty())
}

/// As the log has it now; commits that are read again afterwards change nothing that matters here.
async fn loaded(key: &AggregateKey, reviews: &Store<Reviews>) -> Result<State, LoadError> {
    Ok(reviews.get(key).await?.state.clone())
}

fn read(recorded: &Recorded, mut commit: Commit) -> Result<(Vec<Event>, Meta), LoadError> {
    let codec = |source| LoadError::Codec { sequence: recorded.sequence, source };
    let meta = meta_of(&mut commit).map_err(codec)?;
    let events = commit.events.into_iter().filter_map(|event| event.event).map(Reviews::decode);
    Ok((events.collect::<Result<_, _>>().map_err(codec)?, meta))
}

fn after(state: State, events: &[Event], meta: &Meta) -> State {
    let mut state = events.iter().fold(state, |state, event| Reviews::evolve(state, event, meta));
    if let State::Open(review) = &mut state {
        review.request.description = String::new(); // nobody reads it here
    }
    state
}
