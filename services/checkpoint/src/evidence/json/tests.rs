use proptest::prelude::*;
use serde_json::Value;

use super::*;

fn read(text: &[u8], piece: usize) -> Result<(), u64> {
    let mut json = Json::new();
    text.chunks(piece).try_for_each(|block| json.read(block))?;
    json.end()
}

/// F10: what is no JSON is not taken as such, and the place where it stops being it is named.
#[test]
fn the_first_wrong_byte_is_named() {
    let wrong = [
        ("{bad", 2),
        ("", 1),
        ("[1,]", 4),
        ("{\"a\" 1}", 6),
        ("[1 2]", 4),
        ("01", 2),
        ("1.", 3),
        ("\"a\nb\"", 3),
        ("\"\\x\"", 3),
        ("[}", 2),
        ("{}{}", 3),
        ("tru", 4),
        ("-", 2),
        ("{\"a\":1,}", 8),
        ("nullx", 5),
    ];
    for (text, place) in wrong {
        assert_eq!(read(text.as_bytes(), 2), Err(place), "{text}");
    }
    assert_eq!(read("[".repeat(201).as_bytes(), 64), Err(201), "too deep");
    assert_eq!(read(b"\xef\xbb\xbf{\"a\":[1e5,-0.1,true,null,\"\\u00e9\"]} \n", 64), Ok(()));
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "[ -~해\n\"\\\\]{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::hash_map("[a-z\"]{0,3}", inner, 0..4)
                .prop_map(|map| Value::from(map.into_iter().collect::<serde_json::Map<_, _>>())),
        ]
    })
}

proptest! {
    /// It agrees with another reader, on what is right and on what was spoiled, wherever it is cut.
    #[test]
    fn it_agrees_with_another_reader(value in value(), piece in 1..9_usize, at in any::<prop::sample::Index>(), byte in " -~") {
        let mut text = value.to_string().into_bytes();
        prop_assert_eq!(read(&text, piece), Ok(()));
        let at = at.index(text.len());
        text[at] = byte.as_bytes()[0];
        let other = serde_json::from_slice::<serde::de::IgnoredAny>(&text);
        prop_assert_eq!(read(&text, piece).is_ok(), other.is_ok(), "{}", String::from_utf8_lossy(&text));
    }
}
