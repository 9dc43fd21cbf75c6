//! Who calls is what a token proves, on every call but health.

use anyhow::{Context as _, Result, ensure};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD as BASE64};
use bytes::Bytes;
use haetae_devstack::Service;
use haetae_integration_tests::{Identity, Wire, World, run};
use haetae_proto::FILE_DESCRIPTOR_SET;
use haetae_service_kit::clock;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use prost::Message as _;
use prost_types::FileDescriptorSet;
use serde_json::{Value, json};
use tonic::Code;

const REFLECTION: [&str; 2] = [
    "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
    "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
];

#[test]
fn whatever_is_wrong_with_a_token_the_answer_is_the_same() -> Result<()> {
    run(async {
        let world = World::shared().await?;
        let good = world.identity.sign(&world.identity.claims(clock::now().as_second()))?;
        let bad = spoiled(&world.identity, &good)?;
        let mut answers = Vec::new();
        for service in Service::ALL {
            let wire = Wire::connect(world.platform.address(service)).await?;
            let methods = methods(service)?;
            assert!(methods.len() >= 2, "{service} has {methods:?}");
            for path in methods.iter().map(String::as_str).chain(REFLECTION) {
                // No message at all, so that no stream begins: what is looked at before the message was passed.
                let answer = wire.send(path, &[("authorization", &format!("Bearer {good}"))], no_message()).await?;
                assert_ne!(answer.status()?.code(), Code::Unauthenticated, "{path} refuses a good token");
                for (what, authorization) in &bad {
                    let headers: Vec<_> = authorization.iter().map(|value| ("authorization", value.as_str())).collect();
                    let answer = wire.call(path, &headers, &()).await?;
                    let refusal = answer.refusal().with_context(|| format!("{path} with {what}"))?;
                    assert_eq!((refusal.code, refusal.reason.as_str()), (Code::Unauthenticated, "UNAUTHENTICATED"));
                    answers.push((format!("{path} with {what}"), answer.visible()));
                }
            }
            let health = wire.call("/grpc.health.v1.Health/Check", &[], &()).await?;
            assert_eq!(health.status()?.code(), Code::Ok, "health needs no token");
        }
        let (_, first) = &answers[0];
        for (call, answer) in &answers {
            assert_eq!(answer, first, "{call} is told from others");
        }
        Ok(())
    })
}

/// A byte that is no message of any type.
fn no_message() -> Bytes {
    Bytes::from_static(&[0, 0, 0, 0, 1, 0xff])
}

/// The paths of a service's own methods, from its contract.
pub(super) fn methods(service: Service) -> Result<Vec<String>> {
    let contracts = FileDescriptorSet::decode(FILE_DESCRIPTOR_SET)?;
    let package = format!("haetae.{service}.v1");
    let mut paths = Vec::new();
    for file in contracts.file.iter().filter(|file| file.package() == package) {
        for service in &file.service {
            let methods = service.method.iter().map(|method| method.name());
            paths.extend(methods.map(|method| format!("/{package}.{}/{method}", service.name())));
        }
    }
    Ok(paths)
}

/// Every way to get the `authorization` header wrong, by what is wrong; more than one value are several headers.
fn spoiled(identity: &Identity, good: &str) -> Result<Vec<(&'static str, Vec<String>)>> {
    let [head, body, signature] = good.split('.').collect::<Vec<_>>()[..] else { anyhow::bail!("not a token") };
    let bearer = |token: String| vec![format!("Bearer {token}")];
    let mut cases = vec![
        ("no token", vec![]),
        ("nothing", vec![String::new()]),
        ("a scheme alone", vec!["Bearer".to_owned()]),
        ("an empty token", bearer(String::new())),
        ("garbage", bearer("garbage".to_owned())),
        ("three pieces of garbage", bearer("a.b.c".to_owned())),
        ("another scheme", vec![format!("Basic {good}")]),
        ("a good token twice", vec![format!("Bearer {good}"), format!("Bearer {good}")]),
        ("a bad signature", bearer(format!("{head}.{body}.{}", flipped(signature)?))),
        ("no signature", bearer(format!("{head}.{body}."))),
        ("claims of another", bearer(format!("{head}.{}.{signature}", promoted(body)?))),
        ("another issuer's key under the same id", bearer(foreign(identity, head, body)?)),
    ];
    cases.extend(unsigned(head, body)?.into_iter().map(|(what, token)| (what, bearer(token))));
    cases.extend(symmetric(identity, head, body)?.into_iter().map(|(what, token)| (what, bearer(token))));
    for (what, claims) in wrong_claims(identity) {
        cases.push((what, bearer(identity.sign(&claims)?)));
    }
    Ok(cases)
}

