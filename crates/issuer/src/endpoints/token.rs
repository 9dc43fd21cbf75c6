//! The token endpoint, and revocation (RFC 7009).

use haetae_service_kit::{clock, issuer::IssuerError};
use hyper::{StatusCode, header::WWW_AUTHENTICATE};
use serde_json::{Value, json};

use super::DEVICE_CODE;
use crate::{
    answer::Answer,
    form::Form,
    grants::{Bound, Polled, Presented, SignIn},
    provider::Provider,
    request::Request,
};

/// The inputs of tokens: the sign-in, and the `nonce` of its ID token.
struct Granted {
    sign_in: SignIn,
    nonce: Option<String>,
}

impl From<SignIn> for Granted {
    fn from(sign_in: SignIn) -> Self {
        Self { sign_in, nonce: None }
    }
}

/// Gives tokens for a code, a device code or a refresh token.
pub(crate) fn token(provider: &Provider, request: &Request, form: &Form) -> Answer {
    let Some(client) = provider.authenticated(request, form) else {
        return Answer::refused(StatusCode::UNAUTHORIZED, "invalid_client").with(WWW_AUTHENTICATE, "Basic");
    };
    let field = |name: &str| form.get(name).unwrap_or_default();
    let granted = match field("grant_type") {
        "authorization_code" => {
            let presented = Presented {
                code: field("code"),
                client: &client.id,
                redirect_uri: field("redirect_uri"),
                verifier: field("code_verifier"),
            };
            let bound = provider.grants().exchange(&presented, request.at);
            bound.map(|Bound { sign_in, nonce, .. }| Granted { sign_in, nonce }).ok_or("invalid_grant")
        }
        DEVICE_CODE => match provider.grants().devices.poll(field("device_code"), &client.id, request.at) {
            Polled::Confirmed(sign_in) => Ok(sign_in.into()),
            Polled::Pending => Err("authorization_pending"),
            Polled::Ended => Err("expired_token"),
            Polled::Unknown => Err("invalid_grant"),
        },
        "refresh_token" => {
            let sign_in = provider.grants().renewals.take(field("refresh_token"), &client.id);
            sign_in.map(Granted::from).ok_or("invalid_grant")
        }
        _ => Err("unsupported_grant_type"),
    };
    let tokens = match granted {
        Ok(granted) => tokens(provider, granted),
        Err(error) => return Answer::refused(StatusCode::BAD_REQUEST, error),
    };
    tokens.map_or_else(|_| Answer::refused(StatusCode::INTERNAL_SERVER_ERROR, "server_error"), |it| Answer::json(&it))
}

/// Ends the sign-in of a refresh token; access tokens end by themselves.
pub(crate) fn revoke(provider: &Provider, request: &Request, form: &Form) -> Answer {
    let Some(client) = provider.authenticated(request, form) else {
        return Answer::refused(StatusCode::UNAUTHORIZED, "invalid_client");
    };
    provider.grants().renewals.revoke(form.get("token").unwrap_or_default(), &client.id);
    Answer::json(&json!({}))
}

fn tokens(provider: &Provider, granted: Granted) -> Result<Value, IssuerError> {
    let Granted { sign_in, nonce } = granted;
    let holder = provider.people[sign_in.person].holder();
    let mut answer = json!({
        "access_token": provider.signer.token(&holder, provider.lifetime)?,
        "token_type": "Bearer",
        "expires_in": provider.lifetime.as_secs(),
    });
    if sign_in.openid {
        let now = clock::now().as_second();
        let mut claims = json!({
            "iss": provider.url,
            "aud": sign_in.client,
            "sub": holder.subject,
            "iat": now,
            "exp": now.saturating_add_unsigned(provider.lifetime.as_secs()),
            "sid": sign_in.session,
            "name": holder.name,
        });
        if let Some(nonce) = nonce {
            claims["nonce"] = nonce.into();
        }
        answer["id_token"] = provider.signer.sign(&claims)?.into();
    }
    answer["refresh_token"] = provider.grants().renewals.give(sign_in).into();
    Ok(answer)
}
