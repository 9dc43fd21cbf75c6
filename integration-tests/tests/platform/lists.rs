//! Lists: pages, filters and orders over what the log says.

use std::collections::BTreeSet;

use anyhow::{Context as _, Result, ensure};
use haetae_integration_tests::{Caller, Refusal, World, eventually, run, samples};
use haetae_proto::dashboard::v1::{GetTimelineRequest, ListReviewsRequest, ReviewRow};
use tonic::Code;

const TEAM: &str = "목록 팀";

#[test]
fn pages_hold_every_review_once_in_the_order_asked_for() -> Result<()> {
    run(async {
        let world = World::shared().await?;
        let kim = world.requester("kim", TEAM)?;
        let ids = several(&kim).await?;
        for order_by in [
            "",
            "submitted_at",
            "submitted_at desc",
            "updated_at",
            "updated_at desc",
            "score",
            "score desc",
            "team, title desc",
        ] {
            let request = ListReviewsRequest { order_by: order_by.to_owned(), page_size: 2, ..Default::default() };
            let rows = pages(&kim, request).await?;
            let found: BTreeSet<_> = rows.iter().map(|row| row.review_id.clone()).collect();
            assert_eq!((found, rows.len()), (ids.clone(), ids.len()), "{order_by}");
            let scores: Vec<_> = rows.iter().map(|row| row.score).collect();
            match order_by {
                "score" => assert!(scores.is_sorted(), "{scores:?}"),
                "score desc" => assert!(scores.is_sorted_by(|a, b| a >= b), "{scores:?}"),
                _ => {}
            }
        }
        for (filter, count) in [
            ("service_type = PAYMENT", 2),
            ("service_type = PAYMENT AND level = HIGH", 2),
            ("level = LOW", 3),
            ("level = CRITICAL AND status = RECEIVED", 1),
            ("status = APPROVED", 0),
            ("team = \"목록 팀\"", 6),
            ("team = 다른팀", 0),
            ("level >= HIGH", 3),
            ("NOT level = LOW", 3),
            ("level = LOW OR level = CRITICAL", 4),
            ("(level = LOW OR level = CRITICAL) AND -service_types:PAYMENT", 4),
            ("score > 0 AND mandatory_open:*", 6),
            ("submitted_at > 2020-01-01", 6),
            ("목록", 6),
        ] {
            let request = ListReviewsRequest { filter: filter.to_owned(), page_size: 2, ..Default::default() };
            assert_eq!(pages(&kim, request).await?.len(), count, "{filter}");
        }
        Ok(())
    })
}

#[test]
fn a_page_token_fits_only_the_list_it_came_from() -> Result<()> {
    run(async {
        let world = World::shared().await?;
        let kim = world.requester("kim", "낱장")?;
        let first = kim.submit(samples::harmless()).await?.id;
        let token = kim.submit(samples::harmless()).await?.answer.consistency_token;
        let one = ListReviewsRequest { page_size: 1, consistency_token: token, ..Default::default() };
        let page_token = kim.dashboard().list_reviews(one.clone()).await?.into_inner().next_page_token;
        ensure!(!page_token.is_empty(), "there is a second page");
        let next = ListReviewsRequest { page_token, ..one };
        kim.dashboard().list_reviews(ListReviewsRequest { page_size: 5, ..next.clone() }).await?;
        let others = [
            ListReviewsRequest { filter: "level = LOW".to_owned(), ..next.clone() },
            ListReviewsRequest { order_by: "score".to_owned(), ..next.clone() },
            ListReviewsRequest { order_by: "submitted_at".to_owned(), ..next.clone() },
        ];
        for other in others {
            forged(&Refusal::expected(kim.dashboard().list_reviews(other).await)?);
        }
        let page_token = next.page_token;
        let timeline = GetTimelineRequest { review_id: first, page_token, ..Default::default() };
        forged(&Refusal::expected(kim.dashboard().get_timeline(timeline).await)?);
        Ok(())
    })
}

fn forged(refusal: &Refusal) {
    assert_eq!((refusal.code, refusal.named()), (Code::InvalidArgument, vec!["page_token"]));
}

/// Two of each sample but one, scored and shown; a low one more.
async fn several(kim: &Caller) -> Result<BTreeSet<String>> {
    let mut ids = BTreeSet::new();
    let low = samples::harmless;
    for sample in [samples::ordinary(), low(), samples::smart_city(), samples::ordinary(), low(), low()] {
        ids.insert(kim.submit(sample).await?.id);
    }
    eventually("the scores in the list", async || {
        let rows = pages(kim, ListReviewsRequest { page_size: 2, ..Default::default() }).await?;
        // A checklist is the last that happens by itself: after it the order by time stays.
        let done = rows.iter().filter(|row| row.tally.is_some()).count();
        Ok((done == ids.len()).then_some(()))
    })
    .await?;
    Ok(ids)
}

/// The rows of every page.
async fn pages(caller: &Caller, mut request: ListReviewsRequest) -> Result<Vec<ReviewRow>> {
    let mut rows = Vec::new();
    for _ in 0..20 {
        let page = caller.dashboard().list_reviews(request.clone()).await?.into_inner();
        ensure!(page.reviews.len() <= usize::try_from(request.page_size)?, "a page too long");
        rows.extend(page.reviews);
        if page.next_page_token.is_empty() {
            return Ok(rows);
        }
        request.page_token = page.next_page_token;
    }
    None.context("the pages never end")
}
