//! Checks before a catalogue is published: complete in both languages, without orphans, duplicates or unknown names.

use std::collections::BTreeSet;

use super::{Catalog, Control, Provenance, holds_at};
use crate::faults::{Fault, Faults, MISSING, NO_SLUG, USED_TWICE, is_slug};
use crate::text::Text;
use crate::vocabulary::Stage;

impl Catalog {
    /// Everything wrong with the catalogue; empty when it can be published.
    pub fn faults(&self) -> Vec<Fault> {
        let mut faults = Faults::default();
        faults.when(!is_slug(&self.id), "id", NO_SLUG);
        faults.text("title", &self.title);
        faults.text("source", &self.source);
        faults.when(self.controls.is_empty(), "controls", ("점검할 항목이 없습니다.", "nothing to check"));
        self.check_controls(&mut faults);
        self.check_rules(&mut faults);
        self.check_links(&mut faults);
        faults.0
    }

    fn check_controls(&self, faults: &mut Faults) {
        let mut seen = BTreeSet::new();
        let selected: BTreeSet<&str> = self.rules.iter().flat_map(|r| &r.controls).map(String::as_str).collect();
        for control in &self.controls {
            let path = format!("controls[{}]", control.id);
            faults.when(!is_key_part(&control.id), format!("{path}.id"), NO_KEY_PART);
            faults.when(!seen.insert(control.id.as_str()), format!("{path}.id"), USED_TWICE);
            faults.when(
                !selected.contains(control.id.as_str()),
                &path,
                ("이 항목을 선정하는 규칙이 없습니다.", "no rule selects it"),
            );
            control.check(&path, faults);
        }
    }

    fn check_rules(&self, faults: &mut Faults) {
        let known: BTreeSet<&str> = self.controls.iter().map(|c| c.id.as_str()).collect();
        let mut seen = BTreeSet::new();
        for rule in &self.rules {
            let path = format!("rules[{}]", rule.id);
            faults.when(!is_slug(&rule.id), format!("{path}.id"), NO_SLUG);
            faults.when(!seen.insert(&rule.id), format!("{path}.id"), USED_TWICE);
            faults.when(
                rule.controls.is_empty(),
                format!("{path}.controls"),
                ("선정하는 항목이 없습니다.", "selects nothing"),
            );
            faults.text(&format!("{path}.reason"), &rule.reason);
            named_once(faults, &format!("{path}.controls"), &rule.controls);
            for id in rule.controls.iter().filter(|id| !known.contains(id.as_str())) {
                faults.push(
                    format!("{path}.controls"),
                    (format!("{id} 항목이 없습니다."), format!("there is no control {id}")),
                );
            }
        }
    }

    fn check_links(&self, faults: &mut Faults) {
        let solutions = unique(faults, "solutions", self.solutions.iter().map(|s| s.id.as_str()));
        let threats = unique(faults, "threats", self.threats.iter().map(|t| t.id.as_str()));
        for control in &self.controls {
            for id in control.solutions.iter().filter(|id| !solutions.contains(id.as_str())) {
                faults.push(
                    format!("controls[{}].solutions", control.id),
                    (format!("{id} 솔루션이 없습니다."), format!("there is no solution {id}")),
                );
            }
        }
        for threat in &self.threats {
            let path = format!("threats[{}]", threat.id);
            faults.line(&format!("{path}.group"), &threat.group);
            faults.text(&format!("{path}.title"), &threat.title);
            faults.text(&format!("{path}.description"), &threat.description);
            explained(faults, &path, threat.provenance, threat.note.as_ref());
        }
        for solution in &self.solutions {
            let path = format!("solutions[{}]", solution.id);
            faults.line(&format!("{path}.group"), &solution.group);
            faults.text(&format!("{path}.title"), &solution.title);
            faults.text(&format!("{path}.example"), &solution.example);
            faults.text(&format!("{path}.purpose"), &solution.purpose);
            explained(faults, &path, solution.provenance, solution.note.as_ref());
            for managed in &solution.manages {
                faults.line(&format!("{path}.manages[{}].source_name", managed.threat), &managed.source_name);
                faults.when(
                    !threats.contains(managed.threat.as_str()),
                    format!("{path}.manages"),
                    (format!("{} 위협이 없습니다.", managed.threat), format!("there is no threat {}", managed.threat)),
                );
            }
        }
    }
}

