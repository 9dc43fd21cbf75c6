//! The keys of checkpoints.

use haetae_domain::checkpoint_key::CheckpointKey;

use crate::codec::CodecError;

pub(super) fn keys_to_wire(keys: &[CheckpointKey]) -> Vec<String> {
    keys.iter().map(ToString::to_string).collect()
}

pub(super) fn keys_from_wire(field: &str, keys: &[String]) -> Result<Vec<CheckpointKey>, CodecError> {
    keys.iter().map(|key| key_from_wire(field, key)).collect()
}

pub(super) fn key_from_wire(field: &str, key: &str) -> Result<CheckpointKey, CodecError> {
    CheckpointKey::parse(key).ok_or_else(|| CodecError::field(field))
}
