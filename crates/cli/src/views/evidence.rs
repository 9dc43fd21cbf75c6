//! Evidence files.

use std::fmt::Write as _;

use haetae_proto::{checkpoint::v1::Evidence, words::label};

use super::{
    Look,
    look::{person, size},
};
use crate::table::Table;

/// A table of files.
#[must_use]
pub fn evidence(files: &[Evidence], look: &Look) -> String {
    let mut table = Table::new([
        look.column("번호", "id").whole(),
        look.column_of(label::CHECKPOINT).whole().rank(1),
        look.figures_of(label::SIZE).rank(2),
        look.column("등록 시각", "added").whole().rank(3),
        look.column("등록자", "by").at_least(6).rank(4),
        look.column("파일 이름", "name").at_least(12),
    ]);
    for file in files {
        table.row([
            file.evidence_id.clone(),
            file.checkpoint.clone(),
            size(file.size),
            look.when(file.uploaded_at.as_ref()),
            person(file.uploaded_by.as_ref()).to_owned(),
            file.name.clone(),
        ]);
    }
    format!("{} ({})\n{}", look.pick("증적", "Evidence"), files.len(), look.table(&table))
}

/// Shows one file with all its details.
#[must_use]
pub fn file(file: &Evidence, look: &Look) -> String {
    let sha256 = file.sha256.iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    });
    let lines = [
        (look.lang.pick("파일 이름", "name"), file.name.clone()),
        (look.lang.name(label::CHECKPOINT), file.checkpoint.clone()),
        (look.name(label::MEDIA_TYPE), file.media_type.clone()),
        (look.lang.name(label::SIZE), format!("{} ({} B)", size(file.size), file.size)),
        ("SHA-256", sha256),
        (look.name(label::COLLECTED_AT), look.when(file.collected_at.as_ref())),
        (
            look.lang.pick("등록", "added"),
            match &file.uploaded_at {
                Some(at) => format!("{}, {}", person(file.uploaded_by.as_ref()), look.when(Some(at))),
                None => String::new(),
            },
        ),
    ];
    format!("{}\n{}", format!("{} {}", look.pick("증적", "Evidence"), file.evidence_id).trim_end(), look.facts(lines))
}

/// Lists supporting evidence by name and number in one line.
pub(super) fn named(names: &[String], files: &[String]) -> String {
    files.iter().chain(names).cloned().collect::<Vec<_>>().join(", ")
}
