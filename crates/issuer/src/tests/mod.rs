//! The provider as its clients see it, by subject.

mod authorize;
mod device;
mod end_session;
mod token;

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use haetae_service_kit::{
    auth::Role,
    issuer::{Holder, Issuer},
};
use hyper::{
    HeaderMap, Method, StatusCode,
    header::{AUTHORIZATION, HeaderValue, LOCATION},
};
use serde_json::Value;
use url::{Url, form_urlencoded};

use crate::{Client, Person, Settings, answer::Answer, provider::Provider, request::Request, routes};

const URL: &str = "http://127.0.0.1:1";
const BACK: &str = "http://127.0.0.1:2/auth/callback";
const SIGNED_OUT: &str = "http://127.0.0.1:2/";
/// RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// A provider with a clock that stands still until it is set.
struct Desk {
    provider: Provider,
    now: Instant,
}

type Parameters<'a> = Vec<(&'a str, &'a str)>;

impl Desk {
    fn new() -> Self {
        let signer = Arc::new(Issuer::generate(URL, "haetae").unwrap());
        let kim = Holder { subject: "kim", name: "Kim <b>", team: Some("commerce"), roles: &[Role::Requester] };
        let lee = Holder { subject: "lee", name: "Lee", team: None, roles: &[Role::Reviewer, Role::Approver] };
        let people = vec![Person::new("kim", &kim), Person::new("lee", &lee)];
        let web = |id: &str, secret: Option<&str>| Client {
            id: id.to_owned(),
            secret: secret.map(str::to_owned),
            redirect_uris: vec![BACK.to_owned(), format!("{BACK}/other")],
            post_logout_redirect_uris: vec![SIGNED_OUT.to_owned()],
        };
        let clients = vec![web("console", None), web("other", None), web("secret", Some("s:1")), Client::device("cli")];
        let provider =
            Provider::new(Settings { signer, people, clients, lifetime: Duration::from_secs(300) }, URL.to_owned());
        Self { provider, now: Instant::now() }
    }

    fn wait(&mut self, seconds: u64) {
        self.now += Duration::from_secs(seconds);
    }

    fn send(&self, method: Method, path: &str, parameters: &[(&str, &str)], headers: HeaderMap) -> Answer {
        let encoded = form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish();
        let request = Request::new(method, path, &encoded, encoded.as_bytes(), headers, self.now);
        routes::answer(&self.provider, &request)
    }

    fn get(&self, path: &str, parameters: &[(&str, &str)]) -> Answer {
        self.send(Method::GET, path, parameters, HeaderMap::new())
    }

    fn post(&self, path: &str, parameters: &[(&str, &str)]) -> Answer {
        self.send(Method::POST, path, parameters, HeaderMap::new())
    }

    /// The status and the JSON of an answer of the token endpoint.
    fn token(&self, parameters: &[(&str, &str)]) -> (StatusCode, Value) {
        let answer = self.post("/token", parameters);
        (answer.status, serde_json::from_str(&answer.text).unwrap())
    }

    /// The same with the secret of a confidential client.
    fn token_by(&self, credentials: &str, parameters: &[(&str, &str)]) -> Value {
        let basic = HeaderValue::try_from(format!("Basic {}", BASE64_STANDARD.encode(credentials))).unwrap();
        let headers = HeaderMap::from_iter([(AUTHORIZATION, basic)]);
        serde_json::from_str(&self.send(Method::POST, "/token", parameters, headers).text).unwrap()
    }

    /// A code for Kim at a client.
    fn code(&self, client: &str) -> String {
        let mut chosen = asked();
        chosen.push(("person", "kim"));
        let answer = self.post("/authorize", &changed(chosen, "client_id", client));
        parameter(&answer, "code").expect("a code")
    }

    /// The tokens of a sign-in of Kim at the console.
    fn tokens(&self) -> Value {
        let code = self.code("console");
        let (status, tokens) = self.token(&exchange(&code));
        assert_eq!(status, StatusCode::OK, "{tokens}");
        tokens
    }

    /// The claims of a token that the provider signed.
    fn claims(&self, token: &Value) -> Value {
        self.provider.signer.read(token.as_str().unwrap()).unwrap()
    }
}

/// What the console asks.
fn asked<'a>() -> Parameters<'a> {
    vec![
        ("response_type", "code"),
        ("client_id", "console"),
        ("redirect_uri", BACK),
        ("scope", "openid profile"),
        ("state", "s\"1"),
        ("nonce", "n1"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ]
}

/// What the console exchanges a code with.
fn exchange(code: &str) -> Parameters<'_> {
    vec![
        ("grant_type", "authorization_code"),
        ("client_id", "console"),
        ("code", code),
        ("redirect_uri", BACK),
        ("code_verifier", VERIFIER),
    ]
}

/// The same parameters, one of them with another value.
fn changed<'a>(mut parameters: Parameters<'a>, name: &str, value: &'a str) -> Parameters<'a> {
    parameters.iter_mut().filter(|(known, _)| *known == name).for_each(|known| known.1 = value);
    parameters
}

/// A parameter of the address that the browser is sent to.
fn parameter(answer: &Answer, name: &str) -> Option<String> {
    let target = Url::parse(answer.header(&LOCATION)).ok()?;
    target.query_pairs().find(|(known, _)| known == name).map(|(_, value)| value.into_owned())
}
