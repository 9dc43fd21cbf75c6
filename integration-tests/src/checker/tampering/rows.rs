//! Read models and reads that are not what the log says.

use super::{
    control::{Tampering, control},
    edits::rehash,
};
use crate::checker::problem::Rule;

pub(super) const CONTROLS: &[Tampering] = &[
    control("a commit was changed in the archive and its leaf hashed again", Rule::ArchiveContent, |r| {
        let middle = r.archive.len() / 2;
        let row = r.archive.get_mut(middle)?;
        row.payload.push(0);
        let seq = row.seq;
        rehash(&mut r.archive);
        Some(seq.to_string())
    }),
    control("the hash of a leaf of the archive was changed", Rule::ArchiveTree, |r| {
        let middle = r.archive.len() / 2;
        let row = r.archive.get_mut(middle)?;
        row.leaf_hash[31] ^= 1;
        Some(row.seq.to_string())
    }),
    control("a row of a review was changed", Rule::ReviewRows, |r| {
        let row = r.reviews.first_mut()?;
        row.score += 1;
        Some(row.review_id.to_string())
    }),
    control("a review has no row", Rule::ReviewRows, |r| Some(r.reviews.pop()?.review_id.to_string())),
    control("an event is twice in a timeline", Rule::Timeline, |r| {
        let row = r.timeline.first()?.clone();
        r.timeline.push(row.clone());
        Some(row.review_id.to_string())
    }),
    control("a table differs from its replay", Rule::Replay, |r| {
        let replay = r.replays.first_mut()?;
        replay.replayed.push(0);
        Some(replay.table.clone())
    }),
    control("a read was answered without the write it waited for", Rule::ReadYourWrites, |r| {
        let read = r.ledger.reads.iter_mut().find(|read| !read.shown.is_empty())?;
        read.shown.retain(|sequence| *sequence < read.position);
        Some(read.review_id.clone())
    }),
];
