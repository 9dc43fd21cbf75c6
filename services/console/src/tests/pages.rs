//! What every page has, and who gets none.

use axum::http::{StatusCode, header};

use super::support::{Console, SITE};

#[tokio::test]
async fn who_is_not_signed_in_signs_in_first_and_comes_back() {
    let console = Console::new();
    for (path, next) in [("/", "%2F"), ("/reviews?level=high", "%2Freviews%3Flevel%3Dhigh")] {
        let answer = console.get(path, "").await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}");
        assert_eq!(answer.header(header::LOCATION), format!("/signin?next={next}"));
    }
    let answer = console.get("/", "haetae-session=1.forged").await;
    assert_eq!(answer.header(header::LOCATION), "/signin?next=%2F&ended=1");
    assert!(answer.cookies()[0].contains("Max-Age=0"), "a session that does not open is removed");
}

#[tokio::test]
async fn every_answer_has_the_headers_that_guard_it() {
    let console = Console::new();
    for path in ["/", "/signin", "/nowhere", "/healthz", "/assets/nothing.css"] {
        let answer = console.get(path, "").await;
        assert!(answer.header(header::CONTENT_SECURITY_POLICY).starts_with("default-src 'none'"), "{path}");
        assert_eq!(answer.header(header::CACHE_CONTROL), "no-store", "{path}");
        assert_eq!(answer.header(header::X_CONTENT_TYPE_OPTIONS), "nosniff", "{path}");
    }
}

#[tokio::test]
async fn a_page_names_files_that_browsers_keep_for_ever() {
    let console = Console::new();
    let page = console.get("/signin", "").await.text;
    let named = page.split('"').filter(|part| part.starts_with("/assets/")).collect::<Vec<_>>();
    assert_eq!(named.len(), 3, "{page}");
    for path in named {
        let file = console.get(path, "").await;
        assert_eq!(file.status, StatusCode::OK);
        assert!(file.header(header::CACHE_CONTROL).contains("immutable"));
    }
}

#[tokio::test]
async fn a_page_says_what_does_not_answer_and_what_is_not_there() {
    let console = Console::new();
    let (_, cookies) = console.session(3600);
    let answer = console.get("/reviews", &format!("{cookies}; haetae-lang=1.en")).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(answer.text.contains("The service cannot be reached right now."), "{}", answer.text);
    assert!(answer.text.contains("href=\"/reviews\""), "the page can be asked for again");
    assert!(!answer.text.contains("127.0.0.1"), "an address inside is nobody's business");
    let absent = console.get("/nowhere", "").await;
    assert_eq!(absent.status, StatusCode::NOT_FOUND);
    assert!(absent.text.contains("페이지를 찾을 수 없습니다."), "{}", absent.text);
}

