//! Commits that are not what they were.

use haetae_proto::event::v1::{self as pb, Commit, event::Event};
use haetae_service_kit::{commands::request_mark, token};

use super::{
    control::{Tampering, control},
    edits::{alter, edit, first_event},
};
use crate::checker::{
    ledger::{Command, CommandOutcome},
    problem::Rule,
};

pub(super) const CONTROLS: &[Tampering] = &[
    control("a title was changed", Rule::Content, |r| {
        alter(r, |event| {
            let Event::ReviewSubmitted(e) = event else { return false };
            e.title.push('!');
            true
        })
    }),
    control("a verdict was turned", Rule::Content, |r| {
        alter(r, |event| {
            let Event::VerdictsRecorded(e) = event else { return false };
            e.verdicts[0].result = e.verdicts[0].result % 4 + 1;
            true
        })
    }),
    control("a commit of a caller carries another hash", Rule::Content, |r| {
        let at = edit(r, |c| !c.request_hash.is_empty(), |c| c.request_hash = vec![7; 32].into())?;
        Some(at.to_string())
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
        alter(r, |event| {
            let Event::RiskAssessed(e) = event else { return false };
            e.team.push('x');
            true
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
    control("the reason of a decision was changed", Rule::Content, |r| {
        alter(r, |event| {
            let Event::ReviewDecided(e) = event else { return false };
            e.reason.push('!');
            true
        })
    }),
    control("an amendment was changed", Rule::Content, |r| {
        alter(r, |event| {
            let Event::ReviewAmended(e) = event else { return false };
            e.title.push('!');
            true
        })
    }),
    control("a score was changed", Rule::Score, |r| {
        alter(r, |event| {
            let Event::RiskAssessed(e) = event else { return false };
            e.score = (e.score + 1) % 101;
            true
        })
    }),
    control("a checkpoint is missing from a checklist", Rule::Checklist, |r| {
        alter(r, |event| {
            let Event::DiagnosisGenerated(e) = event else { return false };
            e.checkpoints.pop().is_some()
        })
    }),
    control("a tally was changed", Rule::Tally, |r| {
        alter(r, |event| {
            let Event::VerdictsRecorded(e) = event else { return false };
            e.tally.as_mut().is_some_and(|tally| {
                tally.pass += 1;
                true
            })
        })
    }),
    control("the tally after a retraction still counts the Fail", Rule::Tally, |r| {
        alter(r, |event| {
            let Event::FindingRetracted(e) = event else { return false };
            e.tally.as_mut().is_some_and(|tally| {
                tally.fail += 1;
                true
            })
        })
    }),
    control("a finding stands after its Fail was taken back", Rule::Findings, |r| {
        alter(r, |event| {
            let Event::FindingRetracted(e) = event else { return false };
            e.standing.as_mut().is_some_and(|standing| {
                standing.open_findings += 1;
                true
            })
        })
    }),
    control("the finding of a Fail is of another checkpoint", Rule::Findings, |r| {
        let opening = |e: &pb::Event| matches!(e.event, Some(Event::FindingOpened(_)));
        let opened = |commit: &Commit| commit.events.iter().any(opening);
        let at = edit(r, opened, |commit| {
            if let Some(Event::FindingOpened(opened)) = commit.events.last_mut().and_then(|e| e.event.as_mut()) {
                opened.checkpoint = "small:NET-01:1".to_owned();
            }
        })?;
        Some(at.to_string())
    }),
    control("a policy was changed after it was published", Rule::Documents, |r| {
        alter(r, |event| {
            let Event::PolicyPublished(e) = event else { return false };
            e.document = [e.document.as_ref(), b" "].concat().into();
            true
        })
    }),
    control("an acknowledged request was for something else", Rule::Content, |r| {
        r.ledger.commands.iter_mut().find_map(|asked| match (&mut asked.command, &asked.answer) {
            (Command::Submit(request), CommandOutcome::Acknowledged { .. }) => {
                request.description.push('.');
                Some(asked.request_id.to_string())
            }
            _ => None,
        })
    }),
    control("verdicts were recorded over those of somebody else", Rule::Etag, |r| {
        let (request, hash) =
            r.ledger.commands.iter_mut().find_map(|asked| match (&mut asked.command, &asked.answer) {
                (Command::Judge(request), CommandOutcome::Acknowledged { .. }) => {
                    request.etag = token::etag(1);
                    Some((asked.request_id, request_mark(asked.request_id, request).hash))
                }
                _ => None,
            })?;
        // As if the service had taken no notice of the etag.
        let of_request = |commit: &Commit| commit.request_id == request.as_bytes()[..];
        edit(r, of_request, |commit| commit.request_hash = hash.to_vec().into())?;
        Some(request.to_string())
    }),
];
