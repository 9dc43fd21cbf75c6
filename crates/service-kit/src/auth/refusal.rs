//! Why a token is refused.

/// Why a token was refused. For the log only.
#[derive(Debug, thiserror::Error)]
pub(super) enum Refusal {
    #[error("no bearer token")]
    Missing,
    #[error("{0}")]
    Invalid(#[from] jsonwebtoken::errors::Error),
    #[error("not the three parts of a token, each member once")]
    Form,
    #[error("not a token for access")]
    Type,
    #[error("no key id that could be one")]
    NoKeyId,
    #[error("unknown key id")]
    UnknownKey,
    #[error("expired")]
    Expired,
    #[error("not valid yet")]
    Early,
    #[error("a claim is empty, too long, or holds control or invisible characters")]
    Claim,
    #[error("the header names an extension, and none is known")]
    Critical,
    #[error("the subject or the team has characters that look like others")]
    LookAlike,
    #[error("the subject is in the form that only the services themselves have")]
    Reserved,
    #[error("made for another client")]
    Party,
    #[error("answers another sign-in")]
    Nonce,
}
