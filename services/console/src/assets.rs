//! The stylesheet, the scripts and the icon: part of the program, under names that change with their content, so that browsers may keep
//! them for ever.

use std::sync::LazyLock;

use axum::{
    extract::Path,
    http::{StatusCode, header},
    response::{IntoResponse as _, Response},
};
use sha2::{Digest as _, Sha256};

const STYLE: &str = concat!(
    include_str!("../assets/style/tokens.css"),
    include_str!("../assets/style/base.css"),
    include_str!("../assets/style/frame.css"),
    include_str!("../assets/style/parts.css"),
    include_str!("../assets/style/tables.css"),
    include_str!("../assets/style/pages.css"),
    include_str!("../assets/style/checklist.css"),
    include_str!("../assets/style/review.css"),
    include_str!("../assets/style/narrow.css"),
    include_str!("../assets/style/print.css"),
);
const SCRIPT: &str = include_str!("../assets/script/console.js");
const ICON_IMAGE: &str = include_str!("../assets/icon.svg");
const JUDGING_SCRIPT: &str = include_str!("../assets/script/judging.js");

/// The stylesheet of every page.
pub(crate) static STYLESHEET: LazyLock<Asset> = LazyLock::new(|| Asset::new("console", "css", "text/css", STYLE));
/// The script of every page. Pages do without it.
pub(crate) static SCRIPTS: LazyLock<Asset> = LazyLock::new(|| Asset::new("console", "js", "text/javascript", SCRIPT));
/// The script of checklists: keys, drafts and the panel beside the list.
pub(crate) static JUDGING: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("judging", "js", "text/javascript", JUDGING_SCRIPT));

/// What browsers show beside the title; without a name for it they would ask for one that is not there.
pub(crate) static ICON: LazyLock<Asset> = LazyLock::new(|| Asset::new("icon", "svg", "image/svg+xml", ICON_IMAGE));

/// A file that browsers load.
#[derive(Debug)]
pub(crate) struct Asset {
    /// Where it is.
    pub(crate) path: String,
    kind: String,
    content: &'static str,
}

impl Asset {
    fn new(name: &str, ending: &str, kind: &str, content: &'static str) -> Self {
        let hash: String = Sha256::digest(content).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        Self { path: format!("/assets/{name}-{hash}.{ending}"), kind: format!("{kind}; charset=utf-8"), content }
    }
}

/// `GET /assets/{name}`.
pub(crate) async fn asset(Path(name): Path<String>) -> Response {
    let known = [&*STYLESHEET, &*SCRIPTS, &*JUDGING, &*ICON]
        .into_iter()
        .find(|asset| asset.path.strip_prefix("/assets/") == Some(&name));
    let Some(asset) = known else { return StatusCode::NOT_FOUND.into_response() };
    let headers =
        [(header::CONTENT_TYPE, asset.kind.as_str()), (header::CACHE_CONTROL, "public, max-age=31536000, immutable")];
    (headers, asset.content).into_response()
}
