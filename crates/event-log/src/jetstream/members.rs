//! The members: the processes that use the log, listed on a stream beside it. After a server crash, writes wait for
//! them.

use std::collections::BTreeSet;

use async_nats::jetstream::stream::{Config, DiscardPolicy};
use futures::{StreamExt as _, TryStreamExt as _, stream::iter};
use haetae_domain::causes::with_causes;
use jiff::{SignedDuration, Timestamp};
use tokio::time::Duration;

use super::{
    ConnectError, Rooms,
    raw::{self, Which},
    stream,
    view::View,
    wire,
};
use crate::ReadError;

const MEMBERS: &str = "MEMBERS";
const PREFIX: &str = "member";

/// The payload that marks a member as gone. The mark takes the place of the member's entry and stays: the server syncs
/// a message before it answers, but it does not sync a purge, and an entry that was purged may come back.
const LEFT: &str = "left";

/// How much older than the newest entry a mark has to be before it is removed.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(24);

/// Entries read at the same time.
const READS: usize = 16;

/// How often a member renews its entry. Marks are removed up to the oldest entry only.
pub(super) const RENEW: Duration = Duration::from_secs(24 * 60 * 60);

/// An entry of the list.
#[derive(Debug, Clone, Copy)]
struct Entry {
    sequence: u64,
    time: Timestamp,
    left: bool,
}

/// Makes the stream, or verifies it.
pub(super) async fn ensure(view: &View, replicas: usize, rooms: Rooms) -> Result<(), ConnectError> {
    let wanted = Config {
        name: MEMBERS.into(),
        subjects: vec![format!("{PREFIX}.>")],
        max_messages_per_subject: 1,
        discard: DiscardPolicy::Old,
        duplicate_window: Duration::from_secs(120),
        ..stream::durable(rooms.members(), replicas)
    };
    stream::ensure(&view.client, &wanted, rooms.members.is_none()).await
}

/// The members that joined and have not left.
pub(super) async fn present(view: &View) -> Result<BTreeSet<String>, ReadError> {
    let stream = view.context().get_stream_no_info(MEMBERS).await.map_err(wire::unavailable)?;
    let subjects = stream.info_with_subjects(format!("{PREFIX}.>")).await.map_err(wire::unavailable)?;
    let subjects: Vec<(String, usize)> = subjects.try_collect().await.map_err(wire::unavailable)?;
    let words = iter(subjects).map(|(subject, _)| last(view, subject)).buffer_unordered(READS);
    let words: Vec<Option<(String, Entry)>> = words.try_collect().await?;
    let (mut present, mut entries) = (BTreeSet::new(), Vec::new());
    for (id, entry) in words.into_iter().flatten() {
        entries.push(entry);
        if !entry.left {
            present.insert(id);
        }
    }
    if let Some(from) = kept_from(&entries) {
        stream.purge().sequence(from).await.map_err(wire::unavailable)?;
    }
    Ok(present)
}

/// The member of a subject, with its last entry.
async fn last(view: &View, subject: String) -> Result<Option<(String, Entry)>, ReadError> {
    let word = raw::message(&view.client, MEMBERS, Which::Last { last_by_subj: &subject }, view.patience).await?;
    let id = subject.split_once('.').map(|(_, id)| id.to_owned());
    Ok(id
        .zip(word)
        .map(|(id, word)| (id, Entry { sequence: word.sequence, time: word.time, left: word.payload == LEFT })))
}

/// The sequence before which everything can be removed, if there is anything. Removed are only the oldest messages of
/// the stream: if the server loses that, an entry never comes back without the later mark that its member left.
fn kept_from(entries: &[Entry]) -> Option<u64> {
    let newest = entries.iter().map(|entry| entry.time).max()?;
    let old = |entry: &&Entry| entry.left && newest.duration_since(entry.time) > REMEMBERED;
    let first = entries.iter().map(|entry| entry.sequence).min()?;
    let kept = entries.iter().filter(|entry| !old(entry)).map(|entry| entry.sequence).min()?;
    (first < kept).then_some(kept)
}

/// Puts a member back on the list if it is missing: an operator may have deleted the stream, or other members removed
/// it.
pub(super) async fn stay(view: &View, id: &str, replicas: usize, rooms: Rooms) -> Result<(), ReadError> {
    let subject = format!("{PREFIX}.{id}");
    match raw::message(&view.client, MEMBERS, Which::Last { last_by_subj: &subject }, view.patience).await {
        Ok(Some(word)) if word.payload != LEFT => return Ok(()),
        Ok(_) => tracing::warn!(id, "this member's entry had disappeared from the list of members; it was added again"),
        Err(error) => tracing::warn!(
            id,
            error = with_causes(&error),
            "the list of members cannot be read; it is created again if it is missing"
        ),
    }
    ensure(view, replicas, rooms).await.map_err(wire::unavailable)?;
    join(view, id).await
}

/// Puts a member on the list.
pub(super) async fn join(view: &View, id: &str) -> Result<(), ReadError> {
    say(view, id, "").await
}

/// Marks a member as gone, for good.
pub(super) async fn leave(view: &View, id: &str) -> Result<(), ReadError> {
    say(view, id, LEFT).await
}

async fn say(view: &View, id: &str, word: &'static str) -> Result<(), ReadError> {
    let sent = view.context().publish(format!("{PREFIX}.{id}"), word.into()).await;
    sent.map_err(wire::unavailable)?.await.map_err(wire::unavailable)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(sequence: u64, hour: i64, left: bool) -> Entry {
        Entry { sequence, time: Timestamp::from_second(hour * 3_600).unwrap(), left }
    }

    #[test]
    fn only_the_oldest_marks_are_removed_and_none_of_the_last_day() {
        let (old, young) = (entry(3, 0, true), entry(8, 10, true));
        let (member, new) = (entry(5, 1, false), entry(9, 30, false));
        for (entries, from) in [
            (&[][..], None),
            (&[old], None),
            (&[old, young], None),
            (&[old, young, new], Some(8)),
            (&[old, new], Some(9)),
            (&[old, member, entry(7, 2, true), new], Some(5)),
            (&[entry(6, 0, true), member, new], None),
            (&[member, new], None),
        ] {
            assert_eq!(kept_from(entries), from, "{entries:?}");
        }
    }
}
