use tokio::time::advance;

use super::*;

fn keys(file: &Path, lines: &[&str]) -> TokenKeys {
    fs::write(file, lines.join("\n")).unwrap();
    TokenKeys::read("tokens.key", file).unwrap()
}

/// F1: keys rotate without a restart, and replicas share them: the first seals, all open, a removed one opens nothing.
#[tokio::test(start_paused = true)]
async fn keys_rotate_while_the_service_runs() {
    let dir = tempfile::tempdir().unwrap();
    let (file, other) = (dir.path().join("keys"), dir.path().join("other"));
    let (old, new) = (new_key().unwrap(), new_key().unwrap());
    let replica = keys(&file, &[&old]);
    let first = replica.seal(b"context", b"first".to_vec()).unwrap();

    fs::write(&file, format!("{new}\n{old}\n")).unwrap();
    advance(LOOK_AGAIN).await;
    assert_eq!(replica.open(b"context", &first).unwrap(), b"first", "sealed before the rotation");
    let second = replica.seal(b"context", b"second".to_vec()).unwrap();
    assert_eq!(keys(&other, &[&new]).open(b"context", &second).unwrap(), b"second", "not sealed with the first key");

    fs::write(&file, &new).unwrap();
    advance(LOOK_AGAIN).await;
    assert_eq!(replica.open(b"context", &first), None, "sealed with a key that was removed");
    fs::write(&file, "nonsense").unwrap();
    advance(LOOK_AGAIN).await;
    assert_eq!(replica.open(b"context", &second).unwrap(), b"second", "a broken file leaves the keys as they were");
}

#[test]
fn what_is_sealed_opens_with_its_key_and_context_only_and_is_never_the_same_twice() {
    let (keys, others) = (TokenKeys::random().unwrap(), TokenKeys::random().unwrap());
    let sealed = keys.seal(b"a", b"secret".to_vec()).unwrap();
    assert_eq!(keys.open(b"a", &sealed).unwrap(), b"secret");
    assert_eq!(keys.open(b"b", &sealed), None);
    assert_eq!(others.open(b"a", &sealed), None);
    assert_ne!(keys.seal(b"a", b"secret".to_vec()).unwrap(), sealed);
    assert!(!sealed.windows(6).any(|bytes| bytes == b"secret"));
}

#[test]
fn a_file_without_keys_is_refused_with_its_line_and_without_its_content() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("keys");
    let good = new_key().unwrap();
    let short = BASE64_STANDARD.encode([7; 16]);
    for (text, says) in [
        (String::new(), "tokens.key_file: holds no key"),
        (format!("{good}\nhunter2"), "tokens.key_file: line 2 is not a key"),
        (short, "tokens.key_file: line 1 is not a key"),
        (format!("{good}\n").repeat(9), "tokens.key_file: holds 9 keys"),
    ] {
        fs::write(&file, &text).unwrap();
        let told = TokenKeys::read("tokens.key", &file).unwrap_err().to_string();
        assert!(told.contains(says) && !told.contains("hunter2"), "{told}");
    }
    assert!(
        TokenKeys::read("tokens.key", &dir.path().join("gone"))
            .unwrap_err()
            .to_string()
            .starts_with("tokens.key_file: cannot")
    );
}
