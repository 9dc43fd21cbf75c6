//! The authorization endpoint.

use hyper::{
    HeaderMap, Method, StatusCode,
    header::{ACCEPT_LANGUAGE, CONTENT_SECURITY_POLICY, HeaderValue, LOCATION},
};

use super::{BACK, Desk, URL, asked, changed, parameter};

#[test]
fn the_page_shows_the_people_in_the_language_of_the_browser() {
    let desk = Desk::new();
    let page = desk.get("/authorize", &asked());
    assert_eq!(page.status, StatusCode::OK);
    for shown in ["lang=en", "Kim &lt;b&gt;", "requester", "commerce", "reviewer, approver", "value=\"s&quot;1\""] {
        assert!(page.text.contains(shown), "{shown} is not in {}", page.text);
    }
    let korean = HeaderMap::from_iter([(ACCEPT_LANGUAGE, HeaderValue::from_static("ko"))]);
    let page = desk.send(Method::GET, "/authorize", &asked(), korean);
    assert!(page.text.contains("lang=ko") && page.text.contains("검토자, 승인자"), "{}", page.text);
    assert!(!page.text.contains("<script"));
    let policy = page.header(&CONTENT_SECURITY_POLICY);
    assert!(!policy.contains("unsafe") && policy.ends_with("form-action 'self' http://127.0.0.1:2"), "{policy}");
}

#[test]
fn a_choice_sends_a_code_and_the_state_back() {
    let desk = Desk::new();
    let mut chosen = asked();
    chosen.push(("person", "kim"));
    let answer = desk.post("/authorize", &chosen);
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert!(answer.header(&LOCATION).starts_with(&format!("{BACK}?code=")));
    assert_eq!(parameter(&answer, "state").as_deref(), Some("s\"1"));
    assert_eq!(parameter(&answer, "iss").as_deref(), Some(URL));
    let nobody = desk.post("/authorize", &changed(chosen, "person", "park"));
    assert_eq!((nobody.status, nobody.header(&LOCATION)), (StatusCode::BAD_REQUEST, ""));
}

/// An error page, never a redirect: the address may be that of a thief.
#[test]
fn nothing_is_sent_to_an_address_that_is_not_registered() {
    let desk = Desk::new();
    let near = [format!("{BACK}/"), format!("{BACK}?x=1"), BACK.to_uppercase(), "http://127.0.0.1:2/".to_owned()];
    let mut wrong: Vec<_> = near.iter().map(|uri| changed(asked(), "redirect_uri", uri)).collect();
    wrong.push(changed(asked(), "redirect_uri", ""));
    wrong.push(changed(asked(), "redirect_uri", "https://elsewhere.example/auth/callback"));
    wrong.push(changed(asked(), "client_id", "nobody"));
    wrong.push(changed(asked(), "client_id", "cli"));
    for mut parameters in wrong {
        parameters.push(("person", "kim"));
        for answer in [desk.get("/authorize", &parameters), desk.post("/authorize", &parameters)] {
            let seen = (answer.status, answer.header(&LOCATION));
            assert_eq!(seen, (StatusCode::BAD_REQUEST, ""), "{parameters:?}");
        }
    }
    let mut twice = asked();
    twice.push(("redirect_uri", "https://elsewhere.example/"));
    for answer in [desk.get("/authorize", &twice), desk.post("/authorize", &twice)] {
        assert_eq!((answer.status, answer.header(&LOCATION)), (StatusCode::BAD_REQUEST, ""));
    }
}

#[test]
fn a_request_without_what_protects_it_is_sent_back() {
    let desk = Desk::new();
    for (name, value, error) in [
        ("code_challenge_method", "plain", "invalid_request"),
        ("code_challenge_method", "", "invalid_request"),
        ("code_challenge", "", "invalid_request"),
        ("code_challenge", "short", "invalid_request"),
        ("response_type", "token", "unsupported_response_type"),
        ("response_type", "", "invalid_request"),
        ("scope", "profile", "invalid_scope"),
    ] {
        let mut parameters = changed(asked(), name, value);
        parameters.push(("person", "kim"));
        for answer in [desk.get("/authorize", &parameters), desk.post("/authorize", &parameters)] {
            assert_eq!(parameter(&answer, "error").as_deref(), Some(error), "{name}={value}");
            assert_eq!(parameter(&answer, "state").as_deref(), Some("s\"1"));
            assert_eq!(parameter(&answer, "code"), None);
        }
    }
    let mut silent = asked();
    silent.push(("prompt", "none"));
    assert_eq!(parameter(&desk.get("/authorize", &silent), "error").as_deref(), Some("login_required"));
}
