//! `haetae-intake`: takes review requests.
use std::process::ExitCode;

fn main() -> ExitCode {
    haetae_service_kit::lifecycle::run_service("haetae-intake", haetae_intake::run)
}
