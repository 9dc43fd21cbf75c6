//! The requirements of a stage as text; the command line shows the rest.

use haetae_cli::{
    table::{Align, Table, shorten},
    views::Look,
    words::{Lang, Vocabulary as _},
};

use super::Knowledge;

const TITLE: usize = 44;
const REQUIREMENT: usize = 72;

/// Prints the requirements that are specific to the review's stage.
pub(in crate::demo) fn requirements(knowledge: &Knowledge, look: &Look) -> String {
    let (stage, count) = (knowledge.stage.say(look.lang), knowledge.stage_requirements.len());
    let heading = match look.lang {
        Lang::Ko => format!("{stage} 단계에 적용되는 요구사항 ({count})"),
        Lang::En => format!("Requirements of the {stage} stage ({count})"),
    };
    let mut table = Table::new([
        (look.pick("항목", "control"), Align::Left),
        (look.pick("내용", "title"), Align::Left),
        (look.pick("요구사항", "requirement"), Align::Left),
    ]);
    for one in &knowledge.stage_requirements {
        let title = shorten(look.text(one.title.as_ref()), TITLE);
        table.row([one.control.clone(), title, shorten(look.text(one.requirement.as_ref()), REQUIREMENT)]);
    }
    format!("{heading}\n{}", look.table(&table))
}
