//! Commands against the log: nothing acknowledged is lost, doubled or changed, and nothing is there that nobody asked for.

use std::collections::HashMap;

use haetae_event_log::{
    Category,
    codec::{profile_from_wire, verdict_from_wire},
};
use haetae_proto::{
    checkpoint::v1::{RecordVerdictsRequest, VerdictInput},
    event::v1::{self as pb, event::Event},
    intake::v1::SubmitReviewRequest,
};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::{
    history::{Entry, History, names},
    ledger::{Answer, Asked, Caller, Command, Ledger},
    problem::{Findings, Rule},
};

/// One request of one caller.
type Request<'a> = (&'a str, Uuid);

pub(super) fn check(ledger: &Ledger, history: &History, findings: &mut Findings) {
    let effects = effects(history, findings);
    let asked: HashMap<Request<'_>, &Asked> =
        ledger.commands.iter().map(|asked| ((asked.caller.subject.as_str(), asked.request_id), asked)).collect();
    for (request, entry) in &effects {
        match asked.get(request) {
            Some(asked) => compare(asked, entry, findings),
            None => findings.add(
                Rule::Asked,
                format!("{} asked for nothing like sequence {} (request {})", request.0, entry.sequence, request.1),
            ),
        }
    }
    for asked in &ledger.commands {
        answered(asked, effects.get(&(asked.caller.subject.as_str(), asked.request_id)).copied(), findings);
    }
}

/// The commit of every request.
fn effects<'a>(history: &'a History, findings: &mut Findings) -> HashMap<Request<'a>, &'a Entry> {
    let mut effects = HashMap::new();
    for entry in &history.entries {
        let Some(request) = entry.request_id() else { continue };
        if let Some(first) = effects.insert((entry.actor(), request), entry) {
            let (first, second) = (first.sequence, entry.sequence);
            findings.add(Rule::RequestOnce, format!("request {request} took effect at {first} and again at {second}"));
        }
    }
    effects
}

fn answered(asked: &Asked, effect: Option<&Entry>, findings: &mut Findings) {
    let request = asked.request_id;
    match (&asked.answer, effect) {
        (Answer::Acknowledged { position, .. }, None) => {
            findings.add(Rule::Acknowledged, format!("request {request} was acknowledged at {position} and is lost"));
        }
        (Answer::Acknowledged { review_id, etag, position }, Some(entry)) => {
            let right = [*etag, *position] == [entry.sequence; 2] && *review_id == entry.id;
            findings.when(!right, Rule::Acknowledged, || {
                let (id, sequence) = (&entry.id, entry.sequence);
                format!(
                    "request {request} was answered {review_id} etag {etag} at {position}; it is {id} at {sequence}"
                )
            });
        }
        (Answer::Refused, Some(entry)) => {
            findings.add(Rule::Refused, format!("request {request} was refused and is at {}", entry.sequence));
        }
        (Answer::Refused | Answer::Unknown, _) => {}
    }
}

fn compare(asked: &Asked, entry: &Entry, findings: &mut Findings) {
    let wrong = |what: &str| format!("request {} is at {} with {what}", asked.request_id, entry.sequence);
    let events: Vec<_> = entry.events().map(|(_, event)| event).collect();
    let (same, hash) = match (&asked.command, events.as_slice()) {
        (Command::Submit(request), [Event::ReviewSubmitted(event)]) => {
            (entry.category == Category::Review && submitted(request, &asked.caller, event), hash(request))
        }
        (Command::Judge(request), [Event::VerdictsRecorded(event), opened @ ..]) if opened.iter().all(is_opening) => {
            (entry.category == Category::Diagnosis && judged(request, entry, event), hash(request))
        }
        _ => {
            findings.add(Rule::Content, wrong(&names(entry)));
            return;
        }
    };
    findings.when(!same, Rule::Content, || wrong("another content"));
    findings.when(entry.commit.request_hash != hash[..], Rule::Content, || wrong("the hash of another content"));
    let name = entry.commit.actor.as_ref().map(|actor| actor.name.as_str());
    findings.when(name != Some(&asked.caller.name), Rule::Content, || wrong("another actor"));
}

fn submitted(request: &SubmitReviewRequest, caller: &Caller, event: &pb::ReviewSubmitted) -> bool {
    let profiles = [&request.profile, &event.profile].map(|profile| profile_from_wire(profile.as_ref()?).ok());
    let requester = event.requester.as_ref().is_some_and(|p| p.subject == caller.subject && p.name == caller.name);
    let [asked, stored] = profiles;
    (&request.title, &request.description) == (&event.title, &event.description)
        && event.team == caller.team
        && requester
        && asked.is_some()
        && asked == stored
}

fn judged(request: &RecordVerdictsRequest, entry: &Entry, event: &pb::VerdictsRecorded) -> bool {
    let stored = event.verdicts.iter().map(|verdict| verdict_from_wire(verdict.clone()).ok());
    let asked = request.verdicts.iter().map(|verdict| verdict_from_wire(as_event(verdict)).ok());
    request.review_id == entry.id && !event.verdicts.is_empty() && asked.eq(stored)
}

/// What a Fail opens belongs to the verdict; which ones have to be there is another rule.
fn is_opening(event: &&Event) -> bool {
    matches!(event, Event::FindingOpened(_))
}

fn as_event(input: &VerdictInput) -> pb::Verdict {
    let VerdictInput { checkpoint, result, method, reason, evidence, compensating_control, evidence_ids } =
        input.clone();
    pb::Verdict { checkpoint, result, method, reason, evidence, compensating_control, evidence_ids }
}

fn hash(request: &impl prost::Message) -> [u8; 32] {
    Sha256::digest(request.encode_to_vec()).into()
}
