//! Files that were written.

use haetae_proto::{dashboard::v1::ExportManifest, words::label};

use super::{Look, look::size};

/// Shows the content of a complete file.
#[must_use]
pub fn manifest(manifest: &ExportManifest, file: &str, look: &Look) -> String {
    look.facts([
        (look.lang.pick("파일", "file"), file.to_owned()),
        (look.lang.pick("검토", "reviews"), manifest.rows.to_string()),
        (look.lang.name(label::SIZE), format!("{} ({} B)", size(manifest.bytes), manifest.bytes)),
        ("SHA-256", manifest.sha256.clone()),
        (look.lang.name(label::POSITION), manifest.position.to_string()),
    ])
}
