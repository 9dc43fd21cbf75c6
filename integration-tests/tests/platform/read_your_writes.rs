//! Who passes back the token of a write reads that write.

use anyhow::{Result, ensure};
use futures::future::try_join_all;
use haetae_devstack::Service;
use haetae_integration_tests::{Caller, Person, Wire, World, run, samples};
use haetae_proto::dashboard::v1::{GetSummaryRequest, GetTimelineRequest, ListReviewsRequest};
use haetae_service_kit::token;
use tonic::Code;

/// Callers side by side, and how often each reads its write.
const CALLERS: usize = 8;
const TIMES: usize = 125;

#[test]
fn a_submitted_review_is_listed_a_thousand_times_in_a_row() -> Result<()> {
    run(async {
        let world = World::shared().await?;
        let names: Vec<_> = (0..CALLERS).map(|n| format!("echo-{n}")).collect();
        let callers = names.iter().map(|team| world.requester("kim", team)).collect::<Result<Vec<_>>>()?;
        try_join_all(callers.iter().map(reads_its_writes)).await?;
        Ok(())
    })
}

async fn reads_its_writes(caller: &Caller) -> Result<()> {
    for time in 0..TIMES {
        let submitted = caller.submit(samples::harmless()).await?;
        let consistency_token = submitted.answer.consistency_token;
        let newest = ListReviewsRequest { page_size: 3, consistency_token, ..Default::default() };
        let listed = caller.dashboard().list_reviews(newest).await?.into_inner();
        let shown = listed.reviews.iter().any(|row| row.review_id == submitted.id);
        ensure!(shown, "the review of time {time} is not among {:?}", listed.reviews);
    }
    Ok(())
}

#[test]
fn a_position_that_the_log_does_not_have_is_refused_at_once() -> Result<()> {
    run(async {
        let world = World::shared().await?;
        let kim = world.requester("kim", "patience")?;
        let id = kim.submit(samples::harmless()).await?.id;
        let consistency_token = token::consistency_token(world.log().await?.head().await? + 1_000_000);
        let authorization = format!("Bearer {}", world.identity.token(&Person::requester("kim", "patience"))?);
        let headers = [("authorization", authorization.as_str()), ("grpc-timeout", "50S")];
        let wire = Wire::connect(world.platform.address(Service::Dashboard)).await?;
        let path = |method: &str| format!("/haetae.dashboard.v1.DashboardService/{method}");

        let summary = GetSummaryRequest { consistency_token: consistency_token.clone(), ..Default::default() };
        let list = ListReviewsRequest { consistency_token: consistency_token.clone(), ..Default::default() };
        let timeline = GetTimelineRequest { review_id: id, consistency_token, ..Default::default() };
        let answers = [
            wire.call(&path("GetSummary"), &headers, &summary).await?,
            wire.call(&path("ListReviews"), &headers, &list).await?,
            wire.call(&path("GetTimeline"), &headers, &timeline).await?,
        ];
        for answer in answers {
            let refusal = answer.refusal()?;
            assert_eq!((refusal.code, refusal.reason.as_str()), (Code::InvalidArgument, "POSITION_BEYOND_LOG"));
            assert!(refusal.metadata.contains_key("end"), "{refusal:?}");
        }
        Ok(())
    })
}
