//! Query parameters of the list: the view, the filters, the order and the page. Every link of the page is such an
//! address.

use haetae_service_kit::auth::{Role, Roles};
use serde::{Deserialize, Serialize};

use crate::pages::lists::address;

/// Query parameters. An empty one counts as absent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default)]
pub(super) struct ReviewsQuery {
    /// One of [`VIEWS`].
    pub(super) view: String,
    /// Words to search for, or a number.
    pub(super) q: String,
    /// A status as the contract writes it, in small letters.
    pub(super) status: String,
    /// A level, likewise.
    pub(super) level: String,
    /// A service type, likewise.
    pub(super) service: String,
    /// `stale`, `open`, `overdue` or `unscored`: only reviews with this property; `stale` means that the decision is
    /// out of date.
    pub(super) only: String,
    /// The first day they were requested on, in Seoul.
    pub(super) from: String,
    /// The last day.
    pub(super) to: String,
    /// The account in charge.
    pub(super) assignee: String,
    /// If not empty: only reviews without an assignee.
    pub(super) nobody: String,
    /// The day whose end is shown; empty for now.
    pub(super) as_of: String,
    /// One of [`ORDERS`].
    pub(super) sort: String,
    /// Columns that are not shown, by their names in [`super::columns`], with commas between them.
    pub(super) hide: String,
    /// Why a list was not kept; one of the texts of [`super::saved`].
    pub(super) wrong: String,
    /// The token of the page.
    pub(super) page: String,
}

/// The views, the widest first.
pub(super) const VIEWS: [&str; 5] = ["all", "mine", "unassigned", "deciding", "overdue"];

/// The orders: their names in addresses and in the contract.
const ORDERS: [(&str, &str); 10] = [
    ("due", "due_at, submitted_at"),
    ("due.desc", "due_at desc, submitted_at"),
    ("level.desc", "level desc, score desc, submitted_at desc"),
    ("level", "level, score, submitted_at desc"),
    ("title", "title"),
    ("title.desc", "title desc"),
    ("team", "team, submitted_at desc"),
    ("team.desc", "team desc, submitted_at desc"),
    ("findings.desc", "open_findings desc, submitted_at desc"),
    ("updated.desc", "updated_at desc"),
];

impl ReviewsQuery {
    /// Adds the default view of these roles, if none is given: a reviewer's own reviews, or those that wait for an
    /// approver.
    pub(super) fn for_roles(mut self, roles: Roles) -> Self {
        if !VIEWS.contains(&self.view.as_str()) {
            let view = match () {
                // A search is for everything.
                () if !self.q.is_empty() => "all",
                () if roles.has(Role::Reviewer) => "mine",
                () if roles.has(Role::Approver) => "deciding",
                () => "all",
            };
            view.clone_into(&mut self.view);
        }
        if !ORDERS.iter().any(|(name, _)| *name == self.sort) {
            "due".clone_into(&mut self.sort);
        }
        self
    }

    /// The order as the contract names it.
    pub(super) fn order_by(&self) -> &'static str {
        ORDERS.iter().find(|(name, _)| *name == self.sort).map_or("", |(_, order)| order)
    }

    /// Whether anything but the view narrows the list.
    pub(super) fn narrows(&self) -> bool {
        let given = [&self.q, &self.status, &self.level, &self.service, &self.only];
        given.into_iter().chain(self.narrowed()).any(|given| !given.is_empty())
    }

    /// The filters set only by links from figures, and the moment.
    pub(super) const fn narrowed(&self) -> [&String; 5] {
        [&self.from, &self.to, &self.assignee, &self.nobody, &self.as_of]
    }

    /// The address of the same list with something else about it, from its first page on.
    pub(super) fn address(&self, change: impl FnOnce(&mut Self)) -> String {
        let mut asked = Self { page: String::new(), wrong: String::new(), ..self.clone() };
        change(&mut asked);
        let pairs = [
            ("view", asked.view.as_str()),
            ("q", asked.q.as_str()),
            ("status", asked.status.as_str()),
            ("level", asked.level.as_str()),
            ("service", asked.service.as_str()),
            ("only", asked.only.as_str()),
            ("from", asked.from.as_str()),
            ("to", asked.to.as_str()),
            ("assignee", asked.assignee.as_str()),
            ("nobody", asked.nobody.as_str()),
            ("as_of", asked.as_of.as_str()),
            ("sort", asked.sort.as_str()),
            ("hide", asked.hide.as_str()),
            ("wrong", asked.wrong.as_str()),
            ("page", asked.page.as_str()),
        ];
        address("/reviews", &pairs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_keeps_everything_but_the_page() {
        let asked = ReviewsQuery { q: "결제 & 인증".into(), page: "token".into(), ..ReviewsQuery::default() };
        let roles: Roles = [Role::Reviewer].into_iter().collect();
        let asked = asked.for_roles(roles);
        assert_eq!(asked.view, "all", "a search is for everything");
        let link = asked.address(|asked| "high".clone_into(&mut asked.level));
        assert_eq!(link, "/reviews?view=all&q=%EA%B2%B0%EC%A0%9C+%26+%EC%9D%B8%EC%A6%9D&level=high&sort=due");
        assert_eq!(crate::site::local_path(&link), Some(link.as_str()));
        assert_eq!(ReviewsQuery::default().for_roles(roles).view, "mine");
        let strange = ReviewsQuery { view: "x".into(), sort: "y".into(), ..ReviewsQuery::default() };
        assert_eq!(strange.for_roles(Roles::default()).order_by(), "due_at, submitted_at");
    }
}
