//! How much memory a process had at most, as the kernel tells.

use std::fs;

/// Peak resident memory in MiB (`VmHWM`); `None` where the system does not tell.
pub(super) fn peak_mib(pid: u32) -> Option<f64> {
    parse(&fs::read_to_string(format!("/proc/{pid}/status")).ok()?)
}

/// Lets the peak of this process begin anew, so that what was done before does not count. Where the system cannot do
/// that, the peak is of the whole run.
pub(super) fn forget_own_peak() {
    let _ = fs::write("/proc/self/clear_refs", "5");
}

fn parse(status: &str) -> Option<f64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib / 1024.0)
}

/// Lines that name each process and its peak.
pub(super) fn table<'a>(processes: impl IntoIterator<Item = (&'a str, Option<u32>)>) -> String {
    let line = |(name, pid): (&str, Option<u32>)| match pid.and_then(peak_mib) {
        Some(peak) => format!("  {name:<12} {peak:>7.1} MiB\n"),
        None => format!("  {name:<12} unknown\n"),
    };
    processes.into_iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_peak_is_the_high_water_mark_not_the_present_size() {
        let status = "Name:\thaetae-risk\nVmPeak:\t  900000 kB\nVmHWM:\t   51200 kB\nVmRSS:\t   40960 kB\n";
        assert_eq!(parse(status), Some(50.0));
        assert_eq!(parse("Name:\tx\n"), None);
    }
}
