//! `haetae-dashboard log restore`: publishes the archive into a log that is empty or ends before the archive does.
//! Every commit gets its old sequence, so that positions kept by clients stay valid. With `--keep-both` also into a
//! log that diverged from the archive ([`fork`]).

mod ahead;
mod fork;
pub(crate) mod kept;

use anyhow::{Context as _, Result, ensure};
use futures::{StreamExt as _, TryStreamExt as _};
use haetae_domain::causes::with_causes;
use haetae_event_log::{Alarm, EventLog as _, JetStreamLog, Recorded, alarm};
use haetae_proof::{Checkpoint, Frontier, leaf::Leaf};
use haetae_service_kit::config::log_options;
use sqlx::PgPool;

use crate::{
    Config, Verified,
    archive::{
        log::{self, ArchiveLog},
        tree,
    },
    check, database, heads, verify,
};

/// Commits published at once; the server forces them onto its disk together.
const COMMITS: i64 = 200;
/// Commits from one progress line to the next.
const TELL: u64 = 100_000;

/// Restores the log.
pub(crate) async fn restore(config: &Config) -> Result<()> {
    let pool = database::pool(&config.database)?;
    check(&pool).await?;
    let archived =
        verify(&mut *pool.acquire().await?).await.context("the archive is not whole; nothing was restored")?;
    as_signed(config, &pool, &archived).await?;
    let mut log = connect(config).await?;
    if let Some(parted_at) = parts(&log, &pool, archived.commits).await? {
        let head = log.head().await?;
        ensure!(
            config.run.keep_both,
            "the event log and the archive part at sequence {parted_at}: the log goes on to {head} and the archive to {}, \
             with different commits; nothing was restored. `log restore --keep-both` makes the archive's the history and \
             keeps the log's commits",
            archived.commits
        );
        ahead::take_out(&pool, parted_at - 1).await?;
        fork::keep_and_take_away(log, &pool, parted_at, archived.commits).await?;
        log = connect(config).await?;
    }
    let end = log.head().await?.max(archived.commits);
    let ahead = ahead::take_out(&pool, end).await?;
    fill(config, &log, &pool, &archived).await?;
    fork::put_back(&log, &pool).await?;
    ahead::rebuild(config, &log, &pool, &ahead).await?;
    let commits = log.head().await?;
    tracing::info!(commits, "the event log and the read models are whole; start the services");
    Ok(())
}

/// Raises an alarm for forks with commits whose fate is not recorded yet, because their restore was interrupted.
pub(crate) async fn tell_of_unfinished(pool: &PgPool) {
    let found = async { kept::forks(&mut *pool.acquire().await?).await };
    match found.await {
        Ok(forks) => {
            for fork in forks.into_iter().filter(|fork| !fork.finished) {
                let (fork, parted_at) = (fork.fork, fork.parted_at);
                let what = "a restore that keeps both sides was interrupted; run haetae-dashboard log restore again";
                alarm!(error, Alarm::RestoreUnfinished, fork, parted_at, "{what}");
            }
        }
        Err(error) => tracing::warn!(error = with_causes(&error), "cannot tell whether a restore was interrupted"),
    }
}

/// Connects without comparing the log with the signed head: this command exists for logs that lack signed commits.
async fn connect(config: &Config) -> Result<JetStreamLog> {
    let mut options = log_options("haetae-dashboard-restore", config.nats()?, &config.proof)?;
    options.public_key = None;
    Ok(JetStreamLog::connect(options).await?)
}

