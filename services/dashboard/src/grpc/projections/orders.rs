//! Operations that operators start: each is started at most once for a `request_id`, and observed by its id.

use std::time::Duration;

use haetae_domain::ids::CommitId;
use haetae_projector::{
    Error, Kind, Managed, Order, Site, Standing, State, find_rebuild, generations, latest_rebuild, parked,
};
use haetae_proto::dashboard::v1::{
    DropGenerationRequest, GetRebuildRequest, Rebuild, RebuildProjectionRequest, RetryParkedRequest,
    SwitchGenerationRequest,
};
use haetae_service_kit::{
    auth::Principal,
    error::{ApiError, Violations},
    validate,
};
use uuid::Uuid;

use super::{Projections, named, show};
use crate::{building::NotStarted, database::failure, reads::Call};

/// When to ask again for a log that was not reached yet.
const RETRY: Duration = Duration::from_secs(1);

/// The requested operation, before it is known whether it can be done.
struct Wish {
    kind: Kind,
    wanted: Option<i32>,
    replaces: bool,
    drops: bool,
}

impl Projections {
    pub(super) async fn rebuild(
        &self,
        call: &Call,
        caller: &Principal,
        request: &RebuildProjectionRequest,
    ) -> Result<Rebuild, ApiError> {
        let wish = Wish {
            kind: Kind::Rebuild,
            wanted: None,
            replaces: request.replace_differing,
            drops: request.drop_dependents,
        };
        let mut v = Violations::new();
        let id = validate::uuid(&mut v, "request_id", &request.request_id);
        v.finish()?;
        self.order(call, caller, id, named(&request.projection)?, wish).await
    }

    pub(super) async fn retry(
        &self,
        call: &Call,
        caller: &Principal,
        request: &RetryParkedRequest,
    ) -> Result<Rebuild, ApiError> {
        let wish = Wish { kind: Kind::Retry, wanted: None, replaces: false, drops: false };
        let mut v = Violations::new();
        let id = validate::uuid(&mut v, "request_id", &request.request_id);
        v.finish()?;
        self.order(call, caller, id, named(&request.projection)?, wish).await
    }

    pub(super) async fn switch(
        &self,
        call: &Call,
        caller: &Principal,
        request: &SwitchGenerationRequest,
    ) -> Result<Rebuild, ApiError> {
        let mut v = Violations::new();
        let id = validate::uuid(&mut v, "request_id", &request.request_id);
        number(&mut v, request.generation);
        v.finish()?;
        let drops = request.drop_dependents;
        let wish = Wish { kind: Kind::Switch, wanted: Some(request.generation), replaces: false, drops };
        self.order(call, caller, id, named(&request.projection)?, wish).await
    }

    pub(super) async fn look_up(&self, call: &Call, request: &GetRebuildRequest) -> Result<Rebuild, ApiError> {
        let mut v = Violations::new();
        let id = validate::uuid(&mut v, "rebuild_id", &request.rebuild_id);
        v.finish()?;
        let found = find_rebuild(&mut *call.connection().await?, id).await.map_err(failure)?;
        found.as_ref().map(show::rebuild).ok_or_else(|| ApiError::rebuild_not_found(id))
    }

    pub(super) async fn drop_one(&self, call: &Call, request: &DropGenerationRequest) -> Result<(), ApiError> {
        let mut v = Violations::new();
        number(&mut v, request.generation);
        v.finish()?;
        let projection = named(&request.projection)?;
        if self.standing(call, projection, request.generation).await?.state == State::Live {
            return Err(ApiError::generation_unfit(request.generation, "LIVE"));
        }
        let site = Site::take(&self.builder.pool, projection.name()).await;
        match async { site?.drop_generation(request.generation).await }.await {
            // Taking the site dropped what an interrupted rebuild left behind.
            Ok(()) | Err(Error::NotDroppable { .. }) => Ok(()),
            Err(Error::Busy { .. }) => Err(self.busy(call, projection.name()).await),
            Err(Error::Dependents { dependents, .. }) => {
                let unfit = ApiError::generation_unfit(request.generation, "HAS_DEPENDENTS");
                Err(unfit.with("dependents", dependents.join(", ")))
            }
            Err(Error::Database(error)) => Err(failure(error)),
            Err(error) => Err(ApiError::internal(error)),
        }
    }

