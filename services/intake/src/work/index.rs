//! Every review on which somebody has something to do, as the log has it.
//!
//! In memory, and no larger than what is open: a closed review leaves it, and one that comes back is loaded.

use std::collections::HashMap;

use futures::StreamExt as _;
use haetae_domain::review::{Review, State};
use haetae_event_log::{
    AggregateKey, Category, EventLog, ReadError, Recorded,
    codec::{Aggregate as _, Reviews, meta_of},
    store::{LoadError, Store},
};

/// Open reviews and stale decisions up to a position of the log.
#[derive(Default)]
pub(super) struct Index {
    read: u64,
    rows: HashMap<String, State>,
}

impl Index {
    /// Reads on to the end of the log.
    pub(super) async fn read_on(&mut self, log: &dyn EventLog, reviews: &Store<Reviews>) -> Result<(), LoadError> {
        let head = log.head().await?;
        if head <= self.read {
            return Ok(());
        }
        let mut commits = log.read(self.read);
        while let Some(recorded) = commits.next().await {
            let recorded = recorded?;
            if recorded.key.category() == Category::Review {
                self.take(&recorded, reviews).await?;
            }
            self.read = recorded.sequence;
            if self.read >= head {
                return Ok(());
            }
        }
        let cause: Box<dyn std::error::Error + Send + Sync> = "the log ended before its head".into();
        Err(ReadError::Unavailable(cause.into()).into())
    }

    /// The reviews, with their ids.
    pub(super) fn reviews(&self) -> impl Iterator<Item = (&str, &Review)> {
        self.rows.iter().filter_map(|(id, state)| Some((id.as_str(), state.review().ok()?)))
    }

    async fn take(&mut self, recorded: &Recorded, reviews: &Store<Reviews>) -> Result<(), LoadError> {
        let id = recorded.key.id();
        let state = match self.rows.remove(id) {
            Some(state) => after(state, recorded)?,
            None => match after(State::New, recorded)? {
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

fn after(state: State, recorded: &Recorded) -> Result<State, LoadError> {
    let mut commit = recorded.decode()?;
    let codec = |source| LoadError::Codec { sequence: recorded.sequence, source };
    let meta = meta_of(&mut commit).map_err(codec)?;
    let mut state = state;
    for event in commit.events {
        let Some(event) = event.event else { continue };
        state = Reviews::evolve(state, &Reviews::decode(event).map_err(codec)?, &meta);
    }
    if let State::Open(review) = &mut state {
        review.request.description = String::new(); // nobody reads it here
    }
    Ok(state)
}
