//! Proof that the log is unaltered.

mod export;
mod heads;
mod proofs;

use futures::stream::BoxStream;
use haetae_projector::Position;
use haetae_proof::PublicKey;
use haetae_proto::dashboard::v1::{
    ExportArchiveRequest, ExportArchiveResponse, GetConsistencyProofRequest, GetConsistencyProofResponse,
    GetInclusionProofRequest, GetInclusionProofResponse, GetLogHeadRequest, GetLogHeadResponse, GetPublicKeyRequest,
    GetPublicKeyResponse, GetReceiptRequest, GetReceiptResponse, ListLogHeadsRequest, ListLogHeadsResponse,
    audit_service_server::AuditService,
};
use haetae_service_kit::{auth::Principal, error::ApiError, token::TokenKeys};
use tokio_util::sync::CancellationToken;
use tonic::{Request, Response, Status};

use super::Streams;
use crate::{beyond::LogEnd, reads::Reads};

pub(crate) struct Audit {
    reads: Reads,
    log_end: LogEnd,
    /// The position of the archive.
    position: Position,
    public_key: Option<PublicKey>,
    streams: Streams,
    tokens: TokenKeys,
    shutdown: CancellationToken,
}

impl Audit {
    pub(crate) fn new(
        (reads, log_end): (Reads, LogEnd),
        position: Position,
        public_key: Option<PublicKey>,
        streams: Streams,
        tokens: TokenKeys,
        shutdown: CancellationToken,
    ) -> Self {
        Self { reads, log_end, position, public_key, streams, tokens, shutdown }
    }
}

#[tonic::async_trait]
impl AuditService for Audit {
    async fn get_public_key(
        &self,
        _request: Request<GetPublicKeyRequest>,
    ) -> Result<Response<GetPublicKeyResponse>, Status> {
        let key = self.public_key.as_ref().ok_or_else(ApiError::heads_not_signed)?;
        Ok(Response::new(GetPublicKeyResponse { public_key: key.to_string(), origin: key.name().to_owned() }))
    }

    async fn get_log_head(&self, request: Request<GetLogHeadRequest>) -> Result<Response<GetLogHeadResponse>, Status> {
        let call = self.reads.call(&request)?;
        Ok(Response::new(self.latest_head(&call, request.get_ref()).await?))
    }

    async fn list_log_heads(
        &self,
        request: Request<ListLogHeadsRequest>,
    ) -> Result<Response<ListLogHeadsResponse>, Status> {
        let (call, pages) = (self.reads.call(&request)?, self.tokens.pages(&Principal::from_request(&request)?));
        Ok(Response::new(self.heads(&pages, &call, request.get_ref()).await?))
    }

    async fn get_receipt(&self, request: Request<GetReceiptRequest>) -> Result<Response<GetReceiptResponse>, Status> {
        let call = self.reads.call(&request)?;
        Ok(Response::new(self.receipt(&call, request.get_ref()).await?))
    }

    async fn get_inclusion_proof(
        &self,
        request: Request<GetInclusionProofRequest>,
    ) -> Result<Response<GetInclusionProofResponse>, Status> {
        let call = self.reads.call(&request)?;
        Ok(Response::new(self.inclusion_proof(&call, request.into_inner()).await?))
    }

    async fn get_consistency_proof(
        &self,
        request: Request<GetConsistencyProofRequest>,
    ) -> Result<Response<GetConsistencyProofResponse>, Status> {
        let call = self.reads.call(&request)?;
        Ok(Response::new(self.consistency_proof(&call, request.get_ref()).await?))
    }

    type ExportArchiveStream = BoxStream<'static, Result<ExportArchiveResponse, Status>>;

    async fn export_archive(
        &self,
        request: Request<ExportArchiveRequest>,
    ) -> Result<Response<Self::ExportArchiveStream>, Status> {
        let place = self.streams.enter(&Principal::from_request(&request)?)?;
        let call = self.reads.call(&request)?;
        Ok(Response::new(place.of(self.export(&call, request.get_ref()).await?)))
    }
}
