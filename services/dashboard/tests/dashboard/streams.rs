//! Streams: a list that is watched, and a list as a file.

use std::collections::BTreeMap;

use haetae_proto::{
    common::v1::{RiskLevel, ServiceType},
    dashboard::v1::{
        ExportFormat, ExportReviewsRequest, ListReviewsRequest, ReviewRow, WatchReviewsRequest, WatchReviewsResponse,
        export_reviews_response::Part, review_change::Change,
    },
};
use haetae_service_kit::token;
use sha2::{Digest as _, Sha256};
use tonic::Streaming;

use crate::{
    history::{History, id},
    served::{Client, Served},
    support::BOUND,
};

const FILTER: &str = "level >= HIGH OR 결제";

async fn watch(client: &mut Client, token: &str) -> Streaming<WatchReviewsResponse> {
    let request = WatchReviewsRequest { filter: FILTER.into(), consistency_token: token.into() };
    client.watch_reviews(request).await.unwrap().into_inner()
}

async fn step(stream: &mut Streaming<WatchReviewsResponse>) -> Option<WatchReviewsResponse> {
    tokio::time::timeout(BOUND, stream.message()).await.expect("nothing came").unwrap()
}

/// The list as a watcher knows it.
#[derive(Default)]
struct Known {
    rows: BTreeMap<String, ReviewRow>,
    token: String,
}

impl Known {
    fn apply(&mut self, step: WatchReviewsResponse) {
        for change in step.changes {
            match change.change.unwrap() {
                Change::Entered(row) => {
                    assert!(self.rows.insert(row.review_id.clone(), row).is_none(), "entered twice")
                }
                Change::Updated(row) => {
                    let before = self.rows.insert(row.review_id.clone(), row.clone()).expect("was not there");
                    assert_ne!(before, row, "told twice");
                }
                Change::Left(id) => assert!(self.rows.remove(&id).is_some(), "left without having been there"),
            }
        }
        self.token = step.consistency_token;
    }
}

