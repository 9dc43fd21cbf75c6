//! Validates results at the service before they are recorded.

use haetae_proto::{
    checkpoint::v1::{Checklist, RecordVerdictsRequest},
    common::v1::VerdictResult,
};
use haetae_sheet::{Column, Row};

use crate::{failure::Failure, files::Fault, session::Session, words::Said};

/// Results in one call.
pub(super) const BATCH: usize = 100;

/// Returns the service's faults about results, each with its position, together with known parse faults, so that all
/// are reported at once.
///
/// # Errors
/// A refusal of the service that does not concern a result.
pub(super) async fn checked(
    session: &Session,
    checklist: &Checklist,
    etag: &str,
    rows: &[Row],
) -> Result<Vec<Fault>, Failure> {
    let is_readable = |row: &&Row| row.input.result > 0 && row.input.method > 0;
    let readable: Vec<Row> = rows.iter().filter(is_readable).cloned().collect();
    let mut faults = Vec::new();
    for batch in readable.chunks(BATCH) {
        faults.extend(checked_batch(session, &checklist.review_id, etag, batch).await?);
    }
    Ok(faults)
}

async fn checked_batch(session: &Session, review_id: &str, etag: &str, rows: &[Row]) -> Result<Vec<Fault>, Failure> {
    let request = RecordVerdictsRequest {
        request_id: haetae_client::request_id(),
        review_id: review_id.to_owned(),
        etag: etag.to_owned(),
        verdicts: rows.iter().map(|row| row.input.clone()).collect(),
        validate_only: true,
    };
    let failure = match session.checkpoint().await?.record_verdicts(request).await {
        Ok(_) => return Ok(Vec::new()),
        Err(status) => Failure::from(status),
    };
    let Failure::Refused(refusal) = &failure else { return Err(failure) };
    let fields = refusal.fields();
    let placed: Option<Vec<Fault>> =
        fields.iter().map(|(field, told)| placed((review_id, rows), field, told)).collect();
    match placed {
        Some(faults) if !faults.is_empty() => Ok(faults),
        Some(_) | None => Err(failure),
    }
}

/// `verdicts[3].reason` at the place it was filled in.
fn placed((review_id, rows): (&str, &[Row]), field: &str, told: &str) -> Option<Fault> {
    let (index, field) = field.strip_prefix("verdicts[")?.split_once(']')?;
    let row = rows.get(index.parse::<usize>().ok()?)?;
    let name = field.trim_start_matches('.').split('[').next().unwrap_or_default();
    let column = Column::of_field(name);
    // The service's text is in the caller's language.
    let mut said = Said { ko: told.to_owned(), en: told.to_owned() };
    let failed = row.was.as_ref().is_some_and(|was| was.result == i32::from(VerdictResult::Fail));
    if column == Column::Result && failed {
        let retract = format!("haetae checklist retract {review_id} {}", row.input.checkpoint);
        said.ko.push_str(&format!(" 잘못 기록한 취약이면 {retract}, 조치되었으면 haetae finding verify를 쓰십시오."));
        said.en.push_str(&format!(" If the Fail was a mistake: {retract}; if it is fixed: haetae finding verify."));
    }
    Some(row.at.fault(Some(column), said).into())
}
