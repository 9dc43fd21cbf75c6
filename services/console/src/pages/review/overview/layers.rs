//! Results by layer of the information flow.

use haetae_proto::{
    checkpoint::v1::{Checklist, Checkpoint},
    common::v1::{FlowLayer, Tally, VerdictResult},
    dashboard::v1::{DiagnosisOverview, LayerTally},
};

use crate::text::Say;

/// How wide the bar of a row is.
const WIDTH: u32 = 90;

/// The columns of results, in order.
const RESULTS: [VerdictResult; 5] = [
    VerdictResult::Pass,
    VerdictResult::Fail,
    VerdictResult::Partial,
    VerdictResult::NotApplicable,
    VerdictResult::Unspecified,
];

/// Names of the columns of results.
pub(in crate::pages::review) fn results(say: Say) -> [String; 5] {
    RESULTS.map(|result| say.word::<VerdictResult>(result.into()))
}

/// A part of a bar.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::pages::review) struct Part {
    /// The class of the stylesheet.
    pub(in crate::pages::review) class: &'static str,
    pub(in crate::pages::review) from: String,
    pub(in crate::pages::review) width: String,
}

/// A row.
#[derive(Debug)]
pub(in crate::pages::review) struct LayerLine {
    pub(in crate::pages::review) name: String,
    pub(in crate::pages::review) total: u32,
    pub(in crate::pages::review) pass: u32,
    pub(in crate::pages::review) fail: u32,
    pub(in crate::pages::review) partial: u32,
    pub(in crate::pages::review) not_applicable: u32,
    pub(in crate::pages::review) open: u32,
    pub(in crate::pages::review) bar: Vec<Part>,
}

/// The table.
#[derive(Debug)]
pub(in crate::pages::review) struct Layers {
    pub(in crate::pages::review) about: String,
    pub(in crate::pages::review) rows: Vec<LayerLine>,
    pub(in crate::pages::review) sum: LayerLine,
}

impl Layers {
    /// The layers of a checklist; `over` if the review has ended.
    pub(in crate::pages::review) fn of(say: Say, diagnosis: &DiagnosisOverview, over: bool) -> Self {
        let tally = diagnosis.tally.unwrap_or_default();
        let (total, open) = (tally.total.to_string(), tally.mandatory_open.to_string());
        let round = diagnosis.round.to_string();
        let values = [("total", total.as_str()), ("open", &open), ("round", &round)];
        let about = match (diagnosis.concluded, over) {
            (true, _) => say.with("layers-over", &values),
            (false, true) => say.with("layers-stopped", &values),
            (false, false) => say.with("layers-about", &values),
        };
        let layer = |one: &haetae_proto::dashboard::v1::LayerTally| {
            row(say.word::<FlowLayer>(one.layer), one.tally.unwrap_or_default())
        };
        Self { about, rows: diagnosis.layers.iter().map(layer).collect(), sum: row(say.text("layers-sum"), tally) }
    }

    /// Of a checklist as a decision binds to it; its lines are in the order of the layers.
    pub(in crate::pages::review) fn of_list(say: Say, list: &Checklist, over: bool) -> Self {
        let layers = list.checkpoints.chunk_by(|one, next| one.layer == next.layer);
        let layer = |lines: &[Checkpoint]| LayerTally {
            layer: lines.first().map_or(0, |line| line.layer),
            tally: Some(count(lines)),
        };
        let diagnosis = DiagnosisOverview {
            tally: list.tally,
            layers: layers.map(layer).collect(),
            round: list.round,
            concluded: list.concluded,
            ..DiagnosisOverview::default()
        };
        Self::of(say, &diagnosis, over)
    }
}

/// The results of some lines.
fn count(lines: &[Checkpoint]) -> Tally {
    let mut tally = Tally::default();
    for line in lines {
        tally.total += 1;
        match line.verdict.as_ref().map(|verdict| verdict.result()).unwrap_or_default() {
            VerdictResult::Unspecified => {}
            VerdictResult::Pass => tally.pass += 1,
            VerdictResult::Fail => tally.fail += 1,
            VerdictResult::Partial => tally.partial += 1,
            VerdictResult::NotApplicable => tally.not_applicable += 1,
        }
    }
    tally
}

fn row(name: String, tally: Tally) -> LayerLine {
    let Tally { total, pass, fail, partial, not_applicable, .. } = tally;
    let open = total.saturating_sub(pass + fail + partial + not_applicable);
    LayerLine { name, total, pass, fail, partial, not_applicable, open, bar: bar(&tally) }
}

fn bar(tally: &Tally) -> Vec<Part> {
    let wide = |count: u32| f64::from(count) / f64::from(tally.total.max(1)) * f64::from(WIDTH);
    let mut from = 0.0;
    let parts = [("pass", tally.pass), ("part", tally.partial), ("fail", tally.fail), ("na", tally.not_applicable)];
    let part = |(class, count): (&'static str, u32)| {
        let part = Part { class, from: format!("{from:.1}"), width: format!("{:.1}", wide(count)) };
        from += wide(count);
        part
    };
    parts.into_iter().filter(|(_, count)| *count > 0).map(part).collect()
}

#[cfg(test)]
mod tests {
    use haetae_proto::checkpoint::v1::Verdict;

    use super::*;

    #[test]
    fn a_bar_has_the_results_one_after_the_other() {
        let row = row(String::new(), Tally { total: 9, pass: 3, fail: 1, not_applicable: 2, ..Tally::default() });
        assert_eq!(row.open, 3);
        let drawn: Vec<_> = row.bar.iter().map(|part| (part.class, &*part.from, &*part.width)).collect();
        assert_eq!(drawn, [("pass", "0.0", "30.0"), ("fail", "30.0", "10.0"), ("na", "40.0", "20.0")]);
        assert!(bar(&Tally::default()).is_empty());
    }

    #[test]
    fn the_lines_of_a_checklist_are_counted_by_layer() {
        let line = |layer: FlowLayer, result: VerdictResult| Checkpoint {
            layer: layer.into(),
            verdict: Some(Verdict { result: result.into(), ..Verdict::default() }),
            ..Checkpoint::default()
        };
        let checkpoints = vec![
            line(FlowLayer::Client, VerdictResult::Pass),
            line(FlowLayer::Client, VerdictResult::Fail),
            line(FlowLayer::Data, VerdictResult::Unspecified),
        ];
        let list = Checklist { checkpoints, round: 2, concluded: true, ..Checklist::default() };
        let layers = Layers::of_list(Say::in_language(haetae_service_kit::error::Lang::En), &list, false);
        let counted: Vec<_> = layers.rows.iter().map(|row| (row.total, row.pass, row.fail, row.open)).collect();
        assert_eq!(counted, [(2, 1, 1, 0), (1, 0, 0, 1)]);
    }
}
