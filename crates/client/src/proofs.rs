//! Proofs of single commits, to be handed on.

use haetae_proof::Bundle;
use haetae_proto::dashboard::v1::{
    ExportArchiveRequest, GetInclusionProofRequest, audit_service_client::AuditServiceClient,
    get_inclusion_proof_request::Commit,
};
use tonic::Status;

use crate::bearer::Authorized;

/// A commit with its proof: the public key alone checks it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proven {
    /// The text of the proof, with the leaf.
    pub proof: String,
    /// Size of the signed head it leads to.
    pub tree_size: u64,
}

/// The proof of a commit under the signed head of this size; 0 for the latest head.
///
/// # Errors
/// The status of a refusal or of a missing response; `DATA_LOSS` if the response is not a valid proof.
pub async fn proof_of(
    audit: &mut AuditServiceClient<Authorized>,
    sequence: u64,
    tree_size: u64,
) -> Result<Proven, Status> {
    let incomplete = || Status::data_loss("an answer without its proof");
    let request = GetInclusionProofRequest { commit: Some(Commit::Sequence(sequence)), tree_size };
    let answer = audit.get_inclusion_proof(request).await?.into_inner();
    let tree_size = answer.head.as_ref().ok_or_else(incomplete)?.size;
    let request = ExportArchiveRequest { from_sequence: sequence, to_sequence: sequence };
    let mut stream = audit.export_archive(request).await?.into_inner();
    let mut records = Vec::new();
    while let Some(part) = stream.message().await? {
        records.extend(part.records);
    }
    // A record is the length of the leaf in four bytes, and the leaf.
    let leaf = records.get(4..).filter(|leaf| !leaf.is_empty()).ok_or_else(incomplete)?;
    let mut bundle = Bundle::parse(&answer.proof).map_err(|_| incomplete())?;
    bundle.leaf = Some(leaf.to_vec());
    Ok(Proven { proof: bundle.to_string(), tree_size })
}
