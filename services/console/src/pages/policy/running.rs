//! `/policy/{version}/simulation`, 모의 적용: the page is sent while the simulation runs, with a line for each message of its
//! progress, and ends with the result. It needs no script: the stylesheet shows the latest line only.

use askama::Template;
use axum::{
    body::Body,
    extract::Path,
    http::{HeaderValue, header},
    response::{IntoResponse as _, Response},
};
use futures::{Stream, StreamExt as _, stream};
use haetae_proto::risk::v1::{
    SimulatePolicyResponse, SimulationProgress, SimulationResult, simulate_policy_response::Message,
};
use tonic::Streaming;

use super::simulation::{Simulated, rows_of_changes};
use crate::{
    api::{Problem, policy, simulation},
    pages::{frame::Frame, publishing::ensure_publishes, visitor::Visitor},
    text::Say,
};

/// Where the page is cut: progress and result go there. Texts cannot contain it, because they are escaped.
const CUT: &str = "<!-- progress and result -->";

/// The page without progress and result.
#[derive(Template)]
#[template(path = "policy/simulation.html")]
struct SimulationPage {
    frame: Frame,
    t: Say,
}

/// The result.
#[derive(Template)]
#[template(path = "policy/simulated.html")]
struct ResultPart {
    t: Say,
    simulated: Simulated,
}

/// The changes that a published version would make to open reviews; nothing is changed. Calls GetPolicy and
/// SimulatePolicy, and ListReviews once for the numbers of all rows, where the person may see reviews.
pub(super) async fn simulate(visitor: Visitor, Path(version): Path<u32>) -> Result<Response, Problem> {
    ensure_publishes(&visitor)?;
    let one = policy(&visitor.api, version).await?;
    let answers = simulation(&visitor.api, one.document).await?;
    let page = page(&visitor, version).render().map_err(|error| Problem::defect(&error.to_string()))?;
    let (before, after) = page.split_once(CUT).ok_or_else(|| Problem::defect("a page that is not cut"))?;
    let body = Body::from_stream(parts(before.to_owned(), Running { visitor, answers, after: after.to_owned() }));
    let kind = HeaderValue::from_static("text/html; charset=utf-8");
    Ok(([(header::CONTENT_TYPE, kind)], body).into_response())
}

fn page(visitor: &Visitor, version: u32) -> SimulationPage {
    let t = visitor.say();
    let version = t.with("content-version", &[("version", &version.to_string())]);
    let frame = Frame::new(&visitor.visit, &format!("{version} {}", t.text("policy-simulation")));
    SimulationPage { frame, t }
}

/// A simulation that goes on.
struct Running {
    visitor: Visitor,
    answers: Streaming<SimulatePolicyResponse>,
    /// The end of the page.
    after: String,
}

/// The page in parts: its beginning, a line for each message, and the result with the end of the page.
fn parts(before: String, running: Running) -> impl Stream<Item = Result<String, askama::Error>> {
    let next = async |running: Option<Running>| {
        let mut running = running?;
        let t = running.visitor.say();
        Some(match running.next().await {
            Ok(Message::Progress(progress)) => (Ok(line(t, &progress)), Some(running)),
            Ok(Message::Result(result)) => (running.end(Ok(result)).await, None),
            Err(problem) => (running.end(Err(problem)).await, None),
        })
    };
    let first = stream::once(async move { Ok(before) });
    first.chain(stream::unfold(Some(running), next))
}

impl Running {
    async fn next(&mut self) -> Result<Message, Problem> {
        let answer = self.answers.message().await?;
        answer.and_then(|answer| answer.message).ok_or_else(Problem::unanswered)
    }

    async fn end(self, result: Result<SimulationResult, Problem>) -> Result<String, askama::Error> {
        let t = self.visitor.say();
        let reviews = rows_of_changes(&self.visitor, result.as_ref().ok()).await;
        let (result, reviews) = match reviews {
            Ok(reviews) => (result, reviews),
            Err(problem) => (Err(problem), Default::default()),
        };
        let part = ResultPart { t, simulated: Simulated::new(t, result, &reviews) }.render()?;
        Ok(part + &self.after)
    }
}

fn line(t: Say, progress: &SimulationProgress) -> String {
    let counts = [
        ("read", progress.commits_read.to_string()),
        ("all", progress.commits_total.to_string()),
        ("reviews", progress.replayed.to_string()),
    ];
    let counts = counts.each_ref().map(|(name, count)| (*name, count.as_str()));
    format!("<li>{}</li>\n", t.with("policy-progress", &counts))
}

#[cfg(test)]
mod tests {
    use haetae_service_kit::{auth::Role, error::Lang};

    use super::*;
    use crate::pages::visitor::tests::{readable, visitor};

    #[test]
    fn a_page_is_whole_with_its_progress_and_its_result() {
        let visitor = visitor(Lang::Ko, Role::ContentAdmin);
        let page = page(&visitor, 3).render().unwrap();
        let (before, after) = page.split_once(CUT).unwrap();
        let t = visitor.say();
        let progress = SimulationProgress { commits_read: 1024, commits_total: 4096, replayed: 12 };
        let result = SimulationResult { replayed: 14, changed: 3, ..Default::default() };
        let simulated = Simulated::new(t, Ok(result), &Default::default());
        let part = ResultPart { t, simulated }.render().unwrap();
        let page = format!("{before}{}{part}{after}", line(t, &progress));
        readable(&page);
        for text in ["버전 3", "4096", "14건 중 3건"] {
            assert!(page.contains(text), "{text} is not in {page}");
        }
    }
}
