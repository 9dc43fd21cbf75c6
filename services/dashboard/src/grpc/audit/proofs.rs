//! Receipts and proofs.

use std::time::Duration;

use haetae_proof::{Bundle, Hash, Plan};
use haetae_proto::dashboard::v1::{
    GetConsistencyProofRequest, GetConsistencyProofResponse, GetInclusionProofRequest, GetInclusionProofResponse,
    GetReceiptRequest, GetReceiptResponse, get_inclusion_proof_request::Commit,
};
use haetae_service_kit::{
    error::{ApiError, Violations},
    token::parse_consistency_token,
};

use super::{Audit, heads::show};
use crate::{
    archive::tree,
    database::failure,
    heads::{self, Head},
    inclusion,
    reads::Call,
};

/// Retry delay for a position that is not archived yet.
const RETRY: Duration = Duration::from_millis(200);

impl Audit {
    pub(super) async fn receipt(
        &self,
        call: &Call,
        request: &GetReceiptRequest,
    ) -> Result<GetReceiptResponse, ApiError> {
        let sequence = of_token(&request.consistency_token)?;
        let until = call.deadline.kept_back();
        let waited = self.log_end.wait(&self.position, sequence, until).await?;
        waited.map_err(|_| call.reader.lagging(RETRY))?;
        Ok(GetReceiptResponse { sequence, leaf_hash: self.leaf(call, sequence).await?.to_vec() })
    }

    pub(super) async fn inclusion_proof(
        &self,
        call: &Call,
        request: GetInclusionProofRequest,
    ) -> Result<GetInclusionProofResponse, ApiError> {
        let head_size = request.tree_size;
        let (sequence, head) = match request.commit {
            // The sequence is made up by the caller: do not wait for it.
            Some(Commit::Sequence(sequence)) => (sequence, self.head_over(call, 0).await?),
            Some(Commit::ConsistencyToken(token)) => {
                let sequence = of_token(&token)?;
                (sequence, self.head_over(call, sequence).await?)
            }
            None => return Err(ApiError::invalid_field("commit", "필수 항목입니다.", "Is required.")),
        };
        if sequence == 0 || sequence > head.size {
            return Err(ApiError::commit_not_found(sequence));
        }
        let head = if head_size == 0 { head } else { self.head_of(call, head_size, sequence).await? };
        let mut db = call.connection().await?;
        let bundle = inclusion::bundle(&mut db, sequence, &head).await.map_err(failure)?;
        drop(db);
        let bundle = bundle.ok_or_else(|| ApiError::commit_not_found(sequence))?;
        let leaf_hash = self.leaf(call, sequence).await?.to_vec();
        let (proof, Bundle { proof: path, .. }) = (bundle.to_string(), bundle);
        Ok(GetInclusionProofResponse { sequence, leaf_hash, path: wire(&path), head: Some(show(&head)), proof })
    }

    pub(super) async fn consistency_proof(
        &self,
        call: &Call,
        request: &GetConsistencyProofRequest,
    ) -> Result<GetConsistencyProofResponse, ApiError> {
        let mut db = call.connection().await?;
        let archived = sqlx::query_scalar("SELECT seq FROM archive.position").fetch_one(&mut *db);
        let archived: i64 = archived.await.map_err(failure)?;
        let (first, second) = (request.first_size, request.second_size);
        let mut v = Violations::new();
        if first == 0 || first > second {
            v.add("first_size", "1 이상 second_size 이하여야 합니다.", "Must be 1 or more and at most second_size.");
        }
        if second > archived.cast_unsigned() {
            let (ko, en) = (format!("{archived} 이하여야 합니다."), format!("Must be at most {archived}."));
            v.add("second_size", ko, en);
        }
        v.finish()?;
        let plan = Plan::consistency(first, second).ok_or_else(|| ApiError::internal("sizes were compared"))?;
        Ok(GetConsistencyProofResponse { path: wire(&tree::resolve(&mut db, &plan).await.map_err(failure)?) })
    }

    /// The head with exactly `size` commits, which cover `sequence`.
    async fn head_of(&self, call: &Call, size: u64, sequence: u64) -> Result<Head, ApiError> {
        let mut db = call.connection().await?;
        let found = heads::of_size(&mut db, size).await.map_err(failure)?;
        found.filter(|head| head.size >= sequence).ok_or_else(|| {
            ApiError::invalid_field(
                "tree_size",
                "해당 커밋을 포함하는 서명된 헤드의 크기여야 합니다. ListLogHeads로 확인할 수 있습니다.",
                "Must be the size of a signed head that covers the commit; ListLogHeads lists them.",
            )
        })
    }

    async fn leaf(&self, call: &Call, sequence: u64) -> Result<Hash, ApiError> {
        let mut db = call.connection().await?;
        let found = tree::leaf(&mut db, sequence).await.map_err(failure)?;
        found.ok_or_else(|| ApiError::commit_not_found(sequence))
    }
}

/// The sequence in a token that has to be there.
fn of_token(token: &str) -> Result<u64, ApiError> {
    parse_consistency_token(token)?
        .ok_or_else(|| ApiError::invalid_field("consistency_token", "필수 항목입니다.", "Is required."))
}

fn wire(path: &[Hash]) -> Vec<Vec<u8>> {
    path.iter().map(|hash| hash.to_vec()).collect()
}
