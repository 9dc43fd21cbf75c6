//! What those who use the log tell each other of it, past the log: how far it went and what was last in it. None of this
//! is stored, so that it cannot be lost together with the log.

use async_nats::Client;
use bytes::Bytes;
use haetae_proof::Hash;
use serde::{Deserialize, Serialize};

use super::{gate::Gate, view, wire};
use crate::ReadError;

/// Where everybody says it and everybody hears it.
pub(super) const SUBJECT: &str = "haetae.log.known";

/// What one of them knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Word {
    /// Who says it, as on the list of members.
    pub(super) from: String,
    /// The highest sequence that is known to have been in the log.
    pub(super) known: u64,
    /// The latest commit that was read or written.
    pub(super) latest: Option<Mark>,
    /// The server whose log was compared with what everybody knew, if it is connected to one.
    pub(super) whole: Option<String>,
    /// The last commit of the archive, from whoever keeps one; of an empty one, sequence 0.
    #[serde(default)]
    pub(super) archive: Option<Mark>,
    /// The server whose log was found to hold what an archive has, since it was started.
    #[serde(default)]
    pub(super) archived: Option<String>,
    /// Whether everybody is asked to answer with a word of theirs.
    pub(super) asks: bool,
}

/// A commit as others recognise it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Mark {
    pub(super) sequence: u64,
    /// The hash of its leaf, hexadecimal.
    pub(super) leaf: String,
}

impl Mark {
    /// The end of an archive.
    pub(super) fn archived(last: Option<(u64, Hash)>) -> Self {
        last.map_or(Self { sequence: 0, leaf: String::new() }, |(sequence, leaf)| Self {
            sequence,
            leaf: hex::encode(leaf),
        })
    }

    /// The latest commit that went through this gate.
    pub(super) fn latest(gate: &Gate) -> Option<Self> {
        gate.latest().map(|commit| Self { sequence: commit.sequence, leaf: hex::encode(view::leaf(&commit)) })
    }
}

impl Word {
    /// None when it is no word of ours.
    pub(super) fn parse(payload: &[u8]) -> Option<Self> {
        serde_json::from_slice(payload).ok()
    }

    /// Says it to everybody.
    pub(super) async fn say(&self, client: &Client) -> Result<(), ReadError> {
        let payload: Bytes = serde_json::to_vec(self).map_err(wire::unavailable)?.into();
        client.publish(SUBJECT, payload).await.map_err(wire::unavailable)
    }
}
