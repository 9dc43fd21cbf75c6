//! Results by layer of the information flow.

use haetae_proto::{
    common::v1::{FlowLayer, Tally},
    dashboard::v1::DiagnosisOverview,
};

use crate::text::Say;

/// How wide the bar of a row is.
const WIDTH: u32 = 90;

/// A part of a bar.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Part {
    /// The class of the stylesheet.
    pub(super) class: &'static str,
    pub(super) from: String,
    pub(super) width: String,
}

/// A row.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) name: String,
    pub(super) total: u32,
    pub(super) pass: u32,
    pub(super) fail: u32,
    pub(super) partial: u32,
    pub(super) not_applicable: u32,
    pub(super) open: u32,
    pub(super) bar: Vec<Part>,
}

/// The table.
#[derive(Debug)]
pub(super) struct Layers {
    pub(super) about: String,
    pub(super) rows: Vec<Row>,
    pub(super) sum: Row,
}

impl Layers {
    /// Of a checklist.
    pub(super) fn of(say: Say, diagnosis: &DiagnosisOverview) -> Self {
        let tally = diagnosis.tally.unwrap_or_default();
        let (total, open) = (tally.total.to_string(), tally.mandatory_open.to_string());
        let round = diagnosis.round.to_string();
        let values = [("total", total.as_str()), ("open", &open), ("round", &round)];
        let about =
            if diagnosis.concluded { say.with("layers-over", &values) } else { say.with("layers-about", &values) };
        let layer = |one: &haetae_proto::dashboard::v1::LayerTally| {
            row(say.word::<FlowLayer>(one.layer), one.tally.unwrap_or_default())
        };
        Self { about, rows: diagnosis.layers.iter().map(layer).collect(), sum: row(say.text("layers-sum"), tally) }
    }
}

fn row(name: String, tally: Tally) -> Row {
    let Tally { total, pass, fail, partial, not_applicable, .. } = tally;
    let open = total.saturating_sub(pass + fail + partial + not_applicable);
    Row { name, total, pass, fail, partial, not_applicable, open, bar: bar(&tally) }
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
    use super::*;

    #[test]
    fn a_bar_has_the_results_one_after_the_other() {
        let row = row(String::new(), Tally { total: 9, pass: 3, fail: 1, not_applicable: 2, ..Tally::default() });
        assert_eq!(row.open, 3);
        let drawn: Vec<_> = row.bar.iter().map(|part| (part.class, &*part.from, &*part.width)).collect();
        assert_eq!(drawn, [("pass", "0.0", "30.0"), ("fail", "30.0", "10.0"), ("na", "40.0", "20.0")]);
        assert!(bar(&Tally::default()).is_empty());
    }
}
