//! The latest signed head of the log, published beside the log. Readers and writers check the log against it.
//!
//! The process that keeps the archive publishes it, as a proof ([`Bundle`]) of the last commit under the head. Every
//! process that has the public key checks that the log still has that commit at that sequence.

use async_nats::jetstream::{
    ErrorCode,
    stream::{Config, DiscardPolicy},
};
use haetae_proof::{Bundle, BundleError, Checkpoint, PublicKey};
use tokio::time::Duration;

use super::{
    Rooms,
    raw::{self, Which},
    stream,
    trouble::Trouble,
    view::View,
    wire,
};
use crate::{ConnectError, ReadError};

/// Name of the stream that holds the latest head.
const HEADS: &str = "HEADS";

/// Its place.
const SUBJECT: &str = "head.log";

/// Makes the stream, or verifies it.
pub(super) async fn ensure(view: &View, replicas: usize, rooms: Rooms) -> Result<(), ConnectError> {
    let wanted = Config {
        name: HEADS.into(),
        subjects: vec![SUBJECT.into()],
        max_messages_per_subject: 1,
        discard: DiscardPolicy::Old,
        duplicate_window: Duration::from_secs(120),
        ..stream::durable(rooms.heads(), replicas)
    };
    stream::ensure(&view.client, &wanted, rooms.heads.is_none()).await
}

/// Replaces the head, unless a valid one is published that is no older.
pub(super) async fn publish(view: &View, key: &PublicKey, proof: &Bundle) -> Result<(), ReadError> {
    let published = latest(view).await?.and_then(|text| open(&text, key).ok());
    if published.is_some_and(|(head, _)| head.size > proof.index) {
        return Ok(());
    }
    let sent = view.context().publish(SUBJECT, proof.to_string().into()).await;
    sent.map_err(wire::unavailable)?.await.map_err(wire::unavailable)?;
    Ok(())
}

/// Checks that the log still has the commit named by the latest head; returns the head, or none without a valid one.
pub(super) async fn check(view: &View, trouble: &Trouble, key: &PublicKey) -> Result<Option<Checkpoint>, ReadError> {
    let opened = latest(view).await?.map(|text| open(&text, key)).transpose();
    trouble.read_head(opened.as_ref().err());
    let Ok(Some((head, proof))) = opened else { return Ok(None) };
    let lost = ReadError::Gap { expected: head.size, got: 0 };
    let Some(leaf) = view.leaf(head.size).await? else { return Err(lost) };
    match proof.verify(&leaf, key) {
        Ok(head) => Ok(Some(head)),
        Err(BundleError::Malformed | BundleError::Head(_) | BundleError::NotIncluded) => Err(lost),
    }
}

/// Parses a published head, which includes the proof of the last commit under it.
fn open(text: &str, key: &PublicKey) -> Result<(Checkpoint, Bundle), BundleError> {
    let proof = Bundle::parse(text)?;
    let head = Checkpoint::open(&proof.note, key)?;
    if proof.index.checked_add(1) == Some(head.size) { Ok((head, proof)) } else { Err(BundleError::Malformed) }
}

async fn latest(view: &View) -> Result<Option<String>, ReadError> {
    match raw::find(&view.client, HEADS, Which::Last { last_by_subj: SUBJECT }, view.patience).await? {
        Ok(found) => Ok(found.map(|message| String::from_utf8_lossy(&message.payload).into_owned())),
        Err(error) if error.error_code() == ErrorCode::STREAM_NOT_FOUND => Ok(None),
        Err(error) => Err(wire::unavailable(error)),
    }
}
