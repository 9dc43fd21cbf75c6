//! What the issuer answers: discovery, keys, the Device Authorization Grant (RFC 8628), renewal and revocation.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use haetae_cli::ids;
use hyper::{Method, StatusCode, header::HeaderValue};
use serde_json::{Value, json};
use url::form_urlencoded;

use super::page;
use crate::identity::{Identity, PROFILES};

/// How long a code may be confirmed.
const CODE: Duration = Duration::from_secs(10 * 60);
/// How long an access token holds: short enough that a newcomer sees it renewed.
const ACCESS: Duration = Duration::from_secs(5 * 60);

const JSON: HeaderValue = HeaderValue::from_static("application/json");
const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");

/// An answer.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) kind: HeaderValue,
    pub(super) text: String,
}

/// The issuer.
pub(super) struct Desk {
    identity: Arc<Identity>,
    url: String,
    given: Mutex<Given>,
}

/// What was given out. People are named by their place in [`PROFILES`].
#[derive(Default)]
struct Given {
    /// By device code.
    codes: HashMap<String, Code>,
    /// Who a refresh token renews the sign-in of.
    refresh: HashMap<String, usize>,
}

struct Code {
    user_code: String,
    ends: Instant,
    confirmed: Option<usize>,
}

type Form = HashMap<String, String>;

/// The letters and digits of a code, which is what tells it from others (RFC 8628, section 6.1).
fn typed(code: &str) -> String {
    code.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
}

impl Desk {
    pub(super) fn new(identity: Arc<Identity>, url: String) -> Self {
        Self { identity, url, given: Mutex::default() }
    }

    /// The answer to a request.
    pub(super) fn answer(&self, method: &Method, path: &str, query: Option<&str>, body: &[u8]) -> Answer {
        let form: Form = form_urlencoded::parse(body).into_owned().collect();
        match (method.as_str(), path) {
            ("GET", "/.well-known/openid-configuration") => found(&self.discovery()),
            ("GET", "/jwks.json") => Answer { status: StatusCode::OK, kind: JSON, text: self.identity.jwks_json() },
            ("POST", "/device_authorization") => found(&self.start()),
            ("GET", "/device") => {
                let query: Form = form_urlencoded::parse(query.unwrap_or_default().as_bytes()).into_owned().collect();
                html(StatusCode::OK, page::people(query.get("user_code").map_or("", String::as_str)))
            }
            ("POST", "/device") => self.confirm(&form),
            ("POST", "/token") => self.token(&form),
            ("POST", "/revoke") => {
                self.given().refresh.remove(form.get("token").map_or("", String::as_str));
                found(&json!({}))
            }
            _ => refused(StatusCode::NOT_FOUND, "not_found"),
        }
    }

    fn discovery(&self) -> Value {
        let url = &self.url;
        json!({
            "issuer": url,
            "jwks_uri": format!("{url}/jwks.json"),
            "device_authorization_endpoint": format!("{url}/device_authorization"),
            "token_endpoint": format!("{url}/token"),
            "revocation_endpoint": format!("{url}/revoke"),
            "grant_types_supported": ["urn:ietf:params:oauth:grant-type:device_code", "refresh_token"],
            "token_endpoint_auth_methods_supported": ["none"],
            "response_types_supported": [],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["EdDSA"],
        })
    }

    fn start(&self) -> Value {
        let (device_code, random) = (ids::request_id(), ids::request_id().to_uppercase());
        let user_code = random.get(..8).map_or_else(String::new, |code| format!("{}-{}", &code[..4], &code[4..]));
        let uri = format!("{}/device", self.url);
        let mut given = self.given();
        given.codes.retain(|_, code| code.ends > Instant::now());
        let code = Code { user_code: user_code.clone(), ends: Instant::now() + CODE, confirmed: None };
        given.codes.insert(device_code.clone(), code);
        json!({
            "device_code": device_code,
            "verification_uri_complete": format!("{uri}?user_code={user_code}"),
            "verification_uri": uri,
            "user_code": user_code,
            "expires_in": CODE.as_secs(),
            "interval": 1,
        })
    }

    /// The page's form: a code, and who confirms it.
    fn confirm(&self, form: &Form) -> Answer {
        let (code, who) = (form.get("user_code").map_or("", String::as_str), form.get("profile"));
        let who = PROFILES.iter().position(|(profile, _)| Some(*profile) == who.map(String::as_str));
        let mut given = self.given();
        let waits = given.codes.values_mut().find(|known| typed(&known.user_code) == typed(code));
        match (waits.filter(|known| known.ends > Instant::now()), who) {
            (Some(waits), Some(who)) => {
                waits.confirmed = Some(who);
                html(StatusCode::OK, page::confirmed(PROFILES[who].1.name))
            }
            _ => html(StatusCode::BAD_REQUEST, page::unknown()),
        }
    }

