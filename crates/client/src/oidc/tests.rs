use std::time::Duration;

use super::{testing::Provider, *};

const BOUND: Duration = Duration::from_secs(30);
const DISCOVERY: (&str, &str, &str) = (
    "/.well-known/openid-configuration",
    "200 OK",
    r#"{"issuer":"{url}","authorization_endpoint":"{url}/authorize?tenant=1","token_endpoint":"{url}/token",
        "jwks_uri":"{url}/jwks","revocation_endpoint":"{url}/revoke","end_session_endpoint":"{url}/logout"}"#,
);
const TOKENS: (&str, &str, &str) = (
    "/token",
    "200 OK",
    r#"{"access_token":"s3cret-a","refresh_token":"s3cret-r","id_token":"s3cret-i","expires_in":60,"token_type":"Bearer"}"#,
);

fn public() -> Client {
    Client { client_id: "console".into(), client_secret: None, resource: None }
}

fn confidential() -> Client {
    Client { client_secret: Some("s3cret-c".into()), resource: Some("https://haetae.example".into()), ..public() }
}

async fn discovered(started: &Provider) -> ProviderMetadata {
    ProviderMetadata::discover(&format!("{}/", started.url), BOUND).await.unwrap()
}

#[tokio::test]
async fn an_authorization_request_has_what_the_standards_want() {
    let started = Provider::answering(&[DISCOVERY]).await;
    let provider = discovered(&started).await;
    assert_eq!(provider.jwks_uri, Some(format!("{}/jwks", started.url)));
    let (state, nonce) = ("s&t".into(), "n".into());
    let pkce = Pkce::of("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk".into());
    let request = AuthorizationRequest {
        redirect_uri: "https://console.example/callback",
        scope: "openid profile",
        state: &state,
        nonce: &nonce,
        pkce: &pkce,
        ui_locales: Some("ko en"),
    };
    let url = confidential().authorization_url(&provider, &request).unwrap();
    assert!(url.as_str().starts_with(&format!("{}/authorize?tenant=1&response_type=code&", started.url)), "{url}");
    let query: Vec<(String, String)> = url.query_pairs().into_owned().collect();
    let expected = [
        ("tenant", "1"),
        ("response_type", "code"),
        ("client_id", "console"),
        ("redirect_uri", "https://console.example/callback"),
        ("scope", "openid profile"),
        ("state", "s&t"),
        ("nonce", "n"),
        ("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"),
        ("code_challenge_method", "S256"),
        ("resource", "https://haetae.example"),
        ("ui_locales", "ko en"),
    ];
    assert_eq!(query, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    let least = public().authorization_url(&provider, &AuthorizationRequest { ui_locales: None, ..request }).unwrap();
    assert!(!least.as_str().contains("resource") && !least.as_str().contains("ui_locales"), "{least}");
}

#[tokio::test]
async fn a_browser_is_sent_to_no_address_in_the_clear() {
    let started = Provider::answering(&[DISCOVERY]).await;
    let provider = ProviderMetadata {
        authorization_endpoint: Some("http://far.example/authorize".into()),
        end_session_endpoint: Some("javascript:alert(1)".into()),
        ..discovered(&started).await
    };
    let (secret, pkce) = ("s".into(), Pkce::new().unwrap());
    let request = AuthorizationRequest {
        redirect_uri: "https://console.example/callback",
        scope: "openid",
        state: &secret,
        nonce: &secret,
        pkce: &pkce,
        ui_locales: None,
    };
    assert!(matches!(public().authorization_url(&provider, &request), Err(Error::Address(_))));
    assert!(matches!(public().end_session_url(&provider, None, "https://console.example"), Err(Error::Address(_))));
    let without = ProviderMetadata { authorization_endpoint: None, end_session_endpoint: None, ..provider };
    let told = public().authorization_url(&without, &request).unwrap_err().to_string();
    assert!(told.ends_with("has no authorization_endpoint"), "{told}");
    assert!(public().end_session_url(&without, None, "https://console.example").unwrap().is_none());
}

#[tokio::test]
async fn a_browser_is_sent_to_sign_out_and_back() {
    let started = Provider::answering(&[DISCOVERY]).await;
    let provider = discovered(&started).await;
    let url = public().end_session_url(&provider, Some(&"i".into()), "https://console.example/").unwrap().unwrap();
    let query = "client_id=console&post_logout_redirect_uri=https%3A%2F%2Fconsole.example%2F&id_token_hint=i";
    assert_eq!(url.as_str(), format!("{}/logout?{query}", started.url));
}

#[tokio::test]
async fn a_code_is_exchanged_with_its_verifier_and_a_secret_in_the_header() {
    let started = Provider::answering(&[DISCOVERY, TOKENS]).await;
    let provider = discovered(&started).await;
    let (code, verifier, back) = ("co+de".into(), "ver".into(), "https://console.example/callback");
    let tokens = confidential().exchange(&provider, &code, back, &verifier, BOUND).await.unwrap();
    assert_eq!(tokens.access_token.expose_secret(), "s3cret-a");
    assert_eq!((tokens.id_token.as_ref().unwrap().expose_secret(), tokens.expires_in), ("s3cret-i", Some(60)));
    let shown = format!("{tokens:?} {:?}", confidential());
    assert!(!shown.contains("s3cret"), "{shown}");
    public().exchange(&provider, &code, back, &verifier, BOUND).await.unwrap();
    let asked = started.asked("/token");
    let told = |name: &str| [0, 1].map(|at: usize| asked[at].get(name));
    assert_eq!(told("grant_type"), [Some("authorization_code"); 2]);
    assert_eq!((told("code"), told("code_verifier")), ([Some("co+de"); 2], [Some("ver"); 2]));
    assert_eq!(told("redirect_uri"), [Some(back); 2]);
    assert_eq!(told("client_id"), [None, Some("console")]);
    assert_eq!(told("resource"), [Some("https://haetae.example"), None]);
    // console:s3cret-c
    assert_eq!(asked[0].authorization.as_deref(), Some("Basic Y29uc29sZTpzM2NyZXQtYw=="));
    assert!(asked[1].authorization.is_none() && told("client_secret") == [None; 2]);
}

#[tokio::test]
async fn a_refresh_takes_the_new_refresh_token_or_keeps_the_old_one() {
    const KEPT: (&str, &str, &str) = ("/token", "200 OK", r#"{"access_token":"b"}"#);
    const USED: (&str, &str, &str) =
        ("/token", "400 Bad Request", r#"{"error":"invalid_grant","error_description":"used"}"#);
    let started = Provider::answering(&[DISCOVERY, TOKENS, KEPT, USED]).await;
    let provider = discovered(&started).await;
    let old: SecretString = "old".into();
    for expected in ["s3cret-r", "old"] {
        let tokens = public().refresh(&provider, &old, BOUND).await.unwrap();
        assert_eq!(tokens.refresh_token.unwrap().expose_secret(), expected);
    }
    let refused = public().refresh(&provider, &old, BOUND).await.unwrap_err();
    assert!(
        matches!(&refused, Error::Refused { status, response, .. } if status.is_client_error() && response.error == "invalid_grant"),
        "{refused}"
    );
    assert_eq!(started.asked("/token")[0].get("refresh_token"), Some("old"));
}

#[tokio::test]
async fn a_revocation_names_both_tokens_and_takes_that_one_ends_by_itself() {
    const REVOKED: (&str, &str, &str) = ("/revoke", "200 OK", "");
    const JWT: (&str, &str, &str) = ("/revoke", "400 Bad Request", r#"{"error":"unsupported_token_type"}"#);
    const DOWN: (&str, &str, &str) = ("/revoke", "503 Service Unavailable", "");
    let started = Provider::answering(&[DISCOVERY, REVOKED, JWT, DOWN]).await;
    let provider = discovered(&started).await;
    let (access, refresh) = ("a".into(), "r".into());
    assert!(public().revoke(&provider, &access, Some(&refresh), BOUND).await.unwrap());
    let asked = started.asked("/revoke");
    let told: Vec<_> = asked.iter().map(|one| (one.get("token"), one.get("token_type_hint"))).collect();
    assert_eq!(told, [(Some("r"), Some("refresh_token")), (Some("a"), Some("access_token"))]);
    assert!(matches!(public().revoke(&provider, &access, None, BOUND).await, Err(Error::Refused { .. })));
    let without = ProviderMetadata { revocation_endpoint: None, ..provider };
    assert!(!public().revoke(&without, &access, None, BOUND).await.unwrap());
}

#[tokio::test]
async fn the_document_of_another_issuer_is_refused() {
    const OTHER: (&str, &str, &str) = (
        "/.well-known/openid-configuration",
        "200 OK",
        r#"{"issuer":"https://other.example","token_endpoint":"{url}/token"}"#,
    );
    let started = Provider::answering(&[OTHER]).await;
    let refused = ProviderMetadata::discover(&started.url, BOUND).await.unwrap_err();
    assert!(matches!(&refused, Error::OtherIssuer { other, .. } if other == "https://other.example"), "{refused}");
    let far = ProviderMetadata::discover("http://far.example", BOUND).await;
    assert!(matches!(far, Err(Error::Address(_))));
}

#[tokio::test]
async fn a_response_is_taken_from_the_request_and_issuer_it_belongs_to() {
    let started = Provider::answering(&[DISCOVERY]).await;
    let provider = discovered(&started).await;
    let code = |query: serde_json::Value| {
        let response: AuthorizationResponse = serde_json::from_value(query).unwrap();
        response.code(&provider, &"s".into())
    };
    let json = |text: &str| serde_json::from_str(&text.replace("{url}", &started.url)).unwrap();
    let fine = code(json(r#"{"state":"s","code":"c","iss":"{url}"}"#)).unwrap();
    assert_eq!(fine.expose_secret(), "c");
    let refused = |query: &str| code(json(query)).unwrap_err();
    assert_eq!(refused(r#"{"state":"other","code":"c"}"#), AuthorizationError::OtherState);
    assert_eq!(refused(r#"{"code":"c","error":"access_denied"}"#), AuthorizationError::OtherState);
    let other = AuthorizationError::OtherIssuer("https://o".into());
    assert_eq!(refused(r#"{"state":"s","code":"c","iss":"https://o"}"#), other);
    assert_eq!(refused(r#"{"state":"s","error":"access_denied"}"#), AuthorizationError::AccessDenied);
    assert_eq!(refused(r#"{"state":"s"}"#), AuthorizationError::Refused(ErrorResponse::default()));
    let told = refused(r#"{"state":"s","code":"c","error":"login_required","error_description":"d"}"#).to_string();
    assert_eq!(told, "the issuer refused: login_required: d");
}
