//! Strict checks of a token's own header and claims: everything that another implementation could interpret
//! differently is rejected (RFC 8725).

use std::collections::BTreeMap;

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD as BASE64};

use super::refusal::Refusal;
use crate::documents::json::Node;

/// Header parameters that change how the rest has to be read. None of them is supported, so none may be present, in
/// any form.
const UNSUPPORTED: [&str; 4] = ["crit", "b64", "zip", "enc"];
/// Types of access tokens (RFC 7519, RFC 9068); the part `application/` may be left out.
const TYPES: [&str; 2] = ["jwt", "at+jwt"];
/// Longest key id, in characters.
const LONGEST_KEY_ID: usize = 200;

/// The id of the key that a token names, after its header and claims were checked to be unambiguous.
pub(super) fn key_id(token: &str) -> Result<String, Refusal> {
    let parts: Vec<_> = token.split('.').collect();
    let &[header, claims, _signature] = parts.as_slice() else { return Err(Refusal::Form) };
    let (mut header, _claims) = (members(header)?, members(claims)?);
    if UNSUPPORTED.iter().any(|name| header.contains_key(*name)) {
        return Err(Refusal::Critical);
    }
    match header.get("typ") {
        None => {}
        Some(Node::Text(kind)) if is_access(kind) => {}
        Some(_) => return Err(Refusal::Type),
    }
    match header.remove("kid") {
        Some(Node::Text(id)) if is_id(&id) => Ok(id),
        _ => Err(Refusal::NoKeyId),
    }
}

fn is_access(kind: &str) -> bool {
    let kind = kind.to_ascii_lowercase();
    TYPES.contains(&kind.strip_prefix("application/").unwrap_or(&kind))
}

/// Whether a key may have this id.
pub(super) fn is_id(id: &str) -> bool {
    !id.is_empty() && id.len() <= LONGEST_KEY_ID && id.bytes().all(|byte| byte.is_ascii_graphic())
}

/// The members of a part, each there once.
fn members(part: &str) -> Result<BTreeMap<String, Node>, Refusal> {
    let json = BASE64.decode(part).map_err(|_| Refusal::Form)?;
    let Ok(Node::Object(all)) = serde_json::from_slice(&json) else { return Err(Refusal::Form) };
    let count = all.len();
    let members: BTreeMap<_, _> = all.into_iter().collect();
    if members.len() == count { Ok(members) } else { Err(Refusal::Form) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(header: &str, claims: &str) -> String {
        format!("{}.{}.c2ln", BASE64.encode(header), BASE64.encode(claims))
    }

    /// F11: what is refused of a header or of claims, also with a valid signature.
    #[test]
    fn only_what_has_one_meaning_is_read() {
        let good = |header: &str| key_id(&token(header, r#"{"sub":"kim"}"#));
        for header in [
            r#"{"alg":"EdDSA","kid":"k"}"#,
            r#"{"alg":"EdDSA","typ":"JWT","kid":"k"}"#,
            r#"{"kid":"k","typ":"at+jwt","jku":"https://elsewhere.example"}"#,
            r#"{"kid":"k","typ":"application/at+JWT"}"#,
        ] {
            assert_eq!(good(header).unwrap(), "k", "{header}");
        }
        for crit in ["null", "[]", r#"["exp"]"#, "\"b64\"", "{}", "0", "false"] {
            let header = format!(r#"{{"kid":"k","crit":{crit}}}"#);
            assert!(matches!(good(&header), Err(Refusal::Critical)), "{header}");
        }
        for name in ["b64", "zip", "enc"] {
            assert!(matches!(good(&format!(r#"{{"kid":"k","{name}":null}}"#)), Err(Refusal::Critical)), "{name}");
        }
        for kind in ["null", "\"\"", "\"logout+jwt\"", "\"dpop+jwt\"", "[\"JWT\"]"] {
            assert!(matches!(good(&format!(r#"{{"kid":"k","typ":{kind}}}"#)), Err(Refusal::Type)), "{kind}");
        }
        let long = format!("\"{}\"", "k".repeat(LONGEST_KEY_ID + 1));
        for id in ["null", "\"\"", "7", "[\"k\"]", "\"k k\"", "\"k\\n\"", "\"ｋ\"", "\"k\\u200b\"", &long] {
            assert!(matches!(good(&format!(r#"{{"kid":{id}}}"#)), Err(Refusal::NoKeyId)), "{id}");
        }
        assert!(matches!(good("{}"), Err(Refusal::NoKeyId)));
    }

    #[test]
    fn a_member_that_is_there_twice_and_what_is_no_object_are_refused() {
        let (header, claims) = (r#"{"kid":"k"}"#, r#"{"sub":"kim"}"#);
        for (header, claims) in [
            (r#"{"kid":"k","kid":"k"}"#, claims),
            (r#"{"kid":"k","\u006bid":"j"}"#, claims),
            (header, r#"{"sub":"kim","sub":"lee"}"#),
            (header, r#"{"sub":"kim","exp":1,"exp":2}"#),
            (header, r#"{"sub":"kim","roles":[],"roles":["operator"]}"#),
            ("[]", claims),
            ("null", claims),
            (header, "\"kim\""),
            (header, r#"{"sub":"kim"} {}"#),
        ] {
            assert!(matches!(key_id(&token(header, claims)), Err(Refusal::Form)), "{header} {claims}");
        }
        for token in ["", "a", "a.b", "a.b.c.d", "....", "e30=.e30=.x"] {
            assert!(matches!(key_id(token), Err(Refusal::Form)), "{token}");
        }
    }
}
