//! `haetae-console`: the web console.
use std::process::ExitCode;

fn main() -> ExitCode {
    haetae_service_kit::lifecycle::run_service("haetae-console", haetae_console::run)
}
