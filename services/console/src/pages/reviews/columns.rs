//! The columns of the list, and which of them the address shows.

use super::asked::ReviewsQuery;
use crate::{
    pages::lists::{Choice, Column, Head},
    text::{Say, key},
};

/// A column: its name in addresses, and its head. Number and title are always shown.
const COLUMNS: [(&str, Column); 10] = [
    ("number", (key("column-number"), "", "", "")),
    ("title", (key("column-title"), "title", "title.desc", "")),
    ("team", (key("column-team"), "team", "team.desc", "hide-w")),
    ("level", (key("column-level"), "level.desc", "level", "")),
    ("status", (key("column-status"), "", "", "")),
    ("judged", (key("column-judged"), "", "", "")),
    ("findings", (key("column-findings"), "findings.desc", "", "r")),
    ("assignee", (key("column-assignee"), "", "", "")),
    ("due", (key("column-due"), "due", "due.desc", "")),
    ("updated", (key("column-updated"), "updated.desc", "", "hide-m hide-w")),
];
/// Columns that are always shown: without them a row says nothing.
const ALWAYS: [&str; 2] = ["number", "title"];

/// Whether the address shows a column.
pub(super) fn shows(asked: &ReviewsQuery, name: &str) -> bool {
    ALWAYS.contains(&name) || !asked.hide.split(',').any(|hidden| hidden == name)
}

/// The heads of the columns that are shown.
pub(super) fn heads(t: Say, asked: &ReviewsQuery) -> Vec<Head> {
    let address = |order: &str| asked.address(|asked| order.clone_into(&mut asked.sort));
    let shown = COLUMNS.into_iter().filter(|(name, _)| shows(asked, name));
    shown.map(|(_, column)| Head::of(t, column, &asked.sort, address)).collect()
}

/// A link for each column that can be hidden, which shows or hides it.
pub(super) fn choices(t: Say, asked: &ReviewsQuery) -> Vec<Choice> {
    let hidden = |without: &str| {
        let names = COLUMNS.iter().map(|(name, _)| *name).filter(|name| !shows(asked, name) && *name != without);
        names.collect::<Vec<_>>()
    };
    let choice = |(name, (text, ..)): (&str, Column)| {
        let chosen = shows(asked, name);
        let mut names = hidden(name);
        names.extend(chosen.then_some(name));
        Choice { text: t.text(text), address: asked.address(|asked| asked.hide = names.join(",")), chosen }
    };
    COLUMNS.into_iter().filter(|(name, _)| !ALWAYS.contains(name)).map(choice).collect()
}

#[cfg(test)]
mod tests {
    use haetae_service_kit::error::Lang;

    use super::*;

    #[test]
    fn a_column_is_hidden_by_the_address_and_never_the_title() {
        let t = Say::in_language(Lang::En);
        let asked = ReviewsQuery { view: "all".into(), hide: "team,title,x".into(), ..ReviewsQuery::default() };
        assert!(!shows(&asked, "team") && shows(&asked, "title") && shows(&asked, "due"));
        assert_eq!(heads(t, &asked).len(), COLUMNS.len() - 1);
        let choices = choices(t, &asked);
        let of = |text: &str| choices.iter().find(|choice| choice.text == text).unwrap();
        assert_eq!(of("Team").address, "/reviews?view=all", "shows it again");
        assert!(of("Due").chosen && of("Due").address == "/reviews?view=all&hide=team%2Cdue", "{}", of("Due").address);
    }
}
