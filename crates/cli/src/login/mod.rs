//! Signing in at an identity provider: OAuth 2.0 Device Authorization Grant (RFC 8628) by OpenID Connect Discovery; the
//! tokens are kept in a file of the owner's alone and renewed before they end.

mod device;
mod http;
mod issuer;
mod kept;
mod renew;

pub(crate) use self::{
    device::{Client, Prompt, sign_in},
    issuer::revoke,
    kept::{Kept, Place},
    renew::current,
};
