//! Results that are about to be recorded.

use haetae_proto::{common::v1::VerdictResult, words::label};
use haetae_sheet::Row;

use super::{Look, look::person};
use crate::table::Table;

/// Shows the current result, by whom and when it was recorded, the new one, and the reason.
#[must_use]
pub(crate) fn changes(rows: &[Row], look: &Look) -> String {
    let mut table = Table::new([
        look.column_of(label::CHECKPOINT).whole(),
        look.column("현재", "now").rank(1),
        look.column("변경 후", "becomes"),
        look.column_of(label::REASON),
    ]);
    for row in rows {
        let now = row.was.as_ref().map_or(0, |was| was.result);
        let [mut now, becomes] = [now, row.input.result].map(|result| look.word::<VerdictResult>(result));
        if let Some(was) = &row.was {
            let (by, at) = (person(was.judged_by.as_ref()), look.when(was.judged_at.as_ref()));
            now.push_str(&format!(" ({by}, {at})"));
        }
        table.row([row.input.checkpoint.clone(), now, becomes, row.input.reason.clone()]);
    }
    format!("{} ({})\n{}", look.pick("바뀔 점검 결과", "Results to record"), rows.len(), look.table(&table))
}

/// Lists results that other reviewers recorded meanwhile, one per line; `given` names the origin of the other result.
#[must_use]
pub(crate) fn overtaken(rows: &[Row], given: &str, look: &Look) -> Vec<String> {
    let line = |row: &Row| {
        let was = row.was.clone().unwrap_or_default();
        let (by, at) = (person(was.judged_by.as_ref()), look.when(was.judged_at.as_ref()));
        let [now, other] = [was.result, row.input.result].map(|result| look.word::<VerdictResult>(result));
        let reason = if was.reason.is_empty() { String::new() } else { format!(": {}", was.reason.replace('\n', " ")) };
        format!("  {}: {now} ({by}, {at}){reason}; {given} {other}", row.input.checkpoint)
    };
    rows.iter().map(line).collect()
}
