//! What calls are made of: everything a member of team A has, has overheard or can guess.

use anyhow::Result;
use haetae_service_kit::token;
use prost_reflect::MethodDescriptor;
use serde_json::{Value, json};

use crate::{calls::Both, plain::Places, wire::Line};

/// Next pages that are kept.
const PAGES: usize = 200;

/// The material.
pub(crate) struct Pools {
    pub(crate) of_a: Vec<String>,
    pub(crate) of_b: Vec<String>,
    /// The last position of the log with both teams.
    pub(crate) head: u64,
    /// Times at which nothing happened for a while.
    pub(crate) quiet: Vec<String>,
    /// Positions of current etags of team A, on either platform.
    pub(crate) etags: Vec<[u64; 2]>,
    /// Requests for a next page, by method.
    pub(crate) pages: Vec<(String, Both)>,
    /// Page tokens that team B got.
    pub(crate) pages_of_b: Vec<String>,
    shared: Places,
}

impl Pools {
    pub(crate) fn new([of_a, of_b]: [Vec<String>; 2], shared: Places, head: u64, quiet: Vec<String>) -> Self {
        let (etags, pages, pages_of_b) = (vec![], vec![], vec![]);
        Self { of_a, of_b, head, quiet, etags, pages, pages_of_b, shared }
    }

    /// How many shared commits are up to a position of the log with both teams: their position in the other log.
    pub(crate) fn covered(&self, position: u64) -> u64 {
        self.shared.covered(position) as u64
    }

    /// Keeps what an answer allows to ask next.
    pub(crate) fn learn(&mut self, method: &MethodDescriptor, request: &Both, answers: &Both) {
        let next = |n: usize| answers[n]["messages"][0]["nextPageToken"].as_str().map(str::to_owned);
        if let (Some(alone), Some(with)) = (next(0), next(1)) {
            let mut request = request.clone();
            (request[0]["pageToken"], request[1]["pageToken"]) = (json!(alone), json!(with));
            if self.pages.len() == PAGES {
                self.pages.remove(0);
            }
            self.pages.push((method.full_name().to_owned(), request));
        }
    }

    /// Reads the current etags of team A on both platforms.
    pub(crate) async fn read_etags(&mut self, lines: [&Line; 2], methods: &[MethodDescriptor]) -> Result<()> {
        for name in ["GetReview", "GetAssessment", "GetChecklist"] {
            let Some(method) = methods.iter().find(|method| method.name() == name) else { continue };
            for id in &self.of_a {
                let request = json!({ "reviewId": id });
                let [alone, with] = [lines[0].call(method, &request).await?, lines[1].call(method, &request).await?];
                let etag = |answer: &Value| answer["messages"][0]["etag"].as_str().and_then(token::parse_etag);
                if let (Some(alone), Some(with)) = (etag(&alone), etag(&with)) {
                    self.etags.push([alone, with]);
                }
            }
        }
        Ok(())
    }

    /// Has team B page through everything there is.
    pub(crate) async fn overhear(&mut self, of_b: &Line, methods: &[MethodDescriptor]) -> Result<()> {
        for method in methods {
            let input = method.input();
            if input.get_field_by_name("page_token").is_none() {
                continue;
            }
            let orders: &[&str] =
                if input.get_field_by_name("order_by").is_some() { &["", "title", "score"] } else { &[""] };
            for order in orders {
                let mut request = json!({ "pageSize": 1 });
                if !order.is_empty() {
                    request["orderBy"] = json!(order);
                }
                if input.get_field_by_name("review_id").is_some() {
                    request["reviewId"] = json!(self.of_b[4]);
                }
                let answer = of_b.call(method, &request).await?;
                self.pages_of_b.extend(answer["messages"][0]["nextPageToken"].as_str().map(str::to_owned));
            }
        }
        Ok(())
    }
}
