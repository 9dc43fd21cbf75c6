//! A small OpenID Connect provider for the demo and for tests: the authorization code flow with PKCE for the console, the
//! device flow for the command line, renewal, revocation and sign-out. It asks for no password and lets anyone be any of its
//! people, so it listens on loopback only and is part of no service.

mod answer;
mod client;
mod endpoints;
mod form;
mod grants;
mod pages;
mod person;
mod provider;
mod request;
mod routes;
mod secret;
mod server;
#[cfg(test)]
mod tests;

pub use client::Client;
pub use person::Person;
pub use provider::Settings;
pub use server::{Place, Serving};
