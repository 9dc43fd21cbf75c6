//! `haetae review watch`.

use std::time::Duration;

use haetae_proto::dashboard::v1::{WatchReviewsRequest, WatchReviewsResponse};
use tokio::time::sleep;
use tonic::{Code, Streaming};

use super::Done;
use crate::{failure::Failure, session::Session, views, words::Said};

/// How long to wait before the stream is asked for again; doubled each time up to the longest.
const PATIENCE: (Duration, Duration) = (Duration::from_millis(500), Duration::from_secs(15));

/// Follow reviews as they change, until Ctrl-C; goes on where it was after the connection broke
#[derive(Debug, clap::Args)]
pub(crate) struct Watch {
    /// Which reviews, in the API's own words, e.g. "level = HIGH AND team = water"
    #[arg(long, default_value = "")]
    filter: String,
    /// Go on from this token, of a list or of an earlier watch [default: from now on]
    #[arg(long, value_name = "TOKEN", default_value = "")]
    consistency_token: String,
}

impl Watch {
    pub(super) async fn run(self, session: &Session) -> Done {
        let mut following = Following { filter: self.filter, token: self.consistency_token, patience: PATIENCE.0 };
        let ended = tokio::select! {
            ended = following.follow(session) => ended,
            interrupted = tokio::signal::ctrl_c() => interrupted.map_err(|error| Failure::Broken(Said {
                ko: format!("Ctrl-C를 받을 수 없습니다: {error}"),
                en: format!("Ctrl-C cannot be noticed: {error}"),
            })),
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
}

impl Following {
    /// Follows for as long as somebody reads, or until it is refused.
    async fn follow(&mut self, session: &Session) -> Done {
        loop {
            let lost = match self.once(session).await {
                Ok(Reader::Gone) => return Ok(()),
                Ok(Reader::There) => None,
                Err(failure) if passing(&failure) => Some(failure),
                Err(failure) => return Err(failure),
            };
            if let Some(failure) = lost {
                let why = failure.lines(session.look().lang).join(" ");
                session.note(&Said {
                    ko: format!("연결이 끊겨 다시 시도합니다: {why}"),
                    en: format!("the connection broke, trying again: {why}"),
                });
            }
            sleep(self.patience).await;
            self.patience = (self.patience * 2).min(PATIENCE.1);
        }
    }

    /// Follows until the stream ends.
    async fn once(&mut self, session: &Session) -> Result<Reader, Failure> {
        let request = WatchReviewsRequest { filter: self.filter.clone(), consistency_token: self.token.clone() };
        let mut steps: Streaming<WatchReviewsResponse> =
            session.dashboard().await?.watch_reviews(request).await?.into_inner();
        while let Some(step) = steps.message().await? {
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
}

/// Whether anybody reads what is written.
enum Reader {
    There,
    Gone,
}

/// Whether trying again may help.
fn passing(failure: &Failure) -> bool {
    match failure {
        Failure::Unreachable(_) => true,
        Failure::Refused(refusal) => {
            matches!(refusal.code(), Code::Unavailable | Code::Unknown | Code::DeadlineExceeded | Code::Cancelled)
        }
        Failure::File(_) | Failure::Usage(_) | Failure::NoToken(_) | Failure::NotYet(_) | Failure::Broken(_) => false,
    }
}
