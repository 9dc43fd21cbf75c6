//! Each aggregate's own line of commits: versions, and what etags say comes before what.

use std::collections::HashMap;

use haetae_proto::{checkpoint::v1::RecordVerdictsRequest, event::v1::event::Event};
use haetae_service_kit::token;
use uuid::Uuid;

use super::{
    history::{Entry, History},
    ledger::{Asked, Command, Ledger},
    problem::{Findings, Rule},
};

pub(super) fn check(history: &History, findings: &mut Findings) {
    let mut versions = HashMap::new();
    for entry in &history.entries {
        let version: &mut u64 = versions.entry((entry.category, entry.id.as_str())).or_default();
        *version += 1;
        let (expected, found) = (*version, entry.commit.version);
        findings.when(found != expected, Rule::Versions, || {
            let (category, id, sequence) = (entry.category, &entry.id, entry.sequence);
            format!("{category}/{id} has version {found} where {expected} belongs, at sequence {sequence}")
        });
    }
}

/// Every recording of verdicts follows directly on the commit that its etag names.
pub(super) fn check_etags(ledger: &Ledger, history: &History, findings: &mut Findings) {
    let judged: HashMap<_, _> = ledger.commands.iter().filter_map(judgement).collect();
    let mut last = HashMap::new();
    for entry in &history.entries {
        let before = last.insert((entry.category, entry.id.as_str()), entry.sequence);
        let request = entry.request_id().filter(|_| is_judgement(entry));
        let Some((id, request)) = request.and_then(|id| Some((id, judged.get(&(entry.actor(), id))?))) else {
            continue;
        };
        let named = token::parse_etag(&request.etag);
        findings.when(before.is_none() || named != before, Rule::Etag, || {
            format!("request {id} was decided on {named:?} and recorded on {before:?}, at {}", entry.sequence)
        });
    }
}

fn is_judgement(entry: &Entry) -> bool {
    entry.events().any(|(_, event)| matches!(event, Event::VerdictsRecorded(_)))
}

fn judgement(asked: &Asked) -> Option<((&str, Uuid), &RecordVerdictsRequest)> {
    match &asked.command {
        Command::Judge(request) => Some(((asked.caller.subject.as_str(), asked.request_id), request)),
        Command::Submit(_) => None,
    }
}
