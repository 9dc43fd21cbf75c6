//! Messages between the processes that use the log: its last known position and last commit. They are not stored in
//! the log, so they cannot be lost together with it.

use async_nats::Client;
use bytes::Bytes;
use haetae_proof::Hash;
use serde::{Deserialize, Serialize};

use super::{gate::Gate, view, wire};
use crate::ReadError;

/// The subject that every member publishes on and subscribes to.
pub(super) const SUBJECT: &str = "haetae.log.known";

/// Everything one process knows of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Report {
    /// The sender's id on the list of members.
    pub(super) from: String,
    /// The highest sequence that is known to have been in the log.
    pub(super) known: u64,
    /// The latest commit that was read or written.
    pub(super) latest: Option<Mark>,
    /// The server whose log was compared with what every member knew, if the sender is connected to one.
    pub(super) whole: Option<String>,
    /// The last commit of the sender's archive, if it keeps one; sequence 0 for an empty archive.
    #[serde(default)]
    pub(super) archive: Option<Mark>,
    /// The server whose log was found, since the server's start, to contain everything an archive has.
    #[serde(default)]
    pub(super) archived: Option<String>,
    /// Whether the sender asks every member to answer with a message of its own.
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

impl Report {
    /// None when the payload is not such a message.
    pub(super) fn parse(payload: &[u8]) -> Option<Self> {
        serde_json::from_slice(payload).ok()
    }

    /// Publishes it to every member.
    pub(super) async fn say(&self, client: &Client) -> Result<(), ReadError> {
        let payload: Bytes = serde_json::to_vec(self).map_err(wire::unavailable)?.into();
        client.publish(SUBJECT, payload).await.map_err(wire::unavailable)
    }
}
