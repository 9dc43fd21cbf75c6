//! What only those who work on reviews read leaves no trace for others.

use haetae_event_log::Category;
use haetae_proto::{
    common::v1 as wire,
    dashboard::v1::{
        GetTimelineRequest, ListReviewsRequest, ReviewRow, WatchReviewsRequest, WatchReviewsResponse,
        review_change::Change,
    },
    event::v1::{self as pb, event::Event},
};
use haetae_service_kit::{auth::Role, token};
use tonic::Streaming;

use crate::{
    history::{History, id},
    served::{Client, Served},
    support::BOUND,
};

async fn say(history: &mut History<'_>, n: u128, visibility: wire::CommentVisibility) -> u64 {
    let comment = pb::ReviewCommented { text: "위험해 보임".into(), visibility: visibility.into() };
    let said = Some(Event::ReviewCommented(comment));
    history.commit_by(("rev-1", "박검토"), Category::Review, &id(n).to_string(), vec![said]).await
}

async fn row(client: &mut Client, sequence: u64) -> ReviewRow {
    let consistency_token = token::consistency_token(sequence);
    let request = ListReviewsRequest { consistency_token, order_by: "updated_at desc".into(), ..Default::default() };
    client.list_reviews(request).await.unwrap().into_inner().reviews.remove(0)
}

async fn changed(stream: &mut Streaming<WatchReviewsResponse>) -> Vec<String> {
    loop {
        let step = tokio::time::timeout(BOUND, stream.message()).await.expect("nothing came").unwrap().unwrap();
        let ids = step.changes.into_iter().map(|change| match change.change.unwrap() {
            Change::Entered(row) | Change::Updated(row) => row.review_id,
            Change::Left(id) => id,
        });
        let ids: Vec<_> = ids.collect();
        if !ids.is_empty() {
            return ids;
        }
    }
}

/// F3: after an internal comment nothing has moved for who may not read it: not the row, not its place in an order by time,
/// not a watched list, not the timeline. Who may read it finds it in the timeline.
#[tokio::test(flavor = "multi_thread")]
async fn an_internal_comment_moves_nothing_that_others_see() {
    let served = Served::start().await;
    let mut history = History::new(&served.log);
    history.submit(1, "결제", "a", &[]).await;
    let before = history.submit(2, "민원", "a", &[]).await;
    let (mut a, mut reviewer) = (served.client(&[Role::Requester], Some("a")), served.reviewer());
    let (first, of_reviewers) = (row(&mut a, before).await, row(&mut reviewer, before).await);
    assert_eq!(first.title, "민원");
    let request = WatchReviewsRequest { consistency_token: token::consistency_token(before), ..Default::default() };
    let mut watched = a.watch_reviews(request).await.unwrap().into_inner();

    let said = say(&mut history, 1, wire::CommentVisibility::Internal).await;
    assert_eq!(row(&mut a, said).await, first);
    assert_eq!(row(&mut reviewer, said).await, of_reviewers);
    for (client, entries) in [(&mut a, 1), (&mut reviewer, 2)] {
        let review_id = id(1).to_string();
        let request =
            GetTimelineRequest { review_id, consistency_token: token::consistency_token(said), ..Default::default() };
        assert_eq!(client.get_timeline(request).await.unwrap().into_inner().entries.len(), entries);
    }
    let shared = say(&mut history, 2, wire::CommentVisibility::Shared).await;
    assert_eq!(changed(&mut watched).await, [id(2).to_string()], "an internal comment was told");
    assert!(row(&mut a, shared).await.updated_at != first.updated_at);
    drop(watched);
    served.stop().await;
}

/// The review that covers a duplicate is named by its number to callers who may see it, and to others as one of another team.
#[tokio::test(flavor = "multi_thread")]
async fn the_timeline_names_the_review_that_covers_a_duplicate_to_those_who_may_see_it() {
    let served = Served::start().await;
    let mut history = History::new(&served.log);
    history.submit(1, "기존 요청", "b", &[]).await;
    history.submit(2, "같은 요청", "a", &[]).await;
    let closed = Event::ReviewTriaged(pb::ReviewTriaged {
        outcome: wire::TriageOutcome::Duplicate.into(),
        reason: "겹침".into(),
        duplicate_of: id(1).to_string(),
        automatic: false,
    });
    let last = history.commit(Category::Review, &id(2).to_string(), vec![Some(closed)]).await;
    let consistency_token = token::consistency_token(last);
    for (mut client, named) in [
        (
            served.client(&[Role::Requester], Some("a")),
            ["다른 부서의 검토", "a duplicate of a review of another team."],
        ),
        (served.reviewer(), ["(기존 검토: R-", "a duplicate of R-"]),
    ] {
        let (review_id, consistency_token) = (id(2).to_string(), consistency_token.clone());
        let request = GetTimelineRequest { review_id, consistency_token, ..Default::default() };
        let timeline = client.get_timeline(request).await.unwrap().into_inner();
        let summary = timeline.entries.last().unwrap().summary.clone().unwrap();
        assert!(summary.ko.contains(named[0]) && summary.en.contains(named[1]), "{summary:?}");
        assert!(!summary.ko.contains(&id(1).to_string()) && !summary.en.contains(&id(1).to_string()), "{summary:?}");
    }
    served.stop().await;
}
