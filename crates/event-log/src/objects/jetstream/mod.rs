//! Objects in a JetStream object store bucket: blocks on `$O.<bucket>.C.<id>`, what describes an object on
//! `$O.<bucket>.M.<name in base64>`, as every client of object stores reads them (NATS ADR-20).
//!
//! Written by ourselves, because the client's own `put` rolls up and purges, which a bucket that loses nothing forbids,
//! and its `get` waits for ever for a block that is gone.

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
