use crate::oidc::testing::{Asked, Provider};

use super::*;

const DISCOVERY: (&str, &str, &str) = (
    "/.well-known/openid-configuration",
    "200 OK",
    r#"{"issuer":"{url}","token_endpoint":"{url}/token","device_authorization_endpoint":"{url}/device"}"#,
);
const DEVICE: (&str, &str, &str) = (
    "/device",
    "200 OK",
    r#"{"device_code":"d","user_code":"AB-CD","verification_uri":"https://i/\u001b[2J","expires_in":600,"interval":1}"#,
);
const TOKENS: (&str, &str, &str) = ("/token", "200 OK", r#"{"access_token":"a","expires_in":60}"#);

async fn signed_in(
    answers: &'static [(&'static str, &'static str, &'static str)],
) -> (Result<TokenResponse, Error>, Vec<Asked>, DeviceAuthorization) {
    let bound = Duration::from_secs(30);
    let started = Provider::answering(answers).await;
    let provider = ProviderMetadata::discover(&started.url, bound).await.unwrap();
    let client = Client { client_id: "c".into(), client_secret: None, resource: Some("r".into()) };
    let device = client.authorize_device(&provider, "openid", bound).await.unwrap();
    let tokens = client.device_tokens(&provider, &device, bound).await;
    (tokens, started.asked("/token"), device)
}

/// D8: after each `slow_down` the client waits five seconds longer, and texts of the issuer cannot control a terminal.
#[tokio::test]
async fn an_issuer_that_says_slow_down_is_asked_less_often() {
    const PENDING: (&str, &str, &str) = ("/token", "400 Bad Request", r#"{"error":"authorization_pending"}"#);
    const SLOW_DOWN: (&str, &str, &str) = ("/token", "400 Bad Request", r#"{"error":"slow_down"}"#);
    let (tokens, asked, device) = signed_in(&[DISCOVERY, DEVICE, PENDING, SLOW_DOWN, TOKENS]).await;
    assert_eq!(tokens.unwrap().access_token.expose_secret(), "a");
    let waits: Vec<_> = asked.windows(2).map(|two| (two[1].at - two[0].at).as_secs()).collect();
    assert!(matches!(waits[..], [1..5, slower] if slower >= 6), "{waits:?}");
    assert_eq!(["device_code", "client_id", "resource"].map(|name| asked[0].get(name)), ["d", "c", "r"].map(Some));
    let shown = &device.verification_uri;
    assert!(!shown.contains('\u{1b}') && shown.starts_with("https://i/"), "{shown:?}");
}

#[tokio::test]
async fn a_person_who_declines_ends_the_wait() {
    const DENIED: (&str, &str, &str) = ("/token", "400 Bad Request", r#"{"error":"access_denied"}"#);
    const EXPIRED: (&str, &str, &str) = ("/token", "400 Bad Request", r#"{"error":"expired_token"}"#);
    const INVALID: (&str, &str, &str) = ("/token", "401 Unauthorized", r#"{"error":"invalid_client"}"#);
    assert!(matches!(signed_in(&[DISCOVERY, DEVICE, DENIED]).await.0, Err(Error::AccessDenied)));
    assert!(matches!(signed_in(&[DISCOVERY, DEVICE, EXPIRED]).await.0, Err(Error::ExpiredToken)));
    let invalid = signed_in(&[DISCOVERY, DEVICE, INVALID]).await.0;
    assert!(matches!(invalid, Err(Error::Refused { response, .. }) if response.error == "invalid_client"));
}
