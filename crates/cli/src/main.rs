//! `haetae`: the command line for people.

use std::process::ExitCode;

fn main() -> ExitCode {
    haetae_cli::main()
}
