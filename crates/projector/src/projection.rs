//! The trait of a read model, and its parts.

use std::future::{Future, ready};

use haetae_event_log::{AggregateKey, Category, Recorded};
use sqlx::Result;

use crate::{Refusal, Tables};

/// A read model. It is its only writer, so a value may cache rows between calls; it lives as long as one database
/// session and starts empty after every failure. Its SQL names tables without a schema: the connection it is given
/// finds those of the generation being written.
pub trait Projection: Default + Send + 'static {
    /// Its name, and that of the schema its readers use: a plain SQL name.
    const NAME: &'static str;
    /// To be raised whenever the same commits give other rows than before.
    const VERSION: u32;
    /// Its tables; readers see each through a view of the same name.
    const TABLES: &'static [Table];
    /// Creates the tables, with the keys and indexes that loading needs.
    const CREATE: &'static str;
    /// Creates the other keys and indexes, after the load: statements that need not come after one another, each ended by
    /// a semicolon at the end of a line; those that take longest first.
    const INDEX: &'static str;
    /// Creates or replaces views for analysts, named with their schemas, over the tables, named without: those of the
    /// generation that readers see. Each statement begins a line with `CREATE OR REPLACE VIEW`; comments follow it, and a
    /// view comes after those it looks at. Run whenever the readers' views are made or moved, in the same transaction.
    /// Columns may be added at the end of a view; any other change makes a swap drop the view, with the objects that depend on it.
    /// No view may show tables of another projection.
    fn views() -> String {
        String::new()
    }
    /// The schemas of those views, one role for each. A role is granted SELECT on a view when the view first appears.
    const VIEWS_IN: &'static [Audience] = &[];
    /// Whose commits mean anything to it. Of these, one that is not the next of its aggregate means nothing: a stranger
    /// published it.
    const FOLLOWS: &'static [Category] = &Category::ALL;
    /// The change that one commit makes to it.
    type Change: Send + 'static;
    /// Whether it keeps what strangers put into the log: messages that are no commits, and commits that do not count. Others
    /// never see them. The writer raises an alarm for each, once it is stored.
    const KEEPS_FOREIGN: bool = false;

    /// Decodes a commit into a change. Pure, and called ahead of the writing.
    ///
    /// # Errors
    /// When the commit cannot be understood: it is parked with its [`Self::unit`] until a build that can comes along. What is
    /// no commit at all ([`Refusal::Decode`]) is passed over instead: no build will ever understand it.
    fn read(recorded: Recorded) -> Result<Self::Change, Refusal>;

    /// What was read and is no commit, from a projection that [keeps](Self::KEEPS_FOREIGN) such messages. The writer raises an
    /// alarm for each, once it is stored.
    fn foreign(_change: &Self::Change) -> Option<Foreign> {
        None
    }

    /// What is written of a change whose commit is parked, at its place among the others: what its place in the log says by
    /// itself, so that later commits mean the same with it and without it. None is left of most.
    fn set_aside(_change: Self::Change) -> Option<Self::Change> {
        None
    }

    /// The same of a commit that [`Self::read`] refuses, or that no process survived. It looks at the envelope alone.
    fn set_aside_unread(_recorded: &Recorded) -> Option<Self::Change> {
        None
    }

    /// What a commit is parked together with when it cannot be projected: later commits of the same unit wait behind it,
    /// all others go on. It has to hold everything that is written into the same rows. With none, the projection stops.
    fn unit(key: &AggregateKey) -> Option<String> {
        Some(key.subject())
    }

    /// Writes changes, in the order of the log, in the caller's transaction.
    fn write(&mut self, tables: &mut Tables<'_>, changes: Vec<Self::Change>)
    -> impl Future<Output = Result<()>> + Send;

    /// [`Self::write`] into a generation that has no readers yet and that is dropped on any failure: rows may be held
    /// back until [`Self::finish_load`].
    fn load(&mut self, tables: &mut Tables<'_>, changes: Vec<Self::Change>) -> impl Future<Output = Result<()>> + Send {
        self.write(tables, changes)
    }

    /// Writes what [`Self::load`] held back.
    fn finish_load(&mut self, _tables: &mut Tables<'_>) -> impl Future<Output = Result<()>> + Send {
        ready(Ok(()))
    }
}

/// A message in the log that is no commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Foreign {
    /// Where it is.
    pub sequence: u64,
    /// The subject it was published on.
    pub subject: String,
    /// Why it is no commit.
    pub reason: String,
}

/// One table of a projection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// Its primary key: the first columns of the table, in order.
    pub key: &'static [&'static str],
}

/// A schema of views for analysts, and the role that may read them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Audience {
    /// The schema.
    pub schema: &'static str,
    /// The role; it need not be there yet.
    pub role: &'static str,
}
