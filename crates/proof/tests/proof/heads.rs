//! Signed heads: known notes, and every altered one refused.

use haetae_proof::{
    Bundle, BundleError, Checkpoint, CheckpointError, KeyError, NoteError, Plan, PublicKey, SigningKey,
};

use crate::support::Tree;

/// The example of Go's package for signed notes.
const KNOWN_KEY: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const KNOWN_TEXT: &str =
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
const KNOWN_LINE: &str = "\u{2014} PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

fn signed(size: u64) -> (SigningKey, Checkpoint, String) {
    let key = SigningKey::generate("example.com/haetae").expect("a key");
    let head = Checkpoint { origin: key.public().name().to_owned(), size, root: [7; 32] };
    let note = head.sign(&key).expect("signed");
    (key, head, note)
}

#[test]
fn a_note_that_others_signed_is_read() {
    let key = PublicKey::parse(KNOWN_KEY).expect("a key");
    assert_eq!(key.to_string(), KNOWN_KEY);
    let note = format!("{KNOWN_TEXT}\n{KNOWN_LINE}");
    assert_eq!(key.open(&note), Ok(KNOWN_TEXT));
    let altered = note.replace("answer", "Answer");
    assert_eq!(key.open(&altered), Err(NoteError::Forged));
    let other = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8";
    let other = PublicKey::parse(other).expect("a key");
    assert_eq!(other.open(&note), Err(NoteError::Unsigned));
}

#[test]
fn a_head_comes_back_and_its_text_is_the_standard_s() {
    let (key, head, note) = signed(42);
    let text = "example.com/haetae\n42\nBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=\n";
    assert!(note.starts_with(&format!("{text}\n\u{2014} example.com/haetae ")), "{note}");
    assert_eq!(Checkpoint::open(&note, key.public()), Ok(head));
}

#[test]
fn every_flipped_bit_of_a_head_is_noticed() {
    let (key, head, note) = signed(42);
    for at in 0..note.len() * 8 {
        let mut bytes = note.clone().into_bytes();
        bytes[at / 8] ^= 1 << (at % 8);
        let opened = String::from_utf8(bytes).ok().and_then(|note| Checkpoint::open(&note, key.public()).ok());
        assert_eq!(opened, None, "bit {at} of {head:?}");
    }
    for end in 0..note.len() {
        let cut = note.get(..end).and_then(|note| Checkpoint::open(note, key.public()).ok());
        assert_eq!(cut, None, "cut at {end}");
    }
}

#[test]
fn a_head_of_another_log_or_another_key_is_refused() {
    let (key, head, note) = signed(42);
    let namesake = SigningKey::generate("example.com/haetae").expect("a key");
    assert_eq!(Checkpoint::open(&note, namesake.public()), Err(NoteError::Unsigned.into()));
    let foreign = Checkpoint { origin: "example.com/other".to_owned(), ..head };
    assert_eq!(foreign.sign(&key), Err(CheckpointError::Origin));
    let both = format!("{note}{}", namesake_line(&namesake, &note));
    assert!(Checkpoint::open(&both, key.public()).is_ok(), "others may sign too");
}

/// The line of another key's signature of the same text.
fn namesake_line(key: &SigningKey, note: &str) -> String {
    let text = &note[..=note.find("\n\n").expect("a note")];
    let size = text.lines().nth(1).and_then(|size| size.parse().ok()).expect("a size");
    let head = Checkpoint { origin: key.public().name().to_owned(), size, root: [7; 32] };
    head.sign(key).expect("signed").lines().last().map(|line| format!("{line}\n")).expect("a line")
}

#[test]
fn keys_come_back_from_their_files_and_anything_else_is_refused() {
    let key = SigningKey::generate("example.com/haetae").expect("a key");
    let pem = key.to_pem().expect("written");
    assert_eq!(SigningKey::from_pem("example.com/haetae", &pem).expect("read").public(), key.public());
    // As `openssl genpkey -algorithm ed25519` writes it.
    let openssl = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n-----END PRIVATE KEY-----\n";
    let public = SigningKey::from_pem("x", openssl).expect("read").public().to_string();
    // The key of RFC 8032, section 7.1, test 1.
    assert!(public.ends_with("+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea"), "{public}");
    assert!(!format!("{key:?}").contains("PRIVATE"), "a key shows its public half only");
    for wrong in ["", "key", &pem.replace("MC4", "MC5"), &pem.replace("PRIVATE", "PUBLIC"), &pem[..pem.len() / 2]] {
        assert!(matches!(SigningKey::from_pem("x", wrong), Err(KeyError::Private)), "{wrong}");
    }
    for name in ["", "a b", "a+b", "a\nb", "a\u{2003}b"] {
        assert!(matches!(SigningKey::generate(name), Err(KeyError::Name)), "{name:?}");
    }
    let public = key.public().to_string();
    for wrong in [&public[1..], &public.replace('+', "-"), &format!("{public}AAAA"), &public.replace("+A", "+B")] {
        assert!(PublicKey::parse(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn a_bundle_proves_its_leaf_with_the_key_alone() {
    let key = SigningKey::generate("example.com/haetae").expect("a key");
    let tree = Tree::of((0..300_u64).map(|number| haetae_proof::leaf_hash(&number.to_be_bytes())));
    let head = Checkpoint { origin: "example.com/haetae".to_owned(), size: 300, root: tree.root(300) };
    let proof = tree.resolve(&Plan::inclusion(271, 300).expect("inside"));
    let bundle = Bundle { index: 271, leaf: None, proof, note: head.sign(&key).expect("signed") };

    let text = bundle.to_string();
    assert!(text.starts_with("c2sp.org/tlog-proof@v1\nindex 271\n"), "{text}");
    let read = Bundle::parse(&text).expect("a proof");
    assert_eq!(read, bundle);
    let with_extra = text.replacen("\nindex", "\nextra aGk=\nindex", 1);
    let with_leaf = Bundle { leaf: Some(b"hi".to_vec()), ..bundle };
    assert_eq!(Bundle::parse(&with_extra), Ok(with_leaf.clone()));
    assert_eq!(with_leaf.to_string(), with_extra);
    let leaf = haetae_proof::leaf_hash(&271_u64.to_be_bytes());
    assert_eq!(read.verify(&leaf, key.public()), Ok(head));
    let other = haetae_proof::leaf_hash(&272_u64.to_be_bytes());
    assert_eq!(read.verify(&other, key.public()), Err(BundleError::NotIncluded));
    assert_eq!(Bundle { index: 272, ..read }.verify(&leaf, key.public()), Err(BundleError::NotIncluded));
    for wrong in ["", "c2sp.org/tlog-proof@v2\nindex 0\n\nx", &text.replace("index 271", "index 0271"), &text[..60]] {
        assert_eq!(Bundle::parse(wrong), Err(BundleError::Malformed), "{wrong}");
    }
}
