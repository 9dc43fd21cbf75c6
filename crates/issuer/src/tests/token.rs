//! The token endpoint.

use hyper::StatusCode;
use serde_json::{Value, json};

use super::{BACK, Desk, URL, changed, exchange};

fn refused(desk: &Desk, parameters: &[(&str, &str)]) -> String {
    let (status, answer) = desk.token(parameters);
    assert_ne!(status, StatusCode::OK, "{answer}");
    answer["error"].as_str().unwrap().to_owned()
}

fn renew(desk: &Desk, client: &str, tokens: &Value) -> (StatusCode, Value) {
    let token = tokens["refresh_token"].as_str().unwrap();
    desk.token(&[("grant_type", "refresh_token"), ("client_id", client), ("refresh_token", token)])
}

#[test]
fn the_id_token_is_for_the_client_and_has_its_nonce() {
    let desk = Desk::new();
    let tokens = desk.tokens();
    let (id, access) = (desk.claims(&tokens["id_token"]), desk.claims(&tokens["access_token"]));
    let seen = ["iss", "aud", "sub", "name", "nonce"].map(|claim| id[claim].clone());
    assert_eq!(seen, [json!(URL), json!("console"), json!("kim"), json!("Kim <b>"), json!("n1")]);
    assert!(id["exp"].as_i64() > id["iat"].as_i64(), "{id}");
    // No service takes it for an access token.
    let seen = ["aud", "sub", "team", "roles"].map(|claim| access[claim].clone());
    assert_eq!(seen, [json!("haetae"), json!("kim"), json!("commerce"), json!(["requester"])]);
}

/// A second use ends what the first one began: one of the two was a thief.
#[test]
fn a_code_is_good_for_one_use() {
    let desk = Desk::new();
    let code = desk.code("console");
    let (_, tokens) = desk.token(&exchange(&code));
    let (_, renewed) = renew(&desk, "console", &tokens);
    assert_eq!(refused(&desk, &exchange(&code)), "invalid_grant");
    assert_eq!(renew(&desk, "console", &renewed).1["error"], "invalid_grant");
}

#[test]
fn a_code_belongs_to_a_client_an_address_and_a_verifier() {
    let other = format!("{BACK}/other");
    for (name, value) in [
        ("code_verifier", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXl"),
        ("code_verifier", ""),
        ("redirect_uri", other.as_str()),
        ("redirect_uri", ""),
        ("client_id", "other"),
    ] {
        let desk = Desk::new();
        let code = desk.code("console");
        assert_eq!(refused(&desk, &changed(exchange(&code), name, value)), "invalid_grant", "{name}={value}");
        assert_eq!(refused(&desk, &exchange(&code)), "invalid_grant", "a code can be tried again after a wrong {name}");
    }
    let desk = Desk::new();
    assert_eq!(refused(&desk, &changed(exchange(&desk.code("console")), "client_id", "nobody")), "invalid_client");
    assert_eq!(refused(&desk, &exchange("")), "invalid_grant");
}

#[test]
fn a_code_lives_for_a_minute() {
    let mut desk = Desk::new();
    let (early, late) = (desk.code("console"), desk.code("console"));
    desk.wait(60);
    assert_eq!(desk.token(&exchange(&early)).0, StatusCode::OK);
    desk.wait(1);
    assert_eq!(refused(&desk, &exchange(&late)), "invalid_grant");
}

#[test]
fn a_refresh_token_is_good_for_one_use_of_its_client() {
    let desk = Desk::new();
    let tokens = desk.tokens();
    assert_eq!(renew(&desk, "other", &tokens).1["error"], "invalid_grant");
    let (status, renewed) = renew(&desk, "console", &tokens);
    assert_eq!(status, StatusCode::OK, "{renewed}");
    assert_ne!(renewed["refresh_token"], tokens["refresh_token"]);
    let (before, after) = (desk.claims(&tokens["id_token"]), desk.claims(&renewed["id_token"]));
    assert_eq!((&after["sub"], &after["sid"], &after["nonce"]), (&before["sub"], &before["sid"], &Value::Null));
    // The used one again: the sign-in ends for both.
    assert_eq!(renew(&desk, "console", &tokens).1["error"], "invalid_grant");
    assert_eq!(renew(&desk, "console", &renewed).1["error"], "invalid_grant");
}

#[test]
fn a_confidential_client_proves_itself() {
    let desk = Desk::new();
    let code = desk.code("secret");
    assert_eq!(refused(&desk, &changed(exchange(&code), "client_id", "secret")), "invalid_client");
    let parameters: Vec<_> = exchange(&code).into_iter().filter(|(name, _)| *name != "client_id").collect();
    assert_eq!(desk.token_by("secret:wrong", &parameters)["error"], "invalid_client");
    assert_eq!(desk.token_by("console:", &parameters)["error"], "invalid_client");
    let tokens = desk.token_by("secret:s%3A1", &parameters);
    assert_eq!(desk.claims(&tokens["id_token"])["aud"], "secret", "{tokens}");
}
