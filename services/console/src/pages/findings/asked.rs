//! Query parameters of `/findings`. Every link of the page is such an address.

use haetae_proto::{
    common::v1::{FindingStatus, FlowLayer, RiskLevel},
    words::Value,
};
use haetae_service_kit::auth::{Role, Roles};
use serde::Deserialize;

use crate::pages::lists::{address, known, quoted};

/// Query parameters. An empty one counts as absent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(super) struct FindingsQuery {
    /// One of [`VIEWS`].
    pub(super) view: String,
    /// Words to search for.
    pub(super) q: String,
    /// A status as the contract writes it, in small letters.
    pub(super) status: String,
    /// A level, likewise.
    pub(super) severity: String,
    /// A layer of the information flow, likewise.
    pub(super) layer: String,
    /// A control with its catalogue, e.g. `web-service:APP-02`.
    pub(super) control: String,
    /// The day whose end is shown; empty for now.
    pub(super) as_of: String,
    /// One of [`ORDERS`].
    pub(super) sort: String,
    /// The token of the page.
    pub(super) page: String,
}

/// The views, the widest first.
pub(super) const VIEWS: [&str; 7] = ["all", "open", "mine", "verify", "acceptance", "ending", "overdue"];

/// The orders: their names in addresses and in the contract.
const ORDERS: [(&str, &str); 6] = [
    ("due", "due_at"),
    ("due.desc", "due_at desc"),
    ("severity.desc", "severity desc, due_at"),
    ("severity", "severity, due_at"),
    ("team", "team, due_at"),
    ("updated.desc", "updated_at desc"),
];

impl FindingsQuery {
    /// Adds the default view of these roles, if none is given.
    pub(super) fn for_roles(mut self, roles: Roles) -> Self {
        if !VIEWS.contains(&self.view.as_str()) {
            let view = match () {
                () if !self.q.is_empty() => "all",
                () if roles.has(Role::Reviewer) => "verify",
                () if roles.has(Role::Approver) => "acceptance",
                () => "open",
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
        [&self.q, &self.status, &self.severity, &self.layer, &self.control, &self.as_of]
            .iter()
            .any(|given| !given.is_empty())
    }

    /// The address of the same list with something else about it, from its first page on.
    pub(super) fn address(&self, change: impl FnOnce(&mut Self)) -> String {
        let mut asked = Self { page: String::new(), ..self.clone() };
        change(&mut asked);
        let pairs = [
            ("view", asked.view.as_str()),
            ("q", asked.q.as_str()),
            ("status", asked.status.as_str()),
            ("severity", asked.severity.as_str()),
            ("layer", asked.layer.as_str()),
            ("control", asked.control.as_str()),
            ("as_of", asked.as_of.as_str()),
            ("sort", asked.sort.as_str()),
            ("page", asked.page.as_str()),
        ];
        address("/findings", &pairs)
    }

    /// A filter of the reviews whose changes may change the list.
    pub(super) fn of_reviews(&self) -> &'static str {
        match self.view.as_str() {
            "open" | "overdue" => "open_findings > 0",
            "verify" => "fix_claimed = true",
            "acceptance" => "acceptance_pending = true",
            "ending" => "accepted_findings > 0",
            _ => "open_findings > 0 OR accepted_findings > 0",
        }
    }

    /// The filter in the language of the contract (docs/filters.md); `subject` is the account of the person.
    pub(super) fn filter(&self, subject: &str) -> String {
        let view = match self.view.as_str() {
            "open" => Some("status = OPEN".to_owned()),
            "mine" => Some(format!("assignee = {}", quoted(subject))),
            "verify" => Some("fix_claimed = true".to_owned()),
            "acceptance" => Some("acceptance_pending = true".to_owned()),
            "ending" => Some("acceptance_ending = true".to_owned()),
            "overdue" => Some("overdue = true".to_owned()),
            _ => None,
        };
        let value = |field: &str, known: Option<&Value>| known.map(|value| format!("{field} = {}", value.word));
        let words: Vec<String> = self.q.split_whitespace().map(quoted).collect();
        let conditions = [
            view,
            value("status", known::<FindingStatus>(&self.status)),
            value("severity", known::<RiskLevel>(&self.severity)),
            value("layer", known::<FlowLayer>(&self.layer)),
            (!self.control.is_empty()).then(|| format!("checkpoint:{}", quoted(&format!("{}:", self.control)))),
            (!words.is_empty()).then(|| words.join(" AND ")),
        ];
        conditions.into_iter().flatten().collect::<Vec<_>>().join(" AND ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_becomes_a_filter_and_nothing_else_gets_into_it() {
        let asked = |view: &str, status: &str, q: &str| FindingsQuery {
            view: view.into(),
            status: status.into(),
            q: q.into(),
            ..FindingsQuery::default()
        };
        assert_eq!(asked("all", "", "").filter("kim"), "");
        assert_eq!(asked("mine", "fix_claimed", "").filter("k\"im"), r#"assignee = "k\"im" AND status = FIX_CLAIMED"#);
        assert_eq!(
            asked("overdue", "open OR x", "암호 \"OR\"").filter(""),
            r#"overdue = true AND "암호" AND "\"OR\"""#
        );
    }

    #[test]
    fn a_link_keeps_everything_but_the_page() {
        let asked = FindingsQuery { q: "a&b".into(), page: "token".into(), ..FindingsQuery::default() };
        let roles: Roles = [Role::Reviewer].into_iter().collect();
        let asked = asked.for_roles(roles);
        assert_eq!(asked.address(|_| {}), "/findings?view=all&q=a%26b&sort=due");
        assert_eq!(FindingsQuery::default().for_roles(roles).view, "verify");
        assert_eq!(FindingsQuery::default().for_roles(Roles::default()).view, "open");
    }
}
