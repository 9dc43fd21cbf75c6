//! The list of findings as a file.

use futures::{Stream, TryStreamExt as _};
use haetae_proto::{
    common::v1::AcceptanceState,
    dashboard::v1::{FindingRow, ListFindingsResponse},
};
use tonic::Status;

use crate::{
    pages::{finding::Standing, spreadsheet},
    text::{Say, key},
};

/// The columns.
const HEADS: [&str; 12] = [
    key("file-review"),
    key("column-number"),
    key("file-review-title"),
    key("findings-severity"),
    key("column-status"),
    key("file-control"),
    key("finding-found"),
    key("file-owner"),
    key("column-assignee"),
    key("findings-due"),
    key("file-acceptance-ends"),
    key("column-updated"),
];

/// The file, a part for each page of the list.
pub(super) fn parts(
    t: Say,
    pages: impl Stream<Item = Result<ListFindingsResponse, Status>>,
) -> impl Stream<Item = Result<Vec<u8>, Status>> {
    let mut is_first = true;
    pages.and_then(move |page| {
        let heads = std::mem::take(&mut is_first).then(|| HEADS.map(|head| t.text(head)));
        let rows: Vec<_> = page.findings.iter().map(|row| cells(t, row)).collect();
        std::future::ready(spreadsheet::lines(heads.as_ref(), &rows))
    })
}

fn cells(t: Say, row: &FindingRow) -> [String; 12] {
    let acceptance = row.acceptance.as_ref().filter(|one| one.state() != AcceptanceState::Lapsed);
    let pending = acceptance.is_some_and(|one| one.state() == AcceptanceState::Requested);
    let Standing { severity, status, .. } = Standing::of(t, row.severity, row.status, pending);
    [
        row.review_number.clone(),
        row.finding_id.clone(),
        row.review_title.clone(),
        severity,
        status,
        t.of(row.title.as_ref()),
        row.reason.clone(),
        row.owner.clone(),
        row.assignee.as_ref().map(|person| t.person(person)).unwrap_or_default(),
        spreadsheet::time(row.due_at.as_ref()),
        spreadsheet::time(acceptance.and_then(|acceptance| acceptance.ends_at.as_ref())),
        spreadsheet::time(row.updated_at.as_ref()),
    ]
}

#[cfg(test)]
mod tests {
    use futures::{StreamExt as _, executor::block_on, stream};
    use haetae_service_kit::error::Lang;

    use super::*;

    #[test]
    fn names_come_once_and_a_broken_list_is_no_file() {
        let page = |id: &str| ListFindingsResponse {
            findings: vec![FindingRow { finding_id: id.into(), reason: "+1".into(), ..FindingRow::default() }],
            ..ListFindingsResponse::default()
        };
        let pages = stream::iter([Ok(page("F-1")), Ok(page("F-2")), Err(Status::unavailable("away"))]);
        let parts: Vec<_> = block_on(parts(Say::in_language(Lang::Ko), pages).collect());
        let text = |part: &Result<Vec<u8>, Status>| String::from_utf8(part.as_ref().unwrap().clone()).unwrap();
        assert!(text(&parts[0]).starts_with("\u{feff}검토 번호,번호,"), "{}", text(&parts[0]));
        assert!(text(&parts[1]).starts_with(",F-2,") && text(&parts[1]).contains(",'+1,"), "{}", text(&parts[1]));
        assert!(parts[2].is_err() && parts.len() == 3);
    }
}
