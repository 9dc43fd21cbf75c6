//! `haetae-risk`: scores reviews.
use std::process::ExitCode;

fn main() -> ExitCode {
    haetae_service_kit::lifecycle::run_service("haetae-risk", haetae_risk::run)
}