#[tokio::test]
async fn the_language_is_chosen_by_a_form_of_this_site() {
    let console = Console::new();
    let answer = console.post("/language", "", None, "lang=en&next=%2Freviews").await;
    assert_eq!((answer.status, answer.header(header::LOCATION)), (StatusCode::SEE_OTHER, "/reviews"));
    assert!(answer.cookies()[0].starts_with("haetae-lang=1.en; Path=/; HttpOnly"), "{:?}", answer.cookies());
    let english = console.get("/signin", "haetae-lang=1.en").await.text;
    assert!(english.contains("<html lang=\"en\">") && english.contains("Sign in with your work account"));
    let elsewhere = console.post("/language", "", None, "lang=en&next=%2F%2Fevil.example").await;
    assert_eq!(elsewhere.header(header::LOCATION), "/");
    assert_eq!(console.post("/language", "", None, "lang=fr&next=%2F").await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn only_a_form_of_this_site_and_this_session_is_taken() {
    let console = Console::new();
    let ((session, cookies), (other, _)) = (console.session(3600), console.session(3600));
    let fields = "lang=en&next=%2F";
    assert_eq!(console.post("/language", &cookies, Some(&session), fields).await.status, StatusCode::SEE_OTHER);
    for key in [None, Some(&other)] {
        let answer = console.post("/language", &cookies, key, fields).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
        assert!(answer.cookies().is_empty(), "nothing happened");
    }
    let foreign = |headers: &[(&str, &str)]| {
        let mut request = axum::http::Request::post("/language");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        console.ask(request.body(fields.into()).unwrap())
    };
    let form = ("content-type", "application/x-www-form-urlencoded");
    for headers in [&[form][..], &[form, ("origin", "https://evil.example")], &[form, ("origin", "null")]] {
        assert_eq!(foreign(headers).await.status, StatusCode::FORBIDDEN, "{headers:?}");
    }
    let text = foreign(&[("origin", SITE), ("content-type", "text/plain")]).await;
    assert_eq!(text.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_browser_in_which_nobody_is_signed_in_stops_asking() {
    let console = Console::new();
    let answer = console.get("/live?filter=", "").await;
    assert_eq!((answer.status, answer.text.as_str()), (StatusCode::NO_CONTENT, ""));
    let forged = console.get("/live?filter=", "haetae-session=1.forged").await;
    assert_eq!(forged.status, StatusCode::NO_CONTENT);
    assert!(forged.cookies()[0].contains("Max-Age=0"));
    let (_, cookies) = console.session(3600);
    let unanswered = console.get("/live?filter=", &cookies).await;
    assert_eq!((unanswered.status, unanswered.text.as_str()), (StatusCode::SERVICE_UNAVAILABLE, ""), "no page in it");
}

#[tokio::test]
async fn a_session_that_ended_at_a_form_leads_back_to_the_page_of_the_form() {
    let console = Console::new();
    let sent = |path: &str, from: &str| {
        let request = axum::http::Request::post(path)
            .header("origin", SITE)
            .header("content-type", "application/x-www-form-urlencoded");
        let request = if from.is_empty() { request } else { request.header(header::REFERER, from) };
        console.ask(request.body("words=a".into()).unwrap())
    };
    let step = "/r/R-2026-0001/f/F-2/claim";
    let page = format!("{SITE}/r/R-2026-0001/f/F-2?a=b");
    for (from, next) in [
        (page.as_str(), "%2Fr%2FR-2026-0001%2Ff%2FF-2%3Fa%3Db"),
        ("", "%2Fr%2FR-2026-0001%2Ff%2FF-2%2Fclaim"),
        ("https://evil.example/r", "%2Fr%2FR-2026-0001%2Ff%2FF-2%2Fclaim"),
    ] {
        let answer = sent(step, from).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
        assert!(answer.text.contains(&format!("href=\"/signin?next={next}\"")), "{from}: {}", answer.text);
    }
}

#[tokio::test]
async fn every_address_that_a_form_is_sent_to_has_a_page() {
    let console = Console::new();
    for (path, page) in [
        ("/r/R-2026-0001/checklist/record", "/r/R-2026-0001/checklist"),
        ("/r/R-2026-0001/findings/claim", "/r/R-2026-0001/findings"),
        ("/r/R-2026-0001/f/F-2/request", "/r/R-2026-0001/f/F-2#request"),
        ("/reviews/new/preview", "/reviews/new"),
        ("/language", "/"),
        ("/signout", "/"),
    ] {
        let answer = console.get(path, "").await;
        assert_eq!((answer.status, answer.header(header::LOCATION)), (StatusCode::SEE_OTHER, page), "{path}");
    }
    assert_eq!(console.get("/r/R-2026-0001/f/F-2/close", "").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_answer_to_a_form_offers_the_other_language_at_its_own_address() {
    let console = Console::new();
    let (session, cookies) = console.session(3600);
    let refused = console.post("/r/R-2026-0001/withdraw", &cookies, Some(&session), "reason=a").await;
    assert!(refused.text.contains("name=\"next\" value=\"/r/R-2026-0001/withdraw\""), "{}", refused.text);
    assert!(refused.text.contains(" data-posted>"), "{}", refused.text);
}
