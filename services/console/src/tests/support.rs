//! A console on nothing: no service answers.

use std::{fs, sync::Arc};

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Request, StatusCode, header},
    response::Response,
};
use haetae_client::oidc::random_value;
use haetae_service_kit::{auth::Role, clock, error::Lang, issuer::Issuer, server::Readiness, token::new_key};
use serde_json::json;
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt as _;

use crate::{
    api::{Api, Caller},
    app,
    config::ConsoleConfig,
    desk::Desk,
    guard::form_key,
    pages::visitor::Visitor,
    session::{Jar, Purpose, Session, tests::tokens},
    text::Say,
    visit::Visit,
};

/// Where it would be.
pub(super) const SITE: &str = "http://127.0.0.1:8080";

/// Nothing listens on the port of discard.
const NOBODY: &str = "http://127.0.0.1:9";

/// A console.
pub(super) struct Console {
    pub(super) desk: Arc<Desk>,
    router: Router,
    _dir: TempDir,
}

impl Console {
    pub(super) fn new() -> Self {
        Self::at(NOBODY, &Issuer::generate(NOBODY, "haetae").unwrap())
    }

    /// A console whose people sign in at this address.
    pub(super) fn at(issuer: &str, signer: &Issuer) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let (jwks, keys) = (dir.path().join("jwks.json"), dir.path().join("keys"));
        fs::write(&jwks, signer.jwks_json()).unwrap();
        fs::write(&keys, new_key().unwrap()).unwrap();
        let nobody = NOBODY;
        let config: ConsoleConfig = serde_json::from_value(json!({
            "server": {"public_url": SITE},
            "signin": {"issuer": issuer, "jwks_file": jwks, "client_id": "console"},
            "session": {"key_file": keys},
            "services": {"intake": nobody, "risk": nobody, "checkpoint": nobody, "dashboard": nobody},
        }))
        .unwrap();
        let (readiness, stop) = (Readiness::new(), CancellationToken::new());
        let desk = Arc::new(Desk::new(&config, readiness, &stop).unwrap());
        Self { router: app::router(Arc::clone(&desk)), desk, _dir: dir }
    }

    /// A session that ends in so many seconds, and the cookies of it.
    pub(super) fn session(&self, ends_in: i64) -> (Session, String) {
        let session = Session::new(&tokens(Some(ends_in)), &random_value().unwrap(), clock::now().as_second());
        let jar = Jar::new(&self.desk.sealer, self.desk.site.https());
        let set = jar.keep(Purpose::Session, &session, &HeaderMap::new()).unwrap();
        let pairs = set.iter().map(|header| header.to_str().unwrap().split(';').next().unwrap().to_owned());
        let cookies = pairs.collect::<Vec<_>>().join("; ");
        (session, cookies)
    }

    pub(super) async fn get(&self, path: &str, cookies: &str) -> Answer {
        let request = Request::get(path).header(header::COOKIE, cookies).body(Body::empty()).unwrap();
        self.ask(request).await
    }

    /// A form of the page of a session; `session` is whose key it has.
    pub(super) async fn post(&self, path: &str, cookies: &str, session: Option<&Session>, fields: &str) -> Answer {
        let key = session.map(form_key).unwrap_or_default();
        let request = Request::post(path)
            .header(header::COOKIE, cookies)
            .header(header::ORIGIN, SITE)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(format!("form_key={key}&{fields}")))
            .unwrap();
        self.ask(request).await
    }

    pub(super) async fn ask(&self, request: Request<Body>) -> Answer {
        Answer::read(self.router.clone().oneshot(request).await.unwrap()).await
    }
}

/// A person with these roles who asks for a page of a console on nothing.
pub(crate) fn visitor(lang: Lang, roles: &[Role], path: &str) -> Visitor {
    let console = Console::new();
    let (session, _) = console.session(3600);
    let (say, session) = (Say::in_language(lang), Arc::new(session));
    let caller = Caller {
        subject: "lee".into(),
        name: "이수진".into(),
        team: String::new(),
        roles: roles.iter().copied().collect(),
    };
    let caller = Arc::new(caller);
    Visitor {
        api: Api::of(&console.desk.channels, &session, say).unwrap(),
        visit: Visit {
            say,
            path: path.to_owned(),
            reads: true,
            from: None,
            said: None,
            session: Some(session),
            caller: Some(Arc::clone(&caller)),
        },
        caller,
    }
}

/// What a browser got.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) text: String,
}

impl Answer {
    async fn read(answer: Response) -> Self {
        let (head, body) = answer.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap();
        Self { status: head.status, headers: head.headers, text: String::from_utf8(bytes.to_vec()).unwrap() }
    }

    pub(super) fn header(&self, name: header::HeaderName) -> &str {
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }

    /// The cookies that a browser has after it, in place of those it had before.
    pub(super) fn jar(&self) -> String {
        let kept = self.cookies().into_iter().filter(|cookie| !cookie.contains("Max-Age=0"));
        kept.filter_map(|cookie| cookie.split(';').next()).collect::<Vec<_>>().join("; ")
    }

    /// Every cookie that it sets.
    pub(super) fn cookies(&self) -> Vec<&str> {
        self.headers.get_all(header::SET_COOKIE).iter().map(|value| value.to_str().unwrap()).collect()
    }
}
