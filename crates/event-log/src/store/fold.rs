//! Folding commits into an aggregate.

use std::collections::{HashMap, HashSet};

use haetae_domain::causes::with_causes;
use haetae_domain::ids::{CommitId, Meta};
use haetae_proto::event::v1 as pb;
use thiserror::Error;
use uuid::Uuid;

use crate::codec::{Aggregate, CodecError, meta_of};
use crate::{Line, ReadError, Recorded, Turn};

/// An aggregate up to one of its commits.
#[derive(Clone, Debug, Default)]
pub struct Folded<S> {
    /// Its state.
    pub state: S,
    /// The number of its commits.
    pub version: u64,
    /// Sequence of the last one; 0 for none.
    pub sequence: u64,
    /// Sequence of the last commit that is not internal ([`Aggregate::is_internal`]): the aggregate's etag.
    pub etag: u64,
    /// Sequence of the last message on its subject; a foreign client may have published one after the last commit.
    pub(super) tail: u64,
    /// Every commit by id, so that a late retry finds its result.
    pub(super) commits: HashMap<Uuid, Done>,
    /// Bytes of all its commits; the memory it occupies grows with them.
    pub(super) bytes: usize,
}

impl<S> Folded<S> {
    /// Whether the commit of this id is one of its own.
    pub fn holds(&self, id: CommitId) -> bool {
        self.commits.contains_key(&id.0)
    }

    /// The position that a caller has to wait for to read the effect of its command: the command's own commit;
    /// without one, the last commit that is not internal.
    pub fn position_after(&self, id: CommitId) -> u64 {
        self.commits.get(&id.0).map_or(self.etag, |done| done.sequence)
    }

    /// Sequences of its commits; other messages on its subject do not count.
    pub fn sequences(&self) -> HashSet<u64> {
        self.commits.values().map(|done| done.sequence).collect()
    }

    /// Adds a commit with these events at `sequence`.
    pub(super) fn reach<A: Aggregate>(&mut self, sequence: u64, events: &[A::Event]) {
        self.version += 1;
        (self.sequence, self.tail) = (sequence, sequence);
        if !is_internal::<A>(events) {
            self.etag = sequence;
        }
    }
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Done {
    pub(super) sequence: u64,
    pub(super) request_hash: [u8; 32],
}

/// One commit, as described to a caller whose etag it made stale.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Names of its events.
    pub events: Vec<&'static str>,
    /// The actor and the time.
    pub meta: Meta,
}

/// An aggregate that cannot be loaded.
#[derive(Debug, Error)]
pub enum LoadError {
    /// The log does not answer.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// A commit contains something unknown to this build.
    #[error("commit at sequence {sequence}")]
    Codec {
        /// Which commit.
        sequence: u64,
        /// Its content.
        source: CodecError,
    },
}

pub(super) fn fold<'a, A: Aggregate>(
    mut folded: Folded<A::State>,
    commits: impl IntoIterator<Item = &'a Recorded>,
) -> Result<Folded<A::State>, LoadError> {
    for recorded in commits {
        folded.tail = recorded.sequence;
        let Some(commit) = ours(recorded) else { continue };
        if !Turn::of(&commit).is_next(folded.version, |id| folded.commits.contains_key(&id)) {
            out_of_turn(recorded, &commit, folded.version);
            continue;
        }
        folded = apply::<A>(folded, commit, recorded.sequence)
            .map_err(|source| LoadError::Codec { sequence: recorded.sequence, source })?;
        folded.bytes += recorded.payload.len();
    }
    Ok(folded)
}

fn apply<A: Aggregate>(
    mut folded: Folded<A::State>,
    mut commit: pb::Commit,
    sequence: u64,
) -> Result<Folded<A::State>, CodecError> {
    let meta = meta_of(&mut commit)?;
    let id = Uuid::from_slice(&commit.commit_id).map_err(|_| CodecError::field("commit_id"))?;
    let request_hash = commit.request_hash.as_ref().try_into().unwrap_or_default();
    let events = events::<A>(commit)?;
    folded.state = events.iter().fold(folded.state, |state, event| A::evolve(state, event, &meta));
    folded.reach::<A>(sequence, &events);
    folded.commits.insert(id, Done { sequence, request_hash });
    Ok(folded)
}

/// The recorded commit; none for a foreign message on the aggregate's subject.
fn ours(recorded: &Recorded) -> Option<pb::Commit> {
    let decoded = recorded.decode();
    decoded
        .inspect_err(|error| tracing::warn!(error = with_causes(&error), "skipped a message that is not a commit"))
        .ok()
}

fn out_of_turn(recorded: &Recorded, commit: &pb::Commit, reached: u64) {
    let (sequence, version) = (recorded.sequence, commit.version);
    tracing::warn!(sequence, version, reached, "skipped a commit that is not the next one of its aggregate");
}

/// The commits of an aggregate after `sequence`, without internal ones. `commits` are all commits of the aggregate.
pub(super) fn changes<A: Aggregate>(commits: &[Recorded], sequence: u64) -> Vec<Change> {
    let mut line = Line::default();
    let commits = commits.iter().filter(|commit| line.take(commit));
    commits.filter(|commit| commit.sequence > sequence).filter_map(change::<A>).collect()
}

/// The description of one commit for callers; none when it is internal, or no commit.
pub(super) fn change<A: Aggregate>(recorded: &Recorded) -> Option<Change> {
    let mut commit = ours(recorded)?;
    let meta = meta_of(&mut commit).ok()?;
    let name = |e: &pb::Event| e.event.as_ref().map_or("Unknown", pb::event::Event::name);
    let names = commit.events.iter().map(name).collect();
    // Events unknown to this build are described by name.
    let internal = events::<A>(commit).is_ok_and(|events| is_internal::<A>(&events));
    (!internal).then_some(Change { events: names, meta })
}

fn events<A: Aggregate>(commit: pb::Commit) -> Result<Vec<A::Event>, CodecError> {
    let events = commit.events.into_iter();
    events.map(|event| A::decode(event.event.ok_or(CodecError::UnknownEvent)?)).collect()
}

fn is_internal<A: Aggregate>(events: &[A::Event]) -> bool {
    !events.is_empty() && events.iter().all(A::is_internal)
}
