//! `haetae-dashboard [COMMAND] [--config PATH]`: answers queries over all reviews, and proves what they rest on.
use std::process::ExitCode;

fn main() -> ExitCode {
    haetae_dashboard::main()
}
