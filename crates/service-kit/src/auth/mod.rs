//! Identity and permissions: bearer tokens (JWT) of one issuer, verified against its public keys, and the caller's
//! permissions.
//!
//! For every problem with a token the caller gets the same error; the log contains the reason.

mod account;
mod admission;
mod authenticator;
mod claims;
mod id_token;
mod jose;
mod keys;
mod principal;
mod refusal;
mod signed;
mod verified;

pub use authenticator::Authenticator;
pub use haetae_access::{Facts, Role, Roles, Scope};
pub use id_token::{IdTokenRefused, IdTokens};
pub use keys::{KeysError, Standing};
pub use principal::Principal;
