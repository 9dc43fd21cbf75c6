//! All that is known of a run: what clients wrote down and what the platform holds when everything is quiet.

use haetae_event_log::Recorded;
use uuid::Uuid;

use super::ledger::Ledger;

/// A run, written down.
#[derive(Clone, Debug, Default)]
pub struct Recording {
    /// What clients wrote down.
    pub ledger: Ledger,
    /// The whole log.
    pub log: Vec<Recorded>,
    /// The whole archive, by sequence.
    pub archive: Vec<ArchiveRow>,
    /// The rows of `board.reviews`, by id.
    pub reviews: Vec<ReviewRow>,
    /// The rows of `board.timeline`, by id, sequence and ordinal.
    pub timeline: Vec<TimelineRow>,
    /// Every table of the read models beside its fresh replay.
    pub replays: Vec<Replay>,
}

/// A row of `archive.commits`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArchiveRow {
    /// Sequence in the log.
    pub seq: i64,
    /// Its subject.
    pub subject: String,
    /// Its payload.
    pub payload: Vec<u8>,
    /// The hash of its leaf.
    pub leaf_hash: Vec<u8>,
}

/// What is checked of a row of `board.reviews`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewRow {
    /// The review.
    pub review_id: Uuid,
    /// Its title.
    pub title: String,
    /// The requester's team.
    pub team: String,
    /// Where it stands.
    pub status: String,
    /// Its level, if scored.
    pub level: Option<String>,
    /// Its score; 0 until scored.
    pub score: i32,
    /// Total, mandatory, pass, fail, partial, not applicable and mandatory open, once there is a checklist.
    pub tally: Option<[i32; 7]>,
}

/// What is checked of a row of `board.timeline`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TimelineRow {
    /// The review.
    pub review_id: Uuid,
    /// Sequence of the commit.
    pub seq: i64,
    /// Number of the event in the commit, from 1.
    pub ordinal: i32,
    /// Name of the event.
    pub event: String,
}

/// A table as it was kept up to date, and as a replay of the log makes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replay {
    /// The table.
    pub table: String,
    /// Canonical dump of the rows kept up to date.
    pub live: Vec<u8>,
    /// Canonical dump of the rows replayed.
    pub replayed: Vec<u8>,
}
