//! Evidence as the contract shows it.

use haetae_domain::evidence::Evidence;
use haetae_event_log::codec::{person_to_wire, timestamp_to_wire};
use haetae_proto::checkpoint::v1 as pb;

/// One file.
pub(crate) fn evidence(evidence: &Evidence) -> pb::Evidence {
    let file = &evidence.file;
    pb::Evidence {
        evidence_id: evidence.id.to_string(),
        checkpoint: file.checkpoint.to_string(),
        name: file.name.clone(),
        media_type: file.media_type.clone(),
        size: file.size,
        sha256: file.sha256.to_vec(),
        collected_at: Some(timestamp_to_wire(file.collected_at)),
        location: file.location.clone(),
        uploaded_by: Some(person_to_wire(&evidence.by)),
        uploaded_at: Some(timestamp_to_wire(evidence.at)),
    }
}
