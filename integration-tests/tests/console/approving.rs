//! The approver's inbox: an acceptance of a risk is found there, and decided on the page of its finding.

use anyhow::{Context as _, Result, ensure};
use haetae_integration_tests::{Caller, Desk, fresh_id, judge, run, samples};
use haetae_proto::{
    checkpoint::v1::{GetFindingRequest, RequestAcceptanceRequest},
    common::v1::FindingStatus,
    dashboard::v1::ListReviewsRequest,
};
use haetae_service_kit::clock;
use prost_types::Timestamp;

/// A month, in seconds.
const MONTH: i64 = 30 * 86_400;

/// A review with the finding F-1, of which the team asks that its risk be accepted: its id and its number.
async fn asked(kim: &Caller, lee: &Caller) -> Result<(String, String)> {
    let id = kim.submit(samples::ordinary()).await?.id;
    kim.targeted(&id).await?;
    let list = lee.checklist(&id).await?;
    // A Pass and a Fail.
    let etag = lee.checkpoint().record_verdicts(judge(&list, 2)).await?.into_inner().etag;
    let request = RequestAcceptanceRequest {
        request_id: fresh_id().to_string(),
        review_id: id.clone(),
        finding_id: "F-1".to_owned(),
        etag,
        reason: "다음 분기에 장비를 바꿉니다.".to_owned(),
        conditions: vec!["접근 기록을 매일 봅니다.".to_owned()],
        ends_at: Some(Timestamp { seconds: clock::now().as_second() + MONTH, nanos: 0 }),
        validate_only: false,
    };
    let token = kim.checkpoint().request_acceptance(request).await?.into_inner().consistency_token;
    let filter = format!("review_id = \"{id}\"");
    let request = ListReviewsRequest { filter, consistency_token: token, ..Default::default() };
    let listed = kim.dashboard().list_reviews(request).await?.into_inner();
    let number = listed.reviews.first().context("the review is in no list")?.number.clone();
    Ok((id, number))
}

#[test]
fn an_acceptance_is_decided_from_the_inbox_of_an_approver() -> Result<()> {
    run(async {
        let desk = Desk::shared().await?;
        let (kim, lee) = (desk.world.requester("kim", "commerce")?, desk.world.reviewer("lee")?);
        let (id, number) = asked(&kim, &lee).await?;
        let (inbox, path) = (desk.console.page("/approvals"), format!("/r/{number}/f/F-1"));
        let mut park = desk.signed_in("park").await?;
        let waiting = park.get(&inbox).await?;
        let link = format!("{path}#approve");
        ensure!(waiting.status == 200 && waiting.links().contains(&link), "{link} is not in {}", waiting.text);
        ensure!(waiting.text.contains("0 of 1"), "how many agreed is not in {}", waiting.text);
        let page = park.click(&waiting, &link).await?;
        let agreed = park.submit(&page, &format!("{path}/approve"), &[("words", "Until the exchange.")]).await?;
        ensure!(agreed.status == 303, "{} {}", agreed.status, agreed.text);
        let request = GetFindingRequest { review_id: id, finding_id: "F-1".to_owned() };
        let finding = lee.checkpoint().get_finding(request).await?.into_inner().finding.context("the finding")?;
        ensure!(finding.status() == FindingStatus::Accepted, "{finding:?}");
        let after = park.get(&inbox).await?;
        ensure!(!after.links().contains(&link), "it still waits: {}", after.text);

        // It is nobody else's page.
        let refused = desk.signed_in("kim").await?.get(&inbox).await?;
        ensure!(refused.status == 403, "{} {}", refused.status, refused.text);
        Ok(())
    })
}
