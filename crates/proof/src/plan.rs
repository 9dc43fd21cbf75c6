//! Which hashes a root or a proof is made of. Computed first, so that the store of the tree can fetch them in one query.
//!
//! Every eighth level is stored, as in tiled logs: the leaves, the roots of 256 leaves, of 65,536 and so on. A hash in
//! between is made from at most 128 stored ones.

use std::collections::HashMap;

use crate::{
    Hash,
    hash::{bag, node_hash},
};

/// Levels from one that is stored to the next.
pub const STORED_EVERY: u32 = 8;

/// A complete subtree: 2^level leaves from leaf `index << level` on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Node {
    /// 0 for a leaf.
    pub level: u32,
    /// Number among those of its level, from 0.
    pub index: u64,
}

/// Stored hashes of one level, from `first` up to but without `end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// A multiple of [`STORED_EVERY`].
    pub level: u32,
    /// Index of the first.
    pub first: u64,
    /// Index after the last.
    pub end: u64,
}

/// Hashes that were fetched.
#[derive(Clone, Debug, Default)]
pub struct Stored(HashMap<Node, Hash>);

impl Stored {
    /// Adds one.
    pub fn insert(&mut self, node: Node, hash: Hash) {
        self.0.insert(node, hash);
    }

    /// The root of a complete subtree; none when something for it is missing.
    pub(crate) fn get(&self, node: Node) -> Option<Hash> {
        if node.level.is_multiple_of(STORED_EVERY) {
            return self.0.get(&node).copied();
        }
        let below = |side| self.get(Node { level: node.level - 1, index: node.index * 2 + side });
        Some(node_hash(&below(0)?, &below(1)?))
    }
}

impl Node {
    /// The stored hashes it is made from.
    fn run(self) -> Run {
        let above = self.level % STORED_EVERY;
        Run { level: self.level - above, first: self.index << above, end: (self.index + 1) << above }
    }
}

/// The leaves from `first` up to but without `end`, as one node of the tree or its ragged right edge.
type Span = (u64, u64);

/// The hashes to fetch for a root or a proof.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan(Vec<Span>);

impl Plan {
    /// The root of the tree of the first `size` leaves; resolves to one hash.
    #[must_use]
    pub fn root(size: u64) -> Self {
        Self(vec![(0, size)])
    }

    /// The proof that leaf `index`, counted from 0, is in the tree of `size` leaves; none when it cannot be.
    #[must_use]
    pub fn inclusion(index: u64, size: u64) -> Option<Self> {
        if index >= size {
            return None;
        }
        let (mut first, mut end, mut path) = (0, size, Vec::new());
        while end - first > 1 {
            let middle = first + split(end - first);
            if index < middle {
                path.push((middle, end));
                end = middle;
            } else {
                path.push((first, middle));
                first = middle;
            }
        }
        path.reverse();
        Some(Self(path))
    }

    /// The proof that the tree of `old` leaves is the beginning of the tree of `new` ones; none when it cannot be.
    #[must_use]
    pub fn consistency(old: u64, new: u64) -> Option<Self> {
        if old > new {
            return None;
        }
        if old == 0 || old == new {
            return Some(Self(Vec::new()));
        }
        let (mut first, mut end, mut path) = (0, new, Vec::new());
        while end > old {
            let middle = first + split(end - first);
            if old <= middle {
                path.push((middle, end));
                end = middle;
            } else {
                path.push((first, middle));
                first = middle;
            }
        }
        if first > 0 {
            path.push((first, end));
        }
        path.reverse();
        Some(Self(path))
    }

    /// The stored hashes to fetch: at most two runs of each level.
    #[must_use]
    pub fn runs(&self) -> Vec<Run> {
        let mut all: Vec<Run> = self.0.iter().flat_map(|span| subtrees(*span)).map(Node::run).collect();
        all.sort_unstable_by_key(|run| (run.level, run.first));
        all.dedup_by(|next, run| {
            let goes_on = next.level == run.level && next.first <= run.end;
            if goes_on {
                run.end = run.end.max(next.end);
            }
            goes_on
        });
        all
    }

    /// The hashes of the root or proof, in its order; none when a stored one is missing.
    #[must_use]
    pub fn resolve(&self, stored: &Stored) -> Option<Vec<Hash>> {
        let hash = |span| {
            let peaks: Option<Vec<Hash>> = subtrees(span).map(|node| stored.get(node)).collect();
            Some(bag(&peaks?))
        };
        self.0.iter().map(|span| hash(*span)).collect()
    }
}

/// Leaves in the left half of a tree of `size` leaves, more than one: the largest power of two below `size`.
const fn split(size: u64) -> u64 {
    1 << (u64::BITS - 1 - (size - 1).leading_zeros())
}

/// The complete subtrees that make up a span, the largest first.
pub(crate) fn subtrees((first, end): Span) -> impl Iterator<Item = Node> {
    let mut next = first;
    std::iter::from_fn(move || {
        let level = (end - next).checked_ilog2()?;
        let node = Node { level, index: next >> level };
        next += 1 << level;
        Some(node)
    })
}
