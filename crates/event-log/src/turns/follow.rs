//! Reads the log and replaces commits that do not count by messages of [`Category::Foreign`].

use std::{sync::Arc, time::Duration};

use futures::{StreamExt as _, stream, stream::BoxStream};
use haetae_domain::causes::with_causes;
use tokio::time::sleep;

use super::{Heard, Turns};
use crate::{Alarm, Category, EventLog, ReadError, Recorded, alarm};

/// Wait after a log that did not answer.
const PAUSE: Duration = Duration::from_millis(200);

impl Turns {
    /// Replaces the commits of a batch that do not count by messages of [`Category::Foreign`]: readers skip those but
    /// still advance to their positions.
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
            tracing::warn!(sequence, %key, "skipped a commit that is not the next one of its aggregate");
            recorded.key = recorded.key.of_a_stranger();
        }
        self.keep(judged);
        Ok(())
    }
}

/// [`EventLog::read_of`] from the first commit on, for readers that keep every aggregate in memory. A commit that
/// does not count is returned as a message of [`Category::Foreign`]. If the log lost commits, the stream waits until
/// the log is complete again, and continues after the last commit that it returned.
pub fn read_in_turn(log: Arc<dyn EventLog>, categories: &[Category]) -> BoxStream<'static, Recorded> {
    let commits = log.read_of(categories, 0);
    let reading = Reading { log, categories: categories.to_vec(), commits, turns: Turns::after(0), last: 0 };
    let next = |mut reading: Reading| async move { Some((reading.next().await?, reading)) };
    stream::unfold(reading, next).boxed()
}

struct Reading {
    log: Arc<dyn EventLog>,
    categories: Vec<Category>,
    commits: BoxStream<'static, Result<Recorded, ReadError>>,
    turns: Turns,
    /// Sequence of the last commit given out.
    last: u64,
}

impl Reading {
    async fn next(&mut self) -> Option<Recorded> {
        let mut recorded = loop {
            match self.commits.next().await? {
                Ok(recorded) => break recorded,
                Err(error) => self.begin_again(&error).await,
            }
        };
        while let Err(error) = self.turns.pass_over(self.log.as_ref(), std::slice::from_mut(&mut recorded)).await {
            tracing::warn!(error = with_causes(&error), "cannot tell whether a commit counts until the log answers");
            sleep(PAUSE).await;
        }
        self.last = recorded.sequence;
        Some(recorded)
    }

    /// Waits until the log again contains everything that was read from it.
    async fn begin_again(&mut self, error: &ReadError) {
        let (categories, error) = (&self.categories, with_causes(error));
        alarm!(
            error,
            Alarm::LogRegressed,
            ?categories,
            error,
            "the log lacks commits that were read; reading waits for them"
        );
        loop {
            // The reader may notice a loss before the log's comparison does.
            sleep(PAUSE).await;
            self.log.whole().await;
            if self.log.head().await.is_ok_and(|head| head >= self.last) {
                break;
            }
        }
        tracing::warn!(
            ?categories,
            after = self.last,
            reason = Alarm::LogRegressed.name(),
            "the log can be read again; reading continues"
        );
        self.commits = self.log.read_of(categories, self.last);
    }
}
