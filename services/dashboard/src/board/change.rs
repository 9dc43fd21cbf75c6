//! The effect of a commit on the board: the facts that the board keeps. The rest is dropped before commits are
//! buffered.

use haetae_domain::ids::Person;
use haetae_event_log::codec::{CodecError, meta_of};
use haetae_event_log::{Category, Recorded};
use haetae_projector::{PgTimestamp, Refusal};
use haetae_proto::event::v1::event::Event;
use uuid::Uuid;

use super::fact::{Happened, happened};
use crate::text::clean_person;

/// A commit: its position, its time and its effect on a review; empty for policies and catalogues.
#[derive(Clone, Debug)]
pub struct BoardCommit {
    pub(crate) sequence: u64,
    pub(crate) at: PgTimestamp,
    pub(crate) change: Option<ReviewChange>,
    /// The review of a parked request, which keeps its number.
    pub(crate) parked: Option<Uuid>,
}

/// The part of a parked commit that is written: only a request has one.
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

/// The events of one review in one commit.
#[derive(Clone, Debug)]
pub(crate) struct ReviewChange {
    pub(crate) review_id: Uuid,
    pub(crate) sequence: u64,
    pub(crate) at: PgTimestamp,
    pub(crate) actor: Person,
    pub(crate) trace_id: Option<String>,
    /// Its number of findings afterwards; none when the commit does not concern findings.
    pub(crate) findings: Option<OpenAndAccepted>,
    pub(crate) events: Vec<Happened>,
}

impl ReviewChange {
    /// Whether the review is requested by it, perhaps not for the first time.
    pub(super) fn requests(&self) -> bool {
        self.events.iter().any(|event| event.fact.submitted().is_some())
    }

    /// Whether only reviewers may see the change. Such a change leaves the row as it was; otherwise lists, exports
    /// and watched lists would show its time to every reader of the review.
    pub(super) fn is_internal(&self) -> bool {
        !self.events.is_empty() && self.events.iter().all(|event| event.internal)
    }
}

/// Numbers of open and of accepted findings of a review.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct OpenAndAccepted {
    pub(crate) open: u32,
    pub(crate) accepted: u32,
}

/// The effect of a commit.
pub(crate) fn read(recorded: &Recorded) -> Result<BoardCommit, Refusal> {
    let mut commit = recorded.decode_lean()?;
    let meta = meta_of(&mut commit)?;
    let standing = commit.events.iter().rev().find_map(|event| event.event.as_ref().and_then(Event::standing));
    let findings =
        standing.map(|standing| OpenAndAccepted { open: standing.open_findings, accepted: standing.accepted_findings });
    // An event unknown to this build is an error.
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
