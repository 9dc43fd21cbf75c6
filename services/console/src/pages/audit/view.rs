//! View model of `/audit`.

use askama::Template;
use haetae_proof::{PublicKey, to_base64};
use haetae_proto::dashboard::v1::{GetPublicKeyResponse, ListLogHeadsResponse, LogHead};
use jiff::Timestamp;

use super::files::{heads_name, latest, log_name};
use crate::{
    pages::{frame::Frame, lists::address, visitor::Visitor},
    text::{Say, moment, since},
};

/// The page.
#[derive(Template)]
#[template(path = "audit/page.html")]
pub(super) struct AuditPage {
    frame: Frame,
    t: Say,
    origin: String,
    key: String,
    /// The fingerprint that two people compare; none where the key cannot be read.
    fingerprint: Option<String>,
    /// The latest head; none before the first, and on later pages.
    note: Option<String>,
    heads: Vec<Head>,
    next: Option<String>,
    /// Whether this person may export the log.
    exports: bool,
    /// The command that checks the files offline; none on later pages.
    verify: Option<String>,
    /// The number of a review whose proofs are wanted, and why there are none.
    pub(super) number: String,
    pub(super) unknown: String,
}

struct Head {
    size: u64,
    root: String,
    signed: String,
    ago: String,
}

impl AuditPage {
    /// The key and the heads for an auditor.
    pub(super) fn new(
        visitor: &Visitor,
        key: &GetPublicKeyResponse,
        heads: &ListLogHeadsResponse,
        exports: bool,
        now: Timestamp,
    ) -> Self {
        let t = visitor.say();
        let next = heads.next_page_token.as_str();
        let is_first = !visitor.visit.path.contains("page=");
        Self {
            frame: Frame::new(&visitor.visit, &t.text("menu-audit")),
            origin: key.origin.clone(),
            key: key.public_key.clone(),
            fingerprint: PublicKey::parse(&key.public_key).ok().map(|key| format!("SHA256:{}", key.fingerprint())),
            note: heads.heads.first().filter(|_| is_first).map(|head| head.note.clone()),
            heads: heads.heads.iter().map(|one| head(t, one, now)).collect(),
            next: (!next.is_empty()).then(|| address("/audit", &[("page", next)])),
            exports,
            verify: is_first.then(|| verify(latest(heads))),
            number: String::new(),
            unknown: String::new(),
            t,
        }
    }
}

fn verify(latest: u64) -> String {
    format!("haetae audit verify --export {} --heads {} --key public-key", log_name(latest), heads_name(latest))
}

fn head(t: Say, one: &LogHead, now: Timestamp) -> Head {
    Head {
        size: one.size,
        root: one.root_hash.as_slice().try_into().map_or_else(|_| String::new(), to_base64),
        signed: moment(t, one.signed_at.as_ref()),
        ago: since(t, one.signed_at.as_ref(), now),
    }
}

#[cfg(test)]
mod tests {
    use haetae_service_kit::{auth::Role, error::Lang};

    use super::*;
    use crate::pages::visitor::tests::{readable, visitor};

    #[test]
    fn heads_are_shown_with_what_they_cover_and_only_auditors_export() {
        let head = LogHead {
            size: 156,
            root_hash: vec![7; 32],
            signed_at: Some(prost_types::Timestamp { seconds: 1_796_741_999, nanos: 0 }),
            note: "haetae.example.com/log\n156\n".into(),
        };
        let heads = ListLogHeadsResponse { heads: vec![head], next_page_token: "n".into() };
        let key = GetPublicKeyResponse { origin: "haetae.example.com/log".into(), ..Default::default() };
        let now = "2026-12-10T03:00:00Z".parse().unwrap();
        let page = |lang, exports| {
            let visitor = visitor(lang, Role::Auditor);
            let page = AuditPage::new(&visitor, &key, &heads, exports, now).render().unwrap();
            readable(&page);
            page
        };
        let korean = page(Lang::Ko, true);
        for text in ["156", "BwcHBwcH", "2026.12.08", "haetae.example.com/log\n156", "/audit?page=n"] {
            assert!(korean.contains(text), "{text} is not in {korean}");
        }
        assert!(korean.contains("--export log-156.export --heads heads-156 --key public-key"), "{korean}");
        assert!(korean.contains("/audit/log.export") && !page(Lang::En, false).contains("/audit/log.export"));
    }
}
