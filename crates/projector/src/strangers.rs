//! Alarms for messages that strangers put into the log.

use haetae_event_log::Judged;

use crate::{Foreign, Projection, feed::Step, generation::Generation};

/// A message that means nothing.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Stranger {
    /// Where it is.
    sequence: u64,
    /// What it was published on.
    subject: String,
    kind: Kind,
    /// Why it means nothing.
    cause: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// It is no commit.
    Foreign,
    /// It is a commit that is not the next of its aggregate.
    OutOfTurn,
}

impl Kind {
    /// For operators, who search for it.
    const fn reason(self) -> &'static str {
        match self {
            Self::Foreign => "FOREIGN_MESSAGE",
            Self::OutOfTurn => "COMMIT_OUT_OF_TURN",
        }
    }
}

/// The strangers' messages in a batch.
pub(crate) fn among<P: Projection>(steps: &[Step<P::Change>], judged: &Judged) -> Vec<Stranger> {
    steps.iter().filter_map(|step| stranger::<P>(step, judged)).collect()
}

fn stranger<P: Projection>(step: &Step<P::Change>, judged: &Judged) -> Option<Stranger> {
    let foreign = step.change.as_ref().ok().and_then(Option::as_ref).and_then(P::foreign);
    if let Some(Foreign { sequence, subject, reason: cause }) = foreign {
        return Some(Stranger { sequence, subject, kind: Kind::Foreign, cause });
    }
    let (kind, cause) = match step.turn {
        Some(_) if judged.counts(step.sequence) => return None,
        Some(turn) => {
            let version = turn.version;
            (
                Kind::OutOfTurn,
                format!("its version, {version}, is not the next one, or its id is that of an earlier commit"),
            )
        }
        None if step.follows => (Kind::Foreign, "its events cannot be decoded".to_owned()),
        None => return None,
    };
    Some(Stranger { sequence: step.sequence, subject: step.key.subject(), kind, cause })
}

/// Raises the alarm, once for each message: they are stored now.
pub(crate) fn report(of: &Generation, strangers: &[Stranger]) {
    for Stranger { sequence, subject, kind, cause } in strangers {
        let (projection, reason) = (of.name, kind.reason());
        let what = match kind {
            Kind::Foreign => "a message is no commit of ours",
            Kind::OutOfTurn => "a commit is not the next of its aggregate; it is stored and passed over",
        };
        tracing::error!(projection, alarm = true, reason, sequence, subject, cause, "{what}");
    }
}
