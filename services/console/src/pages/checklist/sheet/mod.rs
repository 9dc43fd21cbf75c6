//! `/r/…/checklist/sheet`, 스프레드시트로 점검: the checklist as a file, and a filled file read back. What is recorded of it is
//! sent by the form that shows it, like every other result; the file itself is not kept.

mod filled;
mod view;

use std::sync::Arc;

use axum::{
    Extension, Router,
    extract::Path,
    http::StatusCode,
    response::{IntoResponse as _, Response},
    routing::get,
};
use haetae_sheet::{SheetFormat, rows};
use tokio::task::spawn_blocking;

use self::{
    filled::{Parsed, parsed},
    view::{Change, Preview, SheetPage},
};
use super::{recording, rights::may_judge};
use crate::{
    api::{Problem, checklist, review_numbered},
    desk::Desk,
    guard::Uploaded,
    pages::{download, frame::html, visitor::Visitor},
};

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const CSV: &str = "text/csv; charset=utf-8; header=present";

/// The pages.
pub(super) fn routes() -> Router<Arc<Desk>> {
    Router::new()
        .route("/r/{number}/checklist/sheet", get(show).post(read))
        .route("/r/{number}/checklist.xlsx", get(workbook))
        .route("/r/{number}/checklist.csv", get(table))
}

/// The links to the files, and the form to upload one. Calls ListReviews.
async fn show(visitor: Visitor, Path(number): Path<String>) -> Result<Response, Problem> {
    let row = review_numbered(&visitor.api, &number).await?;
    html(&SheetPage::new(&visitor, &row, may_judge(&visitor), Preview::default()))
}

/// The checklist as a workbook. Calls ListReviews and GetChecklist.
async fn workbook(visitor: Visitor, Path(number): Path<String>) -> Result<Response, Problem> {
    file(&visitor, &number, SheetFormat::Xlsx).await
}

/// The checklist as one table. Calls ListReviews and GetChecklist.
async fn table(visitor: Visitor, Path(number): Path<String>) -> Result<Response, Problem> {
    file(&visitor, &number, SheetFormat::Csv).await
}

async fn file(visitor: &Visitor, number: &str, format: SheetFormat) -> Result<Response, Problem> {
    let row = review_numbered(&visitor.api, number).await?;
    let listed = checklist(&visitor.api, &row.review_id).await?;
    let lang = visitor.say().files();
    let written = spawn_blocking(move || format.write(&rows(&listed.list, &listed.etag, lang), lang));
    let bytes = written.await.map_err(|error| error.to_string()).flatten().map_err(|error| Problem::defect(&error))?;
    let (ending, kind) = match format {
        SheetFormat::Xlsx => ("xlsx", XLSX),
        SheetFormat::Csv => ("csv", CSV),
    };
    download::whole(&format!("{}-checklist.{ending}", row.number), kind, bytes)
}

/// Shows what a filled file would change, or everything that is wrong with it. Calls ListReviews, GetChecklist, and
/// RecordVerdicts, which only checks.
async fn read(
    visitor: Visitor,
    Path(number): Path<String>,
    uploaded: Option<Extension<Arc<Uploaded>>>,
) -> Result<Response, Problem> {
    let Extension(uploaded) = uploaded.ok_or_else(Problem::no_form)?;
    let (t, api) = (visitor.say(), &visitor.api);
    let row = review_numbered(api, &number).await?;
    let listed = checklist(api, &row.review_id).await?;
    let all = listed.list.checkpoints.clone();
    let Parsed { mut merged, mut faults, older } = match parsed(&uploaded, &listed).await {
        Ok(parsed) => parsed,
        Err(refused) => {
            let refused = Preview { faults: vec![refused.say(t)], ..Preview::default() };
            return refused_page(&visitor, &row, refused);
        }
    };
    let replaced = merged.take_over(Some(&visitor.caller.subject));
    let entries = filled::entries(&merged, &all);
    let outcome = match entries.iter().all(|entry| entry.result <= 0) {
        true => recording::Outcome::default(),
        false => {
            let readable: Vec<_> =
                entries.iter().filter(|entry| entry.result > 0 && entry.method > 0).cloned().collect();
            recording::take(api, &readable, listed, &haetae_client::request_id(), true).await?
        }
    };
    faults.extend(filled::placed(&merged, &outcome));
    let faults = filled::ordered(haetae_sheet::once(faults));
    let given = merged.rows.iter().chain(&merged.conflicts);
    let changes = given.zip(&entries).map(|(given, entry)| Change::new(t, &row.number, &all, (given, entry)));
    let mut preview = Preview {
        faults: faults.iter().map(|fault| fault.say(t.files())).collect(),
        changes: changes.collect(),
        moved: filled::short_keys(&merged.moved, &all),
        replaced: filled::short_keys(&replaced, &all),
        overtaken: merged.conflicts.len(),
        older,
        was_read: true,
        ..Preview::default()
    };
    preview.refuse(t, outcome.problem.as_ref());
    preview.fit();
    if preview.is_wrong() {
        refused_page(&visitor, &row, preview)
    } else {
        html(&SheetPage::new(&visitor, &row, true, preview))
    }
}

fn refused_page(
    visitor: &Visitor,
    row: &haetae_proto::dashboard::v1::ReviewRow,
    preview: Preview,
) -> Result<Response, Problem> {
    let page = html(&SheetPage::new(visitor, row, may_judge(visitor), preview))?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}
