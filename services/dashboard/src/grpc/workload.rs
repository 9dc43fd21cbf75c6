//! GetWorkload.

use haetae_event_log::codec::person_to_wire;
use haetae_proto::dashboard::v1::{GetWorkloadRequest, GetWorkloadResponse, ReviewerLoad};
use haetae_service_kit::{
    deadline::Deadline,
    error::{ApiError, Violations},
    token::parse_consistency_token,
};

use super::{days, moment};
use crate::{
    database::failure,
    store::{Load, QueryStore, Visible},
};

pub(super) async fn get(
    store: &QueryStore,
    visible: &Visible,
    request: &GetWorkloadRequest,
    deadline: Deadline,
) -> Result<GetWorkloadResponse, ApiError> {
    let mut v = Violations::new();
    let as_of = moment::parse(&mut v, request.as_of.as_ref());
    let recorded = days::parse(&mut v, &request.first_day, &request.last_day);
    let wanted = v.take(parse_consistency_token(&request.consistency_token))?.flatten();
    v.finish()?;
    let mut whole = store.whole(as_of, wanted, deadline).await?;
    let loads = whole.workload(visible, recorded).await.map_err(failure)?;
    Ok(GetWorkloadResponse { reviewers: loads.iter().map(load).collect(), consistency_token: whole.0.token() })
}

fn load(load: &Load) -> ReviewerLoad {
    ReviewerLoad {
        reviewer: load.reviewer.as_ref().map(person_to_wire),
        open_reviews: load.open_reviews,
        overdue_reviews: load.overdue_reviews,
        fixes_to_verify: load.fixes_to_verify,
        overdue_findings: load.overdue_findings,
        judged: load.judged,
    }
}
