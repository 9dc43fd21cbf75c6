//! The web console: pages for people, an ordinary client of the public API. Each call carries the token of the person who
//! signed in, so the console may do what that person may do and nothing else. It has no database and no log.
//!
//! - `guard`: what a request has to be before a page sees it, and the headers of every answer.
//! - `session`: who is signed in, in cookies that only the console can read.
//! - `signin`: the authorization code flow with the identity provider.
//! - `text`: what people read, in both languages.
//! - `api`: the calls that pages make, and what a refusal means for a person.
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
/// When the configuration is wrong, or the address cannot be had.
pub async fn run(config: ConsoleConfig, shutdown: CancellationToken) -> anyhow::Result<()> {
    let readiness = Readiness::new();
    let desk = Arc::new(desk::Desk::new(&config, readiness.clone(), &shutdown)?);
    serve::serve(&config.server, app::router(desk), &readiness, shutdown).await
}
