//! Small catalogues for tests.

use super::{Check, Condition, Control, Managed, Provenance, Rule, Solution, Staged, Threat};
use crate::text::Text;
use crate::vocabulary::{Component, Layer, Level, Method, Stage};

pub(crate) fn text() -> Text {
    Text::new("가", "a")
}

pub(crate) fn control(id: &str, layer: Layer, mandatory_from: Level) -> Control {
    let check = |id: &str, stages: &[Stage]| Check {
        id: id.into(),
        method: Method::Examine,
        stages: stages.iter().copied().collect(),
        ko: "가".into(),
        en: "a".into(),
    };
    Control {
        id: id.into(),
        layer,
        area: text(),
        title: text(),
        mandatory_from,
        requirements: vec![Staged { stages: Default::default(), ko: "가".into(), en: "a".into() }],
        checks: vec![check("1", &[]), check("2", &[Stage::Operation])],
        countermeasure: text(),
        references: vec![],
        solutions: vec![],
        provenance: Provenance::Source,
        note: None,
    }
}

pub(crate) fn rule(id: &str, when: Condition, controls: &[&str]) -> Rule {
    Rule { id: id.into(), reason: text(), when, controls: controls.iter().map(|c| (*c).to_owned()).collect() }
}

pub(crate) fn threat(id: &str, components: &[Component]) -> Threat {
    Threat {
        id: id.into(),
        group: "g".into(),
        components: components.iter().copied().collect(),
        title: text(),
        description: text(),
        provenance: Provenance::Source,
        note: None,
    }
}

pub(crate) fn solution(id: &str, manages: &[&str]) -> Solution {
    let managed = |t: &&str| Managed { threat: (*t).into(), source_name: "n".into(), provenance: Provenance::Source };
    Solution {
        id: id.into(),
        group: "g".into(),
        title: text(),
        example: text(),
        purpose: text(),
        manages: manages.iter().map(managed).collect(),
        provenance: Provenance::Source,
        note: None,
    }
}
