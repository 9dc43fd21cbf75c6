//! Writing: the blocks first and the description last, so that an object is visible completely or not at all.

use async_nats::{HeaderMap, HeaderValue, header};
use async_trait::async_trait;
use bytes::Bytes;

use super::{
    bucket::{JetStreamObjects, blocks, description, digest, gone},
    description::Description,
};
use crate::{
    objects::{BUCKET, Draft, ObjectError, ObjectName, RunningHash},
    unique::unique,
};

/// An object being written.
pub(super) struct Writing {
    bucket: JetStreamObjects,
    name: ObjectName,
    /// New for every upload: the blocks of two never mix.
    nuid: String,
    /// Sequence of the description that this one replaces; 0 for none.
    replaces: u64,
    size: u64,
    chunks: u64,
    hash: RunningHash,
}

impl Writing {
    pub(super) async fn begin(bucket: JetStreamObjects, name: ObjectName) -> Result<Self, ObjectError> {
        let replaces = bucket.described(&name).await?.map_or(0, |(sequence, _)| sequence);
        let nuid = unique(&bucket.client);
        Ok(Self { bucket, name, nuid, replaces, size: 0, chunks: 0, hash: RunningHash::default() })
    }
}

#[async_trait]
impl Draft for Writing {
    async fn write(&mut self, block: Bytes) -> Result<(), ObjectError> {
        self.hash.add(&block);
        self.size += block.len() as u64;
        self.chunks += 1;
        self.bucket.publish(&blocks(&self.nuid), HeaderMap::new(), block).await.map(|_| ())
    }

    async fn seal(self: Box<Self>) -> Result<(), ObjectError> {
        self.hash.matches(&self.name)?;
        let Self { bucket, name, nuid, replaces, size, chunks, .. } = *self;
        let (subject, digest) = (description(&name), digest(&name));
        let described = Description { name: name.to_string(), bucket: BUCKET.to_owned(), nuid, size, chunks, digest };
        let described = serde_json::to_vec(&described).map_err(gone)?;
        let mut headers = HeaderMap::new();
        headers.insert(header::NATS_EXPECTED_LAST_SUBJECT_SEQUENCE, HeaderValue::from(replaces));
        // A faster upload sealed the same bytes.
        bucket.publish(&subject, headers, described.into()).await.map(|_| ())
    }
}
