//! Objects in a JetStream object store bucket. Blocks are on `$O.<bucket>.C.<id>`, and an object's description is on
//! `$O.<bucket>.M.<name in base64>`, the layout that every client of object stores reads (NATS ADR-20).
//!
//! The client library's own object store is not used: its `put` rolls up and purges, which a bucket that loses
//! nothing forbids, and its `get` waits for ever for a missing block.

mod bucket;
mod description;
mod read;
mod write;

pub use bucket::{JetStreamObjects, ROOM};

use async_trait::async_trait;
use futures::{StreamExt as _, stream::try_unfold};

use super::{Blocks, Draft, ObjectError, ObjectName, Objects};

#[async_trait]
impl Objects for JetStreamObjects {
    async fn draft(&self, name: &ObjectName) -> Result<Box<dyn Draft>, ObjectError> {
        self.there().await?;
        Ok(Box::new(write::Writing::begin(self.clone(), *name).await?))
    }

    async fn read(&self, name: &ObjectName) -> Result<Blocks, ObjectError> {
        self.there().await?;
        let reading = read::Reading::begin(self.clone(), *name).await?;
        Ok(try_unfold(reading, read::Reading::next).boxed())
    }
}
