//! The provider's metadata and keys.

use serde_json::json;

use super::DEVICE_CODE;
use crate::{answer::Answer, provider::Provider};

/// OpenID Connect Discovery 1.0.
pub(crate) fn discovery(provider: &Provider) -> Answer {
    let url = &provider.url;
    Answer::json(&json!({
        "issuer": url,
        "jwks_uri": format!("{url}/jwks.json"),
        "authorization_endpoint": format!("{url}/authorize"),
        "device_authorization_endpoint": format!("{url}/device_authorization"),
        "token_endpoint": format!("{url}/token"),
        "revocation_endpoint": format!("{url}/revoke"),
        "end_session_endpoint": format!("{url}/end_session"),
        "grant_types_supported": ["authorization_code", "refresh_token", DEVICE_CODE],
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": true,
        "token_endpoint_auth_methods_supported": ["none", "client_secret_basic"],
        "scopes_supported": ["openid", "profile", "offline_access"],
        "claims_supported": ["iss", "aud", "sub", "iat", "exp", "nonce", "sid", "name"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["EdDSA"],
        "ui_locales_supported": ["ko", "en"],
    }))
}

/// The keys that sign tokens.
pub(crate) fn keys(provider: &Provider) -> Answer {
    Answer::document(provider.signer.jwks_json())
}
