//! Detects standstills: a projection that no process writes, or whose position does not advance although the log has
//! more commits; heads that are not signed; or that none of this can be determined. Each raises an alarm, and the
//! service is not ready while it lasts.

mod metrics;

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use haetae_domain::causes::with_causes;
use haetae_event_log::{Alarm, EventLog as _, alarm};
use haetae_projector::is_attended;
use haetae_service_kit::server::Readiness;
use sqlx::{PgConnection, PgPool};
use tokio::{
    sync::watch,
    time::{Instant, sleep, timeout},
};
use tokio_util::sync::CancellationToken;

use self::metrics::Metrics;
use crate::{building::Reached, heads, projections::ALL};

/// How often it is looked.
const EVERY: Duration = Duration::from_secs(2);
/// Time limit for reading the end of the log.
const PATIENCE: Duration = Duration::from_secs(2);
/// Time without progress after which something counts as standing still. A busy machine is slower than an idle one,
/// but never this slow.
const STILL: Duration = Duration::from_secs(30);
/// The name of this part in the service's readiness.
const PART: &str = "progress";
/// The name of the signed heads.
pub(crate) const HEADS: &str = "log heads";
const ARCHIVE: &str = "archive";

/// The names of everything that stands still, as noticed by this process.
pub(crate) type Still = watch::Receiver<BTreeSet<&'static str>>;

/// Looks until the service stops.
pub(crate) struct Lookout {
    pool: PgPool,
    log: Reached,
    readiness: Readiness,
    signs: bool,
    still: watch::Sender<BTreeSet<&'static str>>,
    seen: BTreeMap<&'static str, Seen>,
    metrics: Metrics,
}

/// The place of something when it last moved, or last had nothing to do.
#[derive(Clone, Copy, Debug)]
struct Seen {
    position: u64,
    at: Instant,
}

/// The position of something.
#[derive(Clone, Copy, Debug)]
struct LogPlace {
    position: u64,
    /// The position that it should have.
    target: u64,
    /// Whether a process works on it.
    attended: bool,
}

impl Lookout {
    /// Heads are watched if this installation `signs` them. The other half returns what stands still.
    pub(crate) fn new(pool: PgPool, log: Reached, readiness: Readiness, signs: bool) -> (Self, Still) {
        let (still, told) = watch::channel(BTreeSet::new());
        (Self { pool, log, readiness, signs, still, seen: BTreeMap::new(), metrics: Metrics::new() }, told)
    }

    /// Looks until `shutdown`.
    pub(crate) async fn run(mut self, shutdown: CancellationToken) {
        let looking = async {
            let (mut seen, mut blind) = (Instant::now(), false);
            loop {
                sleep(EVERY).await;
                match self.look().await {
                    Ok(()) => (seen, blind) = (Instant::now(), false),
                    Err(error) if seen.elapsed() < STILL => {
                        tracing::debug!(error = with_causes(&error), "cannot check for stalled projections");
                    }
                    // The database may answer existing connections, and have no room or no locks for new ones.
                    Err(error) => {
                        self.readiness.set(PART, false);
                        if !std::mem::replace(&mut blind, true) {
                            let error = with_causes(&error);
                            alarm!(
                                error,
                                Alarm::ProgressUnknown,
                                error,
                                "cannot check for stalled projections any longer"
                            );
                        }
                    }
                }
            }
        };
        shutdown.run_until_cancelled(looking).await;
    }

    async fn look(&mut self) -> sqlx::Result<()> {
        let head = match self.log.get() {
            Some(log) => timeout(PATIENCE, log.head()).await.ok().and_then(Result::ok),
            None => None,
        };
        let mut db = self.pool.acquire().await?;
        self.metrics.connections(self.pool.size(), self.pool.num_idle());
        if let Some(head) = head {
            self.metrics.log_head(head);
        }
        let mut still = BTreeSet::new();
        for projection in ALL {
            let name = projection.name();
            let Some((position, parked)) = position(&mut db, name).await? else { continue };
            self.metrics.parked(name, parked);
            let attended = is_attended(&mut db, name).await?;
            let place = LogPlace { position, target: head.unwrap_or(position), attended };
            if self.stands_still(name, place) {
                still.insert(name);
            }
            if self.signs && name == ARCHIVE {
                let signed = heads::latest(&mut db).await?.map_or(0, |head| head.size);
                if self.stands_still(HEADS, LogPlace { position: signed, target: position, attended: true }) {
                    still.insert(HEADS);
                }
            }
        }
        self.readiness.set(PART, still.is_empty());
        self.still.send_if_modified(|told| std::mem::replace(told, still.clone()) != still);
        Ok(())
    }

    /// Records the place of something; returns whether it has stood still for too long, which is logged once.
    fn stands_still(&mut self, what: &'static str, place: LogPlace) -> bool {
        let LogPlace { position, target, attended } = place;
        let now = Instant::now();
        let moves = |seen: &Seen| seen.position != position || (attended && position >= target);
        let seen = self.seen.get(what).copied().filter(|seen| !moves(seen)).unwrap_or(Seen { position, at: now });
        self.seen.insert(what, seen);
        self.metrics.place(what, (position, target), now.duration_since(seen.at));
        let still = now.duration_since(seen.at) >= STILL;
        if still && !self.still.borrow().contains(what) {
            alarm!(error, Alarm::ProjectionStalled, what, position, wanted = target, attended, "stands still");
        }
        still
    }
}

/// The position of the live generation and the units that are parked in it; none without one.
async fn position(db: &mut PgConnection, name: &str) -> sqlx::Result<Option<(u64, u64)>> {
    let sql = "SELECT seq, parked::bigint FROM projection.positions WHERE name = $1 AND state = 'live'";
    let position: Option<(i64, i64)> = sqlx::query_as(sql).bind(name).fetch_optional(db).await?;
    Ok(position.map(|(position, parked)| (position.cast_unsigned(), parked.cast_unsigned())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn what_does_not_move_stands_still_and_what_has_nothing_to_do_does_not() {
        let pool = sqlx::postgres::PgPoolOptions::new().connect_lazy("postgres://localhost").unwrap();
        let (mut lookout, _still) = Lookout::new(pool, Reached::default(), Readiness::new(), true);
        let at = |position, target, attended| LogPlace { position, target, attended };
        assert!(!lookout.stands_still("board", at(5, 9, true)));
        tokio::time::advance(STILL).await;
        assert!(lookout.stands_still("board", at(5, 9, true)), "it has not moved");
        assert!(!lookout.stands_still("board", at(6, 9, true)), "it moves again");
        assert!(!lookout.stands_still("archive", at(9, 9, true)));
        assert!(!lookout.stands_still("diagnosis", at(9, 9, false)));
        tokio::time::advance(STILL).await;
        assert!(!lookout.stands_still("archive", at(9, 9, true)), "it has nothing to do");
        assert!(lookout.stands_still("diagnosis", at(9, 9, false)), "no process projects into it");
        assert!(!lookout.stands_still("archive", at(9, 10, true)), "it has had something to do only now");
    }
}
