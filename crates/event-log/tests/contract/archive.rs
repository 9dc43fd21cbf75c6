//! A server that comes back with an older log: no service writes to it before an archive has reported.

use std::{
    path::Path,
    process::Command,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use haetae_event_log::{
    AggregateKey, AppendError, ArchiveHead, Category, Cause, EventLog as _, JetStreamLog, Options, Outcome, React,
    ReactError, Reactor, Recorded, parked,
};
use haetae_proof::{Hash, leaf::Leaf};
use tokio::{sync::Semaphore, time::Instant};
use tokio_util::sync::CancellationToken;

use crate::support::{Single, commit, deadline, fill, key, loaded, until};

/// What an archive has, without one.
#[derive(Debug, Default)]
struct Archived(Option<(u64, Hash)>);

impl Archived {
    fn upto(last: &Recorded) -> Self {
        let leaf = Leaf { sequence: last.sequence, subject: &last.key.subject(), payload: &last.payload }.hash();
        Self(Some((last.sequence, leaf)))
    }
}

#[async_trait]
impl ArchiveHead for Archived {
    async fn last(&self) -> Result<Option<(u64, Hash)>, Cause> {
        Ok(self.0)
    }
}

/// A writer as services are.
async fn writer(server: &Single) -> JetStreamLog {
    JetStreamLog::connect(Options { require_archive: true, ..server.options() }).await.expect("connected")
}

async fn archive(server: &Single, archived: Archived) -> JetStreamLog {
    let archive = Some(Arc::new(archived) as Arc<dyn ArchiveHead>);
    JetStreamLog::connect(Options { archive, require_archive: true, ..server.options() }).await.expect("connected")
}

fn soon() -> Instant {
    Instant::now() + Duration::from_secs(2)
}

async fn is_refused(log: &JetStreamLog, name: &str) {
    let key = key(name);
    // Before the server is reached again, and every member on the list was waited for, it says less.
    until("the reason is said", async || match log.append(&key, 0, commit(&key, "a"), soon()).await {
        Err(AppendError::ArchiveSilent) => Some(()),
        Err(AppendError::Unavailable(_)) => None,
        end => panic!("{end:?}"),
    })
    .await;
}

fn copy(from: &Path, to: &Path) {
    assert!(Command::new("cp").arg("-a").arg(from).arg(to).status().expect("cp runs").success());
}

/// A server whose log has three commits, and was copied when it had; then come two more. Gives the last.
async fn copied() -> (Single, Recorded) {
    let mut server = Single::start().await;
    let log = server.log().await;
    let key = key("copied");
    fill(&log, &key, 3).await;
    server.server.kill9().await.expect("killed");
    copy(&server.dir.path().join("store"), &server.dir.path().join("saved"));
    server.server.restart().await.expect("restarted");
    fill(&log, &key, 2).await;
    let last = loaded(&log, &key).await.pop().expect("the fifth");
    (server, last)
}

/// The server comes back with its copy, and every process that knew more is gone.
async fn goes_back(server: &mut Single) {
    server.server.kill9().await.expect("killed");
    let store = server.dir.path().join("store");
    std::fs::remove_dir_all(&store).expect("removed");
    std::fs::rename(server.dir.path().join("saved"), &store).expect("back");
    server.server.restart().await.expect("restarted");
}

/// A10, H3: writers that come first to an older log, whose list of members and whose head are as old, wait for the archive
/// however late it comes; then all of them refuse, and no number was given away twice.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_older_log_is_not_written_before_the_archive_comes() {
    let (mut server, last) = copied().await;
    goes_back(&mut server).await;
    let writers = [writer(&server).await, writer(&server).await];
    for log in &writers {
        is_refused(log, "early").await;
    }
    let archive = archive(&server, Archived::upto(&last)).await;
    for log in writers.iter().chain([&archive]) {
        until("it is noticed", async || log.is_regressed().then_some(())).await;
        let key = key("late");
        let end = log.append(&key, 0, commit(&key, "a"), deadline()).await;
        assert!(matches!(end, Err(AppendError::Regressed { .. })), "{end:?}");
        assert_eq!(log.head().await.expect("a head"), 3, "nothing was appended");
    }
}

