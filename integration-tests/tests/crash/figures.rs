//! The figures of a run.

use std::{
    collections::{BTreeMap, HashMap},
    fmt,
    time::Duration,
};

use haetae_integration_tests::checker::{ledger::CommandOutcome, recording::Recording};
use uuid::Uuid;

use crate::{notebook::Notebook, plan::Target, strikes::Course};

/// What happened in a run, to be printed.
pub(crate) struct Figures<'a> {
    pub(crate) seed: u64,
    pub(crate) census: Vec<(Target, usize)>,
    pub(crate) course: Course,
    pub(crate) notebook: &'a Notebook,
    pub(crate) recording: &'a Recording,
    pub(crate) took: Vec<(&'static str, Duration)>,
}

impl fmt::Display for Figures<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kills: usize = self.census.iter().map(|(_, times)| times).sum();
        let each: Vec<_> = self.census.iter().map(|(target, times)| format!("{target} {times}")).collect();
        writeln!(f, "seed {}: {kills} × kill -9 ({})", self.seed, each.join(", "))?;
        writeln!(f, "starts that failed and were made again: {}", self.course.failed_starts)?;
        let commands = &self.recording.ledger.commands;
        let (done, refused): (Vec<_>, Vec<_>) =
            commands.iter().partition(|asked| matches!(asked.answer, CommandOutcome::Acknowledged { .. }));
        let mut kinds = BTreeMap::new();
        for asked in done {
            *kinds.entry(asked.command.name()).or_insert(0_u32) += 1;
        }
        let kinds: Vec<_> = kinds.into_iter().map(|(kind, times)| format!("{kind} {times}")).collect();
        writeln!(f, "acknowledged: {}", kinds.join(", "))?;
        writeln!(f, "refused as too late: {}; reads checked: {}", refused.len(), self.reads())?;
        let retries = self.notebook.retries();
        let attempts: Vec<_> = retries.iter().map(|(seen, times)| format!("{seen} {times}")).collect();
        writeln!(f, "attempts made again: {} ({})", retries.values().sum::<u64>(), attempts.join(", "))?;
        writeln!(f, "commands answered on a later attempt: {}", self.notebook.insisted().len())?;
        writeln!(f, "  of which an attempt nobody answered had taken effect: {}", self.landed_unanswered())?;
        writeln!(f, "log: {} commits, {} reviews", self.recording.log.len(), self.recording.reviews.len())?;
        for (what, took) in &self.took {
            write!(f, "{what} {:.1} s  ", took.as_secs_f64())?;
        }
        Ok(())
    }
}

impl Figures<'_> {
    fn reads(&self) -> usize {
        self.recording.ledger.reads.len()
    }

    /// Commands whose commit was recorded before the attempt began that was answered: their outcome was unknown and
    /// the retry found it.
    fn landed_unanswered(&self) -> usize {
        let commits = self.recording.log.iter().filter_map(|recorded| recorded.decode().ok());
        let recorded: HashMap<Uuid, (i64, i32)> = commits
            .filter_map(|commit| {
                let at = commit.recorded_at?;
                Some((Uuid::from_slice(&commit.request_id).ok()?, (at.seconds, at.nanos)))
            })
            .collect();
        let insisted = self.notebook.insisted();
        let earlier = insisted.iter().filter(|(request, began)| {
            recorded.get(request).is_some_and(|at| *at < (began.as_second(), began.subsec_nanosecond()))
        });
        earlier.count()
    }
}