    /// Starts the operation, unless this request started it before.
    async fn order(
        &self,
        call: &Call,
        caller: &Principal,
        request_id: Uuid,
        projection: &'static dyn Managed,
        wish: Wish,
    ) -> Result<Rebuild, ApiError> {
        let Wish { kind, wanted, replaces, drops } = wish;
        let id = CommitId::of_request("projections", &caller.subject, request_id).0;
        let (name, started_by) = (projection.name().to_owned(), caller.subject.clone());
        let order = Order { id, name, kind, started_by, wanted, replaces, drops };
        if let Some(known) = self.known(call, &order).await? {
            return Ok(known);
        }
        self.check(call, projection, &order).await?;
        match self.builder.start(projection, order.clone()).await {
            Ok(()) => {}
            Err(NotStarted::Projector(Error::Busy { .. })) => {
                // The running operation may be that of the same request.
                return match self.known(call, &order).await? {
                    Some(known) => Ok(known),
                    None => Err(self.busy(call, projection.name()).await),
                };
            }
            Err(NotStarted::Projector(Error::Database(error))) => return Err(failure(error)),
            Err(NotStarted::Unreached) => return Err(ApiError::store_unavailable().retry_after(RETRY)),
            Err(NotStarted::Regressed) => return Err(ApiError::log_regressed()),
            Err(error @ NotStarted::Projector(_)) => return Err(ApiError::internal(error)),
        }
        self.known(call, &order).await?.ok_or_else(|| ApiError::internal("a rebuild that was started is not on record"))
    }

    /// The rebuild that this very order started.
    async fn known(&self, call: &Call, order: &Order) -> Result<Option<Rebuild>, ApiError> {
        match find_rebuild(&mut *call.connection().await?, order.id).await.map_err(failure)? {
            Some(known) if known.order == *order => Ok(Some(show::rebuild(&known))),
            Some(_) => Err(ApiError::request_id_reused()),
            None => Ok(None),
        }
    }

    /// Whether it is possible in the current state.
    async fn check(&self, call: &Call, projection: &dyn Managed, order: &Order) -> Result<(), ApiError> {
        if let Some(number) = order.wanted {
            let standing = self.standing(call, projection, number).await?;
            let state = match standing.state {
                State::Live => "LIVE",
                State::Building => "BUILDING",
                State::Retired if standing.shape != projection.shape() => "OTHER_SHAPE",
                State::Retired => return Ok(()),
            };
            return Err(ApiError::generation_unfit(number, state));
        }
        if order.kind == Kind::Retry {
            let mut db = call.connection().await?;
            let name = projection.name();
            if parked(&mut db, Some(name), (name, 0), 1).await.map_err(failure)?.is_empty() {
                return Err(ApiError::nothing_parked());
            }
        }
        Ok(())
    }

    async fn standing(&self, call: &Call, projection: &dyn Managed, number: i32) -> Result<Standing, ApiError> {
        let mut db = call.connection().await?;
        let all = generations(&mut db, projection.name()).await.map_err(failure)?;
        let found = all.into_iter().find(|standing| standing.generation == number);
        found.ok_or_else(|| ApiError::generation_not_found(number))
    }

    async fn busy(&self, call: &Call, name: &str) -> ApiError {
        let running = match call.connection().await {
            Ok(mut db) => latest_rebuild(&mut db, name).await.ok().flatten(),
            Err(_) => None,
        };
        ApiError::rebuild_running(running.filter(|rebuild| rebuild.state == "running").map(|rebuild| rebuild.order.id))
    }
}

fn number(v: &mut Violations, generation: i32) {
    if generation < 1 {
        v.add("generation", "1 이상이어야 합니다.", "Must be 1 or more.");
    }
}
