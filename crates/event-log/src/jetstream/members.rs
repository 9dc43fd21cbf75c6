//! The members: the processes that use the log, listed on a stream beside it. After a server crash, writes wait for
//! them.

use std::collections::BTreeSet;

use async_nats::jetstream::stream::{Config, DiscardPolicy};
use futures::TryStreamExt as _;
use haetae_domain::causes::with_causes;
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

/// The payload that marks a member as gone.
const LEFT: &str = "left";

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
    let mut present = BTreeSet::new();
    for (subject, _) in &subjects {
        let Some((_, id)) = subject.split_once('.') else { continue };
        match raw::message(&view.client, MEMBERS, Which::Last { last_by_subj: subject }, view.patience).await? {
            // A server that lost power may have lost the removal of this member.
            Some(word) if word.payload == LEFT => forget(view, id).await?,
            Some(_) => drop(present.insert(id.to_owned())),
            None => {}
        }
    }
    Ok(present)
}

/// Puts a member back on the list if it is missing: an operator may have deleted the stream, or other members removed
/// it.
pub(super) async fn stay(view: &View, id: &str, replicas: usize, rooms: Rooms) -> Result<(), ReadError> {
    let subject = format!("{PREFIX}.{id}");
    match raw::message(&view.client, MEMBERS, Which::Last { last_by_subj: &subject }, view.patience).await {
        Ok(Some(word)) if word.payload != LEFT => return Ok(()),
        Ok(_) => tracing::warn!(id, "this member was not on the list of members any more"),
        Err(error) => tracing::warn!(
            id,
            error = with_causes(&error),
            "the list of members cannot be read; it is made again if it is gone"
        ),
    }
    ensure(view, replicas, rooms).await.map_err(wire::unavailable)?;
    join(view, id).await
}

/// Puts a member on the list.
pub(super) async fn join(view: &View, id: &str) -> Result<(), ReadError> {
    say(view, id, "").await
}

/// Removes a member from the list for good. The mark that it left is synced to disk; a purge is not.
pub(super) async fn leave(view: &View, id: &str) -> Result<(), ReadError> {
    say(view, id, LEFT).await?;
    forget(view, id).await
}

async fn say(view: &View, id: &str, word: &'static str) -> Result<(), ReadError> {
    let sent = view.context().publish(format!("{PREFIX}.{id}"), word.into()).await;
    sent.map_err(wire::unavailable)?.await.map_err(wire::unavailable)?;
    Ok(())
}

async fn forget(view: &View, id: &str) -> Result<(), ReadError> {
    let stream = view.context().get_stream_no_info(MEMBERS).await.map_err(wire::unavailable)?;
    stream.purge().filter(format!("{PREFIX}.{id}")).await.map_err(wire::unavailable)?;
    Ok(())
}
