//! A server whose disk fails while it runs: what it could not store is never called stored.

use std::time::Duration;

use haetae_devstack::{BadDisk, Failing};
use haetae_event_log::{AppendError, EventLog as _, JetStreamLog, Options};
use tokio::time::{Instant, timeout};

use crate::support::{SOON, Single, commit, deadline, fill, key, loaded, sequences, until};

/// A disk that fails under the server; none where the system does not let us, which is said.
pub(crate) fn failing(server: &Single, failing: Failing) -> Option<BadDisk> {
    match BadDisk::under(server.server.pid().expect("it runs"), failing) {
        Ok(disk) => Some(disk),
        Err(error) => {
            eprintln!(
                "NOT RUN: no disk can be made to fail here ({error}); see faults.rs for what is held without one"
            );
            None
        }
    }
}

fn soon() -> Instant {
    Instant::now() + Duration::from_secs(2)
}

/// H1: a commit that the server could not force onto its disk is unknown, for its caller and for every retry, until the
/// server was restarted; then it is there or it is appended.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_disk_did_not_take_is_not_acknowledged() {
    let mut server = Single::start().await;
    let log = server.log().await;
    let key = key("disk");
    let start = fill(&log, &key, 2).await[1];
    let Some(disk) = failing(&server, Failing::Syncs) else { return };
    let lost = commit(&key, "not synced");
    for _ in 0..3 {
        let end = log.append(&key, start, lost.clone(), soon()).await;
        assert!(matches!(end, Err(AppendError::Unknown(_))), "{end:?}");
    }
    let other = self::key("other");
    let end = log.append(&other, 0, commit(&other, "a"), soon()).await;
    assert!(matches!(end, Err(AppendError::Unknown(_))), "{end:?}");
    // The disk is well again, and the server does not know it.
    drop(disk);
    let end = log.append(&key, start, lost.clone(), soon()).await;
    assert!(matches!(end, Err(AppendError::Unknown(_))), "{end:?}");
    assert!(log.assure(&key, (lost.id, start + 1), soon()).await.is_err(), "no caller is told that it is there");

    server.server.kill9().await.expect("killed");
    server.server.restart().await.expect("restarted");
    let sequence = log.append(&key, start, lost.clone(), deadline()).await.expect("found or appended");
    log.assure(&key, (lost.id, sequence), deadline()).await.expect("on the disk");
    assert_eq!(sequences(&loaded(&log, &key).await).last(), Some(&sequence));
    assert!(!log.is_regressed(), "nothing that was acknowledged is missing");
    fill(&log, &other, 1).await;
}

/// H4: once a server that acknowledges nothing says that its disk has no room, callers are told so and nothing is sent to it.
/// Room alone does not repair it; a restart of the server does, and writers go on without a restart.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_is_told_as_such_until_the_server_is_started_anew() {
    let mut server = Single::start().await;
    let options = Options { monitoring: server.server.monitoring(), ..server.options() };
    let log = JetStreamLog::connect(options).await.expect("the log");
    let key = key("full");
    let start = fill(&log, &key, 2).await[1];
    let Some(disk) = failing(&server, Failing::Space) else { return };
    let lost = commit(&key, "no room");
    // The first one ends when the reason is known, and not at its deadline: the server may have stored it.
    let much_later = Instant::now() + SOON * 100;
    let end = timeout(SOON, log.append(&key, start, lost.clone(), much_later)).await.expect("it ends");
    assert!(matches!(end, Err(AppendError::Unknown(_))), "{end:?}");
    until("the reason is said", async || match log.append(&key, start, lost.clone(), soon()).await {
        Err(AppendError::Full(_)) => Some(()),
        Err(AppendError::Unknown(_)) => None,
        end => panic!("{end:?}"),
    })
    .await;
    assert!(*log.stalled().borrow(), "it is not ready");
    drop(disk);
    let end = log.append(&key, start, lost.clone(), soon()).await;
    assert!(matches!(end, Err(AppendError::Full(_))), "{end:?}");

    server.server.kill9().await.expect("killed");
    server.server.restart().await.expect("restarted");
    until("it is written again", async || log.append(&key, start, lost.clone(), deadline()).await.ok()).await;
    assert!(!*log.stalled().borrow());
    assert!(!log.is_regressed(), "nothing that was acknowledged is missing");
    fill(&log, &key, 1).await;
}

/// H2: a server that dies may answer that a commit is not there. Once it is well and everything is found, writes are
/// taken again without a restart of the writers.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_that_lacked_something_only_for_a_while_is_written_again() {
    let mut server = Single::start().await;
    let log = server.log().await;
    let key = key("hidden");
    let all = fill(&log, &key, 3).await;
    let store = server.dir.path().join("store");
    let hidden = server.dir.path().join("hidden");
    server.server.kill9().await.expect("killed");
    std::fs::rename(&store, &hidden).expect("hidden");
    server.server.restart().await.expect("restarted");
    until("it is noticed", async || log.is_regressed().then_some(())).await;
    let end = log.append(&key, all[2], commit(&key, "meanwhile"), deadline()).await;
    assert!(matches!(end, Err(AppendError::Regressed { .. })), "{end:?}");
    server.server.kill9().await.expect("killed");
    std::fs::remove_dir_all(&store).expect("removed");
    std::fs::rename(&hidden, &store).expect("back");
    server.server.restart().await.expect("restarted");
    until("it is written again", async || log.is_writable().then_some(())).await;
    assert_eq!(fill(&log, &key, 1).await.len(), 4);
}
