//! The controls to check first.

use haetae_proto::checkpoint::v1::FocusItem;

use super::{Look, checklist::why};
use crate::table::Table;

/// The focus guide in its order.
#[must_use]
pub fn focus(items: &[FocusItem], title: &str, look: &Look) -> String {
    let mut table = Table::new([
        look.figures("", ""),
        look.column("항목", "control").whole(),
        look.column("내용", "title"),
        look.column("먼저 보는 이유", "why first").rank(1),
    ]);
    for item in items {
        let why = why(&item.selected_by, look);
        let threats: Vec<&str> = item.threats.iter().map(|threat| look.text(threat.title.as_ref())).collect();
        let why = if threats.is_empty() { why.to_owned() } else { format!("{why} ({})", threats.join(", ")) };
        table.row([
            item.rank.to_string(),
            format!("{}:{}", item.catalog_id, item.control_id),
            look.text(item.title.as_ref()).to_owned(),
            why,
        ]);
    }
    format!("{}: {title}\n{}", look.pick("집중 점검 가이드", "Focus guide"), look.table(&table))
}
