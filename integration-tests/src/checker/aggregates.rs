//! Each aggregate's own line of commits: versions, and what etags say comes before what.

use std::collections::HashMap;

use haetae_event_log::Category;
use haetae_service_kit::token;
use uuid::Uuid;

use super::{
    history::History,
    ledger::{Asked, Ledger},
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

/// Every step follows directly on the commit that its etag names.
pub(super) fn check_etags(ledger: &Ledger, history: &History, findings: &mut Findings) {
    let steps: HashMap<_, _> = ledger.commands.iter().filter_map(step).collect();
    let mut last = HashMap::new();
    for entry in &history.entries {
        let before = last.insert((entry.category, entry.id.as_str()), entry.sequence);
        let known = entry.request_id().and_then(|id| Some((id, steps.get(&(entry.actor(), id))?)));
        let Some((id, (category, etag))) = known.filter(|(_, (category, _))| *category == entry.category) else {
            continue;
        };
        let named = token::parse_etag(etag);
        findings.when(before.is_none() || named != before, Rule::Etag, || {
            format!("{category} request {id} was decided on {named:?} and written on {before:?}, at {}", entry.sequence)
        });
    }
}

type OneStep<'a> = ((&'a str, Uuid), (Category, &'a str));

fn step(asked: &Asked) -> Option<OneStep<'_>> {
    let (_, etag) = asked.command.target()?;
    Some(((asked.caller.subject.as_str(), asked.request_id), (asked.command.category(), etag)))
}
