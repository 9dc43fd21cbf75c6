//! The turn of a commit: its position among the commits of its aggregate.

use haetae_proto::event::v1 as pb;
use uuid::Uuid;

/// The fields of a commit that decide whether it counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Turn {
    /// Its number within the aggregate.
    pub version: u64,
    /// Its id.
    pub id: Uuid,
}

impl Turn {
    /// The turn of a commit that [`crate::Recorded::decode`] or one of its siblings returned; these have checked its id.
    pub(crate) fn of(commit: &pb::Commit) -> Self {
        Self { version: commit.version, id: Uuid::from_slice(&commit.commit_id).unwrap_or_default() }
    }

    /// Whether the commit is the next one of an aggregate with `reached` commits: its writer knew all before it.
    /// Skips copies of earlier commits, and commits invented without knowing the aggregate. `has` returns whether a
    /// commit of the aggregate has the given id.
    pub(crate) fn is_next(self, reached: u64, has: impl FnOnce(Uuid) -> bool) -> bool {
        self.version == reached + 1 && !has(self.id)
    }
}
