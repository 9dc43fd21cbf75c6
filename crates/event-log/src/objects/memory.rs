//! Objects in memory, for tests of code that uses objects.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use async_trait::async_trait;
use bytes::Bytes;
use futures::{StreamExt as _, stream};

use super::{Blocks, Damage, Draft, ObjectError, ObjectName, Objects, RunningHash};

/// Objects that live as long as their handles. A clone is another handle to the same objects.
#[derive(Debug, Clone, Default)]
pub struct MemoryObjects(Arc<Mutex<HashMap<ObjectName, Vec<Bytes>>>>);

impl MemoryObjects {
    /// No objects.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts other blocks in the place of an object, as a damaged disk would.
    pub fn damage(&self, name: &ObjectName, blocks: Vec<Bytes>) {
        self.put(*name, blocks);
    }

    /// The number of blocks.
    #[must_use]
    pub fn count(&self) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    fn put(&self, name: ObjectName, blocks: Vec<Bytes>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(name, blocks);
    }
}

struct Writing {
    objects: MemoryObjects,
    name: ObjectName,
    blocks: Vec<Bytes>,
    hash: RunningHash,
}

#[async_trait]
impl Draft for Writing {
    async fn write(&mut self, block: Bytes) -> Result<(), ObjectError> {
        self.hash.add(&block);
        self.blocks.push(block);
        Ok(())
    }

    async fn seal(self: Box<Self>) -> Result<(), ObjectError> {
        self.hash.matches(&self.name)?;
        self.objects.put(self.name, self.blocks);
        Ok(())
    }
}

#[async_trait]
impl Objects for MemoryObjects {
    async fn draft(&self, name: &ObjectName) -> Result<Box<dyn Draft>, ObjectError> {
        let (objects, blocks, hash) = (self.clone(), Vec::new(), RunningHash::default());
        Ok(Box::new(Writing { objects, name: *name, blocks, hash }))
    }

    async fn read(&self, name: &ObjectName) -> Result<Blocks, ObjectError> {
        let blocks = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(name).cloned();
        let mut blocks = blocks.ok_or(ObjectError::Damaged(Damage::Missing))?;
        let last = blocks.pop().ok_or(ObjectError::Damaged(Damage::Cut))?;
        let mut hash = RunningHash::default();
        blocks.iter().for_each(|block| hash.add(block));
        hash.add(&last);
        let end = hash.matches(name).map(|()| last);
        Ok(stream::iter(blocks.into_iter().map(Ok).chain([end])).boxed())
    }
}
