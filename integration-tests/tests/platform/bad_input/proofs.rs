//! Wrong questions about what the log proves.

use haetae_proto::dashboard::v1::{
    ExportArchiveRequest, GetConsistencyProofRequest, GetInclusionProofRequest, GetLogHeadRequest, GetReceiptRequest,
    ListLogHeadsRequest, get_inclusion_proof_request::Commit,
};
use haetae_service_kit::token;

use super::cases::{Case, HUGE};

/// Of the audit service.
pub(crate) fn cases() -> Vec<Case> {
    let mut cases = vec![];
    for wrong in ["7".to_owned(), token::etag(1), "A".repeat(HUGE)] {
        let (what, consistency_token) = ("no consistency token of ours", || wrong.clone());
        let head = GetLogHeadRequest { consistency_token: consistency_token() };
        cases.push(Case::invalid(what, "consistency_token", head));
        let receipt = GetReceiptRequest { consistency_token: consistency_token() };
        cases.push(Case::invalid(what, "consistency_token", receipt));
        let commit = Some(Commit::ConsistencyToken(consistency_token()));
        let proof = GetInclusionProofRequest { commit, tree_size: 0 };
        cases.push(Case::invalid(what, "consistency_token", proof));
        let heads = ListLogHeadsRequest { page_token: wrong.clone(), ..Default::default() };
        cases.push(Case::invalid("no page token of this list", "page_token", heads));
    }
    for page_size in [-1, 1_000, i32::MAX, i32::MIN] {
        let heads = ListLogHeadsRequest { page_size, ..Default::default() };
        cases.push(Case::invalid(page_size.to_string(), "page_size", heads));
    }
    let backwards = GetConsistencyProofRequest { first_size: 2, second_size: 1 };
    cases.push(Case::invalid("backwards", "first_size", backwards));
    let beyond = GetConsistencyProofRequest { first_size: 1, second_size: u64::MAX };
    cases.push(Case::invalid("beyond the end", "second_size", beyond));
    let backwards = ExportArchiveRequest { from_sequence: 9, to_sequence: 1 };
    cases.push(Case::invalid("backwards", "from_sequence", backwards));
    let beyond = ExportArchiveRequest { from_sequence: u64::MAX, to_sequence: u64::MAX };
    cases.push(Case::invalid("beyond the end", "to_sequence", beyond));
    cases.push(Case::invalid("nothing", "commit", GetInclusionProofRequest::default()));
    cases
}
