//! Proof that nothing was altered.

use haetae_proof::{PublicKey, to_base64};
use haetae_proto::{
    dashboard::v1::{GetPublicKeyResponse, GetReceiptResponse, LogHead},
    words::label,
};

use super::Look;
use crate::table::Table;

/// The key that heads are signed with.
#[must_use]
pub fn key(key: &GetPublicKeyResponse, look: &Look) -> String {
    let mut shown = vec![
        (look.pick("로그", "log"), key.origin.clone()),
        (look.pick("공개키", "public key"), key.public_key.clone()),
    ];
    shown.extend(PublicKey::parse(&key.public_key).ok().map(|key| fingerprint(&key, look)));
    look.facts(shown)
}

/// The key's fingerprint, to be compared with the one got elsewhere.
#[must_use]
pub fn fingerprint(key: &PublicKey, look: &Look) -> (&'static str, String) {
    (look.pick("키 지문", "key fingerprint"), format!("SHA256:{}", key.fingerprint()))
}

/// The key for programs.
#[must_use]
pub fn key_value(key: &PublicKey) -> serde_json::Value {
    serde_json::json!({ "origin": key.name(), "publicKey": key.to_string(), "sha256": key.fingerprint() })
}

/// Shows one head.
#[must_use]
pub fn head(head: &LogHead, look: &Look) -> String {
    let shown = look.facts([
        (look.pick("커밋 수", "commits"), head.size.to_string()),
        (look.pick("루트 해시", "root"), base64(&head.root_hash)),
        (look.pick("서명 시각", "signed"), look.when(head.signed_at.as_ref())),
    ]);
    format!("{shown}\n{}", head.note)
}

/// A table of heads.
#[must_use]
pub fn heads(heads: &[LogHead], look: &Look) -> String {
    let mut table = Table::new([
        look.figures("커밋 수", "commits"),
        look.column("서명 시각", "signed").whole(),
        look.column("루트 해시", "root").whole(),
    ]);
    for head in heads {
        table.row([head.size.to_string(), look.when(head.signed_at.as_ref()), base64(&head.root_hash)]);
    }
    look.table(&table)
}

/// Shows the receipt of a write.
#[must_use]
pub fn receipt(receipt: &GetReceiptResponse, look: &Look) -> String {
    look.facts([
        (look.name(label::SEQUENCE), receipt.sequence.to_string()),
        (look.pick("리프 해시", "leaf hash"), base64(&receipt.leaf_hash)),
    ])
}

fn base64(hash: &[u8]) -> String {
    hash.try_into().map_or_else(|_| "-".to_owned(), to_base64)
}
