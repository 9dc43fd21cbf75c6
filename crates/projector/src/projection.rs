//! The trait of a read model, and its parts.

use std::future::{Future, ready};

use haetae_event_log::{AggregateKey, Category, Recorded};
use sqlx::Result;

use crate::{Refusal, Tables};

/// A read model. It is the only writer of its tables, so a value may cache rows between calls; it lives as long as
/// one database session and starts empty after every failure. Its SQL names tables without a schema: the given
/// connection resolves them to the generation being written.
pub trait Projection: Default + Send + 'static {
    /// Its name, which is also the name of the schema for its readers: a plain SQL name.
    const NAME: &'static str;
    /// To be increased whenever the same commits produce other rows than before.
    const VERSION: u32;
    /// Its tables; readers see each through a view of the same name.
    const TABLES: &'static [Table];
    /// Creates the tables, with the keys and indexes that loading needs.
    const CREATE: &'static str;
    /// Creates the other keys and indexes, after the load. The statements must be independent of each other, each
    /// ended by a semicolon at the end of a line; the slowest come first.
    const INDEX: &'static str;
    /// Creates or replaces views for analysts. The views are named with their schemas. The tables are named without a
    /// schema and are those of the generation that readers see. Each statement begins a line with `CREATE OR REPLACE
    /// VIEW`; comments follow it, and a view comes after those it reads. Runs whenever the readers' views are created
    /// or moved, in the same transaction. Columns may be added at the end of a view; any other change makes a swap
    /// drop the view, with the objects that depend on it. No view may read tables of another projection.
    fn views() -> String {
        String::new()
    }
    /// The schemas of those views, one role for each. A role is granted SELECT on a view when the view first appears.
    const VIEWS_IN: &'static [Audience] = &[];
    /// The categories it projects. A commit of these that is not the next of its aggregate is ignored: a foreign
    /// client published it.
    const FOLLOWS: &'static [Category] = &Category::ALL;
    /// The change that one commit makes to it.
    type Change: Send + 'static;
    /// Whether it keeps foreign messages: messages that are no commits, and commits that do not count. Other
    /// projections never receive them. The writer raises an alarm for each, once it is stored.
    const KEEPS_FOREIGN: bool = false;

    /// Decodes a commit into a change. Pure, and called ahead of the writing.
    ///
    /// # Errors
    /// When this build cannot read the commit: it is parked with its [`Self::unit`] until a build that can read it
    /// replays the log. A message that is no commit at all ([`Refusal::Decode`]) is skipped instead, because no build
    /// can ever read it.
    fn read(recorded: Recorded) -> Result<Self::Change, Refusal>;

    /// The foreign message in a change, for a projection that [keeps](Self::KEEPS_FOREIGN) such messages. The writer
    /// raises an alarm for each, once it is stored.
    fn foreign(_change: &Self::Change) -> Option<Foreign> {
        None
    }

    /// The part of a change that is written although its commit is parked: facts that follow from its place in the
    /// log alone, so that later commits have the same effect with and without it. None for most.
    fn set_aside(_change: Self::Change) -> Option<Self::Change> {
        None
    }

    /// As [`Self::set_aside`], for a commit that [`Self::read`] rejects, or that no process survived. Uses only the
    /// envelope.
    fn set_aside_unread(_recorded: &Recorded) -> Option<Self::Change> {
        None
    }

    /// The unit that a commit is parked with when it cannot be projected: later commits of the same unit wait behind
    /// it, all others continue. A unit has to cover everything that is written into the same rows. Without a unit,
    /// the projection stops.
    fn unit(key: &AggregateKey) -> Option<String> {
        Some(key.subject())
    }

    /// Writes changes, in the order of the log, in the caller's transaction.
    fn write(&mut self, tables: &mut Tables<'_>, changes: Vec<Self::Change>)
    -> impl Future<Output = Result<()>> + Send;

    /// [`Self::write`] into a generation that has no readers yet and that is dropped on any failure: rows may be
    /// buffered until [`Self::finish_load`].
    fn load(&mut self, tables: &mut Tables<'_>, changes: Vec<Self::Change>) -> impl Future<Output = Result<()>> + Send {
        self.write(tables, changes)
    }

    /// Writes the rows that [`Self::load`] buffered.
    fn finish_load(&mut self, _tables: &mut Tables<'_>) -> impl Future<Output = Result<()>> + Send {
        ready(Ok(()))
    }
}

/// A message in the log that is no commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Foreign {
    /// Its sequence.
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
