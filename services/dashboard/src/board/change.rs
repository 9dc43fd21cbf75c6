//! What a commit means to the board: the facts it keeps, the rest dropped before anything waits in memory.

use haetae_domain::ids::Person;
use haetae_event_log::codec::{CodecError, meta_of};
use haetae_event_log::{Category, Recorded};
use haetae_projector::{PgTimestamp, Refusal};
use haetae_proto::event::v1::event::Event;
use uuid::Uuid;

use super::fact::{Fact, Happened, happened};
use crate::text::clean_person;

/// A commit: where and when it was recorded, and what it means to a review; nothing for policies and catalogues.
#[derive(Clone, Debug)]
pub struct BoardCommit {
    pub(crate) sequence: u64,
    pub(crate) at: PgTimestamp,
    pub(crate) change: Option<ReviewChange>,
    /// The review whose request this is, when that is parked: it keeps its number.
    pub(crate) parked: Option<Uuid>,
}

/// What is left of a parked commit: nothing unless it is a request.
pub(super) fn set_aside(noted: &BoardCommit) -> Option<BoardCommit> {
    let change = noted.change.as_ref().filter(|change| change.requests())?;
    Some(BoardCommit { sequence: noted.sequence, at: noted.at, change: None, parked: Some(change.review_id) })
}

/// The same of one that cannot be read. The first commit of every review is its request.
pub(super) fn set_aside_unread(recorded: &Recorded) -> Option<BoardCommit> {
    let mut commit = recorded.decode_envelope().ok()?;
    let meta = meta_of(&mut commit).ok()?;
    let is_request = recorded.key.category() == Category::Review && commit.version == 1;
    let review_id = Uuid::try_parse(recorded.key.id()).ok().filter(|_| is_request)?;
    Some(BoardCommit {
        sequence: recorded.sequence,
        at: PgTimestamp::new(meta.at),
        change: None,
        parked: Some(review_id),
    })
}

/// What happened to one review in one commit.
#[derive(Clone, Debug)]
pub(crate) struct ReviewChange {
    pub(crate) review_id: Uuid,
    pub(crate) sequence: u64,
    pub(crate) at: PgTimestamp,
    pub(crate) actor: Person,
    pub(crate) trace_id: Option<String>,
    /// Its findings afterwards; none when nothing happened to them.
    pub(crate) findings: Option<OpenAndAccepted>,
    pub(crate) events: Vec<Happened>,
}

impl ReviewChange {
    /// Whether the review is requested by it, perhaps not for the first time.
    pub(super) fn requests(&self) -> bool {
        self.events.iter().any(|event| matches!(event.fact, Fact::ReviewSubmitted(_)))
    }

    /// Whether only those who work on reviews are told of it. Such a change leaves the row as it was: lists, exports and
    /// watched lists would show its time to everybody who sees the review.
    pub(super) fn is_internal(&self) -> bool {
        !self.events.is_empty() && self.events.iter().all(|event| event.internal)
    }
}

/// How many findings of a review are open, and how many accepted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct OpenAndAccepted {
    pub(crate) open: u32,
    pub(crate) accepted: u32,
}

/// What a commit means.
pub(crate) fn read(recorded: &Recorded) -> Result<BoardCommit, Refusal> {
    let mut commit = recorded.decode_lean()?;
    let meta = meta_of(&mut commit)?;
    let standing = commit.events.iter().rev().find_map(|event| event.event.as_ref().and_then(Event::standing));
    let findings =
        standing.map(|standing| OpenAndAccepted { open: standing.open_findings, accepted: standing.accepted_findings });
    // An event that this build does not know is an error.
    let known = commit.events.into_iter().map(|event| event.event.ok_or(CodecError::UnknownEvent).and_then(happened));
    let events: Vec<_> = known.filter_map(Result::transpose).collect::<Result<_, _>>()?;
    let (sequence, at) = (recorded.sequence, PgTimestamp::new(meta.at));
    match recorded.key.category() {
        Category::Policy | Category::Catalog | Category::Foreign => {
            return Ok(BoardCommit { sequence, at, change: None, parked: None });
        }
        Category::Review | Category::Risk | Category::Diagnosis => {}
    }
    let review_id =
        Uuid::try_parse(recorded.key.id()).map_err(|_| CodecError::Field { field: "aggregate_id".to_owned() })?;
    let (actor, trace_id) = (clean_person(meta.by), hex(&commit.trace_id));
    let change = ReviewChange { review_id, sequence, at, actor, trace_id, findings, events };
    Ok(BoardCommit { sequence, at, change: Some(change), parked: None })
}

fn hex(trace_id: &[u8]) -> Option<String> {
    (!trace_id.is_empty()).then(|| hex::encode(trace_id))
}
