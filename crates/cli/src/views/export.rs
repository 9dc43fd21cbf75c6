//! Files that were written.

use haetae_proto::dashboard::v1::ExportManifest;

use super::{Look, look::size};

/// What a whole file holds.
#[must_use]
pub fn manifest(manifest: &ExportManifest, file: &str, look: &Look) -> String {
    look.facts([
        (look.lang.pick("파일", "file"), file.to_owned()),
        (look.lang.pick("검토", "reviews"), manifest.rows.to_string()),
        (look.lang.pick("크기", "size"), format!("{} ({} B)", size(manifest.bytes), manifest.bytes)),
        ("SHA-256", manifest.sha256.clone()),
        (look.lang.pick("로그 위치", "position"), manifest.position.to_string()),
    ])
}
