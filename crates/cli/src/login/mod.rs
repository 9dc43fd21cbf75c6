//! Signing in at an identity provider: OAuth 2.0 Device Authorization Grant (RFC 8628) by OpenID Connect Discovery; the
//! tokens are kept in a file of the owner's alone and renewed before they end.

mod client;
mod device;
mod kept;
mod renew;
mod revoke;

pub(crate) use self::{client::Client, device::sign_in, kept::Place, renew::current, revoke::revoke};
