//! How a recording is altered: one commit at a time, with everything derived from the log following suit.

use haetae_event_log::Recorded;
use haetae_proto::event::v1::{self as pb, event::Event};
use prost::Message as _;
use uuid::Uuid;

use crate::checker::{
    archive::leaf_hash,
    history::History,
    problem::Findings,
    recording::{ArchiveRow, Recording},
    rows,
};

/// Makes archive, rows and timeline what they would be if the log had always been so.
pub(in crate::checker) fn settle(r: &mut Recording) {
    let row = |recorded: &Recorded| ArchiveRow {
        seq: recorded.sequence.cast_signed(),
        subject: recorded.key.subject(),
        payload: recorded.payload.to_vec(),
        leaf_hash: Vec::new(),
    };
    r.archive = r.log.iter().map(row).collect();
    rehash(&mut r.archive);
    let history = History::read(&r.log, &mut Findings::default());
    r.reviews = rows::expected_reviews(&history);
    r.timeline = rows::expected_timeline(&history);
}

/// Makes the hash of every leaf again.
pub(super) fn rehash(archive: &mut [ArchiveRow]) {
    for row in archive {
        row.leaf_hash = leaf_hash(row);
    }
}

/// Changes the first commit that is `wanted`; gives its sequence.
pub(super) fn edit(
    r: &mut Recording,
    wanted: impl Fn(&pb::Commit) -> bool,
    change: impl FnOnce(&mut pb::Commit),
) -> Option<u64> {
    let (recorded, mut commit) = r.log.iter_mut().find_map(|recorded| {
        let commit = recorded.decode().ok().filter(|commit| wanted(commit))?;
        Some((recorded, commit))
    })?;
    change(&mut commit);
    recorded.payload = commit.encode_to_vec().into();
    let sequence = recorded.sequence;
    settle(r);
    Some(sequence)
}

/// Changes the first event that lets itself be changed; gives the sequence of its commit.
pub(super) fn alter(r: &mut Recording, change: impl Fn(&mut Event) -> bool) -> Option<String> {
    let changes = |commit: &pb::Commit| first_event(commit).is_some_and(|event| change(&mut event.clone()));
    let at = edit(r, changes, |commit| {
        if let Some(event) = commit.events.first_mut().and_then(|event| event.event.as_mut()) {
            change(event);
        }
    })?;
    Some(at.to_string())
}

/// Takes the last commit out whose first event is `wanted`, and renumbers those after it.
pub(super) fn drop_commit(r: &mut Recording, wanted: impl Fn(&Event) -> bool) -> Option<pb::Commit> {
    let (at, commit) = find_last(r, wanted)?;
    r.log.remove(at);
    for recorded in &mut r.log[at..] {
        recorded.sequence -= 1;
    }
    settle(r);
    Some(commit)
}

/// Takes out everything from `sequence` on.
pub(super) fn drop_tail(r: &mut Recording, sequence: u64) {
    r.log.retain(|recorded| recorded.sequence < sequence);
    settle(r);
}

/// Appends the last commit whose first event is `wanted` once more, as the next of its aggregate; gives its sequence.
pub(super) fn append_again(r: &mut Recording, wanted: impl Fn(&Event) -> bool, same_id: bool) -> Option<u64> {
    let (at, mut commit) = find_last(r, wanted)?;
    let mut recorded = r.log[at].clone();
    let versions = r.log.iter().filter(|other| other.key == recorded.key).count();
    commit.version = versions as u64 + 1;
    if !same_id {
        commit.commit_id = Uuid::from_u128(7).as_bytes().to_vec().into();
    }
    recorded.payload = commit.encode_to_vec().into();
    recorded.sequence = r.log.len() as u64 + 1;
    let sequence = recorded.sequence;
    r.log.push(recorded);
    settle(r);
    Some(sequence)
}

/// The first event of a commit.
pub(super) fn first_event(commit: &pb::Commit) -> Option<&Event> {
    commit.events.first()?.event.as_ref()
}

fn find_last(r: &Recording, wanted: impl Fn(&Event) -> bool) -> Option<(usize, pb::Commit)> {
    r.log.iter().enumerate().rev().find_map(|(at, recorded)| {
        let commit = recorded.decode().ok()?;
        first_event(&commit).is_some_and(&wanted).then_some((at, commit))
    })
}
