//! The days that are counted.

/// Options of a command that counts verdicts.
#[derive(Debug, clap::Args)]
pub(super) struct Days {
    /// First day in Korea on which verdicts were recorded, e.g. 2026-01-01
    #[arg(long, value_name = "DAY", default_value = "")]
    pub(super) first_day: String,
    /// Last day in Korea on which they were
    #[arg(long, value_name = "DAY", default_value = "")]
    pub(super) last_day: String,
}
