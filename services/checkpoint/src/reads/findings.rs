//! ListFindings and GetFinding.

use haetae_domain::{
    finding::{Finding, Happened},
    vocabulary::FindingStatus,
};
use haetae_event_log::codec::{finding_message, person_to_wire, timestamp_to_wire};
use haetae_proto::checkpoint::v1 as pb;
use haetae_service_kit::{
    auth::Principal,
    commands,
    error::{ApiError, Violations},
    token, validate,
};
use uuid::Uuid;

use crate::{
    desk::{Desk, fields::finding_id},
    view::{
        evidence::evidence,
        findings::{FindingTexts, finding},
    },
};

/// Page size of findings: default and maximum.
const PAGE: (u32, u32) = (50, 200);

/// The findings of a review, in the order they were opened.
pub(crate) async fn list(
    desk: &Desk,
    caller: &Principal,
    request: &pb::ListFindingsRequest,
) -> Result<pb::ListFindingsResponse, ApiError> {
    let found = desk.find(caller, &request.review_id).await?;
    let mut v = Violations::new();
    validate::count(&mut v, "statuses", request.statuses.len(), 0..=4);
    let numbers = request.statuses.iter().take(4).enumerate();
    let statuses: Vec<FindingStatus> =
        numbers.filter_map(|(n, number)| commands::word(&mut v, &format!("statuses[{n}]"), *number)).collect();
    // A token is tied to what is asked, so that without that nothing is known of the token.
    let is_known = v.is_empty();
    let size = validate::page_size(&mut v, "page_size", request.page_size, PAGE.0, PAGE.1);
    let scope = desk.tokens.pages(caller).scope(&["ListFindings", &found.id, &words(&statuses)]);
    let after = if is_known { v.take(scope.open_number(&request.page_token))?.flatten() } else { None };
    let after = after.map_or(0, u32::from_be_bytes);
    v.finish()?;
    let wanted = |f: &&Finding| f.id.0 > after && (statuses.is_empty() || statuses.contains(&f.status));
    let mut rows = found.diagnosis.findings.iter().filter(wanted).peekable();
    let page: Vec<&Finding> = rows.by_ref().take(usize::try_from(size).unwrap_or(usize::MAX)).collect();
    let last = page.last().filter(|_| rows.peek().is_some());
    let next_page_token = scope.seal_after(last.map(|last| last.id.0.to_be_bytes().to_vec()))?;
    let texts = FindingTexts::of(&desk.catalogues, page.iter().copied()).await?;
    Ok(pb::ListFindingsResponse {
        findings: page.iter().map(|f| shown(desk, &found.id, f, &texts)).collect(),
        next_page_token,
        etag: token::etag(found.sequence),
        consistency_token: token::consistency_token(found.sequence),
    })
}

/// One finding with its history.
pub(crate) async fn get(
    desk: &Desk,
    caller: &Principal,
    request: &pb::GetFindingRequest,
) -> Result<pb::GetFindingResponse, ApiError> {
    let found = desk.find(caller, &request.review_id).await?;
    let mut v = Violations::new();
    let id = finding_id(&mut v, &request.finding_id);
    v.finish()?;
    let one = id.and_then(|id| found.diagnosis.finding(id));
    let one = one.ok_or_else(|| ApiError::finding_not_found(&request.finding_id).with("review_id", &found.id))?;
    let texts = FindingTexts::of(&desk.catalogues, std::iter::once(one)).await?;
    Ok(pb::GetFindingResponse {
        finding: Some(shown(desk, &found.id, one, &texts)),
        history: one.history.iter().map(entry).collect(),
        etag: token::etag(found.sequence),
        consistency_token: token::consistency_token(found.sequence),
        evidence: found.diagnosis.evidence_for(&one.opened.checkpoint).map(evidence).collect(),
    })
}

/// A finding; on a withdrawn review no step is allowed.
fn shown(desk: &Desk, review_id: &str, of: &Finding, texts: &FindingTexts) -> pb::Finding {
    let mut shown = finding(review_id, of, texts);
    if Uuid::try_parse(review_id).is_ok_and(|id| desk.withdrawals.hold(id)) {
        shown.allowed.clear();
    }
    shown
}

fn words(statuses: &[FindingStatus]) -> String {
    let mut words: Vec<_> = statuses.iter().map(|status| status.as_str()).collect();
    words.sort_unstable();
    words.join(",")
}

fn entry(happened: &Happened) -> pb::FindingEntry {
    pb::FindingEntry {
        event: finding_message(&happened.event).to_owned(),
        actor: Some(person_to_wire(&happened.meta.by)),
        at: Some(timestamp_to_wire(happened.meta.at)),
        text: happened.event.text().to_owned(),
    }
}
