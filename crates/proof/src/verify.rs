//! Checking proofs (RFC 9162, sections 2.1.3.2 and 2.1.4.2).

use crate::{EMPTY_ROOT, Hash, hash::node_hash};

/// Whether `proof` shows that leaf `index`, counted from 0, of the tree of `size` leaves under `root` is this one.
#[must_use]
pub fn verify_inclusion(leaf: &Hash, index: u64, size: u64, proof: &[Hash], root: &Hash) -> bool {
    if index >= size {
        return false;
    }
    let mut place = Place { node: index, last: size - 1 };
    let mut hash = *leaf;
    for other in proof {
        match place.climb() {
            Some(Side::Left) => hash = node_hash(other, &hash),
            Some(Side::Right) => hash = node_hash(&hash, other),
            None => return false,
        }
    }
    place.last == 0 && hash == *root
}

/// Whether `proof` shows that the tree of `new.0` leaves under the root `new.1` begins with the tree of `old.0` leaves
/// under the root `old.1`.
#[must_use]
pub fn verify_consistency(old: (u64, &Hash), new: (u64, &Hash), proof: &[Hash]) -> bool {
    if old.0 == 0 {
        return proof.is_empty() && *old.1 == EMPTY_ROOT && (new.0 > 0 || *new.1 == EMPTY_ROOT);
    }
    if old.0 >= new.0 {
        return old == new && proof.is_empty();
    }
    // The old root is itself part of the new tree when its size is a power of two.
    let mut hashes = old.0.is_power_of_two().then_some(old.1).into_iter().chain(proof);
    let Some(first) = hashes.next() else { return false };
    let mut place = Place { node: old.0 - 1, last: new.0 - 1 };
    place.skip_while(|node| node & 1 == 1);
    let (mut before, mut after) = (*first, *first);
    for other in hashes {
        match place.climb() {
            Some(Side::Left) => {
                before = node_hash(other, &before);
                after = node_hash(other, &after);
            }
            Some(Side::Right) => after = node_hash(&after, other),
            None => return false,
        }
    }
    place.last == 0 && before == *old.1 && after == *new.1
}

/// On which side of a node the next hash of a proof stands.
enum Side {
    Left,
    Right,
}

/// A node on its way up, and the last one of its level.
struct Place {
    node: u64,
    last: u64,
}

impl Place {
    /// Goes up to the next node that has a sibling; none at the top.
    fn climb(&mut self) -> Option<Side> {
        if self.last == 0 {
            return None;
        }
        let side = if self.node & 1 == 1 || self.node == self.last { Side::Left } else { Side::Right };
        if matches!(side, Side::Left) {
            self.skip_while(|node| node & 1 == 0 && node != 0);
        }
        self.up();
        Some(side)
    }

    fn skip_while(&mut self, condition: impl Fn(u64) -> bool) {
        while condition(self.node) {
            self.up();
        }
    }

    fn up(&mut self) {
        self.node >>= 1;
        self.last >>= 1;
    }
}