impl Control {
    fn check(&self, path: &str, faults: &mut Faults) {
        faults.text(&format!("{path}.area"), &self.area);
        faults.text(&format!("{path}.title"), &self.title);
        faults.text(&format!("{path}.countermeasure"), &self.countermeasure);
        explained(faults, path, self.provenance, self.note.as_ref());
        named_once(faults, &format!("{path}.solutions"), &self.solutions);
        named_once(faults, &format!("{path}.references"), &self.references);
        for (index, reference) in self.references.iter().enumerate() {
            faults.line(&format!("{path}.references[{index}]"), reference);
        }
        for (index, staged) in self.requirements.iter().enumerate() {
            faults.text(&format!("{path}.requirements[{index}]"), &staged.text());
        }
        for stage in Stage::ALL {
            let count = self.requirements.iter().filter(|r| holds_at(&r.stages, *stage)).count();
            faults.when(
                count != 1,
                format!("{path}.requirements"),
                (
                    format!("{stage} 단계에 해당하는 요구사항이 하나가 아니라 {count}개입니다."),
                    format!("{count} hold at stage {stage}, not one"),
                ),
            );
            let checks = self.checks.iter().filter(|c| holds_at(&c.stages, *stage)).count();
            faults.when(
                checks == 0,
                format!("{path}.checks"),
                (format!("{stage} 단계에 점검 방법이 없습니다."), format!("none at stage {stage}")),
            );
        }
        let mut seen = BTreeSet::new();
        for check in &self.checks {
            faults.when(!is_key_part(&check.id), format!("{path}.checks[{}].id", check.id), NO_KEY_PART);
            faults.when(!seen.insert(&check.id), format!("{path}.checks[{}].id", check.id), USED_TWICE);
            faults.text(&format!("{path}.checks[{}]", check.id), &check.text());
        }
    }
}

/// An item that departs from its source has to have a note.
fn explained(faults: &mut Faults, path: &str, provenance: Provenance, note: Option<&Text>) {
    match note {
        Some(note) => faults.text(&format!("{path}.note"), note),
        None => faults.when(provenance != Provenance::Source, format!("{path}.note"), MISSING),
    }
}

/// Rejects duplicate names in a list.
fn named_once(faults: &mut Faults, path: &str, names: &[String]) {
    let mut seen = BTreeSet::new();
    for name in names.iter().filter(|name| !seen.insert(name.as_str())) {
        faults.push(path, (format!("{name}을(를) 두 번 적었습니다."), format!("names {name} twice")));
    }
}

/// A control or check id that cannot be part of a checkpoint key.
const NO_KEY_PART: (&str, &str) =
    ("영문자, 숫자, 마침표, 하이픈으로 된 1~32자의 ID가 아닙니다.", "not of A–Z, a–z, 0–9, . and -");

/// Control and check ids become parts of a checkpoint key, so they must not contain its separator `:`.
fn is_key_part(id: &str) -> bool {
    !id.is_empty() && id.len() <= 32 && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.' || b == b'-')
}

fn unique<'a>(faults: &mut Faults, path: &str, ids: impl Iterator<Item = &'a str>) -> BTreeSet<&'a str> {
    let mut seen = BTreeSet::new();
    for id in ids {
        faults.when(!is_slug(id), format!("{path}[{id}].id"), NO_SLUG);
        faults.when(!seen.insert(id), format!("{path}[{id}].id"), USED_TWICE);
    }
    seen
}

#[cfg(test)]
mod tests;
