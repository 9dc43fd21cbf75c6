//! The metrics of the log and of its readers; docs/metrics.md lists them.
//!
//! The instruments are made at their first use, when the process has installed its meter provider. Without a provider
//! they do nothing.

use std::{sync::LazyLock, time::Duration};

use opentelemetry::{
    KeyValue, global,
    metrics::{Counter, Gauge, Histogram},
};

use crate::{Alarm, AppendError, Outcome};

/// Upper bounds of the buckets of durations, in seconds.
const SECONDS: [f64; 13] = [0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

struct Instruments {
    alarms: Counter<u64>,
    appends: Histogram<f64>,
    reactions: Counter<u64>,
    lag: Gauge<u64>,
    log: Gauge<u64>,
    server: Gauge<u64>,
}

static INSTRUMENTS: LazyLock<Instruments> = LazyLock::new(|| {
    let meter = global::meter("haetae");
    Instruments {
        alarms: meter.u64_counter("haetae.alarms").with_description("Alarms raised, by reason").build(),
        appends: meter
            .f64_histogram("haetae.log.append.duration")
            .with_unit("s")
            .with_boundaries(SECONDS.to_vec())
            .with_description("Appends to the event log, by outcome")
            .build(),
        reactions: meter
            .u64_counter("haetae.reactor.commits")
            .with_description("Commits that a reactor handled, by outcome")
            .build(),
        lag: meter
            .u64_gauge("haetae.reactor.lag")
            .with_description("Commits that a reactor has not settled yet")
            .build(),
        log: meter
            .u64_gauge("haetae.log.size")
            .with_unit("By")
            .with_description("Size of the event log, and its limit")
            .build(),
        server: meter
            .u64_gauge("haetae.log.server.storage")
            .with_unit("By")
            .with_description("What the log's server stores in all, and its limit")
            .build(),
    }
});

/// Counts an alarm; `alarm!` calls it.
#[doc(hidden)]
pub fn count_alarm(alarm: Alarm) {
    INSTRUMENTS.alarms.add(1, &[KeyValue::new("reason", alarm.name())]);
}

/// Starts the counter of every alarm at 0: a rule on the increase of a counter misses one that begins at 1.
pub fn begin() {
    for alarm in Alarm::ALL {
        INSTRUMENTS.alarms.add(0, &[KeyValue::new("reason", alarm.name())]);
    }
}

pub(crate) fn appended<T>(result: &Result<T, AppendError>, took: Duration) {
    let outcome = result.as_ref().map_or_else(AppendError::outcome, |_| "written");
    INSTRUMENTS.appends.record(took.as_secs_f64(), &[KeyValue::new("outcome", outcome)]);
}

impl AppendError {
    /// The name of the error as a label of metrics.
    const fn outcome(&self) -> &'static str {
        match self {
            Self::Conflict { .. } => "conflict",
            Self::DeadlineExceeded => "deadline_exceeded",
            Self::Unknown(_) => "unknown",
            Self::Unavailable(_) => "unavailable",
            Self::ArchiveSilent => "archive_silent",
            Self::Full(_) => "full",
            Self::ClockSkewed { .. } => "clock_skewed",
            Self::TooLarge { .. } => "too_large",
            Self::Regressed { .. } => "regressed",
        }
    }
}

impl Outcome {
    /// The name of the outcome as a label of metrics.
    pub(crate) const fn label(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::AlreadyDone => "already_done",
            Self::Ignored => "ignored",
        }
    }
}

pub(crate) fn reacted(reactor: &str, outcome: &'static str) {
    let labels = [KeyValue::new("reactor", reactor.to_owned()), KeyValue::new("outcome", outcome)];
    INSTRUMENTS.reactions.add(1, &labels);
}

pub(crate) fn lags(reactor: &str, commits: u64) {
    INSTRUMENTS.lag.record(commits, &[KeyValue::new("reactor", reactor.to_owned())]);
}

/// Records how full the log is, in bytes.
pub(crate) fn log_filled(used: u64, limit: u64) {
    filled(&INSTRUMENTS.log, used, limit);
}

/// Records how full the log's server is, in bytes.
pub(crate) fn server_filled(used: u64, limit: u64) {
    filled(&INSTRUMENTS.server, used, limit);
}

fn filled(gauge: &Gauge<u64>, used: u64, limit: u64) {
    gauge.record(used, &[KeyValue::new("what", "used")]);
    gauge.record(limit, &[KeyValue::new("what", "limit")]);
}
