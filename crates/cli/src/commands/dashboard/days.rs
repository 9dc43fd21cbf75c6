//! The days that are counted.

/// Options of a command that counts verdicts.
#[derive(Debug, clap::Args)]
pub(super) struct Days {
    /// First day in Korea on which results were recorded, e.g. 2026-01-01
    #[arg(long, alias = "first-day", value_name = "DAY", default_value = "", hide_default_value = true)]
    pub(super) from: String,
    /// Last day in Korea on which they were
    #[arg(long, alias = "last-day", value_name = "DAY", default_value = "", hide_default_value = true)]
    pub(super) to: String,
}
