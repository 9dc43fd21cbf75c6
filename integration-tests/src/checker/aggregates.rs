//! Each aggregate's own line of versions.

use std::collections::HashMap;

use super::{
    history::History,
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
