//! Versions of the scoring policy.

use haetae_proto::{risk::v1::PolicyVersion, words::label};

use super::{Look, look::document};
use crate::table::Table;

/// A table of versions.
#[must_use]
pub fn policies(policies: &[PolicyVersion], look: &Look) -> String {
    let mut table = Table::new([
        look.column_of(label::VERSION).whole(),
        look.column("사용", "in use"),
        look.column("게시 시각", "published").whole().rank(1),
        look.column("게시자", "by").at_least(6).rank(2),
        look.column("이름", "title").at_least(12),
    ]);
    for one in policies {
        table.row([
            document(one.version.as_ref()),
            in_use(one, look),
            look.when(one.published_at.as_ref()),
            look.actor(one.published_by.as_ref()).to_owned(),
            look.text(one.title.as_ref()).to_owned(),
        ]);
    }
    format!("{} ({})\n{}", look.pick("위험 평가 정책", "Scoring policy"), policies.len(), look.table(&table))
}

/// Shows one version.
#[must_use]
pub fn policy(policy: &PolicyVersion, look: &Look) -> String {
    let lang = look.lang;
    let hash = policy.version.as_ref().map(|version| hex(&version.content_hash)).unwrap_or_default();
    let shown = look.facts([
        (lang.name(label::VERSION), document(policy.version.as_ref())),
        (lang.pick("사용", "in use"), in_use(policy, look)),
        (lang.pick("게시 시각", "published"), look.when(policy.published_at.as_ref())),
        (lang.pick("게시자", "by"), look.actor(policy.published_by.as_ref()).to_owned()),
        ("SHA-256", hash),
    ]);
    format!("{}\n{shown}", look.text(policy.title.as_ref()))
}

fn in_use(policy: &PolicyVersion, look: &Look) -> String {
    if policy.active { look.pick("사용 중", "in use") } else { "-" }.to_owned()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
