//! Signing in and out, as far as it goes without an identity provider.

use axum::http::{StatusCode, header};

use super::support::Console;

#[tokio::test]
async fn the_sign_in_page_leads_to_a_page_of_this_site() {
    let console = Console::new();
    let page = console.get("/signin?next=%2Freviews&ended=1", "").await.text;
    assert!(page.contains("href=\"/signin/start?next=%2Freviews\""), "{page}");
    assert!(page.contains("로그인이 만료됐습니다."));
    let elsewhere = console.get("/signin?next=https%3A%2F%2Fevil.example", "").await.text;
    assert!(elsewhere.contains("href=\"/signin/start?next=%2F\"") && !elsewhere.contains("href=\"https:"));
    let (_, cookies) = console.session(3600);
    let answer = console.get("/signin?next=%2Freviews", &cookies).await;
    assert_eq!(answer.header(header::LOCATION), "/reviews", "who is signed in need not sign in");
}

#[tokio::test]
async fn an_answer_without_a_sign_in_makes_no_session() {
    let console = Console::new();
    let (_, session) = console.session(3600);
    for cookies in ["", "haetae-signin=1.forged", session.as_str()] {
        let answer = console.get("/signin/back?code=c&state=s", cookies).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{cookies}");
        assert!(answer.cookies().iter().all(|cookie| !cookie.starts_with("haetae-session=1")), "{cookies}");
    }
}

#[tokio::test]
async fn a_session_that_ends_while_the_issuer_is_away_is_kept_for_later() {
    let console = Console::new();
    let (_, cookies) = console.session(-1);
    let answer = console.get("/", &cookies).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(answer.cookies().is_empty());
}

#[tokio::test]
async fn signing_out_removes_the_session_whoever_answers() {
    let console = Console::new();
    let (session, cookies) = console.session(3600);
    let answer = console.post("/signout", &cookies, Some(&session), "").await;
    assert_eq!((answer.status, answer.header(header::LOCATION)), (StatusCode::SEE_OTHER, "/signin/out"));
    assert!(answer.cookies()[0].starts_with("haetae-session=; ") && answer.cookies()[0].contains("Max-Age=0"));
    assert!(console.get("/signin/out", "").await.text.contains("로그아웃했습니다."));
}
