//! What is going on, on standard error: a spinner on a terminal, one line a step elsewhere.

use std::{
    io::{IsTerminal as _, stderr},
    time::Duration,
};

use indicatif::{ProgressBar, ProgressStyle};

/// The steps of one command.
#[derive(Debug)]
pub(crate) struct Progress {
    spinner: Option<ProgressBar>,
}

impl Progress {
    /// A spinner if standard error is a terminal.
    pub(crate) fn new() -> Self {
        let spinner = stderr().is_terminal().then(|| {
            let spinner = ProgressBar::new_spinner();
            spinner.set_style(
                ProgressStyle::with_template("{spinner} {wide_msg}").unwrap_or(ProgressStyle::default_spinner()),
            );
            spinner.enable_steady_tick(Duration::from_millis(120));
            spinner
        });
        Self { spinner }
    }

    /// Says what is being done from now on.
    pub(crate) fn step(&self, what: impl Into<String>) {
        let what = what.into();
        match &self.spinner {
            Some(spinner) => spinner.set_message(what),
            None => eprintln!("{what} …"),
        }
    }

    /// Says something small about the step: shown for a moment on a terminal, left out elsewhere.
    pub(crate) fn detail(&self, what: &str) {
        if let Some(spinner) = &self.spinner {
            spinner.set_message(what.trim().to_owned());
        }
    }

    /// Says what is done; stays on the screen.
    pub(crate) fn done(&self, what: impl AsRef<str>) {
        let line = format!("✓ {}", what.as_ref());
        match &self.spinner {
            Some(spinner) => spinner.println(line),
            None => eprintln!("{line}"),
        }
    }

    /// Prints a line of the result on standard output.
    pub(crate) fn result(&self, line: &str) {
        match &self.spinner {
            Some(spinner) => spinner.suspend(|| println!("{line}")),
            None => println!("{line}"),
        }
    }

    /// Takes the spinner away.
    pub(crate) fn finish(&self) {
        if let Some(spinner) = &self.spinner {
            spinner.finish_and_clear();
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.finish();
    }
}
