//! A log that diverged from the archive: its commits are saved in the database before the archive's history replaces
//! them, and those that the rules still allow are appended to that history.

use std::collections::{HashMap, HashSet};

use anyhow::{Result, ensure};
use bytes::Bytes;
use futures::{StreamExt as _, TryStreamExt as _};
use haetae_audit::Judge;
use haetae_event_log::{Category, EventLog as _, JetStreamLog, Recorded, parked};
use sqlx::PgPool;
use uuid::Uuid;

use super::kept::{self, Fate, Fork};

/// Commits put back at once.
const BATCH: usize = 200;

/// Saves all commits of the log from `parted_at` on, then deletes the log.
pub(super) async fn keep_and_take_away(log: JetStreamLog, pool: &PgPool, parted_at: u64, archived: u64) -> Result<()> {
    let head = log.head().await?;
    let most = usize::try_from(head + 1 - parted_at)?;
    let side: Vec<Recorded> = log.read(parted_at - 1).take(most).try_collect().await?;
    // Not earlier: a log that accepts nothing cannot prove its last commit.
    log.take_nothing().await?;
    let still = log.head().await? == head;
    ensure!(still && side.len() == most, "the event log is written to; stop the services, then run this again");
    kept::keep(&mut *pool.acquire().await?, archived, &side).await?;
    tracing::warn!(
        parted_at,
        log = head,
        archive = archived,
        kept = side.len(),
        "the event log and the archive part here; the commits of the log are kept in proof.fork_commits, and the archive's \
         take their place"
    );
    Ok(log.delete(&[parked::PARKED]).await?)
}

/// Appends the saved commits of unfinished forks to the log, as far as the rules allow, and records the fate of each.
pub(super) async fn put_back(log: &JetStreamLog, pool: &PgPool) -> Result<()> {
    let mut db = pool.acquire().await?;
    for fork in kept::forks(&mut db).await?.into_iter().filter(|fork| !fork.finished) {
        let side = kept::commits(&mut db, fork.fork).await?;
        let mut place = ForkPlace::of(log, &fork, &side).await?;
        let fates: Vec<_> = side.iter().map(|commit| (commit.sequence, place.fate(commit))).collect();
        for batch in place.again.chunks(BATCH) {
            log.restore(batch).await?;
        }
        kept::finish(&mut db, fork.fork, &fates).await?;
        tell(&fork, &side, &fates);
    }
    Ok(())
}

fn tell(fork: &Fork, side: &[Recorded], fates: &[(u64, Fate)]) {
    let mut now = 0;
    for (commit, (sequence, fate)) in side.iter().zip(fates) {
        let subject = commit.key.subject();
        match fate {
            Fate::Now(at) => {
                now += 1;
                tracing::info!(sequence, subject, now_at = at, "kept: the event log has it under another sequence");
            }
            Fate::Aside(why) => {
                tracing::warn!(sequence, subject, why, "set aside: only proof.fork_commits has it");
            }
        }
    }
    let (parted_at, aside) = (fork.parted_at, fates.len() - now);
    tracing::warn!(fork = fork.fork, parted_at, now, aside, "every commit of the fork is accounted for");
}

/// The end of a log, and the commits that may be appended to it.
struct ForkPlace {
    judge: Judge,
    parted_at: u64,
    /// Sequence and bytes of commits that the log already contains, by the ids of commits of the fork.
    there: HashMap<Uuid, (u64, Bytes)>,
    /// Reviews and other aggregates of which a commit was refused: their later commits depend on it.
    refused: HashSet<String>,
    /// Whether a document was refused, on which any later commit may depend.
    stopped: bool,
    head: u64,
    /// The commits to append.
    again: Vec<Recorded>,
}

impl ForkPlace {
    async fn of(log: &JetStreamLog, fork: &Fork, side: &[Recorded]) -> Result<Self> {
        let wanted: HashSet<Uuid> = side.iter().filter_map(id).collect();
        let (head, mut judge, mut there) = (log.head().await?, Judge::default(), HashMap::new());
        let mut commits = log.read(0).take(usize::try_from(head)?);
        while let Some(commit) = commits.try_next().await? {
            // A commit in the log stays there, whatever the judgement.
            let _ = judge.follow(&commit);
            if let Some(id) = id(&commit).filter(|id| wanted.contains(id)) {
                there.entry(id).or_insert((commit.sequence, commit.payload));
            }
        }
        let parted_at = fork.parted_at.cast_unsigned();
        Ok(Self { judge, parted_at, there, refused: HashSet::new(), stopped: false, head, again: Vec::new() })
    }

    /// Determines the fate of the next commit of the fork.
    fn fate(&mut self, commit: &Recorded) -> Fate {
        let aside = |why: &str| Fate::Aside(why.to_owned());
        let Some(id) = id(commit) else { return aside("it is no commit of ours") };
        match self.there.get(&id) {
            Some((at, payload)) if *payload == commit.payload => return Fate::Now(*at),
            Some((at, _)) => return Fate::Aside(format!("the same request was decided at sequence {at} too")),
            None => {}
        }
        if self.stopped || self.refused.contains(commit.key.id()) {
            return aside("it may rest on a commit that was put aside");
        }
        let cause = commit.decode_envelope().ok().and_then(|commit| commit.cause);
        if cause.is_some_and(|cause| cause.sequence >= self.parted_at) {
            return aside("a service wrote it in answer to a commit of the fork, and answers anew where that was kept");
        }
        let sequence = self.head + self.again.len() as u64 + 1;
        let again = Recorded { sequence, ..commit.clone() };
        if let Some(why) = self.judge.follow(&again) {
            self.judge.take_back();
            self.refused.insert(commit.key.id().to_owned());
            self.stopped = matches!(commit.key.category(), Category::Policy | Category::Catalog);
            return Fate::Aside(why);
        }
        self.there.insert(id, (sequence, commit.payload.clone()));
        self.again.push(again);
        Fate::Now(sequence)
    }
}

fn id(commit: &Recorded) -> Option<Uuid> {
    Uuid::from_slice(&commit.decode_envelope().ok()?.commit_id).ok()
}
