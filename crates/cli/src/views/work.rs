//! Work that waits, and comments.

use std::{collections::BTreeMap, fmt::Write as _};

use haetae_proto::{
    common::v1::{CommentVisibility, ReviewStatus},
    intake::v1::{Comment, WorkItem, WorkKind},
    words::label,
};

use super::{
    Look,
    look::person,
    reviews::{counted, standing},
};
use crate::{
    table::{Cell, Table},
    words::Lang,
};

/// Shows the caller's own steps, then those of the pool; an empty part is omitted. A review is listed by its short
/// number, or by its id if the number is unknown.
#[must_use]
pub fn work(items: &[WorkItem], further: (usize, usize), numbers: &BTreeMap<String, String>, look: &Look) -> String {
    let (mine, pool): (Vec<_>, Vec<_>) = items.iter().partition(|item| item.mine);
    let own = part(look.pick("나의 할 일", "My work"), (&mine, further.0), (numbers, look));
    let pooled = look.pick("누구나 맡을 수 있는 일", "Open to anyone with your role");
    let open = part(pooled, (&pool, further.1), (numbers, look));
    match (mine.is_empty(), pool.is_empty()) {
        (true, true) => format!("{}\n", look.pick("할 일이 없습니다.", "Nothing waits for you.")),
        (false, true) => own,
        (true, false) => open,
        (false, false) => format!("{own}\n{open}"),
    }
}

fn part(
    title: &str,
    (items, further): (&[&WorkItem], usize),
    (numbers, look): (&BTreeMap<String, String>, &Look),
) -> String {
    let mut table = Table::new([
        look.column_of(label::NUMBER).whole(),
        look.column_of(label::FINDING_ID).whole().unless_empty(),
        look.column("할 일", "to do").at_least(12),
        look.column("기한", "due").whole().rank(1),
        look.column_of(label::STATUS).rank(3),
        look.column("요청 부서", "team").at_least(6).rank(4),
        look.column_of(label::TITLE).at_least(12).rank(2),
    ]);
    for item in items {
        table.row([
            Cell::from(&**numbers.get(&item.review_id).unwrap_or(&item.review_id)),
            Cell::from(&*item.finding_id),
            Cell::from(to_do(item, look)),
            look.due_on(item.due_at.as_ref(), item.overdue),
            Cell::painted(&look.word::<ReviewStatus>(item.status), standing(item.status)),
            Cell::from(&*item.team),
            Cell::from(&*item.title),
        ]);
    }
    let count = counted(items.len(), (items.len() + further) as u64, look);
    format!("{title} ({count})\n{}", look.table(&table))
}

/// The step; with several approvals also their count, and for a fix whether it was sent back.
fn to_do(item: &WorkItem, look: &Look) -> String {
    let kind = look.word::<WorkKind>(item.kind);
    if item.sent_back {
        return format!("{kind} ({})", look.pick("반려됨", "sent back"));
    }
    let (agreed, needed) = (item.approvals, item.approvals_needed);
    match (needed, look.lang) {
        (0 | 1, _) => kind,
        (_, Lang::Ko) => format!("{kind} ({needed}명 중 {agreed}명 승인)"),
        (_, Lang::En) => format!("{kind} ({agreed} of {needed} approved)"),
    }
}

/// Comments with their authors, whole.
#[must_use]
pub fn comments(comments: &[Comment], look: &Look) -> String {
    let mut out = format!("{} ({})\n", look.pick("의견", "Comments"), comments.len());
    if comments.is_empty() {
        out.push_str(&look.none());
    }
    for one in comments {
        let (when, who) = (look.when(one.commented_at.as_ref()), person(one.author.as_ref()));
        let whom = look.word::<CommentVisibility>(one.visibility);
        let _ = writeln!(out, "\n  {when}  {who}  [{whom}]");
        for line in one.text.lines() {
            let _ = writeln!(out, "{}", look.lines(&format!("    {line}")));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;

    fn item(mine: bool, kind: WorkKind) -> WorkItem {
        WorkItem { review_id: "r-1".into(), finding_id: "F-2".into(), kind: kind.into(), mine, ..Default::default() }
    }

    /// D1: one's own work comes first and apart from the pool, and the second approver sees that one has agreed.
    #[test]
    fn own_work_and_the_pool_are_apart_and_approvals_are_counted() {
        let look = |lang| Look::new(lang, TimeZone::UTC);
        let waiting = WorkItem { approvals: 1, approvals_needed: 2, ..item(false, WorkKind::DecideAcceptance) };
        let both = [item(true, WorkKind::VerifyFix), waiting];
        let numbers = BTreeMap::from([("r-1".to_owned(), "R-2026-0142".to_owned())]);
        let shown = work(&both, (0, 0), &numbers, &look(Lang::En));
        assert!(shown.contains("R-2026-0142") && !shown.contains("r-1"), "{shown}");
        let (mine, pool) = shown.split_once("\n\n").expect("two parts");
        assert!(mine.starts_with("My work (1)\n") && mine.contains("F-2"), "{mine}");
        assert!(pool.starts_with("Open to anyone with your role (1)\n") && pool.contains("1 of 2"), "{pool}");
        let returned = WorkItem { sent_back: true, ..item(true, WorkKind::Remediate) };
        let shown = work(&[returned], (0, 0), &numbers, &look(Lang::Ko));
        assert!(shown.contains("조치 (반려됨)"), "{shown}");
        let none = BTreeMap::new();
        let korean = work(&both, (0, 0), &none, &look(Lang::Ko));
        assert!(korean.contains("2명 중 1명 승인") && korean.contains("r-1"), "{korean}");
        assert_eq!(work(&[], (0, 0), &none, &look(Lang::En)), "Nothing waits for you.\n");
        let own = work(&both[..1], (4, 0), &none, &look(Lang::En));
        assert!(!own.contains("Open to anyone") && own.starts_with("My work (1 of 5)\n"), "{own}");
        let no_finding = WorkItem { finding_id: String::new(), ..both[0].clone() };
        let shown = work(&[no_finding], (0, 0), &none, &look(Lang::En));
        assert!(own.contains("finding") && !shown.contains("finding"), "an empty column is left out: {shown}");
    }
}
