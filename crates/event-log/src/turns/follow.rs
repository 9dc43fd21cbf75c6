//! Reading the log with commits that do not count turned into messages of [`Category::Foreign`].

use std::{sync::Arc, time::Duration};

use futures::{StreamExt as _, stream, stream::BoxStream};
use haetae_domain::causes::with_causes;
use tokio::time::sleep;

use super::{Heard, Turns};
use crate::{Category, EventLog, ReadError, Recorded};

/// Wait after a log that did not answer.
const PAUSE: Duration = Duration::from_millis(200);

impl Turns {
    /// Turns the commits of a batch that do not count into messages of [`Category::Foreign`]: every reader skips those and
    /// still learns their positions.
    ///
    /// # Errors
    /// When the log does not answer. Then nothing has changed.
    pub async fn pass_over(&mut self, log: &dyn EventLog, batch: &mut [Recorded]) -> Result<(), ReadError> {
        let turns = batch.iter().map(|recorded| recorded.turn().ok());
        let turns: Vec<_> = turns.collect();
        let heard = |(recorded, turn): (_, &Option<_>)| {
            let Recorded { sequence, key, .. }: &Recorded = recorded;
            turn.map(|turn| Heard { sequence: *sequence, key, turn })
        };
        let heard: Vec<_> = batch.iter().zip(&turns).filter_map(heard).collect();
        let judged = self.judge(log, &heard).await?;
        for recorded in batch.iter_mut().filter(|recorded| !judged.counts(recorded.sequence)) {
            let (sequence, key) = (recorded.sequence, &recorded.key);
            tracing::warn!(sequence, %key, "a commit that is not the next of its aggregate is passed over");
            recorded.key = recorded.key.of_a_stranger();
        }
        self.keep(judged);
        Ok(())
    }
}

/// [`EventLog::read_of`] from the first commit on, for those who keep something of every aggregate in memory: a commit that does
/// not count comes as a message of [`Category::Foreign`].
pub fn read_in_turn(
    log: Arc<dyn EventLog>,
    categories: &[Category],
) -> BoxStream<'static, Result<Recorded, ReadError>> {
    let commits = log.read_of(categories, 0);
    let following = (commits, log, Turns::after(0));
    let next = |(mut commits, log, mut turns): (BoxStream<'static, _>, Arc<dyn EventLog>, Turns)| async move {
        let mut next: Result<Recorded, ReadError> = commits.next().await?;
        if let Ok(recorded) = &mut next {
            while let Err(error) = turns.pass_over(log.as_ref(), std::slice::from_mut(recorded)).await {
                tracing::warn!(
                    error = with_causes(&error),
                    "whether a commit counts is not known before the log answers"
                );
                sleep(PAUSE).await;
            }
        }
        Some((next, (commits, log, turns)))
    };
    stream::unfold(following, next).boxed()
}
