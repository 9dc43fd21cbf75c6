//! The list of members, after a crash of the server.

use std::time::Duration;

use async_nats::jetstream;
use futures::StreamExt as _;
use serde_json::Value;
use tokio::time::{sleep, timeout};

use crate::support::{SOON, Single, until};

/// H8: members that left are not waited for after the server was killed, although it may have lost what it removed.
#[tokio::test]
async fn members_that_left_are_not_waited_for_after_a_crash_of_the_server() {
    let mut server = Single::start().await;
    for left in 1..=4 {
        drop(server.log().await);
        until("it left", async || (marks(&server).await == left).then_some(())).await;
    }
    // As a server has it that lost the removal of an entry, and with that its member left.
    let js = jetstream::new(server.stranger().await);
    for word in ["", "left"] {
        let sent = js.publish("member.haetae-gone", word.into()).await.expect("sent");
        sent.await.expect("stored");
    }
    for _ in 0..2 {
        server.server.kill9().await.expect("killed");
        server.server.restart().await.expect("restarted");
        assert_eq!(asked(&server).await, 1, "no member was missing, so none was asked for again");
    }
}

/// How many members are marked as gone.
async fn marks(server: &Single) -> usize {
    let mut list = jetstream::new(server.stranger().await).get_stream("MEMBERS").await.expect("the list");
    let entries = list.info().await.expect("the list's state").state.last_sequence;
    let mut marks = 0;
    for sequence in 1..=entries {
        let entry = list.get_raw_message(sequence).await;
        marks += usize::from(entry.is_ok_and(|entry| entry.payload == "left"));
    }
    marks
}

/// How often a new member asks the others before it knows that the log is whole. The member leaves again.
async fn asked(server: &Single) -> u32 {
    let stranger = server.stranger().await;
    let mut words = stranger.subscribe("haetae.log.known").await.expect("subscribed");
    stranger.flush().await.expect("flushed");
    let before = marks(server).await;
    let log = server.log().await;
    let mut asked = 0;
    loop {
        let word = timeout(SOON, words.next()).await.expect("in time").expect("a word");
        let word: Value = serde_json::from_slice(&word.payload).expect("a word");
        if !word["whole"].is_null() {
            break;
        }
        asked += u32::from(word["asks"] == true);
    }
    assert!(log.is_writable());
    drop(log);
    until("it left", async || (marks(server).await > before).then_some(())).await;
    asked
}

/// An operator deletes the list while a member runs: it is made again, with the member on it, and commits go on.
#[tokio::test]
async fn a_list_that_was_deleted_is_made_again() {
    let server = Single::start().await;
    let log = server.log().await;
    let js = jetstream::new(server.stranger().await);
    js.delete_stream("MEMBERS").await.expect("deleted");
    let listed = async {
        loop {
            if let Ok(mut list) = js.get_stream("MEMBERS").await
                && list.info().await.expect("the list's state").state.messages == 1
            {
                break;
            }
            sleep(Duration::from_millis(50)).await;
        }
    };
    timeout(SOON, listed).await.expect("the member is listed again");
    assert!(log.is_writable());
}
