//! The policy version under which each review is currently scored.

use std::{collections::HashMap, sync::Arc};

use futures::StreamExt as _;
use haetae_domain::{causes::with_causes, risk};
use haetae_event_log::{
    Category, EventLog, ReactError, ReadError, Recorded, Turns,
    codec::{Aggregate as _, Risks},
};

/// The categories that determine the existing reviews and their policy versions.
const FOLLOWED: [Category; 2] = [Category::Review, Category::Risk];

/// The version of every review, up to a position of the log.
pub(crate) struct Versions {
    read: u64,
    turns: Turns,
    reviews: HashMap<Arc<str>, Scored>,
}

impl Default for Versions {
    fn default() -> Self {
        Self { read: 0, turns: Turns::after(0), reviews: HashMap::new() }
    }
}

/// A review so far.
#[derive(Default)]
struct Scored {
    /// Position of its first commit.
    submitted: u64,
    /// Version of the policy in its last assessment; 0 before the first.
    version: u32,
    /// It keeps the version it has.
    left: bool,
}

impl Versions {
    /// Reads on to the end of the log.
    pub(crate) async fn read_on(&mut self, log: &dyn EventLog) -> Result<(), ReactError> {
        let head = log.head_of(&FOLLOWED).await.map_err(|error| retry(&error))?;
        if head <= self.read {
            return Ok(());
        }
        let mut commits = log.read_of(&FOLLOWED, self.read);
        while let Some(recorded) = commits.next().await {
            let mut recorded = recorded.map_err(|error| retry(&error))?;
            let passed = self.turns.pass_over(log, std::slice::from_mut(&mut recorded)).await;
            passed.map_err(|error| retry(&error))?;
            self.take(&recorded);
            self.read = recorded.sequence;
            if self.read >= head {
                return Ok(());
            }
        }
        Err(ReactError::Retry("the log ended before its head".to_owned()))
    }

    /// Reviews submitted before `activated` that are not scored under `version`. The reactor that follows submissions
    /// scores later reviews under the version that is active by then.
    pub(crate) fn due(&self, activated: u64, version: u32) -> Vec<Arc<str>> {
        let due = |row: &Scored| row.submitted > 0 && row.submitted < activated && row.version != version && !row.left;
        self.reviews.iter().filter(|(_, row)| due(row)).map(|(id, _)| Arc::clone(id)).collect()
    }

    /// Marks a review that keeps the version it has.
    pub(crate) fn leave(&mut self, review_id: &str) {
        if let Some(row) = self.reviews.get_mut(review_id) {
            row.left = true;
        }
    }

    fn take(&mut self, recorded: &Recorded) {
        match recorded.key.category() {
            Category::Review => {
                let row = self.row(recorded);
                if row.submitted == 0 {
                    row.submitted = recorded.sequence;
                }
            }
            // A commit that cannot be read is reported when its review is answered.
            Category::Risk => {
                for event in recorded.decode().map_or_else(|_| vec![], |commit| commit.events) {
                    let event = event.event.and_then(|event| Risks::decode(event).ok());
                    if let Some(assessment) = event.as_ref().and_then(risk::Event::assessment) {
                        self.row(recorded).version = assessment.policy.version;
                    }
                }
            }
            Category::Policy | Category::Diagnosis | Category::Catalog | Category::Foreign => {}
        }
    }

    fn row(&mut self, recorded: &Recorded) -> &mut Scored {
        self.reviews.entry(Arc::from(recorded.key.id())).or_default()
    }
}

fn retry(error: &ReadError) -> ReactError {
    ReactError::Retry(with_causes(error))
}
