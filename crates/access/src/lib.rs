//! Authorisation: the policies of `policies/*.cedar`, evaluated by Cedar.
//!
//! Nothing is allowed that no policy permits. Two questions are asked: may this caller make this call at all
//! ([`Access::call`], before the request is read), and may they on this review ([`Access::review`], once it is known).
//! Why it is so: `docs/adr/0005-authorisation-in-two-steps.md`; who may what: `docs/access.md`.

mod access;
mod entities;
mod facts;
mod load;
mod refusal;
mod role;

use std::sync::LazyLock;

pub use access::{Access, Action, Scope};
pub use facts::{Caller, Facts};
pub use load::{LoadError, POLICIES, SCHEMA};
pub use refusal::Refusal;
pub use role::{Role, Roles};

/// The policies this program was built with. They are read and validated once.
///
/// # Errors
/// When they do not fit their schema, in which case nothing may be served.
pub fn shipped() -> Result<&'static Access, &'static LoadError> {
    static SHIPPED: LazyLock<Result<Access, LoadError>> = LazyLock::new(|| Access::load(SCHEMA, &POLICIES));
    SHIPPED.as_ref()
}
