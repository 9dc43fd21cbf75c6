//! Whatever a file holds and wherever it is cut on its way, the walk comes to an end, and to the same one.

use proptest::prelude::*;

use super::{
    super::super::{Package, tests::directory_of},
    *,
};

const PIECES: [usize; 3] = [1, 7, 32 * 1024];

/// What happens to the bytes of a good file.
#[derive(Debug, Clone)]
enum Harm {
    Flip(prop::sample::Index, u8),
    Cut(prop::sample::Index),
    Remove(prop::sample::Index, usize),
    Insert(prop::sample::Index, Vec<u8>),
    /// A number of 32 bits of the header or the directory.
    Number(prop::sample::Index, u32),
}

fn harm() -> impl Strategy<Value = Harm> {
    let at = any::<prop::sample::Index>;
    let number = prop_oneof![Just(0), Just(1), Just(u32::MAX), Just(8), any::<u32>()];
    let bytes = prop_oneof![
        prop::collection::vec(any::<u8>(), 0..40),
        Just(b"PK\x03\x04".to_vec()),
        Just(b"PK\x07\x08".to_vec()),
        Just(vec![0; 300]),
    ];
    prop_oneof![
        (at(), 0..8_u8).prop_map(|(at, bit)| Harm::Flip(at, 1 << bit)),
        at().prop_map(Harm::Cut),
        (at(), 0..300_usize).prop_map(|(at, bytes)| Harm::Remove(at, bytes)),
        (at(), bytes).prop_map(|(at, bytes)| Harm::Insert(at, bytes)),
        (at(), number).prop_map(|(at, number)| Harm::Number(at, number)),
    ]
}

fn harmed(mut bytes: Vec<u8>, harms: &[Harm]) -> Vec<u8> {
    for harm in harms {
        if bytes.is_empty() {
            break;
        }
        let length = bytes.len();
        match harm {
            Harm::Flip(at, bit) => bytes[at.index(length)] ^= bit,
            Harm::Cut(at) => bytes.truncate(at.index(length)),
            Harm::Remove(at, most) => {
                let at = at.index(length);
                bytes.drain(at..(at + most).min(length));
            }
            Harm::Insert(at, more) => {
                let at = at.index(length);
                bytes.splice(at..at, more.iter().copied());
            }
            Harm::Number(at, number) => {
                let places: Vec<usize> = (0..length).filter(|at| bytes[*at..].starts_with(b"PK")).collect();
                let Some(place) = places.get(at.index(places.len().max(1))) else { continue };
                let place = place + 4 + 2 * at.index(19);
                for (to, from) in bytes.iter_mut().skip(place).zip(number.to_le_bytes()) {
                    *to = from;
                }
            }
        }
    }
    bytes
}

/// A good file of one of the ways to write one.
fn written(way: usize, content: &[u8]) -> Vec<u8> {
    let inner = deflated(&[("inner.txt", content)]);
    let many = content.repeat(40);
    let pdf = [b"%PDF-1.7\n", content, b"\n%%EOF\n"].concat();
    let entries: [(&str, &[u8]); 6] = [
        (TYPES, KINDS.as_bytes()),
        ("word/document.xml", b"<w:document/>"),
        ("empty", b""),
        ("many.bin", &many),
        ("a.pdf", &pdf),
        ("word/media/a.dat", content),
    ];
    match way {
        0 => made(&entries, CompressionMethod::Stored),
        1 => deflated(&entries),
        2 => streamed(&entries),
        3 => streamed(&[("", b""), ("a", content), ("b", b"")]),
        _ => deflated(&[("log.txt", content), ("inner.zip", &inner), ("later.bin", &inner)]),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_bytes_come_to_the_same_end_however_they_are_cut(
        way in 0..5_usize,
        content in prop::collection::vec(any::<u8>(), 0..200),
        harms in prop::collection::vec(harm(), 0..4),
        package in prop::sample::select(vec![&ANY, &WORD]),
    ) {
        let package: &'static Package = package;
        let bytes = harmed(written(way, &content), &harms);
        let whole = look_in(package, &bytes, bytes.len().max(1));
        for piece in PIECES {
            prop_assert_eq!(look_in(package, &bytes, piece), whole.clone(), "{}", piece);
        }
    }
}

/// Bytes that are no content, and sizes or a checksum that are not those of the content, are refused.
#[test]
fn a_content_that_is_not_as_the_directory_says_is_refused() {
    let entries: [(&str, &[u8]); 2] = [("a.txt", b"first content"), ("b.txt", b"second")];
    for (good, name) in [(made(&entries, CompressionMethod::Stored), "stored"), (streamed(&entries), "streamed")] {
        assert_eq!(look(&good), Ok(()), "{name}");
        let lines = directory_of(&good);
        // The checksum and the unpacked size of the first line.
        for place in [16, 24] {
            let mut bytes = good.clone();
            bytes[lines + place] ^= 1;
            for piece in PIECES {
                assert_eq!(look_in(&ANY, &bytes, piece), refused("a.txt", Why::Broken), "{name} {place}");
            }
        }
    }
    // A content with a fault that is damaged behind it: readers differ in what they make of it.
    let mut bytes = made(&[("a.pdf", LAUNCH)], CompressionMethod::Stored);
    let at = bytes.windows(5).position(|part| part == b"%%EOF").unwrap();
    assert_eq!(look(&bytes), refused("a.pdf", Why::Active));
    bytes[at] = b'x';
    assert_ne!(look(&bytes), Ok(()));
}

/// F10: a bomb is refused whatever its directory says; its ratio is that of the whole file, so that the order of its entries
/// does not matter.
#[test]
fn a_bomb_is_refused_by_what_it_unpacks_to() {
    let (zeros, noise) = (vec![0; 17 << 20], noise(150_000));
    let mut bomb = streamed(&[("zeros.bin", &zeros)]);
    let lines = directory_of(&bomb);
    bomb[lines + 24..lines + 28].copy_from_slice(&5_u32.to_le_bytes());
    let mixed = deflated(&[("zeros.bin", &zeros), ("noise.bin", &noise)]);
    for piece in [7, 32 * 1024] {
        assert_eq!(look_in(&ANY, &bomb, piece), refused("", Why::TooLarge), "{piece}");
        assert_eq!(look_in(&ANY, &mixed, piece), Ok(()), "{piece}");
    }
}

fn noise(words: u32) -> Vec<u8> {
    (0..words).flat_map(|n| (n.wrapping_mul(2_654_435_761) ^ (n >> 3)).to_le_bytes()).collect()
}
