//! What a verdict or a fix is said to rest on.

use haetae_domain::evidence::{EvidenceId, References};
use haetae_service_kit::{error::Violations, validate};

/// Names and files at most, each.
const MOST: usize = 20;

/// Reads both lists; `at` is what comes before their names in the path of the request.
pub(crate) fn references(v: &mut Violations, at: &str, names: &[String], files: &[String]) -> References {
    let named = format!("{at}evidence");
    validate::count(v, &named, names.len(), 0..=MOST);
    let names = names.iter().take(MOST).enumerate();
    let names = names.map(|(n, name)| validate::text(v, &format!("{named}[{n}]"), name, 1..=300)).collect();
    let field = format!("{at}evidence_ids");
    validate::count(v, &field, files.len(), 0..=MOST);
    let files = files.iter().take(MOST).enumerate();
    let files = files.filter_map(|(n, id)| evidence_id(v, &format!("{field}[{n}]"), id)).collect();
    References { names, files }
}

/// The number of a piece of evidence in a request.
pub(super) fn evidence_id(v: &mut Violations, field: &str, value: &str) -> Option<EvidenceId> {
    let id = EvidenceId::parse(value);
    if id.is_none() {
        v.add(field, "'E-1'과 같은 증적 번호여야 합니다.", "Must be the number of a piece of evidence, like `E-1`.");
    }
    id
}
