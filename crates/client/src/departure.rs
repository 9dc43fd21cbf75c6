//! Calls that a stopping server did not take.

use std::{error::Error, iter::successors};

use h2::Reason;

/// Whether the server announced its end (HTTP/2 GOAWAY without an error) before it took this call, so that the call can
/// safely be repeated. Source: RFC 9113, section 6.8.
///
/// tonic answers such a call with `INTERNAL`, because it reads the reason of the announcement as that of a stream that
/// was reset without a status.
#[must_use]
pub fn not_taken(error: &(dyn Error + 'static)) -> bool {
    successors(Some(error), |error| (*error).source())
        .filter_map(|error| error.downcast_ref::<h2::Error>())
        .any(|error| error.is_go_away() && error.is_remote() && error.reason() == Some(Reason::NO_ERROR))
}