/// Publishes the commits that the archive has and the log lacks; the log has to be a prefix of the archive.
async fn fill(config: &Config, log: &JetStreamLog, pool: &PgPool, archived: &Verified) -> Result<()> {
    let head = log.head().await?;
    if head >= archived.commits {
        let (log, archive) = (head, archived.commits);
        tracing::info!(log, archive, "the event log has everything that is archived; nothing was restored");
        return Ok(());
    }
    tracing::info!(
        from = head,
        to = archived.commits,
        "the event log begins like the archive; what it lacks is restored"
    );
    let strangers = strangers(pool).await?;
    if !strangers.is_empty() {
        tracing::warn!(
            messages = strangers.len(),
            "the archive holds messages that are no commits; they are put back too"
        );
        log.take_strangers(&strangers).await?;
    }
    publish(log, pool, head, archived.commits).await?;
    read_back(log, archived).await?;
    if !strangers.is_empty() {
        log.refuse_strangers(config.nats()?.max_bytes).await?;
    }
    tracing::info!(commits = archived.commits, "restored the event log");
    Ok(())
}

/// The first sequence at which the log and the archive contain different commits; none when one is a prefix of the
/// other.
async fn parts(log: &JetStreamLog, pool: &PgPool, archived: u64) -> Result<Option<u64>> {
    let head = log.head().await?;
    let mut commits = log.read(0).take(usize::try_from(head.min(archived))?);
    let mut kept = ArchiveLog(pool.clone()).read(0);
    while let Some(commit) = commits.try_next().await? {
        let same = kept.try_next().await?.is_some_and(|kept| (kept.key, kept.payload) == (commit.key, commit.payload));
        if !same {
            return Ok(Some(commit.sequence));
        }
    }
    Ok(None)
}

/// Refuses an archive that does not match its latest head.
pub(crate) async fn as_signed(config: &Config, pool: &PgPool, archived: &Verified) -> Result<()> {
    let mut db = pool.acquire().await?;
    let Some(head) = heads::latest(&mut db).await? else {
        tracing::warn!("no head was ever signed over this archive");
        return Ok(());
    };
    if let Some(key) = config.proof.public_key()? {
        let signed = Checkpoint::open(&head.note, &key).context("the latest head in the database")?;
        ensure!((signed.size, signed.root) == (head.size, head.root), "the latest head is not what was signed");
    }
    let enough = head.size <= archived.commits;
    ensure!(enough, "a head of {} commits was signed, and the archive has {}", head.size, archived.commits);
    ensure!(tree::root(&mut db, head.size).await? == head.root, "the archive is not what was signed");
    Ok(())
}

/// The subjects of messages that are no commits.
async fn strangers(pool: &PgPool) -> Result<Vec<String>> {
    let sql = "SELECT DISTINCT subject FROM archive.commits WHERE commit_id IS NULL";
    Ok(sqlx::query_scalar(sql).fetch_all(pool).await?)
}

async fn publish(log: &JetStreamLog, pool: &PgPool, from: u64, commits: u64) -> Result<()> {
    let sql = "SELECT seq, subject, recorded_at, payload FROM archive.commits WHERE seq > $1 ORDER BY seq LIMIT $2";
    let mut reached = from;
    while reached < commits {
        let query = sqlx::query_as(sql).bind(reached.cast_signed()).bind(COMMITS);
        let rows: Vec<log::ArchivedRow> = query.fetch_all(pool).await?;
        let batch: Vec<_> = rows.into_iter().map(log::recorded).collect();
        let last = batch.last().context("the archive ends before its position")?.sequence;
        log.restore(&batch).await?;
        if last / TELL > reached / TELL {
            tracing::info!(done = last, of = commits, "restoring");
        }
        reached = last;
    }
    Ok(())
}

/// Checks that the archive's root can be computed from the log itself.
async fn read_back(log: &JetStreamLog, archived: &Verified) -> Result<()> {
    let mut tree = Frontier::default();
    let mut commits = log.read(0).take(usize::try_from(archived.commits)?);
    while let Some(Recorded { sequence, key, payload, .. }) = commits.try_next().await? {
        let subject = key.subject();
        tree.push(Leaf { sequence, subject: &subject, payload: &payload }.hash(), |_, _| {});
    }
    ensure!(tree.root() == archived.root, "what was published reads differently from what is archived");
    Ok(())
}
