//! The shipped holiday table.

use std::path::Path;

use anyhow::{Context as _, ensure};
use haetae_domain::calendar::Calendar;

/// Reads and checks `holidays.toml`.
///
/// # Errors
/// When it cannot be read, or with every fault it has.
pub fn load_calendar(dir: &Path) -> anyhow::Result<Calendar> {
    let path = dir.join("holidays.toml");
    let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let calendar: Calendar =
        toml::from_str(&text).with_context(|| format!("{} is not a holiday table", path.display()))?;
    let faults: Vec<String> = calendar.faults().iter().map(ToString::to_string).collect();
    ensure!(faults.is_empty(), "{} has faults: {}", path.display(), faults.join("; "));
    Ok(calendar)
}

#[cfg(test)]
mod tests;
