//! The person who asks for a page.

use std::sync::Arc;

use axum::{
    extract::{Extension, FromRequestParts},
    http::request::Parts,
};

use crate::{
    api::{Api, Caller, Problem},
    desk::Desk,
    text::Say,
    visit::Visit,
};

/// A person who is signed in, with what the platform knows of them and the services as they call them. Calls GetCaller, once
/// for each token.
#[derive(Debug)]
pub(crate) struct Visitor {
    /// The request; with the caller.
    pub(crate) visit: Visit,
    /// Who it is.
    pub(crate) caller: Arc<Caller>,
    /// The services.
    pub(crate) api: Api,
}

impl Visitor {
    /// Their language.
    pub(crate) const fn say(&self) -> Say {
        self.visit.say
    }
}

impl FromRequestParts<Arc<Desk>> for Visitor {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, desk: &Arc<Desk>) -> Result<Self, Problem> {
        let Extension(mut visit) = Extension::<Visit>::from_request_parts(parts, desk)
            .await
            .map_err(|_| Problem::defect("a page without a visit"))?;
        let session = visit.session.clone().ok_or_else(Problem::signed_out)?;
        let api = Api::of(&desk.channels, &session, visit.say)?;
        let caller = desk.callers.of(&session, &api).await?;
        visit.caller = Some(Arc::clone(&caller));
        Ok(Self { visit, caller, api })
    }
}
