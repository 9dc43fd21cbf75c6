//! The person who requests a page.

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

/// A signed-in person: the platform's facts about them, and clients of the services that call on their behalf. Calls
/// GetCaller, once for each token.
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

#[cfg(test)]
pub(crate) mod tests {
    use haetae_service_kit::{auth::Role, error::Lang};

    use super::*;
    use crate::session::{Session, tests::tokens};

    /// A person with a role, as pages are shown to them.
    pub(crate) fn visitor(lang: Lang, role: Role) -> Visitor {
        let session = Session::new(&tokens(None), &"Zm9ybQ".into(), 0);
        let say = Say::in_language(lang);
        let channels = Arc::new(haetae_client::Channels::to(|_| String::new()));
        let api = Api::of(&channels, &session, say).unwrap();
        let roles = [role].into_iter().collect();
        let caller = Caller { subject: "lee".into(), name: "이수진".into(), team: "보안심사팀".into(), roles };
        let caller = Arc::new(caller);
        let (session, known) = (Some(Arc::new(session)), Some(Arc::clone(&caller)));
        let visit = Visit { say, path: "/".into(), reads: true, from: None, said: None, session, caller: known };
        Visitor { visit, caller, api }
    }

    /// Checks that a page shows no names meant only for programs.
    pub(crate) fn readable(page: &str) {
        let mut text = String::new();
        for part in page.split('>') {
            text.push_str(part.split('<').next().unwrap_or_default());
            text.push(' ');
        }
        let word = |word: &str| {
            word.len() > 5 && word.contains('_') && word.chars().all(|c| c.is_ascii_uppercase() || c == '_')
        };
        let id = |word: &str| word.len() == 36 && word.matches('-').count() == 4;
        let wrong: Vec<_> = text.split_whitespace().filter(|one| word(one) || id(one)).collect();
        assert!(wrong.is_empty(), "{wrong:?} in {text}");
    }
}
