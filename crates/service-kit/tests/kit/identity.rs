//! Who is let in, and that nobody else learns why not.

use std::time::Duration;

use super::support::{AUDIENCE, Answer, ISSUER, SUBMIT, TestServer, Wire, framed, until};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD as BASE64};
use bytes::Bytes;
use haetae_proto::intake::v1::{SubmitReviewRequest, SubmitReviewResponse};
use haetae_service_kit::{clock, issuer::Issuer};
use serde_json::{Value, json};
use tonic::Code;

fn request() -> Bytes {
    framed(&SubmitReviewRequest { title: "t".to_owned(), ..SubmitReviewRequest::default() })
}

async fn submit(wire: &Wire, authorization: &str) -> Answer {
    wire.call(SUBMIT, &[("authorization", authorization)], request()).await
}

/// Good claims with one thing changed.
fn claims(change: &str, value: Value) -> Value {
    let now = clock::now().as_second();
    let mut claims = json!({
        "iss": ISSUER, "aud": AUDIENCE, "sub": "u-1", "exp": now + 600, "team": "water",
        "roles": ["requester", "unheard_of"],
    });
    claims[change] = value;
    claims
}

/// Header, claims and signature of our choice.
fn forged(header: &Value, claims: &Value, signature: &str) -> String {
    let part = |value: &Value| BASE64.encode(value.to_string());
    format!("Bearer {}.{}.{signature}", part(header), part(claims))
}

#[tokio::test]
async fn a_good_token_is_let_in_with_its_claims() {
    let server = TestServer::start().await;
    let wire = server.wire().await;
    let good: SubmitReviewResponse = submit(&wire, &format!("Bearer {}", server.token())).await.message();
    assert_eq!(good.review.unwrap().team, "traffic");
    let bare = server.issuer.sign(&claims("aud", json!(["other", AUDIENCE]))).unwrap();
    let bare: SubmitReviewResponse = submit(&wire, &format!("bearer {bare}")).await.message();
    assert_eq!(bare.review.unwrap().team, "water");
}

/// Every way to be refused, by name.
fn refused(server: &TestServer) -> Vec<(&'static str, String)> {
    let now = clock::now().as_second();
    let sign = |change: &str, value| format!("Bearer {}", server.issuer.sign(&claims(change, value)).unwrap());
    let good = server.token();
    let (unsigned, signature) = good.rsplit_once('.').unwrap();
    let key_id = jsonwebtoken::decode_header(&good).unwrap().kid.unwrap();
    let header = |alg: &str| json!({"alg": alg, "typ": "JWT", "kid": key_id});
    let fine = claims("sub", json!("u-1"));
    let stranger = Issuer::generate(ISSUER, AUDIENCE).unwrap().sign(&fine).unwrap();
    let (_, other_signature) = stranger.rsplit_once('.').unwrap();
    vec![
        ("empty", String::new()),
        ("no scheme", good.clone()),
        ("another scheme", format!("Basic {good}")),
        ("garbage", "Bearer garbage".to_owned()),
        ("no signature", format!("Bearer {unsigned}.")),
        ("signature of another key", format!("Bearer {unsigned}.{other_signature}")),
        ("alg none", forged(&header("none"), &fine, "")),
        ("alg none with a signature", forged(&header("none"), &fine, signature)),
        ("symmetric", forged(&header("HS256"), &fine, signature)),
        ("another algorithm", forged(&header("ES256"), &fine, signature)),
        ("no key id", forged(&json!({"alg": "EdDSA"}), &fine, signature)),
        ("unknown key id", format!("Bearer {stranger}")),
        ("wrong issuer", sign("iss", json!("https://other.test"))),
        ("no issuer", sign("iss", Value::Null)),
        ("wrong audience", sign("aud", json!("other"))),
        ("no audience", sign("aud", Value::Null)),
        ("expired", sign("exp", json!(now - 60))),
        ("no expiry", sign("exp", Value::Null)),
        ("expiry in words", sign("exp", json!("never"))),
        ("not valid yet", sign("nbf", json!(now + 60))),
        ("no subject", sign("sub", Value::Null)),
        ("empty subject", sign("sub", json!(""))),
        ("subject with a line break", sign("sub", json!("a\nb"))),
        ("subject of a service", sign("sub", json!("service:intake"))),
        ("subject of a service in capitals", sign("sub", json!("SERVICE:risk"))),
        ("subject with an invisible character", sign("sub", json!("u-1\u{200b}"))),
        ("subject with a blank at its end", sign("sub", json!("u-1 "))),
        ("team with a blank at its end", sign("team", json!("water "))),
        ("team with an invisible character", sign("team", json!("water\u{feff}"))),
        ("a critical extension", format!("Bearer {}", server.issuer.sign_with_crit(&fine, &["b64"]).unwrap())),
        ("roles are no list", sign("roles", json!("requester"))),
    ]
}

#[tokio::test]
async fn whatever_is_wrong_the_answer_is_the_same_byte_for_byte() {
    let server = TestServer::start().await;
    let wire = server.wire().await;
    let none = wire.call(SUBMIT, &[], request()).await;
    assert_eq!(none.code(), Code::Unauthenticated);
    assert_eq!(none.reason(), "UNAUTHENTICATED");
    assert!(none.trailers.is_none() && none.body.is_empty(), "not trailers-only");
    for (name, authorization) in refused(&server) {
        let answer = submit(&wire, &authorization).await;
        assert_eq!(answer.visible(), none.visible(), "{name}");
    }
    let unknown = wire.call("/no.such.Service/Method", &[], request()).await;
    assert_eq!(unknown.visible(), none.visible(), "unknown method");
    assert_eq!(server.handler.started(), 0);
}

#[tokio::test]
async fn two_authorization_headers_are_refused() {
    let server = TestServer::start().await;
    let bearer = format!("Bearer {}", server.token());
    let twice = [("authorization", bearer.as_str()), ("authorization", bearer.as_str())];
    let answer = server.wire().await.call(SUBMIT, &twice, request()).await;
    assert_eq!(answer.code(), Code::Unauthenticated);
}

#[tokio::test]
async fn a_new_key_in_the_file_is_taken_up_and_the_old_one_forgotten() {
    let server = TestServer::start().await;
    let wire = server.wire().await;
    let old = format!("Bearer {}", server.token());
    let next = Issuer::generate(ISSUER, AUDIENCE).unwrap();
    let new = next.sign(&claims("sub", json!("u-2"))).unwrap();
    let new = format!("Bearer {new}");
    assert_eq!(submit(&wire, &new).await.code(), Code::Unauthenticated);
    assert_eq!(submit(&wire, &old).await.code(), Code::Ok);
    std::fs::write(server.dir.path().join("jwks.json"), next.jwks_json()).unwrap();
    tokio::time::timeout(super::support::BOUND, async {
        while submit(&wire, &new).await.code() != Code::Ok {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    })
    .await
    .unwrap();
    assert_eq!(submit(&wire, &old).await.code(), Code::Unauthenticated);
    until(|| (server.handler.finished() == 2).then_some(())).await;
}
