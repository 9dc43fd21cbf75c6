//! Effects lost, doubled, or without a command.

use haetae_proto::event::v1::event::Event;
use uuid::Uuid;

use super::{
    control::{Tampering, control},
    edits::{append_again, drop_commit, drop_tail},
};
use crate::checker::{ledger::CommandOutcome, problem::Rule};

pub(super) const CONTROLS: &[Tampering] = &[
    control("the log lost its tail, with an acknowledged command", Rule::Acknowledged, |r| {
        let (request, position) = r.ledger.commands.iter().rev().find_map(|asked| match asked.answer {
            CommandOutcome::Acknowledged { position, .. } => Some((asked.request_id, position)),
            CommandOutcome::Refused | CommandOutcome::Unknown => None,
        })?;
        drop_tail(r, position);
        Some(request.to_string())
    }),
    control("an acknowledged command was dropped from the middle", Rule::Acknowledged, |r| {
        let id = drop_commit(r, |e| matches!(e, Event::VerdictsRecorded(_)))?;
        Some(Uuid::from_slice(&id.request_id).ok()?.to_string())
    }),
    control("a command was acknowledged at another sequence", Rule::Acknowledged, |r| {
        let asked = r.ledger.commands.iter_mut().find(|a| matches!(a.answer, CommandOutcome::Acknowledged { .. }))?;
        if let CommandOutcome::Acknowledged { position, .. } = &mut asked.answer {
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
    control("a checklist was not made anew", Rule::Revised, |r| {
        let commit = drop_commit(r, |e| matches!(e, Event::ChecklistRevised(_)))?;
        Some(commit.aggregate_id)
    }),
    control("a checklist was made anew twice", Rule::Revised, |r| {
        append_again(r, |e| matches!(e, Event::ChecklistRevised(_)), false)?;
        Some("2 ChecklistRevised".to_owned())
    }),
    control("a review did not follow its diagnosis", Rule::Progress, |r| {
        let commit = drop_commit(r, |e| matches!(e, Event::ReviewProgressed(_)))?;
        Some(commit.aggregate_id)
    }),
    control("a decision was not said to be stale", Rule::Stale, |r| {
        let commit = drop_commit(r, |e| matches!(e, Event::ReviewDecisionStaled(_)))?;
        Some(commit.aggregate_id)
    }),
    control("a diagnosis was never started", Rule::DiagnosisStarted, |r| {
        let commit = drop_commit(r, |e| matches!(e, Event::ReviewDiagnosisStarted(_)))?;
        Some(commit.aggregate_id)
    }),
    control("the request of a review is missing", Rule::Requested, |r| {
        let commit = drop_commit(r, |e| matches!(e, Event::ReviewSubmitted(_)))?;
        Some(commit.aggregate_id)
    }),
    control("a commit is there that nobody asked for", Rule::Asked, |r| {
        let asked = r.ledger.commands.pop()?;
        Some(asked.request_id.to_string())
    }),
    control("a refused command took effect", Rule::Refused, |r| {
        let asked = r.ledger.commands.iter_mut().find(|a| matches!(a.answer, CommandOutcome::Acknowledged { .. }))?;
        asked.answer = CommandOutcome::Refused;
        Some(asked.request_id.to_string())
    }),
];
