//! Checklists of reviews, and their results.

use haetae_proto::{
    checkpoint::v1::{
        Checklist, ConcludeDiagnosisRequest, GetChecklistRequest, RecordVerdictsRequest, RecordVerdictsResponse,
        ReopenDiagnosisRequest,
    },
    dashboard::v1::ReviewRow,
};

use super::{Api, Problem, reviews};

/// A checklist and its version.
#[derive(Debug, Clone)]
pub(crate) struct Listed {
    /// The checklist.
    pub(crate) list: Checklist,
    /// The version of the diagnosis.
    pub(crate) etag: String,
}

/// The review of a short number. Calls ListReviews.
///
/// # Errors
/// When there is none that the person may see, or the dashboard does not answer.
pub(crate) async fn review_numbered(api: &Api, number: &str) -> Result<ReviewRow, Problem> {
    if !may_be_number(number) {
        return Err(Problem::no_page());
    }
    let page = reviews(api, &format!("number = \"{number}\""), "", "").await?;
    page.rows.into_iter().next().ok_or_else(Problem::no_page)
}

/// Whether a text may be the number of a review: nothing else is put into a filter.
pub(crate) fn may_be_number(text: &str) -> bool {
    let known = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    !text.is_empty() && text.len() <= 20 && text.bytes().all(known)
}

/// The checklist of a review. Calls GetChecklist.
///
/// # Errors
/// When the service refuses or does not answer.
pub(crate) async fn checklist(api: &Api, review_id: &str) -> Result<Listed, Problem> {
    let request = GetChecklistRequest { review_id: review_id.to_owned() };
    let answer = api.checkpoint().await?.get_checklist(request).await?.into_inner();
    Ok(Listed { list: answer.checklist.unwrap_or_default(), etag: answer.etag })
}

/// The checklist of a review; an empty one while it has none yet. Calls GetChecklist.
///
/// # Errors
/// As [`checklist`].
pub(crate) async fn checklist_so_far(api: &Api, review_id: &str) -> Result<Checklist, Problem> {
    match checklist(api, review_id).await {
        Ok(listed) => Ok(listed.list),
        Err(problem) if problem.is_without_checklist() => Ok(Checklist::default()),
        Err(problem) => Err(problem),
    }
}

/// Records results, all or none. Calls RecordVerdicts.
///
/// # Errors
/// When the service refuses or does not answer.
pub(crate) async fn record(api: &Api, request: RecordVerdictsRequest) -> Result<RecordVerdictsResponse, Problem> {
    Ok(api.checkpoint().await?.record_verdicts(request).await?.into_inner())
}

/// Concludes the round. Calls ConcludeDiagnosis.
///
/// # Errors
/// When the service refuses or does not answer.
pub(crate) async fn conclude(api: &Api, request: ConcludeDiagnosisRequest) -> Result<(), Problem> {
    api.checkpoint().await?.conclude_diagnosis(request).await?;
    Ok(())
}

/// Begins another round. Calls ReopenDiagnosis.
///
/// # Errors
/// When the service refuses or does not answer.
pub(crate) async fn reopen(api: &Api, request: ReopenDiagnosisRequest) -> Result<(), Problem> {
    api.checkpoint().await?.reopen_diagnosis(request).await?;
    Ok(())
}
