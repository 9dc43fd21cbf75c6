//! Heads, as they are signed.

use std::time::Duration;

use haetae_proto::dashboard::v1::{
    GetLogHeadRequest, GetLogHeadResponse, ListLogHeadsRequest, ListLogHeadsResponse, LogHead,
};
use haetae_service_kit::{
    clock::timestamp,
    error::{ApiError, Violations},
    token::{Pages, parse_consistency_token},
    validate,
};
use tokio::time::sleep;

use super::Audit;
use crate::{
    database::failure,
    grpc::page::cut,
    heads::{self, Head},
    reads::Call,
};

/// Default and most.
const PAGE: (u32, u32) = (50, 200);
/// The interval of polls while a call waits for a head.
const LOOK: Duration = Duration::from_millis(50);
/// Retry delay for a position that is not signed yet.
const RETRY: Duration = Duration::from_secs(1);

impl Audit {
    pub(super) async fn latest_head(
        &self,
        call: &Call,
        request: &GetLogHeadRequest,
    ) -> Result<GetLogHeadResponse, ApiError> {
        let wanted = parse_consistency_token(&request.consistency_token)?.unwrap_or(0);
        let head = self.head_over(call, wanted).await?;
        Ok(GetLogHeadResponse { head: Some(show(&head)) })
    }

    /// The latest head, as soon as it covers the commit at `wanted`.
    pub(super) async fn head_over(&self, call: &Call, wanted: u64) -> Result<Head, ApiError> {
        // Part of the time is reserved, so that a timed-out wait can still be reported to the caller.
        let until = call.deadline.kept_back();
        if wanted > self.position.seen() {
            let waited = self.log_end.wait(&self.position, wanted, until).await?;
            waited.map_err(|_| call.reader.lagging(RETRY))?;
        }
        loop {
            let mut db = call.connection().await?;
            let latest = heads::latest(&mut db).await.map_err(failure)?;
            drop(db);
            match latest {
                Some(head) if head.size >= wanted => return Ok(head),
                None if wanted == 0 => return Err(ApiError::heads_not_signed()),
                Some(_) | None if until.remaining().is_zero() => return Err(ApiError::projection_lagging(RETRY)),
                Some(_) | None => sleep(LOOK).await,
            }
        }
    }

    pub(super) async fn heads(
        &self,
        pages: &Pages,
        call: &Call,
        request: &ListLogHeadsRequest,
    ) -> Result<ListLogHeadsResponse, ApiError> {
        let mut v = Violations::new();
        let size = validate::page_size(&mut v, "page_size", request.page_size, PAGE.0, PAGE.1);
        let scope = pages.scope(&["ListLogHeads"]);
        let below = v.take(scope.open_number(&request.page_token))?.flatten().map_or(u64::MAX, u64::from_be_bytes);
        v.finish()?;
        let mut db = call.connection().await?;
        let (heads, more) = cut(heads::page(&mut db, below, size + 1).await.map_err(failure)?, size);
        let last = heads.last().filter(|_| more);
        Ok(ListLogHeadsResponse {
            next_page_token: scope.seal_after(last.map(|head| head.size.to_be_bytes().to_vec()))?,
            heads: heads.iter().map(show).collect(),
        })
    }
}

/// A head as the contract shows it.
pub(super) fn show(head: &Head) -> LogHead {
    LogHead {
        size: head.size,
        root_hash: head.root.to_vec(),
        signed_at: Some(timestamp(head.signed_at.get())),
        note: head.note.clone(),
    }
}
