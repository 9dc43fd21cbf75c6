//! The steps that wait for the person.

use haetae_proto::intake::v1::{ListMyWorkRequest, WorkItem, WorkKind};

use super::{Api, Problem};

/// Items of one page.
const PAGE: i32 = 50;
/// Items on one page, and the maximum number of pages, where a page of the console shows all items of some kinds.
const LARGE: i32 = 200;
const PAGES: usize = 10;

/// A page of the steps that wait for the person.
#[derive(Debug)]
pub(crate) struct WorkPage {
    /// The person's own work first, then that of their role; each by due date.
    pub(crate) items: Vec<WorkItem>,
    /// For the next page; empty at the end.
    pub(crate) next: String,
}

/// A page of the steps that wait for the person. Calls ListMyWork.
///
/// # Errors
/// When intake refuses or does not answer.
pub(crate) async fn my_work(api: &Api, page: &str) -> Result<WorkPage, Problem> {
    let request = ListMyWorkRequest { page_size: PAGE, page_token: page.to_owned(), ..Default::default() };
    let answer = api.intake().await?.list_my_work(request).await?.into_inner();
    Ok(WorkPage { items: answer.items, next: answer.next_page_token })
}

/// The steps of these kinds that wait for the person, and whether there are more than the many that are read. Calls
/// ListMyWork, once for each 200 items.
///
/// # Errors
/// As [`my_work`].
pub(crate) async fn work_of(api: &Api, kinds: &[WorkKind]) -> Result<(Vec<WorkItem>, bool), Problem> {
    let (mut all, mut page_token) = (Vec::new(), String::new());
    for _ in 0..PAGES {
        let request = ListMyWorkRequest { page_size: LARGE, page_token, ..Default::default() };
        let answer = api.intake().await?.list_my_work(request).await?.into_inner();
        all.extend(answer.items.into_iter().filter(|item| kinds.contains(&item.kind())));
        page_token = answer.next_page_token;
        if page_token.is_empty() {
            return Ok((all, false));
        }
    }
    Ok((all, true))
}
