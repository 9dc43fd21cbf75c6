//! ExportReviews: a list as a file.
//!
//! Each page is read in its own snapshot, as of the position of the first page. The file therefore shows a single
//! moment, needs constant memory, and a slow caller keeps no database session.

mod columns;
mod csv;
mod lines;
mod oscal;

use std::time::Duration;

use futures::{
    StreamExt as _,
    stream::{BoxStream, try_unfold},
};
use haetae_proto::dashboard::v1::{
    ExportFormat, ExportManifest, ExportReviewsRequest, ExportReviewsResponse, export_reviews_response::Part,
};
use haetae_service_kit::{
    deadline::Deadline,
    error::{ApiError, Lang, Violations},
    token::{consistency_token, parse_consistency_token},
    validate,
};
use sha2::{Digest as _, Sha256};

use super::{moment, order};
use crate::{
    board::{REVIEW_FIELDS, Review},
    database::failure,
    filter,
    store::{AsOf, Keyset, List, QueryStore, ReviewQuery, Visible, Wanted},
};

/// Reviews in one part.
const PAGE: u32 = 500;
/// Time limit of reading one part.
const PART: Duration = Duration::from_secs(10);

/// A file being written.
struct Export {
    store: QueryStore,
    query: ReviewQuery,
    format: Format,
    position: u64,
    written: Written,
    step: ExportStep,
}

#[derive(Clone, Copy)]
enum Format {
    Csv(csv::Style),
    Lines,
}

#[derive(Clone, Copy)]
enum ExportStep {
    First,
    More,
    Manifest,
    End,
}

/// The part of the file sent so far.
#[derive(Default)]
struct Written {
    rows: u64,
    bytes: u64,
    hash: Sha256,
}

/// The answer to a request: the file in parts, then its manifest.
pub(super) async fn export(
    store: QueryStore,
    visible: Visible,
    request: &ExportReviewsRequest,
    deadline: Deadline,
) -> Result<BoxStream<'static, Result<ExportReviewsResponse, ApiError>>, ApiError> {
    if request.format() == ExportFormat::Oscal {
        return oscal::export(&store, &visible, request, deadline).await;
    }
    let mut v = Violations::new();
    let lang = language(&mut v, &request.language);
    let format = match validate::enumeration(&mut v, "format", request.format) {
        ExportFormat::Csv => Format::Csv(csv::Style { mark: request.byte_order_mark, lang }),
        ExportFormat::Ndjson | ExportFormat::Oscal | ExportFormat::Unspecified => Format::Lines,
    };
    if !request.review_id.is_empty() {
        v.add("review_id", "OSCAL 형식에서만 사용할 수 있습니다.", "Is for OSCAL only.");
    }
    if request.byte_order_mark && matches!(format, Format::Lines) {
        v.add("byte_order_mark", "CSV 형식에서만 사용할 수 있습니다.", "Is for CSV only.");
    }
    if lang.is_some() && matches!(format, Format::Lines) {
        v.add("language", "CSV 형식에서만 사용할 수 있습니다.", "Is for CSV only.");
    }
    let filter = filter::parse(&mut v, "filter", &request.filter, REVIEW_FIELDS);
    let order = order::parse(&mut v, "order_by", &request.order_by, order::NEWEST);
    let as_of = moment::parse(&mut v, request.as_of.as_ref());
    let token = v.take(parse_consistency_token(&request.consistency_token))?.flatten();
    v.finish()?;
    let position = store.snapshot(as_of, token, deadline).await?.position();
    let query =
        ReviewQuery { wanted: Wanted { list: List::Reviews, visible, filter }, order, after: None, limit: PAGE };
    let export = Export { store, query, format, position, written: Written::default(), step: ExportStep::First };
    Ok(try_unfold(export, next).boxed())
}

fn language(v: &mut Violations, language: &str) -> Option<Lang> {
    match language {
        "" => None,
        "ko" => Some(Lang::Ko),
        "en" => Some(Lang::En),
        _ => {
            v.add("language", "ko 또는 en이어야 합니다.", "Must be ko or en.");
            None
        }
    }
}

async fn next(mut export: Export) -> Result<Option<(ExportReviewsResponse, Export)>, ApiError> {
    let part = match export.step {
        ExportStep::First | ExportStep::More => Part::Chunk(export.chunk().await?),
        ExportStep::Manifest => {
            export.step = ExportStep::End;
            Part::Manifest(export.manifest())
        }
        ExportStep::End => return Ok(None),
    };
    Ok(Some((ExportReviewsResponse { part: Some(part) }, export)))
}

impl Export {
    /// The next page, as bytes of the file.
    async fn chunk(&mut self) -> Result<Vec<u8>, ApiError> {
        let as_of = AsOf::Position(self.position);
        let mut snapshot = self.store.snapshot(as_of, None, Deadline::after(PART)).await?;
        let reviews = snapshot.reviews(&self.query).await.map_err(failure)?;
        let is_first = matches!(self.step, ExportStep::First);
        let bytes = self.format.write(is_first, &reviews).map_err(ApiError::internal)?;
        self.written.rows += reviews.len() as u64;
        self.written.bytes += bytes.len() as u64;
        self.written.hash.update(&bytes);
        let full = reviews.len() >= PAGE as usize;
        self.step = if full { ExportStep::More } else { ExportStep::Manifest };
        self.query.after = reviews.last().map(|last| Keyset::of(&self.query.order, last));
        Ok(bytes)
    }

    fn manifest(&self) -> ExportManifest {
        ExportManifest {
            rows: self.written.rows,
            bytes: self.written.bytes,
            sha256: hex::encode(self.written.hash.clone().finalize()),
            position: self.position,
            consistency_token: consistency_token(self.position),
        }
    }
}

impl Format {
    fn write(self, is_first: bool, reviews: &[Review]) -> Result<Vec<u8>, Box<dyn std::error::Error + Send + Sync>> {
        match self {
            Self::Csv(style) => csv::write(style, is_first, reviews),
            Self::Lines => lines::write(reviews),
        }
    }
}
