//! Waiting for what follows a write by itself.

use std::time::Duration;

use tokio::time::{Instant, sleep};

use crate::{failure::Failure, progress::Progress, session::Session, words::Said};

const PAUSE: Duration = Duration::from_millis(200);

/// Options of a command whose effect others react to.
#[derive(Debug, clap::Args)]
pub(super) struct Wait {
    /// Wait until the review is scored and has a checklist
    #[arg(long)]
    pub(super) wait: bool,
    /// Seconds to wait at most
    #[arg(long, default_value_t = 60, value_name = "SECONDS", requires = "wait",
        value_parser = clap::value_parser!(u16).range(1..=3600))]
    wait_timeout: u16,
}

impl Wait {
    /// Asks until there is an answer; `what` is waited for.
    ///
    /// # Errors
    /// A refusal that says anything but "not yet", or that the time is over.
    pub(super) async fn until<T>(
        &self,
        session: &Session,
        what: &Said,
        mut ask: impl AsyncFnMut() -> Result<Option<T>, Failure>,
    ) -> Result<T, Failure> {
        let progress = Progress::on_terminal();
        progress.step(what.say(session.look().lang));
        let end = Instant::now() + Duration::from_secs(self.wait_timeout.into());
        loop {
            match ask().await {
                Ok(Some(answer)) => return Ok(answer),
                Ok(None) => {}
                Err(Failure::Refused(refusal)) if refusal.not_yet() => {}
                Err(failure) => return Err(failure),
            }
            if Instant::now() >= end {
                let seconds = self.wait_timeout;
                return Err(Failure::NotYet(Said {
                    ko: format!("{seconds}초 안에 끝나지 않았습니다: {}", what.ko),
                    en: format!("not done within {seconds} s: {}", what.en),
                }));
            }
            sleep(PAUSE).await;
        }
    }
}
