//! Error codes with which a server refuses to store a message.

use async_nats::jetstream::ErrorCode;

/// Error codes with one meaning in different circumstances: "the aggregate is at another position" on a single
/// server, on replicas, and "this id is being written at this moment".
const CONFLICTS: [ErrorCode; 3] = [
    ErrorCode::STREAM_WRONG_LAST_SEQUENCE,
    ErrorCode::STREAM_WRONG_LAST_SEQUENCE_CONSTANT,
    ErrorCode::STREAM_DUPLICATE_MESSAGE_CONFLICT,
];

/// The disk is full, the stream is full, the account is full.
const FULL: [ErrorCode; 3] =
    [ErrorCode::INSUFFICIENT_RESOURCES, ErrorCode::STREAM_STORE_FAILED, ErrorCode::ACCOUNT_RESOURCES_EXCEEDED];

/// Why a server does not store a message.
pub(crate) enum Refused {
    /// The subject is at another position.
    Conflict,
    /// There is no room.
    Full,
    /// Anything else.
    Otherwise,
}

/// The meaning of the error code of a refused message.
pub(crate) fn refused(code: ErrorCode) -> Refused {
    match () {
        () if CONFLICTS.contains(&code) => Refused::Conflict,
        () if FULL.contains(&code) => Refused::Full,
        () => Refused::Otherwise,
    }
}
