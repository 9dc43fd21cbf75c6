//! Writing a batch into a transaction: the projector's own, or that of a swap.

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

/// Wait after a log that did not say which commits count.
const PAUSE: Duration = Duration::from_millis(200);

/// A generation that is written, with all that its writer remembers of it.
pub(crate) struct Writing<P> {
    pub(crate) generation: Generation,
    pub(crate) parking: Parking,
    /// While a generation is loaded, which is dropped when anything fails; otherwise readers see what is written.
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

    /// Writes a batch and the position after it into a transaction. Commits that do not count leave nothing behind but what
    /// is kept of every message.
    pub(crate) async fn write(
        &mut self,
        tx: &mut PgConnection,
        mut steps: Vec<Step<P::Change>>,
        judged: Judged,
    ) -> Result<Written, Error> {
        let last = steps.last().map_or(self.generation.position, |step| step.sequence);
        // Only the writer of the live generation raises alarms; a new generation holds messages that raised theirs before.
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

    /// To be called after the commit of a batch's transaction: remembers what it wrote, and raises its alarms.
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

/// Tells which commits count. The log is hardly ever asked by a session that began at the first commit, and once about each
/// aggregate by any other. One that does not answer is waited for; meanwhile the session `db` shows that it lives.
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
                tracing::warn!(error = with_causes(&error), "which commits count is not known before the log answers")
            }
        }
        session::ping(db).await?;
        sleep(PAUSE).await;
    }
}