/// Red control of the above: without the archive a number is given away twice, and no process notices.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_older_log_is_written_by_those_who_do_not_wait() {
    let (mut server, last) = copied().await;
    goes_back(&mut server).await;
    let log = server.log().await;
    let key = key("early");
    let sequence = log.append(&key, 0, commit(&key, "a"), deadline()).await.expect("appended");
    assert!(sequence <= last.sequence);
}

/// H3: once an archive was found in the log, writers need none until the server starts again; one that comes later learns
/// it from the others. After the next start all of them wait again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_an_archive_writes_go_on_as_long_as_the_server_does() {
    let mut server = Single::start().await;
    let first = writer(&server).await;
    is_refused(&first, "nobody-knows").await;
    let kept = archive(&server, Archived::default()).await;
    fill(&first, &key("first"), 1).await;
    drop(kept);
    let second = writer(&server).await;
    fill(&second, &key("second"), 1).await;
    fill(&first, &key("first"), 1).await;

    let last = loaded(&first, &key("first")).await.pop().expect("a commit");
    server.server.kill9().await.expect("killed");
    server.server.restart().await.expect("restarted");
    until("the server is reached", async || first.head().await.ok()).await;
    is_refused(&first, "again").await;
    is_refused(&second, "again").await;
    let _kept = archive(&server, Archived::upto(&last)).await;
    fill(&first, &key("first"), 1).await;
    fill(&second, &key("second"), 1).await;
}

/// Cannot use any commit, and says so when it is let.
struct Unusable {
    let_go: Semaphore,
    calls: AtomicUsize,
}

#[async_trait]
impl React for Unusable {
    async fn react(&self, _: &Recorded) -> Result<Outcome, ReactError> {
        self.calls.fetch_add(1, Ordering::Relaxed);
        self.let_go.acquire().await.expect("open").forget();
        Err(ReactError::Park("what was read is not there".into()))
    }
}

/// A10: a handler finds nothing in a log that lost its end. Its commit is put aside only when the log has it again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_commit_that_the_log_lost_is_not_put_aside() {
    let mut server = Single::start().await;
    let log = server.log().await;
    let handler = Arc::new(Unusable { let_go: Semaphore::new(0), calls: AtomicUsize::new(0) });
    let reactor = Reactor::new(&log, "unusable", &[Category::Risk], Arc::clone(&handler) as Arc<dyn React>);
    let stop = CancellationToken::new();
    let running = tokio::spawn({
        let stop = stop.clone();
        async move { reactor.run(stop).await }
    });
    let js = async_nats::jetstream::new(server.stranger().await);
    until("there is room to put aside", async || js.get_stream(parked::PARKED).await.ok()).await;
    server.server.kill9().await.expect("killed");
    copy(&server.dir.path().join("store"), &server.dir.path().join("saved"));
    server.server.restart().await.expect("restarted");
    let key = AggregateKey::new(Category::Risk, "lost").expect("a key");
    fill(&log, &key, 1).await;
    let lost = loaded(&log, &key).await;
    let called = async |times| {
        until("it is tried", async || (handler.calls.load(Ordering::Relaxed) >= times).then_some(())).await;
    };
    called(1).await;
    goes_back(&mut server).await;
    handler.let_go.add_permits(100);
    called(3).await;
    assert!(parked::list(&log, "unusable").await.expect("listed").is_empty());
    log.restore(&lost).await.expect("restored");
    until("it is put aside", async || {
        let list = parked::list(&log, "unusable").await.expect("listed");
        list.first().is_some_and(|parked| parked.sequence == lost[0].sequence).then_some(())
    })
    .await;
    stop.cancel();
    running.await.expect("no panic").expect("it ends well");
}
