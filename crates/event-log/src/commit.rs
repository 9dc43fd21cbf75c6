//! A commit to append to the log, and a commit read from it.

use bytes::Bytes;
use haetae_proto::event::v1 as pb;
use jiff::{SignedDuration, Timestamp};
use prost::Message as _;
use thiserror::Error;
use uuid::Uuid;

use crate::AggregateKey;
use crate::codec::{envelope, lean, skim, timestamp_from_wire, timestamp_to_wire};
use crate::turns::Turn;

/// Largest accepted difference between a writer's clock and the log's clock. A constant, not a setting: the read side
/// depends on it, and every rebuild has to reach the same result.
pub const CLOCK_TOLERANCE: SignedDuration = SignedDuration::from_secs(5);

/// A commit to append. The log stores `payload` as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCommit {
    /// Derived from what caused the commit, so that a retry carries the same one.
    pub id: Uuid,
    /// An encoded [`pb::Commit`].
    pub payload: Bytes,
    /// W3C trace context of the writer, which reactors continue.
    pub traceparent: Option<String>,
}

/// A commit in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// Position in the log: from 1, without gaps.
    pub sequence: u64,
    /// The aggregate it belongs to.
    pub key: AggregateKey,
    /// An encoded [`pb::Commit`], byte for byte as it was appended.
    pub payload: Bytes,
    /// W3C trace context of the writer.
    pub traceparent: Option<String>,
    /// When the log stored it, by the server's clock; absent if only the writer's time is known. A restore keeps this
    /// time.
    pub stored_at: Option<Timestamp>,
}

/// A stored payload that is not a commit of the aggregate it was found under. No version of this system can have
/// written it, because the envelope of a commit only gains fields. Every reader of the log skips it.
#[derive(Debug, Error)]
#[error("the payload at sequence {sequence} is not a commit of {key}")]
pub struct DecodeError {
    /// Its position in the log.
    pub sequence: u64,
    /// The aggregate of the subject it was found on.
    pub key: AggregateKey,
    /// The protobuf error; absent when the payload decodes but names another aggregate, or has no id or no time.
    #[source]
    pub source: Option<prost::DecodeError>,
}

impl Recorded {
    /// Decodes the commit and checks that it names the aggregate it was found under. The returned time is the one to
    /// display and to calculate with: normally the writer's time, but the time at which the log stored the commit if
    /// the writer's clock was ahead of the log's by more than [`CLOCK_TOLERANCE`].
    ///
    /// # Errors
    /// [`DecodeError`] when the payload is no commit or one of another aggregate.
    pub fn decode(&self) -> Result<pb::Commit, DecodeError> {
        self.checked(pb::Commit::decode(self.payload.as_ref()))
    }

    /// [`Self::decode`] for readers that do not need checklists: a [`pb::DiagnosisGenerated`] contains only its
    /// checkpoints, and each checkpoint only its layer and whether it is mandatory. Many times cheaper.
    ///
    /// # Errors
    /// As for [`Self::decode`].
    pub fn decode_lean(&self) -> Result<pb::Commit, DecodeError> {
        self.checked(lean(self.payload.clone()))
    }

    /// [`Self::decode`] without the events, whatever they are.
    ///
    /// # Errors
    /// As for [`Self::decode`].
    pub fn decode_envelope(&self) -> Result<pb::Commit, DecodeError> {
        self.checked(envelope(self.payload.clone()))
    }

    /// The fields that decide whether the commit counts. Succeeds exactly if [`Self::decode`] does.
    ///
    /// # Errors
    /// As for [`Self::decode`].
    pub fn turn(&self) -> Result<Turn, DecodeError> {
        self.checked(skim(self.payload.clone())).map(|commit| Turn::of(&commit))
    }

    fn checked(&self, commit: Result<pb::Commit, prost::DecodeError>) -> Result<pb::Commit, DecodeError> {
        let refuse = |source| DecodeError { sequence: self.sequence, key: self.key.clone(), source };
        let mut commit = commit.map_err(|error| refuse(Some(error)))?;
        let belongs = commit.category == self.key.category().as_str()
            && commit.aggregate_id == self.key.id()
            && !self.key.is_foreign();
        let whole = commit.commit_id.len() == 16 && timestamp_from_wire(commit.recorded_at, "recorded_at").is_ok();
        if !(belongs && whole) {
            return Err(refuse(None));
        }
        if let Some((_, stored)) = self.misdated_by(&commit) {
            commit.recorded_at = Some(timestamp_to_wire(stored));
        }
        Ok(commit)
    }

    /// The writer's time and the time at which the log stored the commit, if the writer's time is rejected for being
    /// too far ahead.
    ///
    /// # Errors
    /// [`DecodeError`] when the payload is no commit.
    pub fn misdated(&self) -> Result<Option<(Timestamp, Timestamp)>, DecodeError> {
        let commit = envelope(self.payload.clone());
        let refuse = |source| DecodeError { sequence: self.sequence, key: self.key.clone(), source: Some(source) };
        Ok(self.misdated_by(&commit.map_err(refuse)?))
    }

    fn misdated_by(&self, commit: &pb::Commit) -> Option<(Timestamp, Timestamp)> {
        let stored = self.stored_at?;
        let claimed = timestamp_from_wire(commit.recorded_at, "recorded_at").ok()?;
        (claimed.duration_since(stored) > CLOCK_TOLERANCE).then_some((claimed, stored))
    }
}
