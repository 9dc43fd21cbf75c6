//! Progress on standard error: a spinner on a terminal; elsewhere a line per step, or nothing.

use std::{
    io::{IsTerminal as _, stderr},
    time::Duration,
};

use indicatif::{ProgressBar, ProgressStyle};

/// The steps of one command.
#[derive(Debug)]
pub struct Progress {
    spinner: Option<ProgressBar>,
    /// Whether to write a line per step without a terminal.
    lines: bool,
}

impl Default for Progress {
    fn default() -> Self {
        Self::new()
    }
}

impl Progress {
    /// A spinner if standard error is a terminal, else lines.
    #[must_use]
    pub fn new() -> Self {
        let mut progress = Self::on_terminal();
        progress.lines = true;
        progress
    }

    /// A spinner if standard error is a terminal, else nothing: for tools whose output others read.
    #[must_use]
    pub fn on_terminal() -> Self {
        let spinner = stderr().is_terminal().then(|| {
            let spinner = ProgressBar::new_spinner();
            spinner.set_style(
                ProgressStyle::with_template("{spinner} {wide_msg}").unwrap_or(ProgressStyle::default_spinner()),
            );
            spinner.enable_steady_tick(Duration::from_millis(120));
            spinner
        });
        Self { spinner, lines: false }
    }

    /// Shows the current step.
    pub fn step(&self, what: impl Into<String>) {
        let what = what.into();
        match &self.spinner {
            Some(spinner) => spinner.set_message(what),
            None if self.lines => eprintln!("{what} …"),
            None => {}
        }
    }

    /// Says something small about the step: shown for a moment on a terminal, left out elsewhere.
    pub fn detail(&self, what: &str) {
        if let Some(spinner) = &self.spinner {
            spinner.set_message(what.trim().to_owned());
        }
    }

    /// Shows how far the step is, as a bar; on a terminal only.
    pub fn bar(&self, done: u64, of: u64, what: &str) {
        let Some(bar) = &self.spinner else { return };
        if bar.length() != Some(of) {
            let style = ProgressStyle::with_template("{spinner} {bar:40} {percent:>3}% {pos}/{len} {wide_msg}");
            bar.set_style(style.unwrap_or(ProgressStyle::default_bar()));
            bar.set_length(of);
        }
        bar.set_position(done);
        bar.set_message(what.to_owned());
    }

    /// Shows a completed step, which stays on the screen.
    pub fn done(&self, what: impl AsRef<str>) {
        let line = format!("✓ {}", what.as_ref());
        match &self.spinner {
            Some(spinner) => spinner.println(line),
            None if self.lines => eprintln!("{line}"),
            None => {}
        }
    }

    /// Prints a line of the result on standard output.
    pub fn result(&self, line: &str) {
        match &self.spinner {
            Some(spinner) => spinner.suspend(|| println!("{line}")),
            None => println!("{line}"),
        }
    }

    /// Takes the spinner away.
    pub fn finish(&self) {
        if let Some(spinner) = &self.spinner {
            spinner.finish_and_clear();
        }
    }
}

/// The progress of a file transfer, shown on a terminal only.
#[derive(Debug, Clone)]
pub struct Transfer(ProgressBar);

impl Transfer {
    /// A transfer of this number of bytes.
    #[must_use]
    pub fn of(bytes: u64, what: impl Into<String>) -> Self {
        if !stderr().is_terminal() {
            return Self(ProgressBar::hidden());
        }
        let style = ProgressStyle::with_template("{msg} {bar:30} {bytes}/{total_bytes} {bytes_per_sec}");
        let bar = ProgressBar::new(bytes).with_style(style.unwrap_or(ProgressStyle::default_bar()));
        Self(bar.with_message(what.into()))
    }

    /// Adds transferred bytes.
    pub fn more(&self, bytes: usize) {
        self.0.inc(bytes as u64);
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        self.0.finish_and_clear();
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.finish();
    }
}
