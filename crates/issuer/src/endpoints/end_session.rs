//! Signing out (OpenID Connect RP-Initiated Logout 1.0).

use haetae_service_kit::error::Lang;
use hyper::StatusCode;
use url::Url;

use crate::{answer::Answer, client::Client, form::Form, pages, provider::Provider, request::Request};

/// Ends the sign-in that the ID token names, and sends the browser back where its client is registered for.
pub(crate) fn end_session(provider: &Provider, request: &Request, form: &Form) -> Answer {
    let lang = request.lang();
    let hint = form.get("id_token_hint").map(|token| provider.signer.read(token));
    let Ok(hint) = hint.transpose() else { return unregistered(lang) };
    let claim = |name: &str| hint.as_ref().and_then(|claims| claims[name].as_str());
    let (named, vouched) = (form.get("client_id"), claim("aud"));
    if named.is_some() && vouched.is_some() && named != vouched {
        return unregistered(lang);
    }
    let client = provider.client(vouched.or(named));
    let target = match form.get("post_logout_redirect_uri").map(|uri| registered(client, uri)) {
        Some(None) => return unregistered(lang),
        target => target.flatten(),
    };
    if let Some(session) = claim("sid") {
        provider.grants().renewals.end(session);
    }
    match target {
        Some(mut target) => {
            if let Some(state) = form.get("state") {
                target.query_pairs_mut().append_pair("state", state);
            }
            Answer::redirect(&target)
        }
        None => Answer::page(StatusCode::OK, pages::signed_out(lang), None),
    }
}

fn registered(client: Option<&Client>, uri: &str) -> Option<Url> {
    client?.post_logout_redirect_uris.iter().find(|known| *known == uri)?;
    Url::parse(uri).ok()
}

fn unregistered(lang: Lang) -> Answer {
    Answer::page(StatusCode::BAD_REQUEST, pages::unregistered(lang), None)
}
