//! Writes a batch into a transaction: the projector's own, or that of a swap.

use std::time::Duration;

use haetae_domain::causes::with_causes;
use haetae_event_log::{EventLog, Heard, Judged, Turns};
use sqlx::PgConnection;
use tokio::time::sleep;

use crate::{
    Error, Projection, Tables,
    bulk::Bulk,
    feed::Step,
    generation::{Generation, State},
    parking::{self, Parked, Parking},
    session,
    strangers::{self, Stranger},
};

/// Pause before the log is asked again which commits count.
const PAUSE: Duration = Duration::from_millis(200);

/// A generation that is written, with all that its writer remembers of it.
pub(crate) struct Writing<P> {
    pub(crate) generation: Generation,
    pub(crate) parking: Parking,
    /// Present while a generation is loaded, which is dropped on any failure; otherwise readers see the written rows.
    pub(crate) bulk: Option<Bulk>,
    pub(crate) projection: P,
    pub(crate) turns: Turns,
}

/// A batch that is written, until its transaction is committed.
pub(crate) struct Written {
    last: u64,
    parked: Vec<Parked>,
    strangers: Vec<Stranger>,
    judged: Judged,
}

impl<P: Projection> Writing<P> {
    pub(crate) fn new(generation: Generation, parking: Parking) -> Self {
        let turns = Turns::after(generation.position);
        Self { generation, parking, bulk: None, projection: P::default(), turns }
    }

    /// Writes a batch and the position after it into a transaction. Of commits that do not count, only what the
    /// projection keeps of every message is written.
    pub(crate) async fn write(
        &mut self,
        tx: &mut PgConnection,
        mut steps: Vec<Step<P::Change>>,
        judged: Judged,
    ) -> Result<Written, Error> {
        let last = steps.last().map_or(self.generation.position, |step| step.sequence);
        // Only the writer of the live generation raises alarms; a new generation contains messages that were reported
        // before.
        let seen = P::KEEPS_FOREIGN && self.generation.state == State::Live;
        let strangers = if seen { strangers::among::<P>(&steps, &judged) } else { Vec::new() };
        if !P::KEEPS_FOREIGN && !judged.all_count() {
            steps.retain(|step| judged.counts(step.sequence));
        }
        let (changes, parked) = self.parking.sort::<P>(steps);
        self.generation.advance(tx, last).await?;
        match &mut self.bulk {
            None => self.projection.write(&mut Tables::new(tx, None), changes).await?,
            Some(bulk) => {
                sqlx::query("SET LOCAL synchronous_commit = off").execute(&mut *tx).await?;
                self.projection.load(&mut Tables::new(tx, Some(bulk)), changes).await?;
            }
        }
        parking::store(tx, &self.generation, &parked).await?;
        Ok(Written { last, parked, strangers, judged })
    }

    /// To be called after the transaction of a batch was committed: remembers its result, and raises its alarms.
    pub(crate) fn committed(&mut self, written: Written) {
        let Written { last, parked, strangers, judged } = written;
        self.generation.position = last;
        parking::report(&self.generation, &parked);
        strangers::report(&self.generation, &strangers);
        self.parking.reached(last, parked);
        self.turns.keep(judged);
    }
}

/// The commits of a batch that may count.
pub(crate) fn heard<C>(steps: &[Step<C>]) -> Vec<Heard<'_>> {
    steps.iter().filter_map(|step| Some(Heard { sequence: step.sequence, key: &step.key, turn: step.turn? })).collect()
}

/// Determines which commits count. A session that began at the first commit hardly ever reads the log; any other
/// reads each aggregate once. Waits for a log that does not answer; meanwhile the session `db` sends its heartbeat.
pub(crate) async fn judge(
    turns: &Turns,
    log: &dyn EventLog,
    heard: Vec<Heard<'_>>,
    db: &mut PgConnection,
) -> Result<Judged, Error> {
    loop {
        match turns.judge(log, &heard).await {
            Ok(judged) => return Ok(judged),
            Err(error) => {
                tracing::warn!(error = with_causes(&error), "cannot tell which commits count until the log answers")
            }
        }
        session::ping(db).await?;
        sleep(PAUSE).await;
    }
}
