//! `haetae-dashboard [COMMAND] [--config PATH]`: answers queries over all reviews, and proves what they rest on.
use std::process::ExitCode;

fn main() -> ExitCode {
    if let Some(outcome) = haetae_dashboard::hand_over_command() {
        return outcome;
    }
    haetae_service_kit::lifecycle::run_service("haetae-dashboard", haetae_dashboard::run)
}
