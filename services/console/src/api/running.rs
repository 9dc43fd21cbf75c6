//! The state of the platform, and the proofs that its log is unaltered.

use std::collections::BTreeSet;

use futures::{Stream, stream};
use haetae_client::{Proven, proof_of};
use haetae_proto::dashboard::v1::{
    DropGenerationRequest, ExportArchiveRequest, GetPublicKeyRequest, GetPublicKeyResponse, ListLogHeadsRequest,
    ListLogHeadsResponse, ListParkedRequest, ListParkedResponse, ListProjectionsRequest, ListProjectionsResponse,
    RebuildProjectionRequest, RetryParkedRequest, SwitchGenerationRequest,
};
use tonic::Status;

use super::{Api, Found, Problem, timeline};

/// Parked commits on one page: as many as reviews on a page, because their numbers are looked up.
const PARKED: i32 = 50;
/// Signed heads asked for at once.
const HEADS: i32 = 200;

/// The state of every read model. Calls ListProjections.
///
/// # Errors
/// When the dashboard refuses or does not answer.
pub(crate) async fn projections(api: &Api) -> Result<ListProjectionsResponse, Problem> {
    Ok(api.projections().await?.list_projections(ListProjectionsRequest {}).await?.into_inner())
}

/// A page of the commits that are missing from read models. Calls ListParked.
///
/// # Errors
/// When the dashboard refuses or does not answer.
pub(crate) async fn parked(api: &Api, page: &str) -> Result<ListParkedResponse, Problem> {
    let request = ListParkedRequest { page_size: PARKED, page_token: page.to_owned(), ..Default::default() };
    Ok(api.projections().await?.list_parked(request).await?.into_inner())
}

/// Starts a rebuild of a read model. Calls RebuildProjection.
///
/// # Errors
/// When the dashboard refuses or does not answer.
pub(crate) async fn rebuild(api: &Api, request: RebuildProjectionRequest) -> Result<(), Problem> {
    api.projections().await?.rebuild_projection(request).await?;
    Ok(())
}

/// Starts a rebuild that takes in parked commits. Calls RetryParked.
///
/// # Errors
/// When the dashboard refuses or does not answer.
pub(crate) async fn retry(api: &Api, request: RetryParkedRequest) -> Result<(), Problem> {
    api.projections().await?.retry_parked(request).await?;
    Ok(())
}

/// Starts to put an older generation back. Calls SwitchGeneration.
///
/// # Errors
/// When the dashboard refuses or does not answer.
pub(crate) async fn switch(api: &Api, request: SwitchGenerationRequest) -> Result<(), Problem> {
    api.projections().await?.switch_generation(request).await?;
    Ok(())
}

/// Drops a generation with all its rows. Calls DropGeneration.
///
/// # Errors
/// When the dashboard refuses or does not answer.
pub(crate) async fn drop_generation(api: &Api, request: DropGenerationRequest) -> Result<(), Problem> {
    api.projections().await?.drop_generation(request).await?;
    Ok(())
}

/// All signed heads of the log as their signed notes, the latest first, in parts. Calls ListLogHeads.
///
/// # Errors
/// When the dashboard refuses or does not answer.
pub(crate) async fn notes(api: &Api) -> Result<impl Stream<Item = Result<Vec<u8>, Status>> + use<>, Problem> {
    let mut audit = api.for_files().audit().await?;
    // A refusal comes instead of the first part.
    let first = audit.list_log_heads(heads_after(String::new())).await?.into_inner();
    Ok(stream::try_unfold((Some(first), audit), |(page, mut audit)| async move {
        let Some(page) = page else { return Ok(None) };
        let notes = page.heads.iter().flat_map(|head| [head.note.as_bytes(), b"\n"]).flatten().copied().collect();
        let next = match page.next_page_token {
            token if token.is_empty() => None,
            token => Some(audit.list_log_heads(heads_after(token)).await?.into_inner()),
        };
        Ok(Some((notes, (next, audit))))
    }))
}

fn heads_after(page_token: String) -> ListLogHeadsRequest {
    ListLogHeadsRequest { page_size: HEADS, page_token }
}

/// The commits under a signed head as an export, in parts; an interrupted file ends with an error. Calls ExportArchive.
///
/// # Errors
/// When the dashboard refuses or does not answer.
pub(crate) async fn log_export(
    api: &Api,
    to_sequence: u64,
) -> Result<impl Stream<Item = Result<Vec<u8>, Status>> + use<>, Problem> {
    let request = ExportArchiveRequest { from_sequence: 1, to_sequence };
    let mut parts = api.for_files().audit().await?.export_archive(request).await?.into_inner();
    // A refusal comes instead of the first part.
    let first = parts.message().await?;
    Ok(stream::try_unfold((first, parts), |(part, mut parts)| async move {
        let Some(part) = part else { return Ok(None) };
        Ok(Some((part.records, (parts.message().await?, parts))))
    }))
}

/// A proof of every commit of a review, by its sequence. Calls GetTimeline for each page of it, and GetInclusionProof and
/// ExportArchive for each commit.
///
/// # Errors
/// When the dashboard refuses or does not answer.
pub(crate) async fn proofs(api: &Api, found: &Found) -> Result<Vec<(u64, String)>, Problem> {
    let api = api.for_files();
    let (mut sequences, mut page) = (BTreeSet::new(), String::new());
    loop {
        let answer = timeline(&api, found, &page, None).await?;
        sequences.extend(answer.entries.iter().map(|entry| entry.sequence));
        page = answer.next_page_token;
        if page.is_empty() {
            break;
        }
    }
    let (mut audit, mut proofs, mut size) = (api.audit().await?, Vec::new(), 0);
    // The latest commit first: the head that covers it covers all.
    for sequence in sequences.into_iter().rev() {
        let Proven { proof, tree_size } = proof_of(&mut audit, sequence, size).await?;
        size = tree_size;
        proofs.push((sequence, proof));
    }
    Ok(proofs)
}

/// The public key of the signed heads. Calls GetPublicKey.
///
/// # Errors
/// When heads are not signed, or the dashboard does not answer.
pub(crate) async fn public_key(api: &Api) -> Result<GetPublicKeyResponse, Problem> {
    Ok(api.audit().await?.get_public_key(GetPublicKeyRequest {}).await?.into_inner())
}

/// A page of signed heads of the log, the latest first. Calls ListLogHeads.
///
/// # Errors
/// When the dashboard refuses or does not answer.
pub(crate) async fn log_heads(api: &Api, page: &str) -> Result<ListLogHeadsResponse, Problem> {
    let request = ListLogHeadsRequest { page_token: page.to_owned(), ..Default::default() };
    Ok(api.audit().await?.list_log_heads(request).await?.into_inner())
}
