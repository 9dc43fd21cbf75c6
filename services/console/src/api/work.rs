//! What waits for the person.

use haetae_proto::intake::v1::{ListMyWorkRequest, WorkItem};

use super::{Api, Problem};

/// Items of one page.
const PAGE: i32 = 50;

/// A page of what waits for the person.
#[derive(Debug)]
pub(crate) struct WorkPage {
    /// The person's own work first, then that of their role; each by due date.
    pub(crate) items: Vec<WorkItem>,
    /// For the next page; empty at the end.
    pub(crate) next: String,
}

/// A page of what waits for the person. Calls ListMyWork.
///
/// # Errors
/// When intake refuses or does not answer.
pub(crate) async fn my_work(api: &Api, page: &str) -> Result<WorkPage, Problem> {
    let request = ListMyWorkRequest { page_size: PAGE, page_token: page.to_owned(), ..Default::default() };
    let answer = api.intake().await?.list_my_work(request).await?.into_inner();
    Ok(WorkPage { items: answer.items, next: answer.next_page_token })
}
