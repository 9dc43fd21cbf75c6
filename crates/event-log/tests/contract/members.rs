//! The list of members, after a crash of the server.

use std::time::Duration;

use async_nats::jetstream;
use futures::StreamExt as _;
use serde_json::Value;
use tokio::time::{sleep, timeout};

use crate::support::{SOON, Single};

/// H8: a member that left is not waited for, also when the server lost its power before it forgot the name on its disk.
#[tokio::test]
async fn one_that_left_is_not_waited_for_although_its_name_came_back() {
    let mut server = Single::start().await;
    drop(server.log().await);
    let js = jetstream::new(server.stranger().await);
    // The owner of this log has taken its own name off before the server ends.
    let mut list = js.get_stream("MEMBERS").await.expect("the list");
    let empty = async {
        while list.info().await.expect("the list's state").state.messages > 0 {
            sleep(Duration::from_millis(10)).await;
        }
    };
    timeout(SOON, empty).await.expect("the list is empty");
    // As a server has it that came back with the name, and with that its owner left.
    let sent = js.publish("member.haetae-gone", "left".into()).await.expect("sent");
    sent.await.expect("stored");
    server.server.kill9().await.expect("killed");
    server.server.restart().await.expect("restarted");

    let stranger = server.stranger().await;
    let mut words = stranger.subscribe("haetae.log.known").await.expect("subscribed");
    stranger.flush().await.expect("flushed");
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
    assert_eq!(asked, 1, "no member was missing, so none was asked for again");
    let members = jetstream::new(stranger).get_stream("MEMBERS").await.expect("the list");
    let gone = members.get_last_raw_message_by_subject("member.haetae-gone").await;
    assert!(gone.is_err(), "the name was forgotten");
    assert!(log.is_writable());
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
