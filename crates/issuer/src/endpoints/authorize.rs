//! The authorization endpoint: shows the people, and sends the code of the chosen one back to the client.

use hyper::StatusCode;
use url::Url;

use crate::{
    answer::Answer,
    client::Client,
    form::Form,
    grants::{Bound, SignIn},
    pages,
    provider::Provider,
    request::Request,
    secret,
};

/// A request that may be answered by a redirect to its client.
struct Asked<'a> {
    client: &'a Client,
    redirect_uri: &'a str,
    target: Url,
    form: &'a Form,
}

/// Shows whom one can sign in as.
pub(crate) fn ask(provider: &Provider, request: &Request, form: &Form) -> Answer {
    let lang = request.lang();
    let Some(asked) = Asked::read(provider, form) else {
        return Answer::page(StatusCode::BAD_REQUEST, pages::unregistered(lang), None);
    };
    if let Err(error) = asked.fault() {
        return asked.refused(provider, error);
    }
    // This provider keeps no session, so every request has to ask the person.
    if form.get("prompt").is_some_and(|prompt| prompt.split(' ').any(|one| one == "none")) {
        return asked.refused(provider, "login_required");
    }
    let page = pages::people(lang, &asked.client.id, form, &provider.people);
    Answer::page(StatusCode::OK, page, Some(&asked.target))
}

/// The page's form: everything that was asked, and who was chosen.
pub(crate) fn choose(provider: &Provider, request: &Request, form: &Form) -> Answer {
    let lang = request.lang();
    let Some(asked) = Asked::read(provider, form) else {
        return Answer::page(StatusCode::BAD_REQUEST, pages::unregistered(lang), None);
    };
    let challenge = match asked.fault() {
        Ok(challenge) => challenge.to_owned(),
        Err(error) => return asked.refused(provider, error),
    };
    let Some(person) = provider.person(form.get("person")) else {
        return Answer::page(StatusCode::BAD_REQUEST, pages::nobody(lang), None);
    };
    let client = asked.client.id.clone();
    let sign_in = SignIn { person, client, session: secret::random(), openid: true };
    let (redirect_uri, nonce) = (asked.redirect_uri.to_owned(), form.get("nonce").map(str::to_owned));
    let bound = Bound { sign_in, redirect_uri, challenge, nonce };
    let code = provider.grants().give_code(bound, request.at);
    asked.back(provider, "code", &code)
}

impl<'a> Asked<'a> {
    /// `None` when the client or the address is not a registered one: nothing may be sent there, not even an error.
    fn read(provider: &'a Provider, form: &'a Form) -> Option<Self> {
        let client = provider.client(form.get("client_id"))?;
        let redirect_uri = form.get("redirect_uri")?;
        client.redirect_uris.iter().find(|known| *known == redirect_uri)?;
        let target = Url::parse(redirect_uri).ok()?;
        Some(Self { client, redirect_uri, target, form })
    }

    /// The challenge of the request, or what is wrong with it.
    fn fault(&self) -> Result<&'a str, &'static str> {
        match self.form.get("response_type") {
            Some("code") => {}
            Some(_) => return Err("unsupported_response_type"),
            None => return Err("invalid_request"),
        }
        if !self.form.get("scope").unwrap_or_default().split(' ').any(|scope| scope == "openid") {
            return Err("invalid_scope");
        }
        let of_sha256 = |challenge: &&str| {
            let digit = |c: u8| c.is_ascii_alphanumeric() || matches!(c, b'-' | b'_');
            challenge.len() == 43 && challenge.bytes().all(digit)
        };
        let challenge = self.form.get("code_challenge").filter(of_sha256);
        let s256 = self.form.get("code_challenge_method") == Some("S256");
        challenge.filter(|_| s256).ok_or("invalid_request")
    }

    fn refused(&self, provider: &Provider, error: &str) -> Answer {
        self.back(provider, "error", error)
    }

    /// To the client, with its state, and with who answers (RFC 9207).
    fn back(&self, provider: &Provider, name: &str, value: &str) -> Answer {
        let mut target = self.target.clone();
        let mut query = target.query_pairs_mut();
        query.append_pair(name, value).append_pair("iss", &provider.url);
        if let Some(state) = self.form.get("state") {
            query.append_pair("state", state);
        }
        drop(query);
        Answer::redirect(&target)
    }
}
