//! gRPC handlers: each determines the reviews that the caller may see, reads the request, and answers from one
//! snapshot.

mod areas;
mod audit;
mod caller;
mod compare;
mod days;
mod depth;
mod export;
mod findings;
mod list;
mod moment;
mod order;
mod overview;
mod page;
mod projections;
mod show;
mod streams;
mod summary;
mod timeline;
mod trends;
mod watch;
mod workload;

use futures::{StreamExt as _, stream::BoxStream};
use haetae_proto::dashboard::v1::{
    CompareReviewRequest, CompareReviewResponse, ExportReviewsRequest, ExportReviewsResponse, GetCallerRequest,
    GetCallerResponse, GetReviewOverviewRequest, GetReviewOverviewResponse, GetSummaryRequest, GetSummaryResponse,
    GetTimelineRequest, GetTimelineResponse, GetTrendsRequest, GetTrendsResponse, GetWeakAreasRequest,
    GetWeakAreasResponse, GetWorkloadRequest, GetWorkloadResponse, ListFindingsRequest, ListFindingsResponse,
    ListReviewsRequest, ListReviewsResponse, WatchReviewsRequest, WatchReviewsResponse,
    dashboard_service_server::DashboardService,
};
use haetae_service_kit::{
    auth::{Principal, Scope},
    deadline::Deadline,
    error::{ApiError, Lang},
    token::{Pages, TokenKeys},
};
use tokio_util::sync::CancellationToken;
use tonic::{Request, Response, Status};

use crate::{
    store::{QueryStore, QueryStores, Visible},
    text::clean,
};

pub(crate) use audit::Audit;
pub(crate) use projections::Projections;
pub(crate) use streams::{StreamLimits, Streams};
use watch::StreamEnd;
pub(crate) use watch::Terms;

pub(crate) struct Dashboard {
    stores: QueryStores,
    streams: Streams,
    watched: Terms,
    tokens: TokenKeys,
    shutdown: CancellationToken,
    /// The issuer of the tokens of all callers.
    issuer: String,
}

impl Dashboard {
    /// Creates the handlers. They read from `stores`; streaming responses need a place in `streams`. Lists are
    /// watched under `terms`, until `shutdown`; `tokens` seal the page tokens; `issuer` issued the callers' tokens.
    pub(crate) fn new(
        stores: QueryStores,
        streams: Streams,
        watched: Terms,
        tokens: TokenKeys,
        shutdown: CancellationToken,
        issuer: String,
    ) -> Self {
        Self { stores, streams, watched, tokens, shutdown, issuer }
    }

    fn pages<T>(&self, request: &Request<T>) -> Result<Pages, ApiError> {
        Ok(self.tokens.pages(&Principal::from_request(request)?))
    }

    /// The store to read from, the reviews that the caller may see, and the deadline.
    fn admitted<T>(&self, request: &Request<T>) -> Result<(QueryStore, Visible, Deadline), ApiError> {
        let caller = Principal::from_request(request)?;
        let visible = match caller.scope()? {
            Scope::All => Visible::All,
            Scope::Team(team) => Visible::Team(clean(team.to_owned())),
            Scope::Nothing => Visible::Nothing,
        };
        Ok((self.stores.of(&caller), visible, Deadline::from_request(request)))
    }
}

/// Parts of an answer; an error is the last.
type Parts<T> = BoxStream<'static, Result<T, Status>>;

#[tonic::async_trait]
impl DashboardService for Dashboard {
    type WatchReviewsStream = Parts<WatchReviewsResponse>;
    type ExportReviewsStream = Parts<ExportReviewsResponse>;

    async fn get_caller(&self, request: Request<GetCallerRequest>) -> Result<Response<GetCallerResponse>, Status> {
        Ok(Response::new(caller::get(Principal::from_request(&request)?, &self.issuer)))
    }

    async fn get_summary(&self, request: Request<GetSummaryRequest>) -> Result<Response<GetSummaryResponse>, Status> {
        let (store, visible, deadline) = self.admitted(&request)?;
        Ok(Response::new(summary::get(&store, &visible, request.get_ref(), deadline).await?))
    }

    async fn list_reviews(
        &self,
        request: Request<ListReviewsRequest>,
    ) -> Result<Response<ListReviewsResponse>, Status> {
        let (store, visible, deadline) = self.admitted(&request)?;
        Ok(Response::new(list::list(&store, &self.pages(&request)?, visible, request.get_ref(), deadline).await?))
    }

