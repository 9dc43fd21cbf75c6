//! Threats and the solutions that manage them.

use haetae_proto::{
    checkpoint::v1::{ListSolutionsResponse, ListThreatsResponse},
    common::v1::Component,
};

use super::{Look, look::document};
use crate::{
    table::{Align, Table},
    words::{Vocabulary as _, list},
};

/// A table of threats.
#[must_use]
pub fn threats(answer: &ListThreatsResponse, look: &Look) -> String {
    let mut table = Table::new([
        (look.pick("위협", "threat"), Align::Left),
        (look.pick("이름", "title"), Align::Left),
        (Component::kind(look.lang), Align::Left),
        (look.pick("대응 기술", "managed by"), Align::Left),
    ]);
    for one in &answer.threats {
        table.row([
            one.threat_id.clone(),
            look.text(one.title.as_ref()).to_owned(),
            list::<Component>(&one.components, look.lang),
            one.solution_ids.join(", "),
        ]);
    }
    let (heading, version) = (look.pick("위협", "Threats"), document(answer.version.as_ref()));
    format!("{heading} {version} ({})\n{}", answer.threats.len(), look.table(&table))
}

/// A table of solutions.
#[must_use]
pub fn solutions(answer: &ListSolutionsResponse, look: &Look) -> String {
    let mut table = Table::new([
        (look.pick("대응 기술", "solution"), Align::Left),
        (look.pick("이름", "title"), Align::Left),
        (look.pick("위협", "manages"), Align::Left),
        (look.pick("항목", "controls"), Align::Left),
    ]);
    for one in &answer.solutions {
        let manages: Vec<&str> = one.manages.iter().map(|threat| threat.threat_id.as_str()).collect();
        table.row([
            one.solution_id.clone(),
            look.text(one.title.as_ref()).to_owned(),
            manages.join(", "),
            one.control_ids.join(", "),
        ]);
    }
    let (heading, version) = (look.pick("대응 기술", "Solutions"), document(answer.version.as_ref()));
    format!("{heading} {version} ({})\n{}", answer.solutions.len(), look.table(&table))
}
