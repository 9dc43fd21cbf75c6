//! Signed notes (C2SP signed-note) with Ed25519: a text, an empty line, and signature lines.

use std::{fmt, sync::Arc};

use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use sha2::{Digest as _, Sha256};
use thiserror::Error;

/// Says that a key is for Ed25519.
const ALGORITHM: u8 = 1;
/// The beginning of signature lines.
const DASH: &str = "\u{2014} ";

const PEM_BEGIN: &str = "-----BEGIN PRIVATE KEY-----";
const PEM_END: &str = "-----END PRIVATE KEY-----";

/// Tells keys of one name apart.
type KeyId = [u8; 4];

/// A key that cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum KeyError {
    /// A name is empty or holds a space, a plus sign or a control character.
    #[error("the name of a key must not be empty nor hold spaces, '+' or control characters")]
    Name,
    /// The public key is not `<name>+<8 hex digits>+<base64>`, or its parts do not fit each other.
    #[error("not a public key of the form NAME+ID+KEY")]
    Public,
    /// The private key is not an Ed25519 key in PKCS#8, PEM.
    #[error("not an Ed25519 private key in PEM (PKCS#8)")]
    Private,
    /// The system cannot make a key.
    #[error("no key can be generated")]
    Generation,
}

/// Why a note is not valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NoteError {
    /// It is no signed note.
    #[error("not a signed note")]
    Malformed,
    /// No line is signed by the key.
    #[error("not signed by this key")]
    Unsigned,
    /// The key's signature is not one of this text.
    #[error("the signature does not belong to this text")]
    Forged,
}

/// The key that signatures are checked with, written `<name>+<id in hex>+<base64 of 0x01 and the key>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKey {
    name: String,
    key: [u8; 32],
}

impl PublicKey {
    fn new(name: &str, key: [u8; 32]) -> Result<Self, KeyError> {
        let forbidden = |c: char| c == '+' || c.is_whitespace() || c.is_control();
        if name.is_empty() || name.contains(forbidden) {
            return Err(KeyError::Name);
        }
        Ok(Self { name: name.to_owned(), key })
    }

    /// The key from its text.
    ///
    /// # Errors
    /// [`KeyError`] when it is not exactly what [`fmt::Display`] writes.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let mut parts = text.splitn(3, '+');
        let (Some(name), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(KeyError::Public);
        };
        let key = BASE64_STANDARD.decode(key).map_err(|_| KeyError::Public)?;
        let Some((&ALGORITHM, key)) = key.split_first() else { return Err(KeyError::Public) };
        let key = Self::new(name, key.try_into().map_err(|_| KeyError::Public)?)?;
        if id == hex(key.id()) { Ok(key) } else { Err(KeyError::Public) }
    }

    /// Its name, which is also the origin of the heads it signs.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The fingerprint that two people compare to know that they hold the same key: `SHA-256(name ‖ 0x0A ‖ 0x01 ‖ key)` in hexadecimal. It
    /// begins with the id in the key's text.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        self.digest().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    fn id(&self) -> KeyId {
        let digest = self.digest();
        [digest[0], digest[1], digest[2], digest[3]]
    }

    fn digest(&self) -> [u8; 32] {
        let digest = Sha256::new().chain_update(&self.name).chain_update(b"\n").chain_update([ALGORITHM]);
        digest.chain_update(self.key).finalize().into()
    }

    /// The text of a note, its last line break included, if this key signed it.
    ///
    /// # Errors
    /// [`NoteError`].
    pub fn open<'a>(&self, note: &'a str) -> Result<&'a str, NoteError> {
        let break_at = note.rfind("\n\n").ok_or(NoteError::Malformed)?;
        let (text, lines) = (&note[..=break_at], &note[break_at + 2..]);
        let foreign = |c: char| c.is_control() && c != '\n';
        if note.contains(foreign) || !lines.ends_with('\n') {
            return Err(NoteError::Malformed);
        }
        let mut signed = false;
        for line in lines.lines() {
            let (name, id, signature) = signature_line(line).ok_or(NoteError::Malformed)?;
            if name != self.name || id != self.id() {
                continue;
            }
            let key = UnparsedPublicKey::new(&ED25519, self.key);
            key.verify(text.as_bytes(), &signature).map_err(|_| NoteError::Forged)?;
            signed = true;
        }
        if signed { Ok(text) } else { Err(NoteError::Unsigned) }
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = BASE64_STANDARD.encode([&[ALGORITHM][..], &self.key].concat());
        write!(f, "{}+{}+{key}", self.name, hex(self.id()))
    }
}

/// Name, key id and signature of a signature line.
fn signature_line(line: &str) -> Option<(&str, KeyId, Vec<u8>)> {
    let (name, rest) = line.strip_prefix(DASH)?.split_once(' ')?;
    let bytes = BASE64_STANDARD.decode(rest).ok()?;
    let (id, signature) = bytes.split_first_chunk()?;
    Some((name, *id, signature.to_vec()))
}

fn hex(id: KeyId) -> String {
    format!("{:08x}", u32::from_be_bytes(id))
}

/// The key that signs. Its `Debug` output shows only the public half.
#[derive(Clone)]
pub struct SigningKey {
    pair: Arc<Ed25519KeyPair>,
    public: PublicKey,
}

impl SigningKey {
    /// A new key of this name.
    ///
    /// # Errors
    /// [`KeyError::Name`] and [`KeyError::Generation`].
    pub fn generate(name: &str) -> Result<Self, KeyError> {
        Self::of(name, Ed25519KeyPair::generate().map_err(|_| KeyError::Generation)?)
    }

    /// The key of this name from a PKCS#8 file in PEM, as `openssl genpkey -algorithm ed25519` and
    /// [`SigningKey::to_pem`] write it.
    ///
    /// # Errors
    /// [`KeyError::Name`] and [`KeyError::Private`].
    pub fn from_pem(name: &str, pem: &str) -> Result<Self, KeyError> {
        let body = pem.trim().strip_prefix(PEM_BEGIN).and_then(|rest| rest.strip_suffix(PEM_END));
        let body: String = body.ok_or(KeyError::Private)?.split_ascii_whitespace().collect();
        let der = BASE64_STANDARD.decode(body).map_err(|_| KeyError::Private)?;
        Self::of(name, Ed25519KeyPair::from_pkcs8_maybe_unchecked(&der).map_err(|_| KeyError::Private)?)
    }

    fn of(name: &str, pair: Ed25519KeyPair) -> Result<Self, KeyError> {
        let key = pair.public_key().as_ref().try_into().map_err(|_| KeyError::Private)?;
        Ok(Self { public: PublicKey::new(name, key)?, pair: Arc::new(pair) })
    }

    /// The private key as PKCS#8 in PEM.
    ///
    /// # Errors
    /// [`KeyError::Private`] when the key cannot be written down.
    pub fn to_pem(&self) -> Result<String, KeyError> {
        let der = self.pair.to_pkcs8v1().map_err(|_| KeyError::Private)?;
        Ok(format!("{PEM_BEGIN}\n{}\n{PEM_END}\n", BASE64_STANDARD.encode(der.as_ref())))
    }

    /// The public half.
    #[must_use]
    pub const fn public(&self) -> &PublicKey {
        &self.public
    }

    /// The note of a text, which ends with a line break.
    pub(crate) fn sign(&self, text: &str) -> String {
        let signature = self.pair.sign(text.as_bytes());
        let line = BASE64_STANDARD.encode([&self.public.id()[..], signature.as_ref()].concat());
        format!("{text}\n{DASH}{} {line}\n", self.public.name)
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SigningKey").field(&self.public.to_string()).finish()
    }
}
