use tokio::time::advance;

use super::*;
use crate::issuer::Issuer;

/// A JWKS document with one key of that id.
fn jwks(key_id: &str) -> String {
    let mut set: serde_json::Value = serde_json::from_str(&Issuer::generate("i", "a").unwrap().jwks_json()).unwrap();
    set["keys"][0]["kid"] = key_id.into();
    set.to_string()
}

#[tokio::test(start_paused = true)]
async fn the_file_is_read_again_when_it_changed_but_not_at_every_call() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("jwks.json");
    fs::write(&path, jwks("first")).unwrap();
    let keys = KeySet::read(&path).unwrap();
    fs::write(&path, jwks("second-one")).unwrap();
    assert!(keys.find("first").is_some());
    assert!(keys.find("second-one").is_none(), "looked too soon");
    advance(LOOK_AGAIN).await;
    assert!(keys.find("second-one").is_some());
    assert!(keys.find("first").is_none(), "a withdrawn key is still accepted");
}

#[tokio::test(start_paused = true)]
async fn a_broken_or_missing_file_leaves_the_keys_as_they_were() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("jwks.json");
    fs::write(&path, jwks("first")).unwrap();
    let keys = KeySet::read(&path).unwrap();
    fs::write(&path, "{").unwrap();
    advance(LOOK_AGAIN).await;
    assert!(keys.find("first").is_some());
    assert!(matches!(keys.state.read().unwrap().trouble, Some(Trouble::Unreadable(_))), "an alarm was raised");
    fs::remove_file(&path).unwrap();
    advance(LOOK_AGAIN).await;
    assert!(keys.find("first").is_some());
    assert!(KeySet::read(&path).is_err());
}

/// `F20`: a set of keys without a usable one withdraws every key: their tokens are refused, and what goes on for long
/// ends. Each trouble is announced once, and ends with a file that is right.
#[tokio::test(start_paused = true)]
async fn a_set_without_usable_keys_withdraws_all() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("jwks.json");
    let right = jwks("only");
    fs::write(&path, &right).unwrap();
    let keys = Arc::new(KeySet::read(&path).unwrap());
    let standing = Standing::new(&keys, "only", &keys.find("only").unwrap());
    let trouble = || keys.state.read().unwrap().trouble.clone();
    for none in [r#"{"keys":[]}"#, r#"{"keys":[{"kty":"of tomorrow","kid":"only"}]}"#] {
        fs::write(&path, none).unwrap();
        advance(LOOK_AGAIN).await;
        assert!(keys.find("only").is_none() && !standing.holds(), "{none}");
        assert_eq!(trouble(), Some(Trouble::NoKeys));
        assert!(KeySet::read(&path).is_err(), "no service starts with it");
    }
    for garbled in ["{}", "", r#"{"keys":"#] {
        fs::write(&path, garbled).unwrap();
        advance(LOOK_AGAIN).await;
        assert!(keys.find("only").is_none(), "a withdrawn key does not come back: {garbled}");
        assert!(matches!(trouble(), Some(Trouble::Unreadable(_))));
    }
    fs::write(&path, &right).unwrap();
    advance(LOOK_AGAIN).await;
    assert!(keys.find("only").is_some());
    assert_eq!(trouble(), None);
}

/// F20: other material of the same length, written at the same time, is another key.
#[tokio::test(start_paused = true)]
async fn the_content_of_the_file_tells_keys_apart() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("jwks.json");
    let (first, second) = (jwks("key"), jwks("key"));
    assert!(first.len() == second.len() && first != second);
    fs::write(&path, &first).unwrap();
    let written = fs::metadata(&path).unwrap().modified().unwrap();
    let keys = Arc::new(KeySet::read(&path).unwrap());
    let standing = Standing::new(&keys, "key", &keys.find("key").unwrap());
    advance(LOOK_AGAIN).await;
    assert!(standing.holds(), "the same content is the same key");
    fs::write(&path, &second).unwrap();
    fs::File::options().write(true).open(&path).unwrap().set_modified(written).unwrap();
    advance(LOOK_AGAIN).await;
    assert!(!standing.holds(), "the key was replaced unnoticed");
}

#[test]
fn only_signing_keys_of_the_three_algorithms_are_used() {
    let good: serde_json::Value = serde_json::from_str(&jwks("k")).unwrap();
    let with = |change: &str, value: &str| {
        let mut key = good["keys"][0].clone();
        key[change] = value.into();
        serde_json::from_value::<Jwk>(key).ok().and_then(|jwk| usable(&jwk))
    };
    assert!(with("kid", "k").is_some());
    assert!(with("use", "enc").is_none());
    assert!(with("alg", "RS512").is_none());
    assert!(with("crv", "Ed448").is_none());
    assert!(with("kid", "").is_none());
    assert!(with("kid", "k k").is_none());
    let mut twice = good.clone();
    twice["keys"] = serde_json::json!([good["keys"][0], good["keys"][0]]);
    let refused = keys_in(Path::new("jwks.json"), &twice.to_string()).err().unwrap();
    assert!(refused.to_string().contains("two keys have the id k"), "{refused}");
    let symmetric = serde_json::json!({"kty": "oct", "k": "c2VjcmV0", "kid": "k"});
    assert!(usable(&serde_json::from_value(symmetric).unwrap()).is_none());
}
