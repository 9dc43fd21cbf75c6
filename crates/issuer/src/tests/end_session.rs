//! Signing out.

use hyper::{StatusCode, header::LOCATION};

use super::{Desk, SIGNED_OUT};

#[test]
fn signing_out_ends_the_sign_in_and_leads_back() {
    let desk = Desk::new();
    let (here, elsewhere) = (desk.tokens(), desk.tokens());
    let hint = here["id_token"].as_str().unwrap();
    let parameters = [("id_token_hint", hint), ("post_logout_redirect_uri", SIGNED_OUT), ("state", "s1")];
    let answer = desk.get("/end_session", &parameters);
    assert_eq!(answer.header(&LOCATION), format!("{SIGNED_OUT}?state=s1"));
    let renewed = |token: &str| {
        desk.token(&[("grant_type", "refresh_token"), ("client_id", "console"), ("refresh_token", token)]).0
    };
    let of = |tokens: &serde_json::Value| renewed(tokens["refresh_token"].as_str().unwrap());
    assert_eq!((of(&here), of(&elsewhere)), (StatusCode::BAD_REQUEST, StatusCode::OK));
    assert_eq!(desk.post("/end_session", &[("client_id", "console")]).status, StatusCode::OK);
}

#[test]
fn the_browser_is_sent_only_where_the_client_is_registered_for() {
    let desk = Desk::new();
    let tokens = desk.tokens();
    let hint = tokens["id_token"].as_str().unwrap();
    let forged = format!("{}x", &hint[..hint.len() - 2]);
    let back = ("post_logout_redirect_uri", SIGNED_OUT);
    for parameters in [
        vec![back],
        vec![back, ("client_id", "nobody")],
        vec![back, ("client_id", "cli")],
        vec![back, ("client_id", "other"), ("id_token_hint", hint)],
        vec![back, ("id_token_hint", &forged)],
        vec![("client_id", "console"), ("post_logout_redirect_uri", "http://127.0.0.1:2/x")],
        vec![("client_id", "console"), ("post_logout_redirect_uri", "https://elsewhere.example/")],
    ] {
        let answer = desk.get("/end_session", &parameters);
        assert_eq!((answer.status, answer.header(&LOCATION)), (StatusCode::BAD_REQUEST, ""), "{parameters:?}");
    }
}
