//! `cargo xtask call`: one unary call with JSON in and out, for those who have no grpcurl.

use std::{fs, path::PathBuf};

use anyhow::{Context as _, Result};
use haetae_cli::dynamic;
use haetae_client::{Authorized, Bearer, connect};

/// Calls one method of a running service.
#[derive(Debug, clap::Args)]
pub(crate) struct CallArgs {
    /// The address of the service, e.g. `http://127.0.0.1:50051`.
    url: String,
    /// The method, e.g. `haetae.dashboard.v1.DashboardService/GetSummary`.
    method: String,
    /// The request as JSON.
    #[arg(default_value = "{}")]
    body: String,
    /// File with the bearer token.
    #[arg(long)]
    token_file: PathBuf,
    /// Language of error texts.
    #[arg(long, default_value = "en")]
    lang: String,
}

/// Prints the answer as JSON, or fails with the service's status.
pub(crate) async fn run(args: CallArgs) -> Result<()> {
    let token = fs::read_to_string(&args.token_file).with_context(|| args.token_file.display().to_string())?;
    let bearer = Bearer::new(token.trim(), &args.lang)?;
    let service = Authorized::new(connect(&args.url).await?, bearer);
    let answer = dynamic::call(service, &args.method, &args.body).await?;
    println!("{}", serde_json::to_string_pretty(&answer)?);
    Ok(())
}
