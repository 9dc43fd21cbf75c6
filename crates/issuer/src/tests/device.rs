//! The device flow.

use hyper::StatusCode;
use serde_json::Value;

use super::Desk;

const GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";

fn start(desk: &Desk) -> (String, String) {
    let answer = desk.post("/device_authorization", &[("client_id", "cli")]);
    let started: Value = serde_json::from_str(&answer.text).unwrap();
    let text = |name: &str| started[name].as_str().unwrap().to_owned();
    (text("device_code"), text("user_code"))
}

/// D8: a newcomer signs in to the demo as one of its people.
#[test]
fn a_newcomer_signs_in_as_one_of_the_people() {
    let desk = Desk::new();
    let (device_code, user_code) = start(&desk);
    let ask =
        |client: &str| desk.token(&[("grant_type", GRANT), ("client_id", client), ("device_code", &device_code)]).1;
    assert_eq!(ask("cli")["error"], "authorization_pending");
    let wrong = desk.post("/device", &[("user_code", "0"), ("person", "kim")]);
    assert_eq!((wrong.status, ask("cli")["error"].as_str()), (StatusCode::BAD_REQUEST, Some("authorization_pending")));
    // People type it in small letters, without the hyphen, or with blanks.
    let typed = format!(" {} ", user_code.to_lowercase().replace('-', " "));
    assert_eq!(desk.post("/device", &[("user_code", &typed), ("person", "kim")]).status, StatusCode::OK);
    assert_eq!(ask("console")["error"], "invalid_grant", "the code belongs to another client");
    let tokens = ask("cli");
    assert_eq!(desk.claims(&tokens["access_token"])["sub"], "kim");
    assert!(tokens["refresh_token"].is_string() && tokens["id_token"].is_null(), "{tokens}");
    assert_eq!(ask("cli")["error"], "invalid_grant", "a code is good for one sign-in");
}

#[test]
fn a_code_that_nobody_confirmed_ends() {
    let mut desk = Desk::new();
    let (device_code, user_code) = start(&desk);
    desk.wait(601);
    assert_eq!(desk.post("/device", &[("user_code", &user_code), ("person", "kim")]).status, StatusCode::BAD_REQUEST);
    let (_, answer) = desk.token(&[("grant_type", GRANT), ("client_id", "cli"), ("device_code", &device_code)]);
    assert_eq!(answer["error"], "expired_token");
    assert_eq!(desk.post("/device_authorization", &[("client_id", "nobody")]).status, StatusCode::UNAUTHORIZED);
}

#[test]
fn the_page_escapes_the_code() {
    let page = Desk::new().get("/device", &[("user_code", "\"><b>")]).text;
    assert!(page.contains("Kim") && !page.contains("\"><b>"), "{page}");
}

#[test]
fn revoking_a_refresh_token_ends_the_sign_in() {
    let desk = Desk::new();
    let tokens = desk.tokens();
    let token = tokens["refresh_token"].as_str().unwrap();
    let renew = [("grant_type", "refresh_token"), ("client_id", "console"), ("refresh_token", token)];
    desk.post("/revoke", &[("client_id", "other"), ("token", token)]);
    let (status, renewed) = desk.token(&renew);
    assert_eq!(status, StatusCode::OK);
    let token = renewed["refresh_token"].as_str().unwrap();
    desk.post("/revoke", &[("client_id", "console"), ("token", token)]);
    let renew = [("grant_type", "refresh_token"), ("client_id", "console"), ("refresh_token", token)];
    assert_eq!(desk.token(&renew).1["error"], "invalid_grant");
}
