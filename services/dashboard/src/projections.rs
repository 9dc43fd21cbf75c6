//! The list of this process's projections, which it installs, follows, rebuilds and lists. A new projection is added
//! here.

use std::collections::BTreeMap;

use haetae_projector::{Managed, Of, Position, Projection};
use sqlx::PgPool;

use crate::{Archive, Board, Diagnosis};

/// All of them.
pub(crate) const ALL: [&dyn Managed; 3] = [&Of::<Board>::NEW, &Of::<Archive>::NEW, &Of::<Diagnosis>::NEW];

/// The one of this name.
pub(crate) fn find(name: &str) -> Option<&'static dyn Managed> {
    ALL.into_iter().find(|projection| projection.name() == name)
}

/// The names of all.
pub(crate) fn names() -> Vec<&'static str> {
    ALL.into_iter().map(Managed::name).collect()
}

/// The positions of the projections, as known to this process: projectors update them, and queries wait for them.
#[derive(Clone, Debug)]
pub(crate) struct Positions(BTreeMap<&'static str, Position>);

impl Positions {
    pub(crate) fn new(pool: &PgPool) -> Self {
        Self(ALL.into_iter().map(|projection| (projection.name(), projection.position(pool.clone()))).collect())
    }

    /// That of `P`.
    pub(crate) fn of<P: Projection>(&self, pool: &PgPool) -> Position {
        self.named(P::NAME).unwrap_or_else(|| Position::of::<P>(pool.clone()))
    }

    pub(crate) fn named(&self, name: &str) -> Option<Position> {
        self.0.get(name).cloned()
    }
}
