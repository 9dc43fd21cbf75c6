//! Which tokens are accepted. A refusal does not say why.

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

/// The header of a good token.
const HEADER: &str = r#"{"alg":"EdDSA","typ":"JWT","kid":"KEY"}"#;

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
    let written = server.issuer.sign_text(HEADER, &claims("sub", json!("u-1")).to_string()).unwrap();
    assert_eq!(
        submit(&wire, &format!("Bearer {written}")).await.code(),
        Code::Ok,
        "what is refused below is refused for its form"
    );
    let bare = server.issuer.sign(&claims("aud", json!(["other", AUDIENCE]))).unwrap();
    let bare: SubmitReviewResponse = submit(&wire, &format!("bearer {bare}")).await.message();
    assert_eq!(bare.review.unwrap().team, "water");
}

/// Every way to be refused, by name.
fn refused(server: &TestServer) -> Vec<(&'static str, String)> {
    let now = clock::now().as_second();
    let sign = |change: &str, value| format!("Bearer {}", server.issuer.sign(&claims(change, value)).unwrap());
    let text = |header: &str, claims: &str| format!("Bearer {}", server.issuer.sign_text(header, claims).unwrap());
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
        ("subject of a service in letters that look alike", sign("sub", json!("s\u{435}rvice:intake"))),
        ("subject of a service in full width", sign("sub", json!("ｓｅｒｖｉｃｅ:intake"))),
        ("subject of a service with a blank", sign("sub", json!("service :intake"))),
        ("subject like that of another", sign("sub", json!("\u{443}-1"))),
        ("team like another", sign("team", json!("w\u{430}ter"))),
        ("a critical extension", text(r#"{"alg":"EdDSA","kid":"KEY","crit":["b64"]}"#, &fine.to_string())),
        ("no critical extension, said", text(r#"{"alg":"EdDSA","kid":"KEY","crit":null}"#, &fine.to_string())),
        ("an empty list of critical extensions", text(r#"{"alg":"EdDSA","kid":"KEY","crit":[]}"#, &fine.to_string())),
        ("a key id twice", text(r#"{"alg":"EdDSA","kid":"KEY","kid":"KEY"}"#, &fine.to_string())),
        ("an algorithm twice", text(r#"{"alg":"none","alg":"EdDSA","kid":"KEY"}"#, &fine.to_string())),
        ("another algorithm, signed", text(r#"{"alg":"ES256","kid":"KEY"}"#, &fine.to_string())),
        ("no algorithm, signed", text(r#"{"kid":"KEY"}"#, &fine.to_string())),
        ("a key id that is no text", text(r#"{"alg":"EdDSA","kid":["KEY"]}"#, &fine.to_string())),
        ("a token of another type", text(r#"{"alg":"EdDSA","typ":"logout+jwt","kid":"KEY"}"#, &fine.to_string())),
        ("a subject twice", text(HEADER, &fine.to_string().replacen('{', r#"{"sub":"u-2","#, 1))),
        ("roles twice", text(HEADER, &fine.to_string().replacen('{', r#"{"roles":["operator"],"#, 1))),
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
