//! Whether a commit holds what was asked for.

use haetae_event_log::codec::{profile_from_wire, verdict_from_wire};
use haetae_proto::{
    checkpoint::v1::{RecordVerdictsRequest, VerdictInput, VerifyFixRequest},
    common::v1::{ServiceProfile, VerdictResult},
    event::v1::{self as pb, event::Event},
    intake::v1::{AmendReviewRequest, DecideReviewRequest, SubmitReviewRequest},
};
use haetae_service_kit::token::parse_etag;

use super::{
    history::LogEntry,
    ledger::{Asked, Command, Who},
};

/// Whether the events say what was asked; none when they are of another kind.
pub(super) fn same(asked: &Asked, entry: &LogEntry, events: &[&Event]) -> Option<bool> {
    match (&asked.command, events) {
        (Command::Submit(request), [Event::ReviewSubmitted(event)]) => Some(submitted(request, &asked.caller, event)),
        (Command::Amend(request), [Event::ReviewAmended(event), rest @ ..]) if rest.iter().all(is_aftermath) => {
            Some(amended(request, event))
        }
        (Command::Judge(request), [Event::VerdictsRecorded(event), opened @ ..]) if opened.iter().all(is_opening) => {
            Some(judged(request, event))
        }
        (Command::Conclude(request), [Event::DiagnosisConcluded(event)]) => Some(request.summary == event.summary),
        (Command::ClaimFix(request), [Event::FixClaimed(event)]) => {
            Some((&request.finding_id, &request.description) == (&event.finding, &event.description))
        }
        (Command::VerifyFix(request), [Event::VerdictsRecorded(verdicts), Event::FixVerified(event)]) => {
            Some(request.finding_id == event.finding && passed(request, verdicts))
        }
        (Command::Retract(request), [Event::FindingRetracted(event), round @ ..]) if round.iter().all(is_round) => {
            Some((&request.finding_id, &request.reason) == (&event.finding, &event.reason))
        }
        (Command::Decide(request), [Event::ReviewDecided(event)]) => Some(decided(request, entry, event)),
        _ => None,
    }
}

fn submitted(request: &SubmitReviewRequest, caller: &Who, event: &pb::ReviewSubmitted) -> bool {
    let requester = event.requester.as_ref().is_some_and(|p| p.subject == caller.subject && p.name == caller.name);
    (&request.title, &request.description) == (&event.title, &event.description)
        && event.team == caller.team
        && requester
        && same_profile(request.profile.as_ref(), event.profile.as_ref())
}

fn amended(request: &AmendReviewRequest, event: &pb::ReviewAmended) -> bool {
    request.title.as_ref().is_none_or(|title| *title == event.title)
        && request.description.as_ref().is_none_or(|text| *text == event.description)
        && (request.profile.is_none() || same_profile(request.profile.as_ref(), event.profile.as_ref()))
}

/// Whether both are there and say the same.
pub(super) fn same_profile(a: Option<&ServiceProfile>, b: Option<&ServiceProfile>) -> bool {
    let [a, b] = [a, b].map(|profile| profile_from_wire(profile?).ok());
    a.is_some() && a == b
}

fn judged(request: &RecordVerdictsRequest, event: &pb::VerdictsRecorded) -> bool {
    let stored = event.verdicts.iter().map(|verdict| verdict_from_wire(verdict.clone()).ok());
    let asked = request.verdicts.iter().map(|verdict| verdict_from_wire(as_event(verdict)).ok());
    !event.verdicts.is_empty() && asked.eq(stored)
}

fn passed(request: &VerifyFixRequest, event: &pb::VerdictsRecorded) -> bool {
    let [verdict] = event.verdicts.as_slice() else { return false };
    (verdict.result(), &verdict.reason) == (VerdictResult::Pass, &request.reason) && verdict.method == request.method
}

/// On the very positions that the approver named, the review's being the commit before.
fn decided(request: &DecideReviewRequest, entry: &LogEntry, event: &pb::ReviewDecided) -> bool {
    let basis = event.basis.clone().unwrap_or_default();
    let named = [&request.etag, &request.assessment_etag, &request.diagnosis_etag].map(|etag| parse_etag(etag));
    let stored = [basis.review_sequence, basis.assessment_sequence, basis.diagnosis_sequence];
    named == stored.map(Some)
        && stored.iter().all(|sequence| *sequence < entry.sequence)
        && (request.outcome, &request.reason, &request.conditions) == (event.outcome, &event.reason, &event.conditions)
}

/// What an amendment does to a decision or a waiver.
fn is_aftermath(event: &&Event) -> bool {
    matches!(event, Event::ReviewReopened(_) | Event::ReviewTargetSet(_) | Event::ReviewDecisionStaled(_))
}

/// What a Fail opens belongs to the verdict; which ones have to be there is another rule.
fn is_opening(event: &&Event) -> bool {
    matches!(event, Event::FindingOpened(_) | Event::FindingCorrected(_))
}

/// Taking a Fail back in a concluded diagnosis begins another round.
fn is_round(event: &&Event) -> bool {
    matches!(event, Event::DiagnosisReopened(_))
}

fn as_event(input: &VerdictInput) -> pb::Verdict {
    let VerdictInput { checkpoint, result, method, reason, evidence, compensating_control, evidence_ids } =
        input.clone();
    pb::Verdict { checkpoint, result, method, reason, evidence, compensating_control, evidence_ids }
}
