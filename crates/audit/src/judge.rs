//! Judges whether a commit is allowed at its position, one commit after the other.

use haetae_event_log::Recorded;

use crate::{findings::Findings, history::History};

/// Folds a log from its first commit on, and returns the problem of each commit.
#[derive(Default)]
pub struct Judge {
    history: History,
    followed: u64,
}

impl Judge {
    /// Processes the next commit of the log; returns its problem, if there is one.
    pub fn follow(&mut self, recorded: &Recorded) -> Option<String> {
        self.followed += 1;
        let mut findings = Findings::default();
        self.history.follow(recorded, &mut findings);
        let finding = findings.told.into_iter().next().map(|finding| finding.to_string());
        finding.or_else(|| findings.strangers.first().map(|stranger| stranger.why.text().en))
    }

    /// Frees the position of the last commit for the next one. The effect of that commit on its aggregate is not
    /// undone, so no further commit of that aggregate can be judged.
    pub fn take_back(&mut self) {
        self.followed = self.followed.saturating_sub(1);
        self.history.forget_after(self.followed);
    }
}
