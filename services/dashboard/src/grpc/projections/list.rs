//! The position and state of every projection.

use std::time::Duration;

use futures::StreamExt as _;
use haetae_event_log::{EventLog as _, JetStreamLog, codec::meta_of};
use haetae_projector::{Managed, Standing, State, generations, latest_rebuild};
use haetae_proto::dashboard::v1::{ListProjectionsResponse, Projection, ProjectionState};
use haetae_service_kit::{clock, error::ApiError};
use tokio::time::timeout;

use super::{Projections, show};
use crate::{database::failure, projections::ALL, reads::Call, standstill::HEADS};

/// How long the list waits for the log before it omits the lag.
const PATIENCE: Duration = Duration::from_secs(2);

impl Projections {
    pub(super) async fn list(&self, call: &Call) -> Result<ListProjectionsResponse, ApiError> {
        let log = self.builder.log.get();
        let head = match log {
            Some(log) => timeout(PATIENCE, log.head()).await.ok().and_then(Result::ok),
            None => None,
        };
        let mut projections = Vec::with_capacity(ALL.len());
        for projection in ALL {
            projections.push(self.one(call, projection, log.zip(head)).await?);
        }
        projections.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(ListProjectionsResponse { projections, heads_stand_still: self.still.borrow().contains(HEADS) })
    }

    async fn one(
        &self,
        call: &Call,
        projection: &dyn Managed,
        log: Option<(&JetStreamLog, u64)>,
    ) -> Result<Projection, ApiError> {
        let mut db = call.connection().await?;
        let all = generations(&mut db, projection.name()).await.map_err(failure)?;
        let rebuild = latest_rebuild(&mut db, projection.name()).await.map_err(failure)?;
        drop(db);
        let shape = projection.shape();
        let live = all.iter().find(|generation| generation.state == State::Live);
        let position = live.map_or(0, |live| live.position);
        // The head was read first, so the projection may already be past it.
        let lag = log.map(|(_, head)| head.saturating_sub(position));
        Ok(Projection {
            name: projection.name().to_owned(),
            state: self.state(projection.name(), live, &shape).into(),
            live_generation: live.map_or(0, |live| live.generation),
            position,
            head: log.map(|(_, head)| head.max(position)),
            lag_commits: lag,
            lag: match (log, lag) {
                (_, Some(0)) => Some(prost_types::Duration::default()),
                (Some((log, _)), _) => waited(log, position).await,
                (None, _) => None,
            },
            parked_units: live.map_or(0, |live| live.parked),
            generations: all.iter().map(|generation| show::generation(generation, &shape)).collect(),
            latest_rebuild: rebuild.as_ref().map(show::rebuild),
        })
    }

    fn state(&self, name: &str, live: Option<&Standing>, shape: &str) -> ProjectionState {
        match live {
            None => ProjectionState::NotInstalled,
            Some(live) if live.shape != shape => ProjectionState::RebuildNeeded,
            Some(_) if self.still.borrow().contains(name) => ProjectionState::StandsStill,
            Some(_) => ProjectionState::Following,
        }
    }
}

/// How long the commit after `position` has been in the log.
async fn waited(log: &JetStreamLog, position: u64) -> Option<prost_types::Duration> {
    let next = timeout(PATIENCE, log.read(position).next()).await.ok()??.ok()?;
    let meta = meta_of(&mut next.decode_envelope().ok()?).ok()?;
    let waited = Duration::try_from(clock::now().duration_since(meta.at)).unwrap_or_default();
    Some(show::duration(waited))
}
