//! Reading: one request for each block, when it is asked for.

use async_nats::jetstream::{
    message::StreamMessage,
    stream::{DirectGetErrorKind, RawMessageErrorKind},
};
use bytes::Bytes;

use super::{
    bucket::{JetStreamObjects, blocks, gone},
    description::Description,
};
use crate::objects::{Damage, ObjectError, ObjectName, RunningHash};

/// An object being read.
pub(super) struct Reading {
    bucket: JetStreamObjects,
    name: ObjectName,
    subject: String,
    /// Where the next block lies at the earliest.
    from: u64,
    left: u64,
    hash: RunningHash,
}

impl Reading {
    pub(super) async fn begin(bucket: JetStreamObjects, name: ObjectName) -> Result<Self, ObjectError> {
        let (_, described) = bucket.described(&name).await?.ok_or(ObjectError::Damaged(Damage::Missing))?;
        let described: Option<Description> = serde_json::from_slice(&described).ok();
        // It becomes part of a subject.
        let plain = |nuid: &str| !nuid.is_empty() && nuid.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let described = described.filter(|it| plain(&it.nuid)).ok_or(ObjectError::Damaged(Damage::Undescribed))?;
        let left = if described.chunks > 0 { described.chunks } else { return Err(ObjectError::Damaged(Damage::Cut)) };
        Ok(Self { bucket, name, subject: blocks(&described.nuid), from: 1, left, hash: RunningHash::default() })
    }

    pub(super) async fn next(mut self) -> Result<Option<(Bytes, Self)>, ObjectError> {
        if self.left == 0 {
            return Ok(None);
        }
        let block = self.block().await?;
        self.hash.add(&block.payload);
        self.from = block.sequence.saturating_add(1);
        self.left -= 1;
        if self.left == 0 {
            self.hash.matches(&self.name)?;
        }
        Ok(Some((block.payload, self)))
    }

    /// Reads from any replica, and from the leader when that replica does not have the block yet.
    async fn block(&self) -> Result<StreamMessage, ObjectError> {
        let stream = &self.bucket.stream;
        match stream.direct_get_next_for_subject(&self.subject, Some(self.from)).await {
            Ok(block) => return Ok(block),
            Err(error) if matches!(error.kind(), DirectGetErrorKind::NotFound) => {}
            Err(error) => return Err(gone(error)),
        }
        match stream.get_first_raw_message_by_subject(&self.subject, self.from).await {
            Ok(block) => Ok(block),
            Err(error) if matches!(error.kind(), RawMessageErrorKind::NoMessageFound) => {
                Err(ObjectError::Damaged(Damage::Cut))
            }
            Err(error) => Err(gone(error)),
        }
    }
}
