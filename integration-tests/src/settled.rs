//! Waiting until nothing is left to do.

use anyhow::Result;
use haetae_service_kit::token;

use crate::{Caller, World, eventually, live_generation, row_counts};

/// What answers commits, by the names under which the log's server keeps their positions.
const REACTORS: [&str; 6] = ["risk", "risk-residual", "risk-policy", "checkpoint", "intake", "intake-risk"];

/// Waits until the services have nothing left to do and the read models show it all; gives the position of the last message.
///
/// # Errors
/// When that does not come about.
pub async fn settled(world: &World, caller: &Caller) -> Result<u64> {
    let log = world.log().await?;
    eventually("the end of all work", async || {
        let head = log.head().await?;
        for reactor in REACTORS {
            let info = log.stream().await?.consumer_info(reactor).await?;
            if info.num_pending + info.num_ack_pending as u64 > 0 {
                return Ok(None);
            }
        }
        caller.shown(&token::consistency_token(head)).await?;
        let counts = row_counts(world.platform.database_url()).await?;
        let archive = live_generation(world.platform.database_url(), "archive").await?;
        let archived = counts.get(&format!("{archive}.commits")) == Some(&i64::try_from(head)?);
        Ok((archived && log.head().await? == head).then_some(head))
    })
    .await
}
