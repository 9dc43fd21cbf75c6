//! Peak memory and CPU time of a process, from the kernel.

use std::{fs, time::Duration};

use anyhow::{Context as _, Result, ensure};
use haetae_devstack::{Guarded, Launch};
use tokio::time::sleep;

const LOOK: Duration = Duration::from_millis(20);
/// The unit of the kernel's CPU times, which is the same on every architecture.
const TICK: Duration = Duration::from_millis(10);

/// Returns the peak resident memory in MiB (`VmHWM`); `None` if the system does not report it.
pub(super) fn peak_mib(pid: u32) -> Option<f64> {
    parse(&fs::read_to_string(format!("/proc/{pid}/status")).ok()?)
}

/// The CPU time of a process so far, of all its threads.
///
/// # Errors
/// An error if the system does not report it.
pub(super) fn cpu(pid: u32) -> Result<Duration> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).context("no CPU time of the process")?;
    ticks(&stat).map(|ticks| TICK * ticks).context("no CPU time among the figures of the process")
}

/// `utime` and `stime`, the 14th and 15th field; the second one is the name in parentheses and may have blanks.
fn ticks(stat: &str) -> Option<u32> {
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    let mut next = || fields.next()?.parse::<u32>().ok();
    Some(next()? + next()?)
}

/// Runs a program to its end and returns its peak memory. The mark only rises, so the last reading before the end is
/// the peak.
///
/// # Errors
/// An error if it cannot be started or fails.
pub(super) async fn of_run(launch: &Launch) -> Result<Option<f64>> {
    let mut process = Guarded::spawn(launch)?;
    let mut peak = None;
    loop {
        if let Some(status) = process.try_wait()? {
            ensure!(status.success(), "{status}; see {}", launch.log().display());
            return Ok(peak);
        }
        peak = peak_mib(process.pid()).or(peak);
        sleep(LOOK).await;
    }
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

    #[cfg(target_os = "linux")]
    #[tokio::test]
    async fn a_program_is_watched_to_its_end_and_a_bad_end_is_an_error() {
        let log = std::env::temp_dir().join(format!("memory-test-{}", std::process::id()));
        let peak = of_run(&Launch::new("sleep", &log).arg("0.2")).await;
        let failed = of_run(&Launch::new("false", &log)).await;
        fs::remove_file(&log).unwrap();
        assert!(peak.unwrap().unwrap() > 0.1);
        assert!(failed.is_err());
    }

    #[test]
    fn cpu_time_is_that_of_user_and_kernel() {
        let stat = "77 (a (b) c) S 1 2 3 4 5 6 7 8 9 10 120 30 7 7 20 0";
        assert_eq!(ticks(stat), Some(150));
        assert_eq!(ticks("77 (x) S 1"), None);
    }

    #[test]
    fn the_peak_is_the_high_water_mark_not_the_present_size() {
        let status = "Name:\thaetae-risk\nVmPeak:\t  900000 kB\nVmHWM:\t   51200 kB\nVmRSS:\t   40960 kB\n";
        assert_eq!(parse(status), Some(50.0));
        assert_eq!(parse("Name:\tx\n"), None);
    }
}
