//! The effect of a catalogue version on open reviews.

use std::{collections::BTreeMap, fmt::Write as _};

use haetae_domain::text::counted;
use haetae_proto::{
    checkpoint::v1::{ActivationEffect, ActivationEffects},
    dashboard::v1::ReviewRow,
    words::label,
};

use super::Look;
use crate::{table::Table, words::Lang};

/// Shows how many checklists would change, and the reviews: by number, and by title if `reviews` has their rows.
#[must_use]
pub fn activation(result: &ActivationEffects, reviews: &BTreeMap<String, ReviewRow>, look: &Look) -> String {
    let ActivationEffects { reviews: all, changed, unreadable, .. } = result;
    let mut out = match look.lang {
        Lang::Ko => format!("적용 미리 보기: 완료되지 않은 검토 {all}건 중 {changed}건의 점검표가 달라집니다\n"),
        Lang::En => {
            format!("Activation preview: {}; checklists that change: {changed}\n", counted(*all, "open review"))
        }
    };
    if *unreadable > 0 {
        let _ = match look.lang {
            Lang::Ko => writeln!(out, "  점검표를 읽을 수 없는 검토가 {unreadable}건 있습니다."),
            Lang::En => writeln!(out, "  checklists that cannot be read: {unreadable}"),
        };
    }
    if !result.effects.is_empty() {
        out.push('\n');
        out.push_str(&effects(&result.effects, reviews, look));
        let left = changed.saturating_sub(result.effects.len() as u64);
        if left > 0 {
            let _ = match look.lang {
                Lang::Ko => writeln!(out, "  … {left}건 더 있습니다: --max-listed"),
                Lang::En => writeln!(out, "  … {left} more: --max-listed"),
            };
        }
    }
    out
}

fn effects(effects: &[ActivationEffect], reviews: &BTreeMap<String, ReviewRow>, look: &Look) -> String {
    let mut table = Table::new([
        look.column_of(label::NUMBER).whole(),
        look.column_of(label::TITLE).rank(2),
        look.column("추가", "added").whole(),
        look.column("변경", "changed").whole(),
        look.column("제외", "retired").whole(),
        look.column("유지되는 결과", "results kept").whole(),
        look.column("다시 볼 결과", "to check").whole(),
        look.column("제외되는 결과", "results retired").whole().rank(1),
    ]);
    for one in effects {
        let row = reviews.get(&one.review_id);
        table.row([
            one.review_number.clone(),
            row.map_or_else(|| look.pick("(열람 권한 없음)", "(not shown to you)").to_owned(), |row| row.title.clone()),
            one.added.len().to_string(),
            one.changed.len().to_string(),
            one.retired.len().to_string(),
            one.results_kept.to_string(),
            one.results_to_check.to_string(),
            one.results_retired.to_string(),
        ]);
    }
    look.table(&table)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changes_is_counted_by_review_in_both_languages() {
        let effect = ActivationEffect {
            review_number: "R-2026-0142".into(),
            added: vec!["web-service:APP-01:1".into()],
            results_kept: 12,
            results_to_check: 3,
            ..Default::default()
        };
        let result = ActivationEffects { reviews: 14, changed: 2, effects: vec![effect], ..Default::default() };
        for (lang, parts) in [
            (Lang::Ko, ["14건 중 2건", "R-2026-0142", "1건 더 있습니다", "(열람 권한 없음)"]),
            (Lang::En, ["14 open reviews", "R-2026-0142", "1 more", "(not shown to you)"]),
        ] {
            let shown = activation(&result, &BTreeMap::new(), &Look::here(lang));
            for part in parts {
                assert!(shown.contains(part), "{part} is not in {shown}");
            }
        }
    }
}
