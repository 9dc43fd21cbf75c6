//! A review commit by commit.

use std::ops::RangeInclusive;

use anyhow::{Context as _, Result, ensure};
use haetae_domain::{
    ids::Meta,
    review::{Event, State, evolve},
};
use haetae_event_log::codec::{Aggregate as _, Reviews, meta_of};
use haetae_proto::event::v1::Commit;
use uuid::Uuid;

/// A review after each of its commits; first before all of them.
#[derive(Debug, Clone)]
pub struct Line {
    pub(super) id: String,
    pub(super) points: Vec<Point>,
}

/// A review right after a commit.
#[derive(Debug, Clone, Default)]
pub(super) struct Point {
    pub(super) sequence: u64,
    pub(super) state: State,
    pub(super) commit: Option<Made>,
}

/// What a commit says.
#[derive(Debug, Clone)]
pub(super) struct Made {
    /// The request id of its caller; none for a reactor.
    pub(super) request: Option<Uuid>,
    pub(super) meta: Meta,
    pub(super) events: Vec<Event>,
    /// How the refusal names it to a caller whose etag it made stale.
    pub(super) told: String,
}

impl Line {
    /// Reads the commits of a review with their positions.
    ///
    /// # Errors
    /// When one cannot be read, or is not the next version.
    pub fn read(id: &str, commits: impl IntoIterator<Item = (u64, Commit)>) -> Result<Self> {
        let mut points = vec![Point::default()];
        for (sequence, mut commit) in commits {
            ensure!(commit.version == points.len() as u64, "the commit at {sequence} has version {}", commit.version);
            let meta = meta_of(&mut commit)?;
            let wire = commit.events.into_iter().map(|event| event.event.context("an unknown event"));
            let wire = wire.collect::<Result<Vec<_>>>()?;
            let names: Vec<_> = wire.iter().map(|event| event.name()).collect();
            let told = format!("{} by {} at {}", names.join("+"), meta.by.subject, meta.at);
            let events = wire.into_iter().map(Reviews::decode).collect::<Result<Vec<_>, _>>()?;
            let before = points.last().map(|point| point.state.clone()).unwrap_or_default();
            let state = events.iter().fold(before, |state, event| evolve(state, event, &meta));
            let request = Uuid::from_slice(&commit.request_id).ok();
            points.push(Point { sequence, state, commit: Some(Made { request, meta, events, told }) });
        }
        Ok(Self { id: id.to_owned(), points })
    }

    /// The last commit.
    pub fn end(&self) -> u64 {
        self.points.last().map_or(0, |point| point.sequence)
    }

    /// The points that were the last one at some moment while the log grew from one end to the other.
    pub(super) fn last_during(&self, during: &RangeInclusive<u64>) -> impl Iterator<Item = usize> {
        let next = |at: usize| self.points.get(at + 1).map_or(u64::MAX, |point| point.sequence);
        (0..self.points.len())
            .filter(move |at| self.points[*at].sequence <= *during.end() && next(*at) > *during.start())
    }

    /// What a refusal names to a caller who knew the review at `sequence`, when it stands at the point `at`.
    pub(super) fn told_since(&self, sequence: u64, at: usize) -> String {
        let since = self.points[..=at].iter().filter(|point| point.sequence > sequence);
        since.filter_map(|point| point.commit.as_ref()).map(|made| made.told.as_str()).collect::<Vec<_>>().join("; ")
    }
}
