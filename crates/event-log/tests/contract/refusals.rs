//! Logs that must not be used.

use std::time::Duration;

use async_nats::jetstream::{self, stream};
use futures::StreamExt as _;
use haetae_event_log::{ConnectError, EVENTS, EventLog as _, JetStreamLog, Options};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
};

use crate::support::{ROOM, Single, deadline, fill, key};

async fn error(options: Options) -> ConnectError {
    match JetStreamLog::connect(options).await {
        Ok(_) => panic!("this log must not be used"),
        Err(error) => error,
    }
}

#[tokio::test]
async fn an_old_server_is_refused() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("nats://{}", listener.local_addr().expect("an address"));
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let info = r#"{"server_id":"old","version":"2.11.9","proto":1,"headers":true,"max_payload":1048576}"#;
            socket.write_all(format!("INFO {info}\r\n").as_bytes()).await.expect("written");
            let mut sent = [0; 4096];
            while socket.read(&mut sent).await.is_ok_and(|bytes| bytes > 0) {
                socket.write_all(b"PONG\r\n").await.expect("written");
            }
        }
    });
    let error = error(Options::new(url)).await;
    assert!(matches!(&error, ConnectError::ServerTooOld { found } if found == "2.11.9"), "{error:?}");
}

#[tokio::test]
async fn nobody_there_is_an_error_in_bounded_time() {
    let gone = TcpListener::bind("127.0.0.1:0").await.expect("a port").local_addr().expect("an address");
    let options = Options { connect_timeout: Duration::from_millis(600), ..Options::new(format!("nats://{gone}")) };
    let error = error(options).await;
    assert!(matches!(error, ConnectError::Unreachable(_)), "{error:?}");
}

/// The list of members is needed by everyone who writes: one that cannot be used is named at the start, with the setting.
#[tokio::test]
async fn a_drifted_list_of_members_is_named() {
    let server = Single::start().await;
    let members = stream::Config {
        name: "MEMBERS".to_owned(),
        subjects: vec!["member.>".to_owned()],
        max_messages: 1,
        max_bytes: 1 << 20,
        ..stream::Config::default()
    };
    jetstream::new(server.stranger().await).create_stream(members).await.expect("made by hand");
    let error = error(server.options()).await;
    let ConnectError::Drifted { stream, drifts } = &error else { panic!("{error:?}") };
    assert_eq!(stream, "MEMBERS");
    assert!(drifts.iter().any(|drift| drift.setting == "max_msgs" && drift.found == "1"), "{error}");
}

