//! Lists that come in pages.

use crate::failure::Failure;

/// Options of a command that lists.
#[derive(Debug, clap::Args)]
pub(super) struct Pages {
    /// Entries to show at most
    #[arg(long, default_value_t = 50, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    limit: u32,
    /// Show all of them
    #[arg(long, conflicts_with = "limit")]
    all: bool,
}

/// One page: its entries and the token of the next page.
pub(super) struct Page<T> {
    pub(super) entries: Vec<T>,
    pub(super) next: String,
}

impl Pages {
    /// All of them, for a command that works through a list.
    pub(super) const fn everything() -> Self {
        Self { limit: 1, all: true }
    }

    /// Asks for pages of at most `largest` entries until there are as many as wanted; `ask` gets size and token.
    ///
    /// # Errors
    /// The first refusal.
    pub(super) async fn collect<T>(
        &self,
        largest: u32,
        mut ask: impl AsyncFnMut(i32, String) -> Result<Page<T>, Failure>,
    ) -> Result<Page<T>, Failure> {
        let wanted = if self.all { usize::MAX } else { self.limit as usize };
        let (mut entries, mut next) = (Vec::new(), String::new());
        loop {
            let left = u32::try_from(wanted - entries.len()).unwrap_or(u32::MAX);
            let size = i32::try_from(left.min(largest)).unwrap_or(i32::MAX);
            let page = ask(size, next).await?;
            entries.extend(page.entries);
            next = page.next;
            if next.is_empty() || entries.len() >= wanted {
                return Ok(Page { entries, next });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ten entries in pages.
    async fn ten(pages: &Pages) -> (Vec<usize>, bool, usize) {
        let mut calls = 0;
        let page = pages.collect(4, async |size, token| {
            calls += 1;
            let from: usize = if token.is_empty() { 0 } else { token.parse().unwrap() };
            let to = (from + usize::try_from(size).unwrap()).min(10);
            let next = if to == 10 { String::new() } else { to.to_string() };
            Ok(Page { entries: (from..to).collect(), next })
        });
        let page = page.await.unwrap();
        (page.entries, page.next.is_empty(), calls)
    }

    #[tokio::test]
    async fn pages_are_asked_for_until_there_are_as_many_as_wanted() {
        let limited = Pages { limit: 6, all: false };
        assert_eq!(ten(&limited).await, ((0..6).collect(), false, 2));
        assert_eq!(ten(&Pages { limit: 50, all: false }).await, ((0..10).collect(), true, 3));
        assert_eq!(ten(&Pages { limit: 1, all: true }).await, ((0..10).collect(), true, 3));
    }
}
