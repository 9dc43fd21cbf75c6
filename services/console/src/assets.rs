//! The stylesheet, the scripts and the icon. They are part of the program, under names that change with their
//! content, so that browsers may cache them for ever. They are compressed once. Pages are not compressed: a page
//! contains the key of its forms beside text that other people wrote, and its compressed size would reveal the key
//! (BREACH).

use std::{
    io::{self, Write as _},
    sync::LazyLock,
};

use axum::{
    body::Bytes,
    extract::Path,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use flate2::{Compression, write::GzEncoder};
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
    include_str!("../assets/style/request.css"),
    include_str!("../assets/style/narrow.css"),
    include_str!("../assets/style/print.css"),
);
const SCRIPT: &str = include_str!("../assets/script/console.js");
const ICON_IMAGE: &str = include_str!("../assets/icon.svg");
const JUDGING_SCRIPT: &str = include_str!("../assets/script/judging.js");
const LIVE_SCRIPT: &str = include_str!("../assets/script/live.js");
const REQUESTING_SCRIPT: &str = include_str!("../assets/script/requesting.js");

/// The stylesheet of every page.
pub(crate) static STYLESHEET: LazyLock<Asset> = LazyLock::new(|| Asset::new("console", "css", "text/css", STYLE));
/// The script of every page. Pages do without it.
pub(crate) static SCRIPTS: LazyLock<Asset> = LazyLock::new(|| Asset::new("console", "js", "text/javascript", SCRIPT));
/// The script of checklists: keys, drafts and the panel beside the list.
pub(crate) static JUDGING: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("judging", "js", "text/javascript", JUDGING_SCRIPT));
/// The script of pages that announce changes.
pub(crate) static LIVE: LazyLock<Asset> = LazyLock::new(|| Asset::new("live", "js", "text/javascript", LIVE_SCRIPT));
/// The script of request forms: the preview, and drafts.
pub(crate) static REQUESTING: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("requesting", "js", "text/javascript", REQUESTING_SCRIPT));

/// The icon beside the title; without a name for it, browsers would request one that does not exist.
pub(crate) static ICON: LazyLock<Asset> = LazyLock::new(|| Asset::new("icon", "svg", "image/svg+xml", ICON_IMAGE));

/// A file that browsers load.
#[derive(Debug)]
pub(crate) struct Asset {
    /// Where it is.
    pub(crate) path: String,
    kind: String,
    content: &'static str,
    /// The content in gzip.
    packed: Bytes,
}

impl Asset {
    fn new(name: &str, ending: &str, kind: &str, content: &'static str) -> Self {
        let hash: String = Sha256::digest(content).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        let packed = gzip(content).unwrap_or_default();
        Self {
            path: format!("/assets/{name}-{hash}.{ending}"),
            kind: format!("{kind}; charset=utf-8"),
            content,
            packed,
        }
    }
}

fn gzip(content: &str) -> io::Result<Bytes> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    packed.write_all(content.as_bytes())?;
    Ok(packed.finish()?.into())
}

/// Whether a browser accepts gzip. One with the weight 0 (`q=0`) does not.
fn reads_gzip(headers: &HeaderMap) -> bool {
    let codings = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    codings.flat_map(|value| value.split(',')).any(|coding| {
        let (name, weight) = coding.split_once(';').unwrap_or((coding, ""));
        let none = weight.trim().strip_prefix("q=").is_some_and(|q| q.trim_matches(['0', '.']).is_empty());
        name.trim().eq_ignore_ascii_case("gzip") && !none
    })
}

/// `GET /assets/{name}`.
pub(crate) async fn asset(Path(name): Path<String>, asked: HeaderMap) -> Response {
    let known = [&*STYLESHEET, &*SCRIPTS, &*JUDGING, &*REQUESTING, &*LIVE, &*ICON]
        .into_iter()
        .find(|asset| asset.path.strip_prefix("/assets/") == Some(&name));
    let Some(asset) = known else { return StatusCode::NOT_FOUND.into_response() };
    let headers = [
        (header::CONTENT_TYPE, asset.kind.as_str()),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
        (header::VARY, "accept-encoding"),
    ];
    if reads_gzip(&asked) && !asset.packed.is_empty() {
        return (headers, [(header::CONTENT_ENCODING, "gzip")], asset.packed.clone()).into_response();
    }
    (headers, asset.content).into_response()
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use axum::{body::to_bytes, http::HeaderValue};
    use flate2::read::GzDecoder;

    use super::*;

    async fn asked(encodings: &'static str) -> (Option<HeaderValue>, Vec<u8>) {
        let name = STYLESHEET.path.strip_prefix("/assets/").unwrap().to_owned();
        let headers = HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static(encodings))]);
        let answer = asset(Path(name), headers).await;
        let coding = answer.headers().get(header::CONTENT_ENCODING).cloned();
        (coding, to_bytes(answer.into_body(), usize::MAX).await.unwrap().into())
    }

    #[tokio::test]
    async fn a_browser_gets_gzip_only_if_it_reads_it() {
        for encodings in ["", "br, gzip;q=0", "identity", "gzip; q=0.000"] {
            assert_eq!(asked(encodings).await, (None, STYLE.into()), "{encodings}");
        }
        for encodings in ["gzip", "br;q=1.0, GZIP;q=0.5"] {
            let (coding, packed) = asked(encodings).await;
            assert_eq!(coding.unwrap(), "gzip", "{encodings}");
            let mut read = Vec::new();
            GzDecoder::new(&*packed).read_to_end(&mut read).unwrap();
            assert_eq!(read, STYLE.as_bytes());
        }
    }

    #[test]
    fn what_a_page_loads_is_small() {
        let sizes = [&*STYLESHEET, &*SCRIPTS, &*JUDGING].map(|asset| asset.packed.len());
        assert!(sizes.iter().sum::<usize>() <= 40 * 1024, "{sizes:?}");
    }
}