async fn listed(client: &mut Client, token: &str) -> BTreeMap<String, ReviewRow> {
    let request = ListReviewsRequest {
        filter: FILTER.into(),
        page_size: 200,
        consistency_token: token.into(),
        ..Default::default()
    };
    let page = client.list_reviews(request).await.unwrap().into_inner();
    page.reviews.into_iter().map(|row| (row.review_id.clone(), row)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_watcher_has_the_list_without_loss_or_repeat_whenever_it_is_cut_off() {
    let served = Served::start().await;
    let mut client = served.reviewer();
    let mut history = History::new(&served.log);
    let mut known = Known { token: token::consistency_token(0), ..Known::default() };
    let mut last = 0;
    for round in 0..12_u128 {
        for n in 0..8 {
            let n = round * 8 + n;
            last = history
                .submit(n, if n % 3 == 0 { "간편 결제" } else { "민원" }, "교통과", &[ServiceType::Payment])
                .await;
            let level = if n % 2 == 0 { RiskLevel::Critical } else { RiskLevel::Low };
            last = last.max(history.assess(n / 2, 50, level).await);
        }
        // Each stream is dropped after a step or two, in the middle of things.
        let mut stream = watch(&mut client, &known.token).await;
        for _ in 0..=round % 3 {
            known.apply(step(&mut stream).await.unwrap());
        }
    }
    let end = token::consistency_token(last);
    let mut stream = watch(&mut client, &known.token).await;
    while known.token != end {
        known.apply(step(&mut stream).await.unwrap());
    }
    assert!(known.rows.len() > 20, "{}", known.rows.len());
    assert_eq!(known.rows, listed(&mut client, &end).await);
    drop(stream);
    served.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_quiet_stream_says_where_it_is_and_ends_in_order_when_the_service_stops() {
    let served = Served::start().await;
    let mut client = served.reviewer();
    let mut history = History::new(&served.log);
    served.projects(history.submit(0, "간편 결제", "교통과", &[]).await).await;
    let mut stream = watch(&mut client, "").await;
    let begin = step(&mut stream).await.unwrap();
    assert_eq!((begin.changes.len(), &begin.consistency_token), (0, &token::consistency_token(1)));
    // Nothing of this list happens, yet the position goes on.
    let elsewhere = history.submit(1, "민원", "교통과", &[]).await;
    let mut beat = step(&mut stream).await.unwrap();
    while beat.consistency_token != token::consistency_token(elsewhere) {
        assert_eq!(beat.changes, []);
        beat = step(&mut stream).await.unwrap();
    }
    assert_eq!(beat.changes, []);
    let entered = history.assess(1, 90, RiskLevel::High).await;
    let mut told = step(&mut stream).await.unwrap();
    while told.changes.is_empty() {
        told = step(&mut stream).await.unwrap();
    }
    assert_eq!(told.consistency_token, token::consistency_token(entered));
    let change = told.changes[0].change.as_ref().unwrap();
    assert!(matches!(change, Change::Entered(row) if row.review_id == id(1).to_string()), "{change:?}");
    let stopping = tokio::spawn(served.stop());
    let mut last = told.consistency_token;
    while let Some(beat) = step(&mut stream).await {
        assert_eq!(beat.changes, []);
        last = beat.consistency_token;
    }
    assert_eq!(last, token::consistency_token(entered), "the end of the stream says where to go on");
    tokio::time::timeout(BOUND, stopping).await.expect("the stop hung").unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_requester_is_told_of_the_own_team_only() {
    let served = Served::start().await;
    let mut requester = served.client(&[haetae_service_kit::auth::Role::Requester], Some("교통과"));
    let mut history = History::new(&served.log);
    history.submit(0, "결제", "결제팀", &[]).await;
    let own = history.submit(1, "결제", "교통과", &[]).await;
    served.projects(own).await;
    let mut stream = watch(&mut requester, &token::consistency_token(0)).await;
    let mut known = Known::default();
    while known.token != token::consistency_token(own) {
        known.apply(step(&mut stream).await.unwrap());
    }
    assert_eq!(known.rows.into_keys().collect::<Vec<_>>(), [id(1).to_string()]);
    drop(stream);
    served.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_whole_harmless_and_says_what_it_holds() {
    let served = Served::start().await;
    let mut client = served.reviewer();
    let mut history = History::new(&served.log);
    // More than fit into one part.
    for n in 0..1_100 {
        let title = ["=HYPERLINK(\"x\")", "쉼표, \"따옴표\"", "+82 결제"][usize::try_from(n % 3).unwrap()];
        history.submit(n, title, "교통과", &[ServiceType::Payment, ServiceType::MobileApp]).await;
    }
    let last = history.commits();
    for (format, byte_order_mark) in
        [(ExportFormat::Csv, true), (ExportFormat::Csv, false), (ExportFormat::Ndjson, false)]
    {
        let request = ExportReviewsRequest {
            format: format.into(),
            byte_order_mark,
            order_by: "submitted_at".into(),
            consistency_token: token::consistency_token(last),
            ..Default::default()
        };
        let mut parts = client.export_reviews(request).await.unwrap().into_inner();
        let (mut file, mut chunks, mut manifest) = (Vec::new(), 0, None);
        while let Some(part) = parts.message().await.unwrap() {
            assert_eq!(manifest, None, "the manifest is the last part");
            match part.part.unwrap() {
                Part::Chunk(chunk) => {
                    chunks += 1;
                    file.extend(chunk);
                }
                Part::Manifest(it) => manifest = Some(it),
            }
        }
        let manifest = manifest.expect("a file without manifest");
        assert_eq!((manifest.rows, manifest.bytes, manifest.position), (1_100, file.len() as u64, last));
        assert_eq!(manifest.sha256, hex::encode(Sha256::digest(&file)));
        assert!(chunks > 1);
        let text = String::from_utf8(file).unwrap();
        if format == ExportFormat::Ndjson {
            let rows: Vec<serde_json::Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
            assert_eq!(rows.len(), 1_100);
            assert_eq!(rows[0]["review_id"], id(0).to_string());
            assert_eq!(rows[0]["title"], "=HYPERLINK(\"x\")");
            assert_eq!(rows[0]["service_types"], serde_json::json!(["PAYMENT", "MOBILE_APP"]));
            continue;
        }
        assert_eq!(text.starts_with('\u{feff}'), byte_order_mark);
        let mut csv = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let rows: Vec<_> = csv.records().map(Result::unwrap).collect();
        assert_eq!(rows.len(), 1_100);
        assert_eq!(&rows[0][1], "'=HYPERLINK(\"x\")");
        assert_eq!(&rows[1][1], "쉼표, \"따옴표\"");
        assert_eq!(&rows[2][1], "'+82 결제");
        assert_eq!(&rows[0][9], "PAYMENT;MOBILE_APP");
    }
    served.stop().await;
}
