//! What every client of the public API needs: connections to the services whose calls carry a token, request ids, and signing
//! in at an identity provider by OAuth 2.0 and OpenID Connect, and where lists say that a review stands.

mod address;
mod bearer;
mod channels;
mod ids;
mod kinds;
pub mod oidc;
mod proofs;
mod refusal;
mod standing;

pub use self::{
    address::{AddressError, secure},
    bearer::{Authorized, Bearer, CALL_BOUND},
    channels::{Channels, Unreachable, connect},
    ids::request_id,
    kinds::{instead_of, media_type},
    proofs::{Proven, proof_of},
    refusal::Refusal,
    standing::Standing,
};
