//! Signing in, being renewed and signing out at the identity provider of the demo.

use std::{sync::Arc, time::Duration};

use axum::{
    body::Body,
    http::{HeaderMap, Request, StatusCode, header},
};
use haetae_issuer::{Client, Person, Place, Serving, Settings};
use haetae_service_kit::{
    auth::Role,
    config::ExposeSecret as _,
    issuer::{Holder, Issuer},
};
use hyper_util::{client::legacy, rt::TokioExecutor};
use url::Url;

use super::support::{Answer, Console, SITE};
use crate::session::{Jar, Session};

/// A console and its identity provider, whose access tokens hold for so long.
async fn both(lifetime: Duration) -> (Console, Serving) {
    let place = Place::choose().await.unwrap();
    let signer = Arc::new(Issuer::generate(place.url(), "haetae").unwrap());
    let console = Console::at(place.url(), &signer);
    let kim = Holder { subject: "kim", name: "Kim", team: Some("commerce"), roles: &[Role::Requester] };
    let client = Client {
        id: "console".to_owned(),
        secret: None,
        redirect_uris: vec![format!("{SITE}/signin/back")],
        post_logout_redirect_uris: vec![format!("{SITE}/signin/out")],
    };
    let settings = Settings { signer, people: vec![Person::new("kim", &kim)], clients: vec![client], lifetime };
    (console, place.serve(settings))
}

/// Begins a sign-in: the cookie of it, and where the browser is sent.
async fn begin(console: &Console, next: &str) -> (String, Url) {
    let answer = console.get(&format!("/signin/start?next={next}"), "").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    (answer.jar(), Url::parse(answer.header(header::LOCATION)).unwrap())
}

/// Chooses Kim at the provider: the path that the browser comes back with.
async fn choose_kim(there: &Url) -> String {
    let client = legacy::Client::builder(TokioExecutor::new()).build_http::<Body>();
    let form = format!("{}&person=kim", there.query().unwrap());
    let request = Request::post(there[..url::Position::AfterPath].to_owned())
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(form))
        .unwrap();
    let answer = client.request(request).await.unwrap();
    let back = answer.headers()[header::LOCATION].to_str().unwrap();
    back.strip_prefix(SITE).expect("back to the console").to_owned()
}

async fn signed_in(console: &Console) -> Answer {
    let (flow, there) = begin(console, "%2Freviews").await;
    console.get(&choose_kim(&there).await, &flow).await
}

fn session(console: &Console, cookies: &str) -> Option<Session> {
    let mut headers = HeaderMap::new();
    headers.insert(header::COOKIE, cookies.parse().unwrap());
    Jar::new(&console.desk.sealer, false).session(&headers)
}

fn refresh_token(console: &Console, cookies: &str) -> String {
    session(console, cookies).unwrap().refresh_token().unwrap().expose_secret().to_owned()
}

#[tokio::test]
async fn a_person_signs_in_and_comes_back_to_the_page() {
    let (console, _serving) = both(Duration::from_secs(300)).await;
    let answer = signed_in(&console).await;
    assert_eq!(
        (answer.status, answer.header(header::LOCATION)),
        (StatusCode::SEE_OTHER, "/reviews"),
        "{}",
        answer.text
    );
    assert!(answer.cookies().iter().any(|cookie| cookie.starts_with("haetae-signin=;")), "the flow is over");
    assert!(session(&console, &answer.jar()).is_some());
}

#[tokio::test]
async fn only_the_browser_that_asked_is_signed_in_and_only_once() {
    let (console, _serving) = both(Duration::from_secs(300)).await;
    let (flow, there) = begin(&console, "%2F").await;
    let (other, _) = begin(&console, "%2F").await;
    let back = choose_kim(&there).await;
    for (cookies, whose) in [("", "none"), (other.as_str(), "another browser's")] {
        let answer = console.get(&back, cookies).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{whose}");
        assert!(session(&console, &answer.jar()).is_none(), "{whose}");
    }
    assert!(session(&console, &console.get(&back, &flow).await.jar()).is_some());
    let again = console.get(&back, &flow).await;
    assert_eq!(again.status, StatusCode::BAD_REQUEST, "the person is asked to begin again: {}", again.text);
    assert!(session(&console, &again.jar()).is_none(), "a code is good for one exchange");
}

/// The provider ends a sign-in when a refresh token comes twice.
#[tokio::test]
async fn requests_of_one_session_renew_it_once() {
    let (console, _serving) = both(Duration::from_secs(30)).await;
    let cookies = signed_in(&console).await.jar();
    let (one, two, three) =
        tokio::join!(console.get("/", &cookies), console.get("/reviews", &cookies), console.get("/", &cookies));
    let renewed = [&one, &two, &three].map(|answer| refresh_token(&console, &answer.jar()));
    assert!(renewed.iter().all(|one| *one == renewed[0]), "renewed more than once");
    assert_ne!(renewed[0], refresh_token(&console, &cookies));
    let late = console.get("/", &cookies).await;
    assert_eq!(refresh_token(&console, &late.jar()), renewed[0]);
    let next = console.get("/", &one.jar()).await;
    assert_ne!(refresh_token(&console, &next.jar()), renewed[0], "the provider still renews it");
}

#[tokio::test]
async fn signing_out_ends_the_sign_in_at_the_provider_too() {
    let (console, _serving) = both(Duration::from_secs(300)).await;
    let cookies = signed_in(&console).await.jar();
    let session = session(&console, &cookies).unwrap();
    let answer = console.post("/signout", &cookies, Some(&session), "").await;
    let there = Url::parse(answer.header(header::LOCATION)).unwrap();
    assert_eq!(there.path(), "/end_session");
    assert!(
        there.query_pairs().any(|(name, value)| name == "post_logout_redirect_uri" && value.ends_with("/signin/out"))
    );
    let refused = console.desk.provider.refresh(&session.refresh_token().unwrap()).await;
    assert!(refused.is_err(), "its tokens are revoked");
}
