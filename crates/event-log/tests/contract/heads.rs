//! The log against its signed head: what was signed is there, or nothing is written any more.

use haetae_event_log::{AppendError, EventLog as _, JetStreamLog, Options, ReadError, Recorded};
use haetae_proof::{Bundle, Checkpoint, Frontier, Node, Plan, PublicKey, SigningKey, Stored, leaf::Leaf};
use tokio::time::timeout;

use crate::support::{SOON, Single, commit, deadline, fill, key, loaded};

const ORIGIN: &str = "haetae.test/log";

/// A client that checks heads.
async fn checking(server: &Single, public_key: &PublicKey) -> JetStreamLog {
    let options = Options { public_key: Some(public_key.clone()), ..server.options() };
    JetStreamLog::connect(options).await.expect("connected")
}

/// The head over these commits, as the process that archives them publishes it.
fn head(commits: &[Recorded], key: &SigningKey) -> Bundle {
    let (mut tree, mut stored) = (Frontier::default(), Stored::default());
    for recorded in commits {
        let subject = recorded.key.subject();
        let leaf = Leaf { sequence: recorded.sequence, subject: &subject, payload: &recorded.payload }.hash();
        stored.insert(Node { level: 0, index: tree.size() }, leaf);
        tree.push(leaf, |_, _| {});
    }
    let checkpoint = Checkpoint { origin: ORIGIN.to_owned(), size: tree.size(), root: tree.root() };
    let plan = Plan::inclusion(tree.size() - 1, tree.size()).expect("inside");
    let proof = plan.resolve(&stored).expect("everything is there");
    Bundle { index: tree.size() - 1, leaf: None, proof, note: checkpoint.sign(key).expect("signed") }
}

async fn refuses(log: &JetStreamLog) {
    timeout(SOON, log.regression()).await.expect("noticed");
    let key = key("late");
    let end = log.append(&key, 0, commit(&key, "late"), deadline()).await;
    assert!(matches!(end, Err(AppendError::Regressed { .. })), "{end:?}");
    assert!(!log.is_writable());
}

#[tokio::test]
async fn a_log_that_holds_what_was_signed_is_written() {
    let (server, signing) = (Single::start().await, SigningKey::generate(ORIGIN).expect("a key"));
    let log = checking(&server, signing.public()).await;
    let key = key("whole");
    fill(&log, &key, 3).await;
    let commits = loaded(&log, &key).await;
    for size in [3, 2] {
        log.publish_head(&head(&commits[..size], &signing)).await.expect("as signed");
    }
    fill(&checking(&server, signing.public()).await, &key, 2).await;
    // The head of two did not replace that of three, so a log of two would be noticed.
    let stranger = checking(&server, SigningKey::generate(ORIGIN).expect("a key").public()).await;
    assert!(stranger.is_writable(), "a head that another key signed says nothing");
}

#[tokio::test]
async fn a_log_that_was_replaced_takes_no_more_writes() {
    let (mut server, signing) = (Single::start().await, SigningKey::generate(ORIGIN).expect("a key"));
    let key = key("replaced");
    let log = checking(&server, signing.public()).await;
    fill(&log, &key, 3).await;
    let proof = head(&loaded(&log, &key).await, &signing);
    drop(log);
    server.server.kill9().await.expect("killed");
    std::fs::remove_dir_all(server.dir.path().join("store")).expect("removed");
    server.server.restart().await.expect("restarted");

    // No process remembers, and the log grows past what was signed with other commits.
    let forgetful = server.log().await;
    let other = self::key("other");
    fill(&forgetful, &other, 5).await;
    let told = checking(&server, signing.public()).await;
    let published = told.publish_head(&proof).await;
    assert!(matches!(published, Err(ReadError::Gap { expected: 3, .. })), "{published:?}");
    refuses(&told).await;
    let fresh = checking(&server, signing.public()).await;
    refuses(&fresh).await;
    assert_eq!(loaded(&fresh, &other).await.len(), 5, "reads go on");
    assert_eq!(forgetful.head().await.expect("a head"), 5);
}

#[tokio::test]
async fn a_log_that_went_back_is_noticed_while_it_is_used() {
    let (mut server, signing) = (Single::start().await, SigningKey::generate(ORIGIN).expect("a key"));
    let key = key("shorter");
    let writer = server.log().await;
    fill(&writer, &key, 3).await;
    // Knows only that there were three.
    let watching = checking(&server, signing.public()).await;
    fill(&writer, &key, 1).await;
    let proof = head(&loaded(&writer, &key).await, &signing);
    server.server.kill9().await.expect("killed");
    std::fs::remove_dir_all(server.dir.path().join("store")).expect("removed");
    server.server.restart().await.expect("restarted");
    let other = server.log().await;
    fill(&other, &self::key("other"), 3).await;
    let publisher = checking(&server, signing.public()).await;
    publisher.publish_head(&proof).await.expect_err("not what was signed");
    refuses(&watching).await;
}
