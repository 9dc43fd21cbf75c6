//! The archive: the log's own commits, and the leaf of the tree that each of them is.

use haetae_event_log::Recorded;
use sha2::{Digest as _, Sha256};

use super::{
    problem::{Findings, Rule},
    recording::ArchiveRow,
};

pub(super) fn check(archive: &[ArchiveRow], log: &[Recorded], findings: &mut Findings) {
    findings.when(archive.len() != log.len(), Rule::ArchiveContent, || {
        format!("the archive holds {} commits, the log {}", archive.len(), log.len())
    });
    for (row, recorded) in archive.iter().zip(log) {
        let same = row.seq.cast_unsigned() == recorded.sequence
            && row.subject == recorded.key.subject()
            && row.payload == recorded.payload;
        findings.when(!same, Rule::ArchiveContent, || {
            format!("sequence {} of the archive is not sequence {} of the log", row.seq, recorded.sequence)
        });
    }
    for row in archive {
        let wrong = leaf_hash(row) != row.leaf_hash;
        findings.when(wrong, Rule::ArchiveTree, || format!("the leaf of sequence {} has another hash", row.seq));
    }
}

/// SHA-256 of a zero byte, the sequence (8 bytes, big-endian), the subject after its length (2 bytes), and the payload.
pub(super) fn leaf_hash(row: &ArchiveRow) -> Vec<u8> {
    let length = u16::try_from(row.subject.len()).unwrap_or(u16::MAX);
    let hash = Sha256::new()
        .chain_update([0])
        .chain_update(row.seq.to_be_bytes())
        .chain_update(length.to_be_bytes())
        .chain_update(&row.subject)
        .chain_update(&row.payload);
    hash.finalize().to_vec()
}
