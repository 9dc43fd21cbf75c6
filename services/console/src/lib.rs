//! The web console: pages for people, an ordinary client of the public API. Each call carries the token of the
//! signed-in person, so the console has exactly that person's permissions. It has no database and no log.
//!
//! - `guard`: checks of a request before a page handles it, and the headers of every response.
//! - `session`: the signed-in person, in cookies that only the console can read.
//! - `signin`: the authorization code flow with the identity provider.
//! - `text`: the texts for people, in both languages.
//! - `api`: the calls that pages make, and the explanation of refusals.
//! - `pages`: one folder for each page: the handler, the view model, and the template under `templates/`.

mod api;
mod app;
mod assets;
mod config;
mod desk;
mod door;
mod guard;
mod pages;
mod said;
mod serve;
mod session;
mod signin;
mod site;
mod text;
mod visit;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use haetae_service_kit::server::Readiness;
use tokio_util::sync::CancellationToken;

pub use config::ConsoleConfig;

/// Serves until `shutdown`.
///
/// # Errors
/// When the configuration is wrong, or the address is not available.
pub async fn run(config: ConsoleConfig, shutdown: CancellationToken) -> anyhow::Result<()> {
    let readiness = Readiness::new();
    let desk = Arc::new(desk::Desk::new(&config, readiness.clone(), &shutdown)?);
    serve::serve(&config.server, app::router(desk), &readiness, shutdown).await
}
