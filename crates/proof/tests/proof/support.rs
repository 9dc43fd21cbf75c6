//! A whole tree in memory, stored as an archive stores it.

use haetae_proof::{Frontier, Hash, Node, Plan, STORED_EVERY, Stored};

/// Leaves, and the stored levels above them.
#[derive(Default)]
pub(crate) struct Tree {
    pub(crate) frontier: Frontier,
    pub(crate) stored: Stored,
}

impl Tree {
    pub(crate) fn of(leaves: impl IntoIterator<Item = Hash>) -> Self {
        let mut tree = Self::default();
        for leaf in leaves {
            tree.stored.insert(Node { level: 0, index: tree.frontier.size() }, leaf);
            let stored = &mut tree.stored;
            tree.frontier.push(leaf, |node, hash| {
                if node.level.is_multiple_of(STORED_EVERY) {
                    stored.insert(node, hash);
                }
            });
        }
        tree
    }

    pub(crate) fn resolve(&self, plan: &Plan) -> Vec<Hash> {
        plan.resolve(&self.stored).expect("everything is stored")
    }

    pub(crate) fn root(&self, size: u64) -> Hash {
        self.resolve(&Plan::root(size))[0]
    }
}
