//! Threats and the solutions that manage them.

use haetae_proto::{
    checkpoint::v1::{ListSolutionsResponse, ListThreatsResponse},
    common::v1::Component,
    words::label,
};

use super::{Look, look::document};
use crate::{
    table::{Align, Column, Table},
    words::{Vocabulary as _, list},
};

/// A table of threats.
#[must_use]
pub fn threats(answer: &ListThreatsResponse, look: &Look) -> String {
    let mut table = Table::new([
        look.column_of(label::THREAT_ID).whole(),
        look.column("이름", "title"),
        Column::from((Component::kind(look.lang), Align::Left)).rank(3),
        look.column("대응 기술", "managed by").whole().rank(1),
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
        look.column("대응 기술", "solution").whole(),
        look.column("이름", "title"),
        look.column("위협", "manages").whole().rank(1),
        look.column("항목", "controls").whole().rank(2),
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
