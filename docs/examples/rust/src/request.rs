//! The request, read from the JSON mapping of its contract.

use std::fs;

use anyhow::{Context as _, Result};
use haetae_proto::intake::v1::SubmitReviewRequest;
use prost_reflect::{DescriptorPool, DynamicMessage};
use uuid::{Uuid, uuid};

/// Any fixed UUID of the calling platform: it keeps its keys apart from those of other platforms.
const PLATFORM: Uuid = uuid!("b6f1e0f4-5c0c-4b8e-9d0e-7a3f3a0b7c11");

/// The request in `file`, with the id that follows from `key`.
pub(crate) fn read(file: &str, key: &str) -> Result<SubmitReviewRequest> {
    let pool = DescriptorPool::decode(haetae_proto::FILE_DESCRIPTOR_SET)?;
    let message = pool.get_message_by_name("haetae.intake.v1.SubmitReviewRequest").context("an unknown contract")?;
    let text = fs::read_to_string(file).with_context(|| format!("{file} cannot be read"))?;
    let dynamic = DynamicMessage::deserialize(message, &mut serde_json::Deserializer::from_str(&text));
    let dynamic = dynamic.with_context(|| file.to_owned())?;
    let request: SubmitReviewRequest = dynamic.transcode_to()?;
    Ok(SubmitReviewRequest { request_id: Uuid::new_v5(&PLATFORM, key.as_bytes()).to_string(), ..request })
}
