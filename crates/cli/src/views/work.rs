//! What waits for somebody, and what was said.

use std::fmt::Write as _;

use haetae_proto::{
    common::v1::{CommentVisibility, ReviewStatus},
    intake::v1::{Comment, WorkItem, WorkKind},
};

use super::{Look, look::person};
use crate::table::{Align, Table, shorten};

const TITLE: usize = 52;

/// A table of what waits for the caller.
#[must_use]
pub fn work(items: &[WorkItem], look: &Look) -> String {
    let mut table = Table::new([
        (look.pick("검토 번호", "review"), Align::Left),
        (look.pick("할 일", "to do"), Align::Left),
        (look.pick("기한", "due"), Align::Left),
        (look.pick("상태", "status"), Align::Left),
        (look.pick("요청 부서", "team"), Align::Left),
        (look.pick("제목", "title"), Align::Left),
    ]);
    for item in items {
        table.row([
            item.review_id.clone(),
            look.word::<WorkKind>(item.kind),
            look.due(item.due_at.as_ref(), item.overdue),
            look.word::<ReviewStatus>(item.status),
            item.team.clone(),
            shorten(&item.title, TITLE),
        ]);
    }
    format!("{} ({})\n{}", look.pick("나의 할 일", "My work"), items.len(), table.render())
}

/// Comments with their authors, whole.
#[must_use]
pub fn comments(comments: &[Comment], look: &Look) -> String {
    let mut out = format!("{} ({})\n", look.pick("의견", "Comments"), comments.len());
    for one in comments {
        let (when, who) = (look.when(one.commented_at.as_ref()), person(one.author.as_ref()));
        let whom = look.word::<CommentVisibility>(one.visibility);
        let _ = writeln!(out, "\n  {when}  {who}  [{whom}]");
        for line in one.text.lines() {
            let _ = writeln!(out, "    {line}");
        }
    }
    out
}
