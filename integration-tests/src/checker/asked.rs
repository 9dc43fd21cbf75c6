//! Commands against the log: nothing acknowledged is lost, doubled or changed, and nothing is there without a command.

use std::collections::HashMap;

use uuid::Uuid;

use super::{
    content,
    history::{History, LogEntry, names},
    ledger::{Asked, CommandOutcome, Ledger},
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
fn effects<'a>(history: &'a History, findings: &mut Findings) -> HashMap<Request<'a>, &'a LogEntry> {
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

fn answered(asked: &Asked, effect: Option<&LogEntry>, findings: &mut Findings) {
    let request = asked.request_id;
    match (&asked.answer, effect) {
        (CommandOutcome::Acknowledged { position, .. }, None) => {
            findings.add(Rule::Acknowledged, format!("request {request} was acknowledged at {position} and is lost"));
        }
        (CommandOutcome::Acknowledged { review_id, etag, position }, Some(entry)) => {
            let right = [*etag, *position] == [entry.sequence; 2] && *review_id == entry.id;
            findings.when(!right, Rule::Acknowledged, || {
                let (id, sequence) = (&entry.id, entry.sequence);
                format!(
                    "request {request} was answered {review_id} etag {etag} at {position}; it is {id} at {sequence}"
                )
            });
        }
        (CommandOutcome::Refused, Some(entry)) => {
            findings.add(Rule::Refused, format!("request {request} was refused and is at {}", entry.sequence));
        }
        (CommandOutcome::Refused | CommandOutcome::Unknown, _) => {}
    }
}

fn compare(asked: &Asked, entry: &LogEntry, findings: &mut Findings) {
    let wrong = |what: &str| format!("request {} is at {} with {what}", asked.request_id, entry.sequence);
    let events: Vec<_> = entry.events().map(|(_, event)| event).collect();
    let Some(same) = content::same(asked, entry, &events) else {
        findings.add(Rule::Content, wrong(&names(entry)));
        return;
    };
    let here = asked.command.category() == entry.category
        && asked.command.target().is_none_or(|(review_id, _)| review_id == entry.id);
    findings.when(!same || !here, Rule::Content, || wrong("another content"));
    let hash = asked.command.hash();
    findings.when(entry.commit.request_hash != hash[..], Rule::Content, || wrong("the hash of another content"));
    let name = entry.commit.actor.as_ref().map(|actor| actor.name.as_str());
    findings.when(name != Some(&asked.caller.name), Rule::Content, || wrong("another actor"));
}
