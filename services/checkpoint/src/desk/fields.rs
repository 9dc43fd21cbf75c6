//! Fields that more than one request has.

use haetae_domain::{
    checkpoint_key::CheckpointKey,
    evidence::{EvidenceId, References},
    finding::FindingId,
};
use haetae_service_kit::{error::Violations, validate};

/// Names and files at most, each.
const MOST: usize = 20;

/// The evidence of a verdict or a fix, by name and by number; `at` is the path in the request before their field names.
pub(crate) fn references(v: &mut Violations, at: &str, names: &[String], files: &[String]) -> References {
    let named = format!("{at}evidence");
    validate::count(v, &named, names.len(), 0..=MOST);
    let names = names.iter().take(MOST).enumerate();
    let names = names.map(|(n, name)| validate::text(v, &format!("{named}[{n}]"), name, 1..=300)).collect();
    let field = format!("{at}evidence_ids");
    validate::count(v, &field, files.len(), 0..=MOST);
    let files = files.iter().take(MOST).enumerate();
    // No file stands for one that cannot be read, so that the places of the others stay what they are.
    let files = files.map(|(n, id)| evidence_id(v, &format!("{field}[{n}]"), id).unwrap_or(EvidenceId(0))).collect();
    References { names, files }
}

/// The key of a checkpoint.
pub(crate) fn checkpoint_key(v: &mut Violations, field: &str, value: &str) -> Option<CheckpointKey> {
    let key = CheckpointKey::parse(value);
    if key.is_none() {
        v.add(
            field,
            "점검표에 있는 '카탈로그:항목:점검' 형식의 키여야 합니다.",
            "Must be a key of the checklist, `catalog:control:check`.",
        );
    }
    key
}

/// The key of no checkpoint, which stands for one that cannot be read.
pub(crate) fn no_checkpoint() -> CheckpointKey {
    CheckpointKey { catalog: String::new(), control: String::new(), check: String::new() }
}

/// The number of a piece of evidence.
pub(crate) fn evidence_id(v: &mut Violations, field: &str, value: &str) -> Option<EvidenceId> {
    let id = EvidenceId::parse(value);
    if id.is_none() {
        v.add(field, "'E-1'과 같은 증적 번호여야 합니다.", "Must be the number of a piece of evidence, like `E-1`.");
    }
    id
}

/// The number of a finding.
pub(crate) fn finding_id(v: &mut Violations, value: &str) -> Option<FindingId> {
    let id = FindingId::parse(value);
    if id.is_none() {
        v.add("finding_id", "'F-1'과 같은 조치 항목 번호여야 합니다.", "Must be the number of a finding, like `F-1`.");
    }
    id
}
