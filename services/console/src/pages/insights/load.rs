//! The workload of reviewers.

use haetae_proto::dashboard::v1::{GetWorkloadResponse, ReviewerLoad};

use super::counts::width;
use crate::{pages::lists::address, text::Say};

/// The open work of one reviewer, or the work without an assignee.
#[derive(Debug)]
pub(super) struct Load {
    pub(super) name: String,
    pub(super) open: u64,
    pub(super) open_address: String,
    pub(super) width: String,
    pub(super) overdue: u64,
    pub(super) overdue_address: String,
    pub(super) fixes: u64,
    pub(super) findings: u64,
    pub(super) judged: u64,
}

/// Every reviewer, busy ones first; work without an assignee last.
pub(super) fn loads(t: Say, answer: &GetWorkloadResponse, moment: &str) -> Vec<Load> {
    let most = answer.reviewers.iter().map(|one| one.open_reviews).max().unwrap_or_default();
    let load = |one: &ReviewerLoad| {
        let account = one.reviewer.as_ref().map(|person| person.subject.as_str());
        let list = |only: &str| {
            let whose =
                [("assignee", account.unwrap_or_default()), ("nobody", if account.is_none() { "1" } else { "" })];
            let pairs = [&[("view", "all"), ("only", only), ("as_of", moment)][..], &whose].concat();
            address("/reviews", &pairs)
        };
        Load {
            name: one.reviewer.as_ref().map_or_else(|| t.text("work-claim"), |person| t.person(person)),
            open: one.open_reviews,
            open_address: list("open"),
            width: width(one.open_reviews, most),
            overdue: one.overdue_reviews,
            overdue_address: list("overdue"),
            fixes: one.fixes_to_verify,
            findings: one.overdue_findings,
            judged: one.judged,
        }
    };
    answer.reviewers.iter().map(load).collect()
}

#[cfg(test)]
mod tests {
    use haetae_proto::common::v1::Person;
    use haetae_service_kit::error::Lang;

    use super::*;

    #[test]
    fn what_nobody_has_leads_to_reviews_without_an_assignee() {
        let lee = Person { subject: "lee&co".into(), name: "이수진".into() };
        let reviewers = vec![
            ReviewerLoad { reviewer: Some(lee), open_reviews: 4, ..ReviewerLoad::default() },
            ReviewerLoad { open_reviews: 9, ..ReviewerLoad::default() },
        ];
        let answer = GetWorkloadResponse { reviewers, ..GetWorkloadResponse::default() };
        let drawn = loads(Say::in_language(Lang::Ko), &answer, "");
        assert_eq!(drawn[0].open_address, "/reviews?view=all&only=open&assignee=lee%26co");
        assert_eq!((&*drawn[1].name, &*drawn[1].open_address), ("담당자 없음", "/reviews?view=all&only=open&nobody=1"));
    }
}
