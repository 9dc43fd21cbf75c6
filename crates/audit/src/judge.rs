//! Whether a commit may stand where it does, asked of one after the other.

use haetae_event_log::Recorded;

use crate::{findings::Findings, history::History};

/// Folds a log from its first commit on, and says what is wrong with each.
#[derive(Default)]
pub struct Judge {
    history: History,
    followed: u64,
}

impl Judge {
    /// Takes the next commit of the log; gives what is wrong with it there, if anything is.
    pub fn follow(&mut self, recorded: &Recorded) -> Option<String> {
        self.followed += 1;
        let mut findings = Findings::default();
        self.history.follow(recorded, &mut findings);
        let finding = findings.told.into_iter().next().map(|finding| finding.to_string());
        finding.or_else(|| findings.strangers.first().map(|stranger| stranger.why.text().en))
    }

    /// Gives the place of the commit that was followed last to the next one. What it said about its aggregate is not
    /// forgotten: nothing more of that aggregate can be judged.
    pub fn take_back(&mut self) {
        self.followed = self.followed.saturating_sub(1);
        self.history.forget_after(self.followed);
    }
}
