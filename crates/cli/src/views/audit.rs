//! Proof that nothing was altered.

use haetae_audit::Report;
use haetae_proof::to_base64;
use haetae_proto::dashboard::v1::{GetPublicKeyResponse, GetReceiptResponse, LogHead};

use super::Look;
use crate::table::{Align, Table, facts};

/// The key that heads are signed with.
#[must_use]
pub fn key(key: &GetPublicKeyResponse, look: &Look) -> String {
    facts([(look.pick("로그", "log"), key.origin.clone()), (look.pick("공개키", "public key"), key.public_key.clone())])
}

/// One head.
#[must_use]
pub fn head(head: &LogHead, look: &Look) -> String {
    let shown = facts([
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
        (look.pick("커밋 수", "commits"), Align::Right),
        (look.pick("서명 시각", "signed"), Align::Left),
        (look.pick("루트 해시", "root"), Align::Left),
    ]);
    for head in heads {
        table.row([head.size.to_string(), look.when(head.signed_at.as_ref()), base64(&head.root_hash)]);
    }
    look.table(&table)
}

/// What a write became.
#[must_use]
pub fn receipt(receipt: &GetReceiptResponse, look: &Look) -> String {
    facts([
        (look.pick("순번", "sequence"), receipt.sequence.to_string()),
        (look.pick("리프 해시", "leaf hash"), base64(&receipt.leaf_hash)),
    ])
}

/// What a verification found; `given` heads were to be compared.
#[must_use]
pub fn report(report: &Report, given: usize, look: &Look) -> String {
    let Report { commits, root, heads, covered, decisions, taken_as_given, foreign, strangers, findings, total } =
        report;
    let mut text = facts([
        (look.pick("커밋 수", "commits"), commits.to_string()),
        (look.pick("루트 해시", "root"), to_base64(root)),
        (look.pick("헤드", "heads"), format!("{heads} / {given}")),
        (look.pick("헤드가 보증하는 커밋", "covered by heads"), format!("{covered} / {commits}")),
        (look.pick("재현한 결정", "decisions made again"), decisions.to_string()),
        (look.pick("재현하지 않는 결정", "taken as given"), taken_as_given.to_string()),
        (look.pick("커밋이 아닌 메시지", "foreign messages"), foreign.to_string()),
        (look.pick("이상", "findings"), total.to_string()),
    ]);
    for (sequence, subject, why) in strangers {
        let foreign = look.pick("커밋이 아닌 메시지", "no commit");
        text.push_str(&format!("  {foreign}: {sequence} {subject:?}: {why}\n"));
    }
    for finding in findings {
        text.push_str(&format!("  {finding}\n"));
    }
    text
}

fn base64(hash: &[u8]) -> String {
    hash.try_into().map_or_else(|_| "-".to_owned(), to_base64)
}
