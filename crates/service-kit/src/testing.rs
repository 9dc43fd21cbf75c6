//! Calls handlers in tests without a server.

use tonic::Request;

use crate::auth::Principal;

/// A request as the server passes it to a handler: the caller is known, and the call is the one with this message.
///
/// # Panics
/// When the policies do not know the call.
#[must_use]
#[expect(clippy::expect_used, reason = "a call that is none is a fault of the test")]
pub fn call<M>(caller: Principal, message: M) -> Request<M> {
    let message_name = std::any::type_name::<M>().rsplit("::").next();
    let method = message_name.and_then(|name| name.strip_suffix("Request"));
    let mut request = Request::new(message);
    request.extensions_mut().insert(method.and_then(|method| caller.calling(method).ok()).expect("a call"));
    request
}
