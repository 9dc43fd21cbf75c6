//! Verifies tokens that an issuer signed for an audience.

use jsonwebtoken::{Validation, decode};
use serde::de::DeserializeOwned;

use super::{
    jose,
    keys::{Key, KeySet},
    refusal::Refusal,
};

/// Claims with the key that vouches for them.
pub(super) struct Signed<C> {
    pub(super) claims: C,
    pub(super) key_id: String,
    pub(super) key: Key,
}

/// The claims of a token, after everything that does not depend on the time was verified. The caller checks the
/// times.
pub(super) fn signed<C: DeserializeOwned>(
    token: &str,
    keys: &KeySet,
    issuer: &str,
    audience: &str,
) -> Result<Signed<C>, Refusal> {
    let key_id = jose::key_id(token)?;
    let known = keys.find(&key_id).ok_or(Refusal::UnknownKey)?;
    let (key, algorithm) = &*known;
    let mut rules = Validation::new(*algorithm);
    rules.set_required_spec_claims(&["iss", "aud", "sub"]);
    rules.set_issuer(&[issuer]);
    rules.set_audience(&[audience]);
    rules.validate_exp = false; // the clock is ours, see `Validity::at`
    let claims = decode(token, key, &rules)?.claims;
    Ok(Signed { claims, key_id, key: known })
}
