//! Alarms: the log lines that an operator has to act on. Each has the fields `alarm` and `reason`, the name of an [`Alarm`],
//! so that alert rules can tell them apart. docs/alarms.md lists them.

/// Makes [`Alarm`], with one row for each alarm.
macro_rules! alarms {
    ($($(#[$meaning:meta])* $alarm:ident = $name:literal,)+) => {
        /// The alarms of all services.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Alarm {
            $($(#[$meaning])* $alarm,)+
        }

        impl Alarm {
            /// Every alarm.
            pub const ALL: &[Self] = &[$(Self::$alarm,)+];

            /// The stable name that alert rules search for.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$alarm => $name,)+
                }
            }
        }
    };
}

alarms! {
    /// The archive lacks a commit in its middle.
    ArchiveBroken = "ARCHIVE_BROKEN",
    /// The log's server was started and no archive has reported since.
    ArchiveSilent = "ARCHIVE_SILENT",
    /// The stream of parked commits does not take any more.
    CannotPark = "CANNOT_PARK",
    /// A clock and that of the log's server differ.
    ClockSkewed = "CLOCK_SKEWED",
    /// Processes died while they projected a commit that the projection cannot park.
    CommitFatal = "COMMIT_FATAL",
    /// A commit is not the next one of its aggregate.
    CommitOutOfTurn = "COMMIT_OUT_OF_TURN",
    /// A projection parked a commit.
    CommitParked = "COMMIT_PARKED",
    /// A reactor put a commit aside.
    CommitPutAside = "COMMIT_PUT_ASIDE",
    /// The timers cannot read an aggregate whose deadline has passed.
    DeadlineNotMet = "DEADLINE_NOT_MET",
    /// The log's server has no room for evidence.
    EvidenceStoreFull = "EVIDENCE_STORE_FULL",
    /// The bucket of evidence cannot be made.
    EvidenceStoreUnavailable = "EVIDENCE_STORE_UNAVAILABLE",
    /// A message in the log is not a commit.
    ForeignMessage = "FOREIGN_MESSAGE",
    /// Objects that the platform did not make have the names of its views.
    ForeignObjects = "FOREIGN_OBJECTS",
    /// The archive contradicts the last signed head.
    HeadsNotSigned = "HEADS_NOT_SIGNED",
    /// The published head of the log is not valid.
    HeadNotValid = "HEAD_NOT_VALID",
    /// The file of the issuer's keys cannot be read.
    IssuerKeysUnreadable = "ISSUER_KEYS_UNREADABLE",
    /// A session holds a fifth of the database server's locks.
    LocksTaken = "LOCKS_TAKEN",
    /// The disk of the log's server is full.
    LogFull = "LOG_FULL",
    /// The log has reached 80 % of its limit, or another 5 %.
    LogNearlyFull = "LOG_NEARLY_FULL",
    /// The log lacks commits that it had.
    LogRegressed = "LOG_REGRESSED",
    /// The log's server is connected and acknowledges no commit.
    LogStalled = "LOG_STALLED",
    /// The log's server does not answer.
    LogUnreachable = "LOG_UNREACHABLE",
    /// The issuer's file has no usable key.
    NoIssuerKeys = "NO_ISSUER_KEYS",
    /// The dashboard cannot check for stalled projections.
    ProgressUnknown = "PROGRESS_UNKNOWN",
    /// A projection, or the signing of heads, has not advanced although there is more.
    ProjectionStalled = "PROJECTION_STALLED",
    /// A projection ended with an error that does not pass.
    ProjectionStopped = "PROJECTION_STOPPED",
    /// A rebuild failed.
    RebuildFailed = "REBUILD_FAILED",
    /// A restore that keeps both sides was interrupted.
    RestoreUnfinished = "RESTORE_UNFINISHED",
    /// A review is missing from the lists of work.
    ReviewNotFollowed = "REVIEW_NOT_FOLLOWED",
    /// The log's server has stored 80 % of what it may.
    ServerNearlyFull = "SERVER_NEARLY_FULL",
    /// The subjects of a stream cannot be set.
    SubjectsNotSet = "SUBJECTS_NOT_SET",
    /// The timers of a service ended.
    TimersStopped = "TIMERS_STOPPED",
    /// Unknown connections displace each other.
    TooManyConnections = "TOO_MANY_CONNECTIONS",
    /// Database sessions hold views that are to be replaced.
    ViewsHeld = "VIEWS_HELD",
}

/// Logs an alarm at a level of tracing: `alarm!(error, Alarm::LogFull, bytes, "…")`, with fields and message as in tracing.
/// This is the only way to write one: a line of its own could lack the name (`cargo test -p xtask` looks for such lines).
#[macro_export]
macro_rules! alarm {
    ($level:ident, $alarm:expr, $($line:tt)+) => {
        {
            let alarm: $crate::Alarm = $alarm;
            $crate::metrics::count_alarm(alarm);
            ::tracing::$level!(alarm = true, reason = alarm.name(), $($line)+)
        }
    };
}

#[cfg(test)]
mod tests {
    use super::Alarm;

    const PAGE: &str = include_str!("../../../docs/alarms.md");

    #[test]
    fn the_page_lists_every_alarm_once_in_order() {
        let listed: Vec<_> = PAGE.lines().filter_map(|line| line.strip_prefix("| `")?.split_once('`')).collect();
        let listed: Vec<_> = listed.into_iter().map(|(name, _)| name).collect();
        let names: Vec<_> = Alarm::ALL.iter().map(|alarm| alarm.name()).collect();
        assert_eq!(listed, names, "docs/alarms.md and the enum differ");
        assert!(names.is_sorted_by(|one, next| one < next), "{names:?}");
    }
}
