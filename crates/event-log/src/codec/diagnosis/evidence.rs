//! Evidence, and references to it.

use bytes::Bytes;
use haetae_domain::diagnosis::Event;
use haetae_domain::evidence::{EvidenceId, File, References};
use haetae_proto::event::v1 as pb;

use super::keys::key_from_wire;
use crate::codec::{CodecError, timestamp_from_wire, timestamp_to_wire};

pub(super) fn added_to_wire(id: EvidenceId, file: &File) -> pb::EvidenceAdded {
    pb::EvidenceAdded {
        evidence: id.to_string(),
        checkpoint: file.checkpoint.to_string(),
        name: file.name.clone(),
        media_type: file.media_type.clone(),
        size: file.size,
        sha256: Bytes::copy_from_slice(&file.sha256),
        collected_at: Some(timestamp_to_wire(file.collected_at)),
        location: file.location.clone(),
    }
}

pub(super) fn added_from_wire(e: pb::EvidenceAdded) -> Result<Event, CodecError> {
    let id = EvidenceId::parse(&e.evidence).ok_or_else(|| CodecError::field("evidence"))?;
    let file = Box::new(File {
        checkpoint: key_from_wire("checkpoint", &e.checkpoint)?,
        name: e.name,
        media_type: e.media_type,
        size: e.size,
        sha256: e.sha256.as_ref().try_into().map_err(|_| CodecError::field("sha256"))?,
        collected_at: timestamp_from_wire(e.collected_at, "collected_at")?,
        location: e.location,
    });
    Ok(Event::EvidenceAdded { id, file })
}

/// Names and numbers, as two lists.
pub(super) fn references_to_wire(references: &References) -> (Vec<String>, Vec<String>) {
    (references.names.clone(), references.files.iter().map(ToString::to_string).collect())
}

pub(super) fn references_from_wire(names: Vec<String>, files: &[String]) -> Result<References, CodecError> {
    let file = |id: &String| EvidenceId::parse(id).ok_or_else(|| CodecError::field("evidence_ids"));
    Ok(References { names, files: files.iter().map(file).collect::<Result<_, _>>()? })
}
