//! Building blocks for clients of the public API: authenticated connections to the services, request ids, sign-in at an
//! identity provider by OAuth 2.0 and OpenID Connect, and the displayed status of a review.

mod address;
mod bearer;
mod channels;
mod departure;
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
    departure::not_taken,
    ids::request_id,
    kinds::{instead_of, media_type},
    proofs::{Proven, proof_of},
    refusal::Refusal,
    standing::Standing,
};