fn wrong_claims(identity: &Identity) -> Vec<(&'static str, Value)> {
    let now = clock::now().as_second();
    let but = |name: &str, value: Value| {
        let mut claims = identity.claims(now);
        claims[name] = value;
        claims
    };
    let without = |name: &str| {
        let mut claims = identity.claims(now);
        claims.as_object_mut().map(|claims| claims.remove(name));
        claims
    };
    vec![
        ("another audience", but("aud", json!("elsewhere"))),
        ("another issuer", but("iss", json!("https://elsewhere.test"))),
        ("expired", but("exp", json!(now - 60))),
        ("not valid yet", but("nbf", json!(now + 600))),
        ("an expiry that is no number", but("exp", json!("never"))),
        ("an empty subject", but("sub", json!(""))),
        ("a subject with a line break", but("sub", json!("kim\nlee"))),
        ("a subject of 1,000 characters", but("sub", json!("k".repeat(1000)))),
        ("no audience", without("aud")),
        ("no issuer", without("iss")),
        ("no expiry", without("exp")),
        ("no subject", without("sub")),
    ]
}

/// Tokens that say they need no signature, or name an unknown key.
fn unsigned(head: &str, body: &str) -> Result<Vec<(&'static str, String)>> {
    let signature = BASE64.encode([7; 64]);
    let with = |name: &str, value: Value| -> Result<String> {
        let mut head: Value = serde_json::from_slice(&BASE64.decode(head)?)?;
        head[name] = value;
        Ok(BASE64.encode(head.to_string()))
    };
    let none = with("alg", json!("none"))?;
    Ok(vec![
        ("alg none", format!("{none}.{body}.")),
        ("alg none, signed", format!("{none}.{body}.{signature}")),
        ("alg NONE", format!("{}.{body}.", with("alg", json!("NONE"))?)),
        ("an unknown key", format!("{}.{body}.{signature}", with("kid", json!("nobody"))?)),
        ("no key", format!("{}.{body}.{signature}", with("kid", Value::Null)?)),
        ("another algorithm", format!("{}.{body}.{signature}", with("alg", json!("ES256"))?)),
    ])
}

/// Tokens signed with the public key, which is no secret, as if it were a shared secret.
fn symmetric(identity: &Identity, head: &str, body: &str) -> Result<Vec<(&'static str, String)>> {
    let good: Value = serde_json::from_slice(&BASE64.decode(head)?)?;
    let claims: Value = serde_json::from_slice(&BASE64.decode(body)?)?;
    let keys: Value = serde_json::from_str(&identity.jwks())?;
    let public = keys["keys"][0]["x"].as_str().context("an Ed25519 key")?;
    let mut header = Header::new(Algorithm::HS256);
    header.kid = good["kid"].as_str().map(str::to_owned);
    let sign = |secret: &[u8]| jsonwebtoken::encode(&header, &claims, &EncodingKey::from_secret(secret));
    Ok(vec![
        ("HS256 with the public key", sign(&BASE64.decode(public)?)?),
        ("HS256 with the public key as written", sign(public.as_bytes())?),
        ("HS256 with the whole key file", sign(identity.jwks().as_bytes())?),
    ])
}

/// The same claims, signed with another key under the same key id.
fn foreign(identity: &Identity, head: &str, body: &str) -> Result<String> {
    let claims: Value = serde_json::from_slice(&BASE64.decode(body)?)?;
    let stranger = Identity::new("https://stranger.test", "haetae")?.sign(&claims)?;
    let signature = stranger.rsplit('.').next().context("a signature")?;
    ensure!(identity.sign(&claims)?.rsplit('.').next() != Some(signature), "one key signs for both");
    Ok(format!("{head}.{body}.{signature}"))
}

fn flipped(signature: &str) -> Result<String> {
    let mut bytes = BASE64.decode(signature)?;
    bytes[0] ^= 1;
    Ok(BASE64.encode(bytes))
}

fn promoted(body: &str) -> Result<String> {
    let mut claims: Value = serde_json::from_slice(&BASE64.decode(body)?)?;
    claims["sub"] = json!("somebody-else");
    Ok(BASE64.encode(claims.to_string()))
}
