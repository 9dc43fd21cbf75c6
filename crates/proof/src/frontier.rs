//! The tree as it grows, in as few hashes as it takes to go on: the roots of the complete subtrees on its right edge.

use thiserror::Error;

use crate::{EMPTY_ROOT, Hash, hash::node_hash, plan::Node};

/// A tree that leaves are added to. Keeps one hash for every bit that is set in its size.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    /// From the largest subtree, on the left, to the smallest.
    peaks: Vec<Hash>,
}

/// A subtree does not fit where the tree ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a subtree of level {level} does not follow on {size} leaves")]
pub struct Misaligned {
    /// Level of the subtree.
    pub level: u32,
    /// Leaves in the tree.
    pub size: u64,
}

impl Frontier {
    /// How many leaves there are.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Adds a leaf; tells of every subtree above it that is complete with it.
    pub fn push(&mut self, leaf: Hash, complete: impl FnMut(Node, Hash)) {
        self.add(0, leaf, complete);
    }

    /// Adds a complete subtree of 2^level leaves at once.
    ///
    /// # Errors
    /// [`Misaligned`] when leaves are missing before it.
    pub fn push_subtree(&mut self, level: u32, root: Hash) -> Result<(), Misaligned> {
        let fits = 1_u64.checked_shl(level).is_some_and(|leaves| self.size.is_multiple_of(leaves));
        if !fits {
            return Err(Misaligned { level, size: self.size });
        }
        self.add(level, root, |_, _| {});
        Ok(())
    }

    fn add(&mut self, level: u32, root: Hash, mut complete: impl FnMut(Node, Hash)) {
        let (mut node, mut root) = (Node { level, index: self.size >> level }, root);
        self.size += 1 << level;
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

/// The root of a tree, or of a part of one, from its complete subtrees, the largest first.
pub(crate) fn bag(peaks: &[Hash]) -> Hash {
    let mut right_to_left = peaks.iter().rev();
    let Some(last) = right_to_left.next() else { return EMPTY_ROOT };
    right_to_left.fold(*last, |right, left| node_hash(left, &right))
}
