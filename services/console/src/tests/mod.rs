//! The console as browsers see it, without services behind it.

mod issuer;
mod pages;
mod signing;
pub(crate) mod support;
mod templates;
