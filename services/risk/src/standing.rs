//! Which version every review is scored under, as the log has it.

use std::{collections::HashMap, sync::Arc};

use futures::StreamExt as _;
use haetae_event_log::{Category, EventLog, ReactError, ReadError, Recorded, Turns};
use haetae_proto::event::v1::event::Event;

/// What tells of reviews, and of the versions they were scored under.
const FOLLOWED: [Category; 2] = [Category::Review, Category::Risk];

/// Every review up to a position of the log.
pub(crate) struct Standing {
    read: u64,
    turns: Turns,
    reviews: HashMap<Arc<str>, Row>,
}

impl Default for Standing {
    fn default() -> Self {
        Self { read: 0, turns: Turns::after(0), reviews: HashMap::new() }
    }
}

#[derive(Default)]
struct Row {
    /// Position of its first commit.
    submitted: u64,
    /// Version of the policy it was scored under last; 0 before.
    version: u32,
    /// Nothing is to be done about it.
    left: bool,
}

impl Standing {
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

    /// Reviews submitted before `activated` that are not scored under `version`. Later ones are scored under what was
    /// in use after their submission, without anyone's help.
    pub(crate) fn due(&self, activated: u64, version: u32) -> Vec<Arc<str>> {
        let due = |row: &Row| row.submitted > 0 && row.submitted < activated && row.version != version && !row.left;
        self.reviews.iter().filter(|(_, row)| due(row)).map(|(id, _)| Arc::clone(id)).collect()
    }

    /// Leaves a review as it is.
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
            // One that cannot be read is found out when its review is answered.
            Category::Risk => {
                for event in recorded.decode().map_or_else(|_| vec![], |commit| commit.events) {
                    if let Some(Event::RiskAssessed(assessed)) = event.event {
                        self.row(recorded).version = assessed.policy.map_or(0, |policy| policy.version);
                    }
                }
            }
            Category::Policy | Category::Diagnosis | Category::Catalog | Category::Foreign => {}
        }
    }

    fn row(&mut self, recorded: &Recorded) -> &mut Row {
        self.reviews.entry(Arc::from(recorded.key.id())).or_default()
    }
}

fn retry(error: &ReadError) -> ReactError {
    ReactError::Retry(error.to_string())
}
