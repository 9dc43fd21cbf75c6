//! Where checkpoints fail.

use haetae_proto::{
    common::v1::FlowLayer,
    dashboard::v1::{ControlArea, GetWeakAreasResponse, VerdictCounts},
    words::Named as _,
};

use super::counts::width;
use crate::{pages::lists::address, text::Say};

/// Controls that are shown.
const WORST: usize = 10;

/// Results of a layer or a control.
#[derive(Debug)]
pub(super) struct Area {
    pub(super) text: String,
    /// The list of its findings; none where no filter can find them.
    pub(super) address: Option<String>,
    pub(super) judged: u64,
    pub(super) failed: u64,
    pub(super) partial: u64,
    /// In percent; none where too few checkpoints were judged.
    pub(super) rate: Option<String>,
    pub(super) width: String,
}

/// Every layer that was judged, in the order of the flow.
pub(super) fn layers(t: Say, areas: &GetWeakAreasResponse, moment: &str) -> Vec<Area> {
    let judged = areas.layers.iter().filter(|one| one.counts.is_some_and(|counts| counts.judged > 0));
    let most = judged.clone().filter_map(|one| one.counts).map(|counts| counts.failed).max().unwrap_or_default();
    judged
        .map(|one| {
            let word = FlowLayer::VALUES.get(usize::try_from(one.layer).unwrap_or_default());
            let word = word.filter(|_| one.layer != 0).map(|value| value.word.to_ascii_lowercase());
            let address =
                word.map(|word| address("/findings", &[("view", "all"), ("layer", &word), ("as_of", moment)]));
            area(t.word::<FlowLayer>(one.layer), address, one.counts.unwrap_or_default(), most)
        })
        .collect()
}

/// The controls that failed most often; those with few results come last.
pub(super) fn controls(t: Say, areas: &GetWeakAreasResponse, moment: &str) -> Vec<Area> {
    let counts = |one: &ControlArea| one.counts.unwrap_or_default();
    let mut failed: Vec<&ControlArea> = areas.controls.iter().filter(|one| counts(one).failed > 0).collect();
    failed.sort_by_key(|one| (counts(one).few, std::cmp::Reverse(counts(one).failed)));
    let most = failed.iter().map(|one| counts(one).failed).max().unwrap_or_default();
    let control = |one: &&ControlArea| {
        let key = format!("{}:{}", one.catalog_id, one.control_id);
        let title = t.of(one.title.as_ref());
        let text = if title.is_empty() { key.clone() } else { title };
        let address = address("/findings", &[("view", "all"), ("control", &key), ("as_of", moment)]);
        area(text, Some(address), counts(one), most)
    };
    failed.iter().take(WORST).map(control).collect()
}

fn area(text: String, address: Option<String>, counts: VerdictCounts, most: u64) -> Area {
    let VerdictCounts { judged, failed, partial, fail_rate, few, .. } = counts;
    let rate = (!few).then(|| format!("{:.0}%", fail_rate * 100.0));
    Area { text, address, judged, failed, partial, rate, width: width(failed, most) }
}

#[cfg(test)]
mod tests {
    use haetae_service_kit::error::Lang;

    use super::*;

    #[test]
    fn what_failed_most_comes_first_and_small_samples_last() {
        let control = |id: &str, judged, failed, few| ControlArea {
            catalog_id: "web".into(),
            control_id: id.into(),
            counts: Some(VerdictCounts { judged, failed, fail_rate: 0.285, few, ..VerdictCounts::default() }),
            ..ControlArea::default()
        };
        let areas = GetWeakAreasResponse {
            controls: vec![
                control("A", 3, 3, true),
                control("B", 20, 2, false),
                control("C", 21, 6, false),
                control("D", 9, 0, true),
            ],
            ..GetWeakAreasResponse::default()
        };
        let drawn = controls(Say::in_language(Lang::En), &areas, "");
        let drawn: Vec<_> = drawn.iter().map(|one| (&*one.text, one.rate.as_deref(), &*one.width)).collect();
        assert_eq!(drawn, [("web:C", Some("28%"), "160.0"), ("web:B", Some("28%"), "53.3"), ("web:A", None, "80.0")]);
    }
}
