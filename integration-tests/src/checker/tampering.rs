//! Red controls: one thing wrong at a time, done to a good recording. A checker that misses one proves nothing.

mod edits;

#[cfg(test)]
pub(super) use self::edits::settle;

use haetae_proto::event::v1::event::Event;
use uuid::Uuid;

use self::edits::{alter, append_again, drop_commit, drop_tail, edit, first_event, relink};
use super::{
    ledger::{Answer, Command},
    problem::Rule,
    recording::Recording,
};

/// One thing done wrong.
#[derive(Debug)]
pub struct Tampering {
    /// What it does.
    pub name: &'static str,
    /// The rule that must notice.
    pub breaks: Rule,
    /// Does it, and says what the checker's message must contain; none when the recording has nothing to do it to.
    pub apply: fn(&mut Recording) -> Option<String>,
}

const fn control(name: &'static str, breaks: Rule, apply: fn(&mut Recording) -> Option<String>) -> Tampering {
    Tampering { name, breaks, apply }
}

/// At least one for every rule. Where the log is altered, archive, rows and timeline are made to agree with it, so
/// that the rule has to notice by itself.
pub const ALL: &[Tampering] = &[
    control("the log lost its tail, with an acknowledged command", Rule::Acknowledged, |r| {
        let (request, position) = r.ledger.commands.iter().rev().find_map(|asked| match asked.answer {
            Answer::Acknowledged { position, .. } => Some((asked.request_id, position)),
            Answer::Refused | Answer::Unknown => None,
        })?;
        drop_tail(r, position);
        Some(request.to_string())
    }),
    control("an acknowledged command was dropped from the middle", Rule::Acknowledged, |r| {
        let id = drop_commit(r, |e| matches!(e, Event::VerdictsRecorded(_)))?;
        Some(Uuid::from_slice(&id.request_id).ok()?.to_string())
    }),
    control("a command was acknowledged at another sequence", Rule::Acknowledged, |r| {
        let asked = r.ledger.commands.iter_mut().find(|a| matches!(a.answer, Answer::Acknowledged { .. }))?;
        if let Answer::Acknowledged { position, .. } = &mut asked.answer {
            *position += 1;
        }
        Some(asked.request_id.to_string())
    }),
    control("a command took effect again under another commit id", Rule::RequestOnce, |r| {
        let again = append_again(r, |e| matches!(e, Event::ReviewSubmitted(_)), false)?;
        Some(format!("again at {again}"))
    }),
    control("a commit is in the log twice", Rule::CommitOnce, |r| {
        let again = append_again(r, |e| matches!(e, Event::VerdictsRecorded(_)), true)?;
        Some(format!("again at {again}"))
    }),
    control("a review was scored twice", Rule::OneAssessment, |r| {
        append_again(r, |e| matches!(e, Event::RiskAssessed(_)), false)?;
        Some("2 RiskAssessed".to_owned())
    }),
    control("an assessment is missing", Rule::OneAssessment, |r| {
        let commit = drop_commit(r, |e| matches!(e, Event::RiskAssessed(_)))?;
        Some(format!("{} has 0 RiskAssessed", commit.aggregate_id))
    }),
    control("a review has two checklists", Rule::OneChecklist, |r| {
        append_again(r, |e| matches!(e, Event::DiagnosisGenerated(_)), false)?;
        Some("2 DiagnosisGenerated".to_owned())
    }),
    control("a checklist is missing", Rule::OneChecklist, |r| {
        let commit = drop_commit(r, |e| matches!(e, Event::DiagnosisGenerated(_)))?;
        Some(format!("{} has 0 DiagnosisGenerated", commit.aggregate_id))
    }),
    control("a diagnosis was never started", Rule::DiagnosisStarted, |r| {
        let commit = drop_commit(r, |e| matches!(e, Event::ReviewDiagnosisStarted(_)))?;
        Some(commit.aggregate_id)
    }),
    control("the request of a review is missing", Rule::Requested, |r| {
        let commit = drop_commit(r, |e| matches!(e, Event::ReviewSubmitted(_)))?;
        Some(commit.aggregate_id)
    }),
    control("a title was changed", Rule::Content, |r| {
        alter(r, |event| match event {
            Event::ReviewSubmitted(e) => {
                e.title.push('!');
                true
            }
            _ => false,
        })
    }),
    control("a verdict was turned", Rule::Content, |r| {
        alter(r, |event| match event {
            Event::VerdictsRecorded(e) => {
                e.verdicts[0].result = e.verdicts[0].result % 4 + 1;
                true
            }
            _ => false,
        })
    }),
    control("a commit of a caller carries another hash", Rule::Content, |r| {
        let at = edit(r, |c| !c.request_hash.is_empty(), |c| c.request_hash = vec![7; 32].into())?;
        Some(at.to_string())
    }),
    control("a commit is there that nobody asked for", Rule::Asked, |r| {
        let asked = r.ledger.commands.pop()?;
        Some(asked.request_id.to_string())
    }),
    control("a refused command took effect", Rule::Refused, |r| {
        let asked = r.ledger.commands.iter_mut().find(|a| matches!(a.answer, Answer::Acknowledged { .. }))?;
        asked.answer = Answer::Refused;
        Some(asked.request_id.to_string())
    }),
    control("a sequence is missing", Rule::Contiguous, |r| {
        let middle = r.log.len() / 2;
        let gone = r.log.remove(middle);
        Some(gone.sequence.to_string())
    }),
    control("a version is counted twice", Rule::Versions, |r| {
        let at = edit(r, |c| c.version == 2, |c| c.version = 1)?;
        Some(at.to_string())
    }),
    control("a payload is no commit", Rule::Readable, |r| {
        let recorded = r.log.last_mut()?;
        recorded.payload = vec![0xff; 9].into();
        Some(recorded.sequence.to_string())
    }),
    control("an assessment is of other inputs", Rule::Inputs, |r| {
        alter(r, |event| match event {
            Event::RiskAssessed(e) => {
                e.team.push('x');
                true
            }
            _ => false,
        })
    }),
    control("a reaction names another cause", Rule::Inputs, |r| {
        let at = edit(
            r,
            |c| first_event(c).is_some_and(|e| matches!(e, Event::DiagnosisGenerated(_))),
            |c| {
                if let Some(cause) = &mut c.cause {
                    cause.sequence -= 1;
                }
            },
        )?;
        Some(at.to_string())
    }),
    control("a score was changed", Rule::Score, |r| {
        alter(r, |event| match event {
            Event::RiskAssessed(e) => {
                e.score = (e.score + 1) % 101;
                true
            }
            _ => false,
        })
    }),
    control("a checkpoint is missing from a checklist", Rule::Checklist, |r| {
        alter(r, |event| match event {
            Event::DiagnosisGenerated(e) => e.checkpoints.pop().is_some(),
            _ => false,
        })
    }),
    control("a tally was changed", Rule::Tally, |r| {
        alter(r, |event| match event {
            Event::VerdictsRecorded(e) => e.tally.as_mut().is_some_and(|tally| {
                tally.pass += 1;
                true
            }),
            _ => false,
        })
    }),
    control("a policy was changed after it was published", Rule::Documents, |r| {
        alter(r, |event| match event {
            Event::PolicyPublished(e) => {
                e.document = [e.document.as_ref(), b" "].concat().into();
                true
            }
            _ => false,
        })
    }),
    control("a commit was changed in the archive and all links made again", Rule::ArchiveContent, |r| {
        let middle = r.archive.len() / 2;
        let row = r.archive.get_mut(middle)?;
        row.payload.push(0);
        let seq = row.seq;
        relink(&mut r.archive);
        Some(seq.to_string())
    }),
    control("a link of the archive was changed", Rule::ArchiveChain, |r| {
        let middle = r.archive.len() / 2;
        let row = r.archive.get_mut(middle)?;
        row.hash[31] ^= 1;
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
    control("an acknowledged request was for something else", Rule::Content, |r| {
        r.ledger.commands.iter_mut().find_map(|asked| match (&mut asked.command, &asked.answer) {
            (Command::Submit(request), Answer::Acknowledged { .. }) => {
                request.description.push('.');
                Some(asked.request_id.to_string())
            }
            _ => None,
        })
    }),
];
