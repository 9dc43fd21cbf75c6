//! A connection whose calls carry a token and end by a deadline.

use std::{
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use tokio::time::timeout;
use tonic::{
    Request, Status,
    body::Body,
    codegen::{Service, StdError, http},
    metadata::{Ascii, MetadataValue, errors::InvalidMetadataValue},
    service::{Interceptor, interceptor::InterceptedService},
    transport::Channel,
};

use crate::departure::not_taken;

/// The default deadline of a call.
pub const CALL_BOUND: Duration = Duration::from_secs(30);
/// How long after its deadline the client aborts a call. Until then the service's own error may still arrive.
const GRACE: Duration = Duration::from_secs(1);

/// Adds the token, the language and a deadline to every call. Cheap to create and to clone; a web server can create one
/// per request.
#[derive(Debug, Clone)]
pub struct Bearer {
    token: MetadataValue<Ascii>,
    language: MetadataValue<Ascii>,
    deadline: Duration,
}

impl Bearer {
    /// `language` is the language of error texts, e.g. `ko`.
    ///
    /// # Errors
    /// Returns an error if the token or the language is not a valid header value.
    pub fn new(token: &str, language: &str) -> Result<Self, InvalidMetadataValue> {
        let mut token: MetadataValue<Ascii> = format!("Bearer {token}").parse()?;
        token.set_sensitive(true);
        Ok(Self { token, language: language.parse()?, deadline: CALL_BOUND })
    }

    /// Returns a copy with another deadline for every call.
    #[must_use]
    pub const fn within(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    /// The deadline of every call.
    pub(crate) const fn deadline(&self) -> Duration {
        self.deadline
    }
}

impl Interceptor for Bearer {
    fn call(&mut self, mut request: Request<()>) -> Result<Request<()>, Status> {
        request.set_timeout(self.deadline);
        let metadata = request.metadata_mut();
        metadata.insert("authorization", self.token.clone());
        metadata.insert("accept-language", self.language.clone());
        Ok(request)
    }
}

type Intercepted = InterceptedService<Channel, Bearer>;

/// A connection whose calls carry a token.
///
/// The deadline also covers the wait for a connection. The plain channel would let calls wait for each other's attempts
/// to connect without a bound.
#[derive(Debug, Clone)]
pub struct Authorized {
    calls: Intercepted,
    bound: Duration,
}

impl Authorized {
    /// Creates a connection that makes its calls over this channel with this token.
    #[must_use]
    pub fn new(channel: Channel, bearer: Bearer) -> Self {
        let bound = bearer.deadline().saturating_add(GRACE);
        Self { calls: InterceptedService::new(channel, bearer), bound }
    }
}

impl Service<http::Request<Body>> for Authorized {
    type Response = <Intercepted as Service<http::Request<Body>>>::Response;
    type Error = StdError;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, StdError>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), StdError>> {
        self.calls.poll_ready(context).map_err(Into::into)
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        let answer = timeout(self.bound, self.calls.call(request));
        Box::pin(async move {
            match answer.await {
                Ok(answer) => answer.map_err(|error| {
                    let leaving = not_taken(&error);
                    if leaving {
                        Status::unavailable("the server stops; it did not take the call").into()
                    } else {
                        error.into()
                    }
                }),
                Err(_) => Err(Status::deadline_exceeded("no answer in time").into()),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bearer_puts_token_language_and_deadline_on_a_call_and_does_not_show_the_token() {
        let mut bearer = Bearer::new("s3cret", "ko").unwrap().within(Duration::from_secs(5));
        let request = bearer.call(Request::new(())).unwrap();
        let header = |name: &str| request.metadata().get(name).unwrap().to_str().unwrap().to_owned();
        assert_eq!(header("authorization"), "Bearer s3cret");
        assert_eq!((header("accept-language"), header("grpc-timeout")), ("ko".to_owned(), "5000000u".to_owned()));
        let shown = format!("{bearer:?} {request:?}");
        assert!(!shown.contains("s3cret"), "{shown}");
        assert!(Bearer::new("two\nlines", "ko").is_err());
    }
}
