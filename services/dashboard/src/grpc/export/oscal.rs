//! One review as a document of the OSCAL model.

use futures::stream::{self, BoxStream, StreamExt as _};
use haetae_proto::dashboard::v1::{
    ExportManifest, ExportReviewsRequest, ExportReviewsResponse, export_reviews_response::Part,
};
use haetae_service_kit::{
    deadline::Deadline,
    error::{ApiError, Violations},
    token::{consistency_token, parse_consistency_token},
    validate,
};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::{
    dossier::{Dossier, Taken},
    grpc::{
        depth::{self, Between},
        moment,
    },
    oscal,
    store::{AsOf, QueryStore, Visible},
};

/// Bytes in one part.
const PART: usize = 256 << 10;

/// Which review, and when.
struct AskedReview {
    id: Uuid,
    as_of: AsOf,
    token: Option<u64>,
}

impl AskedReview {
    fn parse(request: &ExportReviewsRequest) -> Result<Self, ApiError> {
        let mut v = Violations::new();
        let id = validate::uuid(&mut v, "review_id", &request.review_id);
        for (field, is_empty) in [("filter", request.filter.is_empty()), ("order_by", request.order_by.is_empty())] {
            if !is_empty {
                v.add(
                    field,
                    "OSCAL 형식은 검토 1건을 내보내므로 사용할 수 없습니다.",
                    "Is not for OSCAL, which is of one review.",
                );
            }
        }
        if request.byte_order_mark {
            v.add("byte_order_mark", "CSV 형식에서만 사용할 수 있습니다.", "Is for CSV only.");
        }
        let as_of = moment::parse(&mut v, request.as_of.as_ref());
        let token = v.take(parse_consistency_token(&request.consistency_token))?.flatten();
        v.finish()?;
        Ok(Self { id, as_of, token })
    }
}

/// The answer to a request: the document in parts, then its manifest.
pub(super) async fn export(
    store: &QueryStore,
    visible: &Visible,
    request: &ExportReviewsRequest,
    deadline: Deadline,
) -> Result<BoxStream<'static, Result<ExportReviewsResponse, ApiError>>, ApiError> {
    let AskedReview { id, as_of, token } = AskedReview::parse(request)?;
    let shown = (as_of == AsOf::Now).then_some((id, visible));
    let mut snapshot = store.depth(token.unwrap_or(0).max(as_of.position()), shown, deadline).await?;
    depth::found(&mut snapshot, id, visible).await?;
    let position = snapshot.resolve(as_of).await?;
    let mut last = None;
    let step = |_: &Dossier, taken: &Taken| {
        if !taken.internal {
            last = Some((taken.sequence, taken.meta.clone()));
        }
    };
    let between = Between { since: 0, until: position };
    let dossier = depth::go_on(&mut snapshot, id, Dossier::default(), between, deadline, step).await?;
    depth::seen(&mut snapshot, &dossier, id, visible).await?;
    let (Ok(review), Some((sequence, meta))) = (dossier.review.review(), last) else {
        return Err(ApiError::review_not_found(id));
    };
    let document = oscal::document(id, &dossier, review, (sequence, &meta));
    let mut bytes = serde_json::to_vec_pretty(&document).map_err(ApiError::internal)?;
    bytes.push(b'\n');
    Ok(parts(bytes, position))
}

fn parts(bytes: Vec<u8>, position: u64) -> BoxStream<'static, Result<ExportReviewsResponse, ApiError>> {
    let manifest = ExportManifest {
        rows: 1,
        bytes: bytes.len() as u64,
        sha256: hex::encode(Sha256::digest(&bytes)),
        position,
        consistency_token: consistency_token(position),
    };
    let chunks: Vec<_> = bytes.chunks(PART).map(|chunk| Part::Chunk(chunk.to_vec())).collect();
    let parts = chunks.into_iter().chain([Part::Manifest(manifest)]);
    stream::iter(parts.map(|part| Ok(ExportReviewsResponse { part: Some(part) }))).boxed()
}
