//! `haetae review watch`.

use std::{mem, time::Duration};

use haetae_proto::dashboard::v1::{
    GetReviewOverviewRequest, ReviewChange, TimelineEntry, WatchReviewsRequest, WatchReviewsResponse,
    review_change::Change,
};
use tokio::time::{sleep, timeout};
use tonic::{Code, Streaming};

use crate::{
    failure::{Done, Failure},
    session::Session,
    views,
    words::{Said, os},
};

/// The first and the longest delay before the stream is opened again; doubled each time.
const PATIENCE: (Duration, Duration) = (Duration::from_millis(500), Duration::from_secs(15));

/// How long to ask for events that are shown beside a change.
const BESIDE: Duration = Duration::from_secs(5);

/// Follow reviews as they change, until Ctrl-C; resumes after a lost connection
#[derive(Debug, clap::Args)]
pub(crate) struct Watch {
    /// Which reviews, in the API's own words, e.g. "level = HIGH AND team = water"
    #[arg(long, default_value = "", allow_hyphen_values = true)]
    filter: String,
    /// Resume from this token, of a list or of an earlier watch [default: from now on]
    #[arg(long, value_name = "TOKEN", default_value = "")]
    consistency_token: String,
}

impl Watch {
    pub(super) async fn run(self, session: &Session) -> Done {
        let mut following = Following::new(self.filter, self.consistency_token);
        let ended = tokio::select! {
            ended = following.follow(session) => ended,
            interrupted = tokio::signal::ctrl_c() => Err(interrupted.map_or_else(unnoticed, |()| Failure::Interrupted)),
        };
        if !following.token.is_empty() {
            let token = &following.token;
            session.note(&Said {
                ko: format!("→ 이어 보기: --consistency-token {token}"),
                en: format!("→ To go on from here: --consistency-token {token}"),
            });
        }
        ended
    }
}

/// A list being followed.
struct Following {
    filter: String,
    /// Up to where changes were shown.
    token: String,
    patience: Duration,
    /// Whether an interruption was reported whose end was not.
    lost: bool,
}

impl Following {
    fn new(filter: String, token: String) -> Self {
        Self { filter, token, patience: PATIENCE.0, lost: false }
    }

    /// Follows until the reader of the output goes away or the service refuses.
    async fn follow(&mut self, session: &Session) -> Done {
        loop {
            let least = match self.once(session).await {
                Ok(Reader::Gone) => return Ok(()),
                // An orderly end: the next stream continues after the last shown change.
                Ok(Reader::There) => Duration::ZERO,
                Err(failure) => {
                    let Some(least) = again(&failure) else { return Err(failure) };
                    self.broke(session, &failure);
                    least
                }
            };
            sleep(self.patience.max(least)).await;
            self.patience = (self.patience * 2).min(PATIENCE.1);
        }
    }

    /// Follows until the stream ends.
    async fn once(&mut self, session: &Session) -> Result<Reader, Failure> {
        let request = WatchReviewsRequest { filter: self.filter.clone(), consistency_token: self.token.clone() };
        let mut steps: Streaming<WatchReviewsResponse> =
            session.dashboard_anew().await?.watch_reviews(request).await?.into_inner();
        while let Some(step) = steps.message().await? {
            self.back(session);
            for change in &step.changes {
                let news = happened(session, change, &step.consistency_token).await;
                if !session.show_one(change, |look| views::change(change, &news, look))? {
                    return Ok(Reader::Gone);
                }
            }
            // Only now, so that changes that were not shown are requested again.
            self.token = step.consistency_token;
            self.patience = PATIENCE.0;
        }
        Ok(Reader::There)
    }

    /// Says why nothing comes for now.
    fn broke(&mut self, session: &Session, failure: &Failure) {
        self.lost = true;
        let why = failure.lines(session.look().lang).into_iter().next().unwrap_or_default();
        let refused = matches!(failure, Failure::Refused(refusal) if refusal.is_ours());
        session.note(&if refused {
            Said {
                ko: format!("지금은 이어 볼 수 없어 다시 시도합니다: {why}"),
                en: format!("the stream was interrupted; retrying: {why}"),
            }
        } else {
            Said {
                ko: format!("연결이 끊겨 다시 시도합니다: {why}"),
                en: format!("the connection broke, trying again: {why}"),
            }
        });
    }

    /// Says that changes come again.
    fn back(&mut self, session: &Session) {
        if mem::take(&mut self.lost) {
            session.note(&Said {
                ko: "다시 연결되었습니다. 그 사이의 변경부터 이어집니다.".to_owned(),
                en: "connected again; what happened meanwhile comes first".to_owned(),
            });
        }
    }
}

/// The event of a review that changed no field shown in lists, e.g. a comment; empty if lists show the change, and
/// where the events cannot be had now: the change is shown all the same.
async fn happened(session: &Session, change: &ReviewChange, token: &str) -> Vec<TimelineEntry> {
    let (Some(Change::Updated(row)), Some(before)) = (&change.change, &change.before) else { return Vec::new() };
    if session.is_structured() || !views::is_the_same(before, row, session.look()) {
        return Vec::new();
    }
    let request = GetReviewOverviewRequest {
        review_id: row.review_id.clone(),
        consistency_token: token.to_owned(),
        ..Default::default()
    };
    let asked = async { Ok::<_, Failure>(session.dashboard().await?.get_review_overview(request).await?.into_inner()) };
    let Ok(Ok(answer)) = timeout(BESIDE, asked).await else { return Vec::new() };
    let at = |entry: &TimelineEntry| entry.occurred_at.map(|at| (at.seconds, at.nanos));
    let since = before.updated_at.map(|at| (at.seconds, at.nanos));
    let mut recent = answer.recent;
    recent.retain(|entry| at(entry) > since);
    recent.reverse();
    recent
}

/// Whether the output still has a reader.
enum Reader {
    There,
    Gone,
}

/// Returns the minimum delay before a retry; `None` if a retry does not help.
fn again(failure: &Failure) -> Option<Duration> {
    let refusal = match failure {
        Failure::Unreachable(_) => return Some(Duration::ZERO),
        Failure::Refused(refusal) => refusal,
        Failure::File(_)
        | Failure::Absent(_)
        | Failure::Declined
        | Failure::Usage(_)
        | Failure::NoToken(_)
        | Failure::NotYet(_)
        | Failure::Broken(_)
        | Failure::Altered(_)
        | Failure::NotCovered(_)
        | Failure::Unfit(_)
        | Failure::Interrupted => return None,
    };
    // Places are left by others, and by a stream of ours of which the service has not noticed yet that it broke.
    let later = [Code::Unavailable, Code::DeadlineExceeded, Code::ResourceExhausted];
    // These statuses come from a broken connection, not from a service.
    let broke = [Code::Unknown, Code::Internal, Code::Cancelled];
    let helps = later.contains(&refusal.code()) || (!refusal.is_ours() && broke.contains(&refusal.code()));
    helps.then(|| refusal.retry_after().unwrap_or_default())
}

fn unnoticed(error: std::io::Error) -> Failure {
    let Said { ko, en } = os(&error);
    Failure::Broken(Said {
        ko: format!("Ctrl-C를 받을 수 없습니다: {ko}"),
        en: format!("Ctrl-C cannot be noticed: {en}"),
    })
}
