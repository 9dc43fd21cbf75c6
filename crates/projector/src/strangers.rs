//! Alarms for foreign messages in the log.

use haetae_event_log::{Alarm, Judged, alarm};

use crate::{Foreign, Projection, feed::Step, generation::Generation};

/// A foreign message, which is ignored.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Stranger {
    /// Its sequence.
    sequence: u64,
    /// The subject it was published on.
    subject: String,
    fault: Fault,
    /// Why it means nothing.
    cause: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    /// It is no commit.
    Foreign,
    /// It is a commit that is not the next of its aggregate.
    OutOfTurn,
}

impl Fault {
    const fn alarm(self) -> Alarm {
        match self {
            Self::Foreign => Alarm::ForeignMessage,
            Self::OutOfTurn => Alarm::CommitOutOfTurn,
        }
    }
}

/// The foreign messages in a batch.
pub(crate) fn among<P: Projection>(steps: &[Step<P::Change>], judged: &Judged) -> Vec<Stranger> {
    steps.iter().filter_map(|step| stranger::<P>(step, judged)).collect()
}

fn stranger<P: Projection>(step: &Step<P::Change>, judged: &Judged) -> Option<Stranger> {
    let foreign = step.change.as_ref().ok().and_then(Option::as_ref).and_then(P::foreign);
    if let Some(Foreign { sequence, subject, reason: cause }) = foreign {
        return Some(Stranger { sequence, subject, fault: Fault::Foreign, cause });
    }
    let (fault, cause) = match step.turn {
        Some(_) if judged.counts(step.sequence) => return None,
        Some(turn) => {
            let version = turn.version;
            (
                Fault::OutOfTurn,
                format!("its version, {version}, is not the next one, or its id is that of an earlier commit"),
            )
        }
        None if step.follows => (Fault::Foreign, "its events cannot be decoded".to_owned()),
        None => return None,
    };
    Some(Stranger { sequence: step.sequence, subject: step.key.subject(), fault, cause })
}

/// Raises the alarm, once for each message: they are stored now.
pub(crate) fn report(of: &Generation, strangers: &[Stranger]) {
    for Stranger { sequence, subject, fault, cause } in strangers {
        let projection = of.name;
        let what = match fault {
            Fault::Foreign => "a message is no commit of ours",
            Fault::OutOfTurn => "a commit is not the next of its aggregate; it is stored and passed over",
        };
        alarm!(error, fault.alarm(), projection, sequence, subject, cause, "{what}");
    }
}
