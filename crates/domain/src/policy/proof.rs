//! Searches for inputs on which a policy breaks the guarantees of scoring, so that its author sees an example.
//!
//! Every axis of the profile is worsened one step at a time from a fixed set of profiles: the least harmful, and
//! others spread over the whole space. Deterministic; the structural checks reject the faults that this search cannot
//! reach.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::Policy;
use super::axis::Axis;
use super::spread::bases;
use crate::faults::Fault;
use crate::profile::Profile;
use crate::scoring::{offered, score};
use crate::text::Text;
use crate::vocabulary::{ImpactKind, Level};

/// Two profiles, the second worse than the first in one input, on which a guarantee is broken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CounterExample {
    /// The part of the policy to mend, as faults name it.
    pub path: String,
    /// Which promise.
    pub breach: BrokenPromise,
    /// The less bad inputs.
    pub better: Profile,
    /// The same, with one input worse.
    pub worse: Profile,
    /// The result of the first profile.
    pub better_points: u32,
    /// The result of the second profile.
    pub worse_points: u32,
}

/// A guarantee of scoring that a policy can break.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BrokenPromise {
    /// A worse input lowers the score.
    LowersScore,
    /// A worse input lowers the depth of the review or gives it more time.
    LowersTerms,
    /// The sections give more than 100 points.
    OverHundred,
}

impl Policy {
    /// [`Policy::faults`], each with a counter-example if there is one, and every other broken guarantee that the
    /// search finds. Publishing depends on the result.
    pub fn examine(&self) -> Vec<Fault> {
        let mut faults = self.faults();
        for found in self.counter_examples() {
            let (path, told) = (found.path.as_str(), found.text());
            if let Some(fault) = faults.iter_mut().find(|f| f.path == path) {
                let Text { ko, en } = &fault.reason;
                fault.reason = Text::new(format!("{ko} {}", told.ko), format!("{en}; {}", told.en));
            } else if !faults.iter().any(|f| f.path.starts_with(path)) {
                faults.push(Fault::new(path, told));
            }
        }
        faults
    }

    /// The broken guarantees of the policy; at most one for each axis and guarantee.
    pub fn counter_examples(&self) -> Vec<CounterExample> {
        let bases = bases();
        let mut found: Vec<CounterExample> = vec![];
        for axis in Axis::all() {
            let pairs = bases.iter().flat_map(|base| axis.worsened(base));
            for example in pairs.flat_map(|(better, worse)| self.compare(axis, better, worse)) {
                if !found.iter().any(|f| f.breach == example.breach && f.path == example.path) {
                    found.push(example);
                }
            }
        }
        found
    }

    fn compare(&self, axis: Axis, better: Profile, worse: Profile) -> Vec<CounterExample> {
        let (a, b) = (score(self, &better), score(self, &worse));
        let mut found = vec![];
        let mut note = |path: String, breach, better_points, worse_points| {
            let (better, worse) = (better.clone(), worse.clone());
            found.push(CounterExample { path, breach, better, worse, better_points, worse_points });
        };
        if b.score < a.score || b.level < a.level {
            note(axis.path(), BrokenPromise::LowersScore, a.score.into(), b.score.into());
        } else if self.levels.len() == Level::ALL.len() && (b.depth < a.depth || b.target_days > a.target_days) {
            note("levels".to_owned(), BrokenPromise::LowersTerms, a.score.into(), b.score.into());
        }
        let points = offered(self, &worse);
        if points > 100 {
            note(String::new(), BrokenPromise::OverHundred, offered(self, &better), points);
        }
        found
    }
}

impl CounterExample {
    /// The counter-example in a sentence.
    pub fn text(&self) -> Text {
        let (a, b) = (self.better_points, self.worse_points);
        let (better, worse, rest) = differences(&self.better, &self.worse);
        let (ko, en) = match self.breach {
            BrokenPromise::LowersScore => ("점수가 오히려 낮아집니다", "the worse one scores less"),
            BrokenPromise::LowersTerms => {
                ("검토 수준이 낮아지거나 기간이 길어집니다", "the worse one gets less depth or more time")
            }
            BrokenPromise::OverHundred => ("100점을 넘습니다", "more than 100"),
        };
        Text::new(
            format!("반례: {better} {a}점, {worse} {b}점으로 {ko} (나머지 입력: {rest})."),
            format!("counter-example: {better} gives {a}, {worse} gives {b}: {en} (otherwise {rest})"),
        )
    }
}

/// The differences between the two, and their common part.
fn differences(better: &Profile, worse: &Profile) -> (String, String, String) {
    let (mut a, mut b, mut rest) = (String::new(), String::new(), String::new());
    for ((name, was), (_, is)) in lines(better).into_iter().zip(lines(worse)) {
        if was == is {
            let _ = write!(rest, "{}{name}={was}", if rest.is_empty() { "" } else { ", " });
        } else {
            (a, b) = (format!("{name}={was}"), format!("{name}={is}"));
        }
    }
    (a, b, rest)
}

fn lines(profile: &Profile) -> Vec<(&'static str, String)> {
    fn set<K: std::fmt::Display>(words: &BTreeSet<K>) -> String {
        let words: Vec<_> = words.iter().map(ToString::to_string).collect();
        format!("[{}]", words.join(" "))
    }
    let mut lines = vec![
        ("service_types", set(&profile.service_types)),
        ("components", set(&profile.components)),
        ("data_classes", set(&profile.data_classes)),
        ("stage", profile.stage.to_string()),
        ("exposure", profile.exposure.to_string()),
        ("user_scale", profile.user_scale.to_string()),
    ];
    lines.extend(ImpactKind::ALL.iter().map(|kind| (kind.as_str(), profile.impact.of(*kind).to_string())));
    lines
}

#[cfg(test)]
mod tests;
