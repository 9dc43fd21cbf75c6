//! From `main` to exit code.

use std::{
    env,
    error::Error,
    ffi::OsStr,
    io::{self, Write as _},
    process::ExitCode,
};

use haetae_domain::causes::with_causes;
use tokio::{
    runtime::Builder,
    signal::unix::{SignalKind, signal},
};
use tokio_util::sync::CancellationToken;

use crate::{
    admin,
    config::{self, ConfigError, ServiceConfig},
    telemetry,
};

/// The error type of a service; `anyhow::Error` converts to it.
pub type BoxError = Box<dyn Error + Send + Sync>;

/// A token that is cancelled by SIGTERM or SIGINT. Call it inside the Tokio runtime.
pub fn shutdown_signal() -> io::Result<CancellationToken> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let token = CancellationToken::new();
    let cancelled = token.clone();
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tracing::info!("stopping");
        cancelled.cancel();
    });
    Ok(token)
}

/// The whole `main` of a service: configuration, telemetry, `run` until it returns or a signal asks it to, and the exit
/// code: 0 after a clean stop, otherwise 1 and one line on standard error.
///
/// ```no_run
/// # use haetae_service_kit::{config::*, lifecycle::*};
/// # #[derive(serde::Deserialize)] struct Config { telemetry: TelemetryConfig, admin: AdminConfig }
/// # impl ServiceConfig for Config {
/// #     fn telemetry(&self) -> &TelemetryConfig { &self.telemetry }
/// #     fn admin(&self) -> &AdminConfig { &self.admin }
/// # }
/// # async fn run(_: Config, _: tokio_util::sync::CancellationToken) -> Result<(), BoxError> { Ok(()) }
/// fn main() -> std::process::ExitCode {
///     run_service("haetae-intake", run)
/// }
/// ```
pub fn run_service<C, F, R, E>(name: &'static str, run: F) -> ExitCode
where
    C: ServiceConfig,
    F: FnOnce(C, CancellationToken) -> R,
    R: Future<Output = Result<(), E>>,
    E: Into<BoxError>,
{
    if let Some(answer) = answer_to(name, env::args_os().nth(1).as_deref()) {
        return match writeln!(io::stdout(), "{answer}") {
            Ok(()) => ExitCode::SUCCESS,
            Err(_) => ExitCode::FAILURE,
        };
    }
    run_configured(name, || config::load(name), run)
}

/// The answer to a command line that asks for information about the program, such as its version.
fn answer_to(name: &str, asked: Option<&OsStr>) -> Option<String> {
    match asked?.to_str()? {
        "--help" | "-h" => Some(ConfigError::Usage { service: name.to_owned() }.to_string()),
        "--version" | "-V" => Some(format!("{name} {}", env!("CARGO_PKG_VERSION"))),
        _ => None,
    }
}

/// [`run_service`] for a service with its own commands: `load` creates the configuration from its command line.
pub fn run_configured<C, F, R, E>(name: &'static str, load: impl FnOnce() -> Result<C, ConfigError>, run: F) -> ExitCode
where
    C: ServiceConfig,
    F: FnOnce(C, CancellationToken) -> R,
    R: Future<Output = Result<(), E>>,
    E: Into<BoxError>,
{
    match start(name, load, run) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{name}: {}", with_causes(error.as_ref()));
            ExitCode::FAILURE
        }
    }
}

fn start<C, F, R, E>(name: &'static str, load: impl FnOnce() -> Result<C, ConfigError>, run: F) -> Result<(), BoxError>
where
    C: ServiceConfig,
    F: FnOnce(C, CancellationToken) -> R,
    R: Future<Output = Result<(), E>>,
    E: Into<BoxError>,
{
    let config = load()?;
    let runtime = Builder::new_multi_thread().enable_all().build()?;
    let outcome = runtime.block_on(async {
        let guard = telemetry::init(name, config.telemetry())?;
        let _admin = admin::open(config.admin(), guard.metrics()).await?;
        let shutdown = shutdown_signal()?;
        let outcome = run(config, shutdown).await.map_err(Into::into);
        if let Err(error) = &outcome {
            tracing::error!(error = with_causes(error.as_ref()), "stopped");
        }
        guard.shutdown().await;
        outcome
    });
    runtime.shutdown_background(); // a blocking call that hangs must not hold the exit
    outcome
}
