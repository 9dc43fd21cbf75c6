//! The moment that a reading command shows.

use haetae_proto::dashboard::v1::{AsOf, as_of::Moment};

use super::time;

/// Options of a command that reads the lists.
#[derive(Debug, clap::Args)]
pub(super) struct Fresh {
    /// Token of a write that the answer must include
    #[arg(long, value_name = "TOKEN", default_value = "")]
    pub(super) consistency_token: String,
    /// Show the state at a moment: a day in Korea, e.g. 2026-01-31 (its end), a time, e.g. 2026-01-31T18:00:00+09:00, or a
    /// position of the log [default: now]
    #[arg(long, value_name = "MOMENT", value_parser = moment)]
    pub(super) as_of: Option<AsOf>,
}

/// A position of the log, a time, or the end of a day in Korea.
///
/// # Errors
/// A fault if the text is none of these.
pub(super) fn moment(text: &str) -> Result<AsOf, jiff::Error> {
    let moment = match text.parse() {
        Ok(position) => Moment::Position(position),
        Err(_) => Moment::Time(time::so_far(text)?),
    };
    Ok(AsOf { moment: Some(moment) })
}