    async fn list_findings(
        &self,
        request: Request<ListFindingsRequest>,
    ) -> Result<Response<ListFindingsResponse>, Status> {
        let (store, visible, deadline) = self.admitted(&request)?;
        Ok(Response::new(findings::list(&store, &self.pages(&request)?, visible, request.get_ref(), deadline).await?))
    }

    async fn get_weak_areas(
        &self,
        request: Request<GetWeakAreasRequest>,
    ) -> Result<Response<GetWeakAreasResponse>, Status> {
        let (store, visible, deadline) = self.admitted(&request)?;
        Ok(Response::new(areas::get(&store, &visible, request.get_ref(), deadline).await?))
    }

    async fn get_workload(
        &self,
        request: Request<GetWorkloadRequest>,
    ) -> Result<Response<GetWorkloadResponse>, Status> {
        let (store, visible, deadline) = self.admitted(&request)?;
        Ok(Response::new(workload::get(&store, &visible, request.get_ref(), deadline).await?))
    }

    async fn get_timeline(
        &self,
        request: Request<GetTimelineRequest>,
    ) -> Result<Response<GetTimelineResponse>, Status> {
        let (store, visible, deadline) = self.admitted(&request)?;
        let caller = Principal::from_request(&request)?;
        let (pages, whom) = (self.pages(&request)?, (&visible, &caller));
        Ok(Response::new(timeline::get(&store, &pages, whom, request.get_ref(), deadline).await?))
    }

    async fn get_review_overview(
        &self,
        request: Request<GetReviewOverviewRequest>,
    ) -> Result<Response<GetReviewOverviewResponse>, Status> {
        let (store, visible, deadline) = self.admitted(&request)?;
        let caller = Principal::from_request(&request)?;
        Ok(Response::new(overview::get(&store, (&visible, &caller), request.get_ref(), deadline).await?))
    }

    async fn compare_review(
        &self,
        request: Request<CompareReviewRequest>,
    ) -> Result<Response<CompareReviewResponse>, Status> {
        let (store, visible, deadline) = self.admitted(&request)?;
        Ok(Response::new(compare::compare(&store, &visible, request.get_ref(), deadline).await?))
    }

    async fn get_trends(&self, request: Request<GetTrendsRequest>) -> Result<Response<GetTrendsResponse>, Status> {
        let (store, visible, deadline) = self.admitted(&request)?;
        Ok(Response::new(trends::get(&store, &visible, request.get_ref(), deadline).await?))
    }

    async fn watch_reviews(
        &self,
        request: Request<WatchReviewsRequest>,
    ) -> Result<Response<Self::WatchReviewsStream>, Status> {
        let (store, visible, deadline) = self.admitted(&request)?;
        let caller = Principal::from_request(&request)?;
        let place = self.streams.enter(&caller)?;
        let end = StreamEnd::of(&caller, request.extensions().get(), self.watched, self.shutdown.clone());
        let steps = watch::watch(store, visible, request.get_ref(), deadline, end).await?;
        Ok(Response::new(place.of(in_language_of(&request, steps))))
    }

    async fn export_reviews(
        &self,
        request: Request<ExportReviewsRequest>,
    ) -> Result<Response<Self::ExportReviewsStream>, Status> {
        let (store, visible, deadline) = self.admitted(&request)?;
        let place = self.streams.enter(&Principal::from_request(&request)?)?;
        let parts = export::export(store, visible, request.get_ref(), deadline).await?;
        Ok(Response::new(place.of(in_language_of(&request, parts))))
    }
}

/// Renders errors that end a stream in the caller's language, because only the stream still knows it.
fn in_language_of<T: 'static>(
    request: &Request<impl Sized>,
    parts: BoxStream<'static, Result<T, ApiError>>,
) -> Parts<T> {
    let lang = Lang::from_metadata(request.metadata());
    parts.map(move |part| part.map_err(|error| error.into_status(lang))).boxed()
}

impl Visible {
    /// Whether the reviews of `team` are among them.
    fn includes(&self, team: &str) -> bool {
        match self {
            Self::All => true,
            Self::Team(own) => own == team,
            Self::Nothing => false,
        }
    }
}
