//! A client of an identity provider, by OAuth 2.0 (RFC 6749) and OpenID Connect: discovery, the authorization code flow with
//! PKCE (RFC 7636), the device flow (RFC 8628), refresh and revocation (RFC 7009).
//!
//! Every address is `https`, or `http` on this machine. Tokens, codes and secrets are in no `Debug` and in no error.

mod answer;
mod authorization;
mod client;
mod device;
mod discovery;
mod error;
mod http;
mod pkce;
mod tokens;

pub use secrecy::{ExposeSecret, SecretString};

pub use self::{
    authorization::{AuthorizationError, AuthorizationRequest, AuthorizationResponse},
    client::Client,
    device::DeviceAuthorization,
    discovery::ProviderMetadata,
    error::{Error, ErrorResponse},
    pkce::{Pkce, random_value},
    tokens::TokenResponse,
};

#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
