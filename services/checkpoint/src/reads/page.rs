//! Pages of a catalogue's lists. A list is short and never changes within a version, so a page starts at an index.

use haetae_service_kit::{
    error::{ApiError, Violations},
    token::{PageScope, Pages},
    validate,
};

/// Rows of a page when the caller names no number.
const DEFAULT: u32 = 50;

/// The start and the size of a page.
pub(super) struct Page {
    /// The version that all pages of this list belong to; 0 on the first page for the active version.
    pub(super) version: u32,
    start: u32,
    size: u32,
    scope: PageScope,
}

impl Page {
    /// Reads the requested page. `list` contains the list's name and everything that determines its rows.
    pub(super) fn read(
        pages: &Pages,
        mut v: Violations,
        list: &[&str],
        version: u32,
        most: u32,
        (size, token): (i32, &str),
    ) -> Result<Self, ApiError> {
        // A token is tied to what is asked, so that without that nothing is known of the token.
        let is_known = v.is_empty();
        let size = validate::page_size(&mut v, "page_size", size, DEFAULT, most);
        let scope = pages.scope(&[list, &[&version.to_string()]].concat());
        let opened = || scope.open(token)?.map(|key| place(&key).ok_or_else(PageScope::refused)).transpose();
        let opened = if is_known { v.take(opened())?.flatten() } else { None };
        v.finish()?;
        let (version, start) = opened.unwrap_or((version, 0));
        Ok(Self { version, start, size, scope })
    }

    /// The rows of this page, and the token of the next one; empty at the end.
    pub(super) fn cut<T>(&self, version: u32, rows: impl Iterator<Item = T>) -> Result<(Vec<T>, String), ApiError> {
        let end = self.start.saturating_add(self.size);
        let index = |n: u32| usize::try_from(n).unwrap_or(usize::MAX);
        let mut rows = rows.skip(index(self.start)).peekable();
        let page = rows.by_ref().take(index(self.size)).collect();
        let next = rows.peek().map(|_| [version.to_be_bytes(), end.to_be_bytes()].concat());
        Ok((page, self.scope.seal_after(next)?))
    }
}

fn place(key: &[u8]) -> Option<(u32, u32)> {
    let (version, start) = key.split_first_chunk::<4>()?;
    Some((u32::from_be_bytes(*version), u32::from_be_bytes(start.try_into().ok()?)))
}

#[cfg(test)]
mod tests {
    use haetae_service_kit::{auth::Principal, token::TokenKeys};

    use super::*;

    fn pages() -> Pages {
        TokenKeys::random().expect("randomness").pages(&Principal::default())
    }

    fn page(pages: &Pages, version: u32, size: i32, token: &str) -> Result<Page, ApiError> {
        Page::read(pages, Violations::new(), &["list", "filter"], version, 100, (size, token))
    }

    #[test]
    fn pages_follow_one_another_without_gap_or_overlap_and_stay_with_their_version() {
        let (ours, mut token, mut all, mut pages) = (pages(), String::new(), Vec::new(), 0);
        loop {
            let asked = page(&ours, 0, 3, &token).expect("a page");
            assert_eq!(asked.version, if pages == 0 { 0 } else { 7 });
            let (rows, next) = asked.cut(7, 0..9).expect("a token");
            all.extend(rows);
            (token, pages) = (next, pages + 1);
            if token.is_empty() {
                break;
            }
        }
        assert_eq!((all, pages), ((0..9).collect(), 3));
    }

    #[test]
    fn a_token_of_another_list_or_version_is_refused() {
        let pages = pages();
        let token = page(&pages, 0, 3, "").expect("a page").cut(7, 0..9).expect("a token").1;
        assert!(page(&pages, 2, 3, &token).is_err());
        assert!(Page::read(&pages, Violations::new(), &["other"], 0, 100, (3, &token)).is_err());
        assert!(page(&pages, 0, 101, "").is_err());
    }
}
