//! A server that is not there, says nothing or refuses every account: after some seconds nothing waits for it any more.

use std::{fs, time::Duration};

use haetae_event_log::{AppendError, Credentials, EventLog as _, JetStreamLog, Options, ReadError};
use rustix::process::Signal;
use tokio::time::{Instant, timeout};

use crate::support::{SOON, Single, commit, fill, key, loaded, until};

/// A deadline that is much later than anything here takes.
fn much_later() -> Instant {
    Instant::now() + SOON * 100
}

/// The log fails at once while its server does not answer: what waits for it, and what comes later.
async fn fails_at_once(log: &JetStreamLog) {
    let (waiting, later) = (key("waiting"), key("later"));
    let waited = log.append(&waiting, 0, commit(&waiting, "a"), much_later());
    let waited = timeout(SOON, waited).await.expect("what waits ends");
    assert!(matches!(waited, Err(AppendError::Unavailable(_) | AppendError::Unknown(_))), "{waited:?}");
    until("it counts as unreachable", async || (!*log.answers().borrow()).then_some(())).await;
    let end = timeout(SOON, log.append(&later, 0, commit(&later, "a"), much_later())).await.expect("it ends");
    assert!(matches!(end, Err(AppendError::Unavailable(_))), "{end:?}");
    let end = timeout(Duration::from_secs(1), log.load(&later, 0)).await.expect("at once");
    assert!(matches!(end, Err(ReadError::Unavailable(_))), "{end:?}");
}

/// It goes on, and what was refused was not written.
async fn goes_on(log: &JetStreamLog, so_far: usize) {
    until("it answers", async || log.answers().borrow().then_some(())).await;
    assert_eq!(fill(log, &key("some"), 1).await.len(), so_far + 1);
    assert_eq!(loaded(log, &key("later")).await, []);
}

/// `A9`: a server that is stopped, whether its process is gone or says nothing, fails appends and loads at once after some
/// seconds instead of at their deadlines, until it answers.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_does_not_answer_fails_at_once() {
    let mut server = Single::start().await;
    let log = server.log().await;
    fill(&log, &key("some"), 1).await;
    server.signal(Signal::STOP);
    fails_at_once(&log).await;
    server.signal(Signal::CONT);
    goes_on(&log, 1).await;
    server.server.kill9().await.expect("killed");
    fails_at_once(&log).await;
    server.server.restart().await.expect("restarted");
    goes_on(&log, 2).await;
}

/// `A9`: the same of a server whose password was changed, until the file says the new one.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_with_another_password_fails_at_once() {
    let server = Single::start().await;
    let file = server.dir.path().join("password");
    let wants = |password: &str| {
        let path = server.dir.path().join("nats.conf");
        let text = fs::read_to_string(&path).expect("its configuration");
        let kept = text.split("authorization").next().unwrap_or_default().trim_end().to_owned();
        let wanted = format!("{kept}\nauthorization {{ user: haetae, password: {password} }}\n");
        fs::write(&path, wanted).expect("written");
        server.signal(Signal::HUP);
    };
    fs::write(&file, "one\n").expect("written");
    wants("one");
    let credentials = Some(Credentials::PasswordFile { user: "haetae".into(), file: file.clone() });
    let log = JetStreamLog::connect(Options { credentials, ..server.options() }).await.expect("the log");
    fill(&log, &key("some"), 1).await;
    wants("two");
    until("it is cut off", async || (!log.is_writable()).then_some(())).await;
    fails_at_once(&log).await;
    let later = key("later");
    let end = log.append(&later, 0, commit(&later, "a"), much_later()).await;
    assert!(
        matches!(&end, Err(AppendError::Unavailable(cause)) if cause.to_string().contains("credentials")),
        "{end:?}"
    );
    fs::write(&file, "two\n").expect("written");
    goes_on(&log, 1).await;
    // At a start, what is said last is that the server refuses, not that time is up.
    let credentials = Some(Credentials::Password { user: "haetae".into(), password: "one".into() });
    let wrong = Options { credentials, connect_timeout: Duration::from_secs(1), ..server.options() };
    let refused = JetStreamLog::connect(wrong).await.err().expect("refused");
    let cause = std::error::Error::source(&refused).expect("a cause").to_string();
    assert!(cause.contains("authorization"), "{refused:?}");
}
