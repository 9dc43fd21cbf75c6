use serde_json::json;

use super::*;

fn info(bytes: u64) -> Info {
    serde_json::from_value(json!({
        "config": { "name": "EVENTS", "retention": "limits", "storage": "file", "discard": "new", "max_bytes": 1_000,
            "max_msgs": -1, "max_age": 0, "max_consumers": -1, "num_replicas": 1, "max_msgs_per_subject": -1 },
        "created": "2026-01-01T00:00:00Z",
        "state": { "messages": 1, "bytes": bytes, "first_seq": 1, "last_seq": 1, "consumer_count": 0,
            "first_ts": "2026-01-01T00:00:00Z", "last_ts": "2026-01-01T00:00:00Z" },
    }))
    .unwrap()
}

/// H4: there is an alarm before the log is full, and another with every step, not with every look.
#[test]
fn a_log_that_fills_raises_an_alarm_with_every_step() {
    let trouble = Trouble::new();
    let raised = [100, 799, 800, 820, 849, 850, 990, 1_000].map(|bytes| trouble.measure(&info(bytes)));
    assert_eq!(raised, [None, None, Some(80), None, None, Some(85), Some(95), Some(100)]);
    assert_eq!(trouble.measure(&info(100)), None, "more room");
    assert_eq!(trouble.measure(&info(800)), Some(80));
}

#[test]
fn a_server_that_fills_is_told_of_with_every_step() {
    let trouble = Trouble::new();
    let told = [59, 60, 64, 65, 79, 80, 81].map(|used| trouble.measure_server((used, 100)));
    assert_eq!(told, [None, Some(60), None, Some(65), Some(75), Some(80), None]);
}

#[test]
fn a_server_without_space_is_full_until_it_acknowledges() {
    let trouble = Trouble::new();
    trouble.unanswered();
    trouble.lacks_space(true);
    assert!(trouble.is_full());
    trouble.answered();
    assert!(!trouble.is_full());
}

/// A server that does not permit a subject has said so, and the alarm is about that and not about its disk.
#[test]
fn a_permission_that_is_missing_is_remembered_until_a_commit_is_acknowledged() {
    let trouble = Trouble::new();
    trouble.reported("nats: Stale Connection");
    assert_eq!(trouble.refusal(), None);
    let refusal = "nats: Permissions Violation for Publish to \"ev.review.a\"";
    trouble.reported(refusal);
    trouble.unanswered();
    assert_eq!(trouble.refusal().as_deref(), Some(refusal));
    trouble.answered();
    assert_eq!(trouble.refusal(), None);
}

#[test]
fn a_server_is_stalled_until_it_acknowledges() {
    let trouble = Trouble::new();
    let stalled = trouble.stalled();
    for told in [false, false, true, true] {
        trouble.unanswered();
        assert_eq!(*stalled.borrow(), told);
    }
    trouble.answered();
    assert!(!*stalled.borrow());
}

/// One alarm when it begins and one line when it ends, however often the head is read meanwhile.
#[test]
fn a_head_that_is_not_valid_is_announced_once() {
    let trouble = Trouble::new();
    let bad = Some(&BundleError::Malformed);
    let told = [None, bad, bad, Some(&BundleError::NotIncluded), None, None, bad].map(|fault| trouble.read_head(fault));
    assert_eq!(told, [false, true, false, false, true, false, true]);
}
