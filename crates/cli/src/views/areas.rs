//! The areas in which checkpoints fail.

use haetae_proto::{
    common::v1::{FlowLayer, ServiceType, VerdictResult},
    dashboard::v1::{GetWeakAreasResponse, VerdictCounts},
};

use super::Look;
use crate::{
    table::{Align, Column, Table},
    words::Vocabulary as _,
};

/// Fail rates by flow layer, service type and control.
#[must_use]
pub fn weak_areas(areas: &GetWeakAreasResponse, look: &Look) -> String {
    let total = vec![(look.pick("전체", "all").to_owned(), areas.total)];
    let layers = areas.layers.iter().map(|one| (look.word::<FlowLayer>(one.layer), one.counts));
    let types = areas.service_types.iter().map(|one| (look.word::<ServiceType>(one.service_type), one.counts));
    let controls = areas.controls.iter().map(|one| {
        let title = look.text(one.title.as_ref()).to_owned();
        (format!("{}:{} {title}", one.catalog_id, one.control_id).trim_end().to_owned(), one.counts)
    });
    let by_layer = total.into_iter().chain(layers);
    let tables = [
        table(look.pick("정보 흐름별", "By flow layer"), by_layer, look),
        table(look.pick("서비스 유형별", "By service type"), types, look),
        table(look.pick("보안요구사항 항목별", "By control"), controls, look),
    ];
    let note = look
        .pick("* 점검 결과가 10건 미만이므로 비율은 참고용입니다.", "* Fewer than 10 judged: the rate says little.");
    format!("{}\n  {note}\n", tables.join("\n"))
}

fn table(heading: &str, rows: impl Iterator<Item = (String, Option<VerdictCounts>)>, look: &Look) -> String {
    let mut table = Table::new([
        look.column("구분", "area"),
        look.figures("취약률", "fail rate"),
        look.figures("점검", "judged"),
        look.figures("취약", "failed"),
        Column::from((VerdictResult::Partial.say(look.lang), Align::Right)).rank(1),
        Column::from((VerdictResult::NotApplicable.say(look.lang), Align::Right)).rank(2),
    ]);
    for (area, counts) in rows {
        let counts = counts.unwrap_or_default();
        table.row([
            area,
            rate(&counts),
            counts.judged.to_string(),
            counts.failed.to_string(),
            counts.partial.to_string(),
            counts.not_applicable.to_string(),
        ]);
    }
    format!("{heading}\n{}", look.table(&table))
}

/// In percent; a star where it says little.
fn rate(counts: &VerdictCounts) -> String {
    match (counts.judged, counts.few) {
        (0, _) => "-".to_owned(),
        (_, few) => format!("{:.1}%{}", counts.fail_rate * 100.0, if few { "*" } else { "" }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_of_few_verdicts_is_marked_and_one_of_none_is_none() {
        let counts =
            |judged, failed, few| VerdictCounts { judged, failed, fail_rate: 0.125, few, ..VerdictCounts::default() };
        assert_eq!(rate(&counts(16, 2, false)), "12.5%");
        assert_eq!(rate(&counts(8, 1, true)), "12.5%*");
        assert_eq!(rate(&counts(0, 0, true)), "-");
    }
}
