//! `haetae-dashboard [COMMAND] [--config PATH]`: answers queries over all reviews, with proofs of the underlying
//! history.
use std::process::ExitCode;

fn main() -> ExitCode {
    haetae_dashboard::main()
}
