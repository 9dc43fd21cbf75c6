//! The archive: the log's own commits, and a chain through all of them.

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
    let mut before = vec![0; 32];
    for row in archive {
        let link = link(&before, row);
        findings.when(link != row.hash, Rule::ArchiveChain, || format!("the chain breaks at sequence {}", row.seq));
        before.clone_from(&row.hash);
    }
}

/// SHA-256 of the link before, the sequence (8 bytes, big-endian), the subject and the payload.
pub(super) fn link(before: &[u8], row: &ArchiveRow) -> Vec<u8> {
    let hash = Sha256::new()
        .chain_update(before)
        .chain_update(row.seq.to_be_bytes())
        .chain_update(&row.subject)
        .chain_update(&row.payload);
    hash.finalize().to_vec()
}
