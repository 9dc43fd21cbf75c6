//! The state of an aggregate after a command, without reading the log.

use haetae_domain::ids::Meta;

use super::command::Command;
use super::fold::{Done, Folded};
use crate::codec::Aggregate;

/// The aggregate after a command was appended at `sequence`, with a payload of `bytes`.
pub(super) fn after<A: Aggregate>(
    known: &Folded<A::State>,
    events: &[A::Event],
    command: &Command<'_>,
    (sequence, bytes): (u64, usize),
) -> Folded<A::State> {
    let meta = Meta { by: command.by.clone(), at: command.at };
    let mut folded = known.clone();
    folded.state = events.iter().fold(folded.state, |state, event| A::evolve(state, event, &meta));
    folded.reach::<A>(sequence, events);
    let request_hash = command.request.map_or([0; 32], |r| r.hash);
    folded.commits.insert(command.id.0, Done { sequence, request_hash });
    folded.bytes += bytes;
    folded
}