#[tokio::test]
async fn every_drifted_setting_is_named() {
    let server = Single::start().await;
    let js = jetstream::new(server.stranger().await);
    let drifted = stream::Config {
        name: EVENTS.into(),
        subjects: vec!["ev.>".into(), "other.>".into()],
        max_age: Duration::from_secs(3600),
        persist_mode: Some(stream::PersistenceMode::Async),
        ..stream::Config::default()
    };
    js.create_stream(drifted).await.expect("created");
    let error = error(server.options()).await;
    let ConnectError::Drifted { stream, drifts } = &error else { panic!("{error:?}") };
    assert_eq!(stream, EVENTS);
    let named: Vec<&str> = drifts.iter().map(|drift| drift.setting.as_str()).collect();
    let wanted = ["allow_atomic", "deny_delete", "deny_purge", "discard", "max_age", "max_bytes", "persist_mode"];
    for setting in wanted {
        assert!(named.contains(&setting), "{setting} is not among {named:?}");
    }
    let text = error.to_string();
    assert!(text.contains(r#"persist_mode has to be unset but is "async""#), "{text}");
}

/// A1: subjects are no drift. What covers ours is narrowed, what a newer release or an operator added stays.
#[tokio::test]
async fn a_log_takes_our_subjects_and_keeps_others() {
    let server = Single::start().await;
    let log = server.log().await;
    let js = jetstream::new(server.stranger().await);
    let config = async || js.get_stream(EVENTS).await.expect("the log").cached_info().config.clone();
    let ours = config().await;
    let wide = stream::Config { subjects: vec!["ev.>".into(), "other.*".into()], ..ours.clone() };
    js.update_stream(wide).await.expect("updated");
    js.publish("ev.test", "hello".into()).await.expect("sent").await.expect("stored");
    fill(&log, &key("a"), 1).await;
    let after = server.log().await;
    assert_eq!(config().await.subjects, [&ours.subjects[..], &["other.*".to_owned()]].concat());
    assert!(js.publish("ev.test", "hello".into()).await.expect("sent").await.is_err(), "it takes anything");
    let read: Vec<_> = after.read(0).take(2).map(|commit| commit.expect("read").key.is_foreign()).collect().await;
    assert_eq!(read, [true, false], "what lies there stays readable");
}

#[tokio::test]
async fn a_log_is_found_again_as_it_was_made_and_no_other() {
    let server = Single::start().await;
    fill(&server.log().await, &key("a"), 2).await;
    fill(&server.log().await, &key("a"), 1).await;
    // A service without a setting of its own takes the room there is.
    let any = Options { max_bytes: None, ..server.options() };
    fill(&JetStreamLog::connect(any).await.expect("the log"), &key("a"), 1).await;
    let error = error(Options { max_bytes: Some(ROOM + 1), ..server.options() }).await;
    let ConnectError::Drifted { drifts, .. } = &error else { panic!("{error:?}") };
    assert_eq!(drifts.len(), 1, "{error}");
    assert_eq!((drifts[0].setting.as_str(), &drifts[0].found), ("max_bytes", &ROOM.to_string()));
}

#[tokio::test]
async fn senseless_options_are_refused() {
    for options in [
        Options { replicas: 2, ..Options::new("nats://127.0.0.1:1") },
        Options { max_bytes: Some(0), ..Options::new("nats://127.0.0.1:1") },
    ] {
        let error = error(options).await;
        assert!(matches!(error, ConnectError::Options(_)), "{error:?}");
        assert!(error.to_string().starts_with("nats."), "{error}");
    }
    for address in ["", "http://127.0.0.1:1", "nats://127.0.0.1:99999", "nats://127.0.0.1:1,ftp://a", "nats://"] {
        let error = error(Options::new(address)).await;
        assert!(matches!(error, ConnectError::Address(_)) && error.to_string().starts_with("nats.url: "), "{error:?}");
    }
}

#[tokio::test]
async fn a_full_log_says_so_and_nothing_else() {
    use haetae_event_log::{AppendError, EventLog as _, NewCommit};
    let server = Single::start().await;
    let options = Options { max_bytes: Some(40_000), ..server.options() };
    let log = JetStreamLog::connect(options).await.expect("the log");
    let mut stored = 0;
    let refused = loop {
        let key = key(&format!("f{stored}"));
        let commit = NewCommit { payload: vec![0; 4_000].into(), ..crate::support::commit(&key, "a") };
        match log.append(&key, 0, commit, deadline()).await {
            Ok(_) => stored += 1,
            Err(error) => break error,
        }
    };
    assert!(matches!(refused, AppendError::Full(_)), "{refused:?}");
    assert_eq!(log.head().await.expect("a head"), stored, "reads go on");
}

/// A monitoring endpoint that reports this about every server.
async fn monitoring(report: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address").to_string();
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let mut asked = [0; 1024];
            let _ = socket.read(&mut asked).await.expect("asked");
            socket.write_all(format!("HTTP/1.0 200 OK\r\n\r\n{report}").as_bytes()).await.expect("written");
        }
    });
    address
}

#[tokio::test]
async fn a_server_that_confirms_before_it_syncs_is_refused() {
    let server = Single::start().await;
    let always = monitoring(r#"{"jetstream":{"config":{"sync_always":true,"max_storage":450000000}}}"#).await;
    let options = Options { monitoring: Some(always), ..server.options() };
    JetStreamLog::connect(options).await.expect("the log");
    for report in ["{}", r#"{"jetstream":{"config":{"sync_interval":120000000000}}}"#] {
        let options = Options { monitoring: Some(monitoring(report).await), ..server.options() };
        let error = error(options).await;
        assert!(matches!(error, ConnectError::NotDurable), "{error:?}");
    }
}

/// H4: the log has to be full before the volume is, so its limit leaves room on it.
#[tokio::test]
async fn a_server_without_room_for_the_log_is_refused() {
    let server = Single::start().await;
    // Of the second the log's limit is 67 %: as much as a volume that the server may use up has no room for.
    for (report, of) in [
        (r#"{"jetstream":{"config":{"sync_always":true,"max_storage":300000000}}}"#, 300_000_000),
        (r#"{"jetstream":{"config":{"sync_always":true,"max_storage":400000000}}}"#, 400_000_000),
    ] {
        let small = monitoring(report).await;
        let error = error(Options { monitoring: Some(small), ..server.options() }).await;
        assert!(matches!(error, ConnectError::NoRoom { limit: ROOM, store } if store == of), "{error:?}");
    }
}
