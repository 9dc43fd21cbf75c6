//! Lists parked commits.

use haetae_projector::parked;
use haetae_proto::dashboard::v1::{ListParkedRequest, ListParkedResponse};
use haetae_service_kit::{
    error::{ApiError, Violations},
    token::{PageScope, Pages},
    validate,
};

use super::{Projections, named, show};
use crate::{database::failure, grpc::page::cut, reads::Call};

/// Default and most.
const PAGE: (u32, u32) = (50, 200);

impl Projections {
    pub(super) async fn parked(
        &self,
        pages: &Pages,
        call: &Call,
        request: &ListParkedRequest,
    ) -> Result<ListParkedResponse, ApiError> {
        let mut v = Violations::new();
        let size = validate::page_size(&mut v, "page_size", request.page_size, PAGE.0, PAGE.1);
        let name = request.projection.as_str();
        let scope = pages.scope(&["ListParked", name]);
        let opened =
            || scope.open(&request.page_token)?.map(|key| place(&key).ok_or_else(PageScope::refused)).transpose();
        let after = v.take(opened())?.flatten().unwrap_or_default();
        v.finish()?;
        let of = if name.is_empty() { None } else { Some(named(name)?.name()) };
        let mut db = call.connection().await?;
        let found = parked(&mut db, of, (&after.0, after.1), size + 1).await.map_err(failure)?;
        let (commits, more) = cut(found, size);
        let last = commits.last().filter(|_| more);
        Ok(ListParkedResponse {
            next_page_token: scope.seal_after(last.map(|last| key(&last.name, last.sequence)))?,
            commits: commits.into_iter().map(show::parked).collect(),
        })
    }
}

fn key(name: &str, sequence: u64) -> Vec<u8> {
    [&sequence.to_be_bytes()[..], name.as_bytes()].concat()
}

fn place(key: &[u8]) -> Option<(String, u64)> {
    let (sequence, name) = key.split_first_chunk()?;
    let sequence = u64::from_be_bytes(*sequence);
    i64::try_from(sequence).ok()?;
    Some((String::from_utf8(name.to_vec()).ok()?, sequence))
}
