//! The tree as it grows, in as few hashes as it takes to go on: the roots of the complete subtrees on its right edge.

use crate::{
    Hash,
    hash::{bag, node_hash},
    plan::{Node, Stored, subtrees},
};

/// A tree that leaves are added to. Keeps one hash for every bit that is set in its size.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    /// From the largest subtree, on the left, to the smallest.
    peaks: Vec<Hash>,
}

impl Frontier {
    /// The tree of `size` leaves, to go on with, from what [`Plan::root`](crate::Plan::root) asks for; none when
    /// something of it is missing.
    #[must_use]
    pub fn restore(size: u64, stored: &Stored) -> Option<Self> {
        let peaks: Option<_> = subtrees((0, size)).map(|node| stored.get(node)).collect();
        Some(Self { size, peaks: peaks? })
    }

    /// The number of leaves.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Adds a leaf; tells of every subtree above it that is complete with it.
    pub fn push(&mut self, leaf: Hash, mut complete: impl FnMut(Node, Hash)) {
        let (mut node, mut root) = (Node { level: 0, index: self.size }, leaf);
        self.size += 1;
        while node.index & 1 == 1
            && let Some(left) = self.peaks.pop()
        {
            root = node_hash(&left, &root);
            node = Node { level: node.level + 1, index: node.index >> 1 };
            complete(node, root);
        }
        self.peaks.push(root);
    }

    /// The root of the tree as it is.
    #[must_use]
    pub fn root(&self) -> Hash {
        bag(&self.peaks)
    }
}
