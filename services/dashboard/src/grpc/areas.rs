//! GetWeakAreas.

use haetae_domain::vocabulary::{Layer, ServiceType};
use haetae_event_log::codec::Word as _;
use haetae_proto::dashboard::v1::{
    ControlArea, GetWeakAreasRequest, GetWeakAreasResponse, LayerArea, ServiceTypeArea, VerdictCounts,
};
use haetae_service_kit::{
    deadline::Deadline,
    error::{ApiError, Violations},
    token::parse_consistency_token,
};

use super::{days, moment, show::text};
use crate::{
    database::failure,
    store::{Area, AreaCounts, Areas, QueryStore, Visible},
};

/// With fewer verdicts than this, a rate is not significant.
const FEW: u64 = 10;

pub(super) async fn get(
    store: &QueryStore,
    visible: &Visible,
    request: &GetWeakAreasRequest,
    deadline: Deadline,
) -> Result<GetWeakAreasResponse, ApiError> {
    let mut v = Violations::new();
    let as_of = moment::parse(&mut v, request.as_of.as_ref());
    let recorded = days::parse(&mut v, &request.first_day, &request.last_day);
    let wanted = v.take(parse_consistency_token(&request.consistency_token))?.flatten();
    v.finish()?;
    let mut whole = store.whole(as_of, wanted, deadline).await?;
    let areas = whole.areas(visible, recorded).await.map_err(failure)?;
    Ok(GetWeakAreasResponse {
        total: Some(counts(areas.total)),
        layers: layers(&areas),
        service_types: service_types(&areas),
        controls: controls(areas),
        consistency_token: whole.0.token(),
    })
}

fn counts(counts: AreaCounts) -> VerdictCounts {
    let judged = judged(&counts);
    VerdictCounts {
        judged,
        failed: counts.fail,
        partial: counts.partial,
        not_applicable: counts.not_applicable,
        fail_rate: rate(&counts),
        few: judged < FEW,
    }
}

/// A checkpoint that is not applicable was not judged.
const fn judged(counts: &AreaCounts) -> u64 {
    counts.pass + counts.fail + counts.partial
}

/// Counts of verdicts are far below the largest integer that a double represents exactly.
#[expect(clippy::cast_precision_loss, reason = "there are fewer verdicts than 2^53")]
fn rate(counts: &AreaCounts) -> f64 {
    match judged(counts) {
        0 => 0.0,
        judged => counts.fail as f64 / judged as f64,
    }
}

/// Every layer; the unknown layer only if there are verdicts on it.
fn layers(areas: &Areas) -> Vec<LayerArea> {
    let known = Layer::ALL.iter().copied().map(Some);
    let unknown = areas.layers.contains_key(&None).then_some(None);
    let area = |layer: Option<Layer>| LayerArea {
        layer: layer.map_or(0, Layer::to_wire),
        counts: Some(counts(areas.layers.get(&layer).copied().unwrap_or_default())),
    };
    known.chain(unknown).map(area).collect()
}

fn service_types(areas: &Areas) -> Vec<ServiceTypeArea> {
    let area = |word: &ServiceType| ServiceTypeArea {
        service_type: word.to_wire(),
        counts: Some(counts(areas.service_types.get(word).copied().unwrap_or_default())),
    };
    ServiceType::ALL.iter().map(area).collect()
}

/// The worst first: by rate, then by number of failures; controls with few verdicts come last.
fn controls(areas: Areas) -> Vec<ControlArea> {
    let mut controls: Vec<_> = areas.controls.into_iter().collect();
    controls.sort_by(|(a_key, a), (b_key, b)| {
        let few = |area: &Area| judged(&area.counts) < FEW;
        // Compared as fractions, so that equal rates compare as equal.
        let (a_share, b_share) = (a.counts.fail * judged(&b.counts).max(1), b.counts.fail * judged(&a.counts).max(1));
        let worse = few(a).cmp(&few(b)).then(b_share.cmp(&a_share)).then(b.counts.fail.cmp(&a.counts.fail));
        worse.then_with(|| a_key.cmp(b_key))
    });
    let shown = controls.into_iter().map(|((catalog_id, control_id), area)| {
        let (layer, title) = area.control.map_or((0, None), |(layer, title)| (layer.to_wire(), Some(text(title))));
        ControlArea { catalog_id, control_id, title, layer, counts: Some(counts(area.counts)) }
    });
    shown.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn area(pass: u64, fail: u64) -> Area {
        Area { control: None, counts: AreaCounts { pass, fail, ..AreaCounts::default() } }
    }

    #[test]
    fn the_worst_control_comes_first_and_few_verdicts_come_last() {
        let all = [("a", area(9, 1)), ("b", area(0, 1)), ("c", area(90, 10)), ("d", area(5, 5)), ("e", area(4, 0))];
        let controls = all.into_iter().map(|(id, area)| (("web".to_owned(), id.to_owned()), area)).collect();
        let shown = super::controls(Areas { controls, ..Areas::default() });
        let order: Vec<_> = shown.iter().map(|area| (area.control_id.as_str(), area.counts.unwrap().few)).collect();
        assert_eq!(order, [("d", false), ("c", false), ("a", false), ("b", true), ("e", true)]);
    }

    #[test]
    fn what_does_not_apply_is_counted_and_lowers_no_rate() {
        let shown = counts(AreaCounts { pass: 6, fail: 3, partial: 3, not_applicable: 100 });
        assert_eq!((shown.judged, shown.failed, shown.fail_rate, shown.few), (12, 3, 0.25, false));
        assert_eq!(counts(AreaCounts::default()).fail_rate, 0.0);
    }
}