    fn token(&self, form: &Form) -> Answer {
        let field = |name: &str| form.get(name).map_or("", String::as_str);
        let mut given = self.given();
        let who = match field("grant_type") {
            "urn:ietf:params:oauth:grant-type:device_code" => match given.codes.get(field("device_code")) {
                Some(code) if code.ends <= Instant::now() => Err("expired_token"),
                Some(Code { confirmed: None, .. }) => Err("authorization_pending"),
                Some(Code { confirmed: Some(who), .. }) => {
                    let who = *who;
                    given.codes.remove(field("device_code"));
                    Ok(who)
                }
                None => Err("invalid_grant"),
            },
            // Good for one use, as with providers that rotate them.
            "refresh_token" => given.refresh.remove(field("refresh_token")).ok_or("invalid_grant"),
            _ => Err("unsupported_grant_type"),
        };
        let who = match who {
            Ok(who) => who,
            Err(error) => return refused(StatusCode::BAD_REQUEST, error),
        };
        let Ok(access_token) = self.identity.token_for(&PROFILES[who].1, ACCESS) else {
            return refused(StatusCode::INTERNAL_SERVER_ERROR, "server_error");
        };
        let refresh_token = ids::request_id();
        given.refresh.insert(refresh_token.clone(), who);
        found(&json!({
            "access_token": access_token,
            "token_type": "Bearer",
            "expires_in": ACCESS.as_secs(),
            "refresh_token": refresh_token,
        }))
    }

    fn given(&self) -> MutexGuard<'_, Given> {
        self.given.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn found(value: &Value) -> Answer {
    Answer { status: StatusCode::OK, kind: JSON, text: value.to_string() }
}

fn refused(status: StatusCode, error: &str) -> Answer {
    Answer { status, kind: JSON, text: json!({ "error": error }).to_string() }
}

fn html(status: StatusCode, text: String) -> Answer {
    Answer { status, kind: HTML, text }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn post(desk: &Desk, path: &str, form: &[(&str, &str)]) -> (StatusCode, Value) {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let answer = desk.answer(&Method::POST, path, None, body.as_bytes());
        (answer.status, serde_json::from_str(&answer.text).unwrap_or_default())
    }

    /// D8: a newcomer signs in to the demo as one of its people, and a refresh token renews that once.
    #[test]
    fn a_newcomer_signs_in_as_one_of_the_demos_people() {
        let dir = tempfile::tempdir().expect("a folder");
        let identity = Identity::issued_by("http://127.0.0.1:1", dir.path()).expect("an identity");
        let desk = Desk::new(Arc::new(identity), "http://127.0.0.1:1".to_owned());
        let (_, started) = post(&desk, "/device_authorization", &[("client_id", "haetae-cli")]);
        let text = |value: &Value, name: &str| value[name].as_str().unwrap_or_default().to_owned();
        let (device_code, user_code) = (text(&started, "device_code"), text(&started, "user_code"));
        let grant = "urn:ietf:params:oauth:grant-type:device_code";
        let ask = || post(&desk, "/token", &[("grant_type", grant), ("device_code", &device_code)]);
        assert_eq!(ask().1["error"], "authorization_pending");
        let wrong = post(&desk, "/device", &[("user_code", "0"), ("profile", "approver")]);
        assert_eq!((wrong.0, ask().1["error"].as_str()), (StatusCode::BAD_REQUEST, Some("authorization_pending")));
        // People type it in small letters, without the hyphen, or with blanks.
        let typed = format!(" {} ", user_code.to_lowercase().replace('-', " "));
        let confirmed = post(&desk, "/device", &[("user_code", &typed), ("profile", "approver")]);
        assert_eq!(confirmed.0, StatusCode::OK, "{typed:?} for {user_code}");
        let issued = ask().1;
        assert!(text(&issued, "access_token").split('.').count() == 3, "{issued}");
        assert_eq!(ask().1["error"], "invalid_grant", "a code is good for one sign-in");
        let refresh = text(&issued, "refresh_token");
        let renew = || post(&desk, "/token", &[("grant_type", "refresh_token"), ("refresh_token", &refresh)]);
        assert_eq!((renew().0, renew().1["error"].as_str()), (StatusCode::OK, Some("invalid_grant")));
        let page = desk.answer(&Method::GET, "/device", Some("user_code=%22%3E%3Cb%3E"), b"").text;
        assert!(page.contains("content-admin") && !page.contains("\"><b>"), "{page}");
    }
}
