//! `haetae-checkpoint`: generates checklists and records verdicts.
use std::process::ExitCode;

fn main() -> ExitCode {
    haetae_service_kit::lifecycle::run_service("haetae-checkpoint", haetae_checkpoint::run)
}
