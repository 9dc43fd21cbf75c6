//! The gRPC surface: who may, then what is asked, then one snapshot.

mod list;
mod moment;
mod order;
mod page;
mod show;
mod summary;
mod timeline;

use haetae_proto::dashboard::v1::{
    GetSummaryRequest, GetSummaryResponse, GetTimelineRequest, GetTimelineResponse, ListReviewsRequest,
    ListReviewsResponse, dashboard_service_server::DashboardService,
};
use haetae_service_kit::{
    auth::{Principal, Role},
    deadline::Deadline,
    error::ApiError,
};
use tonic::{Request, Response, Status};

use crate::{
    store::{Store, Visible},
    text::clean,
};

/// Who may ask at all; what they see follows from the roles.
const READERS: [Role; 5] = [Role::Requester, Role::Reviewer, Role::Approver, Role::Auditor, Role::Operator];

pub(crate) struct Dashboard {
    store: Store,
}

impl Dashboard {
    pub(crate) fn new(store: Store) -> Self {
        Self { store }
    }
}

#[tonic::async_trait]
impl DashboardService for Dashboard {
    async fn get_summary(&self, request: Request<GetSummaryRequest>) -> Result<Response<GetSummaryResponse>, Status> {
        let (visible, deadline) = admitted(&request)?;
        Ok(Response::new(summary::get(&self.store, &visible, request.get_ref(), deadline).await?))
    }

    async fn list_reviews(
        &self,
        request: Request<ListReviewsRequest>,
    ) -> Result<Response<ListReviewsResponse>, Status> {
        let (visible, deadline) = admitted(&request)?;
        Ok(Response::new(list::list(&self.store, visible, request.get_ref(), deadline).await?))
    }

    async fn get_timeline(
        &self,
        request: Request<GetTimelineRequest>,
    ) -> Result<Response<GetTimelineResponse>, Status> {
        let (visible, deadline) = admitted(&request)?;
        Ok(Response::new(timeline::get(&self.store, &visible, request.get_ref(), deadline).await?))
    }
}

/// What the caller sees, and until when there has to be an answer.
fn admitted<T>(request: &Request<T>) -> Result<(Visible, Deadline), ApiError> {
    let caller = Principal::from_request(request)?;
    caller.require(&READERS)?;
    Ok((visible_to(&caller), Deadline::from_request(request)))
}

fn visible_to(caller: &Principal) -> Visible {
    match &caller.team {
        _ if caller.sees_all_teams() => Visible::All,
        Some(team) if caller.sees(team) => Visible::Team(clean(team.clone())),
        _ => Visible::Nothing,
    }
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
