//! `haetae review watch`.

use std::{mem, time::Duration};

use haetae_proto::dashboard::v1::{WatchReviewsRequest, WatchReviewsResponse};
use tokio::time::sleep;
use tonic::{Code, Streaming};

use crate::{
    failure::{Done, Failure},
    session::Session,
    views,
    words::{Said, os},
};

/// How long to wait before the stream is asked for again; doubled each time up to the longest.
const PATIENCE: (Duration, Duration) = (Duration::from_millis(500), Duration::from_secs(15));

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
    /// Whether it was said that nothing comes for now, and not yet that it does again.
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
                // Ended in order: nothing to tell, what comes next follows on what was shown.
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
                if !session.show_one(change, |look| views::change(change, look))? {
                    return Ok(Reader::Gone);
                }
            }
            // Only now: what was not shown is asked for again.
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
                en: format!("nothing to follow for now, trying again: {why}"),
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

/// Whether the output still has a reader.
enum Reader {
    There,
    Gone,
}

/// How long to wait at least before trying again; none when that does not help.
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
    // What no service of ours said: the connection broke.
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
