//! Threat coverage of a review: threat → solution → control → checkpoint → verdict.
//!
//! A path is a threat and one solution that manages it. Its links are the checkpoints of every control on the
//! checklist that requires the solution. A path is as strong as its weakest mandatory link: a solution that passed in
//! one place and failed in another is not in place. Solutions are alternatives, so the coverage of a threat is that
//! of its best path.

use std::collections::{BTreeMap, HashMap};

use crate::catalog::{Catalog, Control, Solution, Threat};
use crate::checkpoint_key::CheckpointKey;
use crate::diagnosis::{ControlGain, Diagnosis, ThreatStanding};
use crate::selection::Selected;
use crate::vocabulary::VerdictResult::{Fail, NotApplicable, Partial, Pass};
use crate::vocabulary::{Coverage, VerdictResult};

/// A threat to the reviewed service and how well it is covered.
#[derive(Clone, Debug)]
pub struct ThreatCoverage<'a> {
    /// The catalogue that names the threat.
    pub catalog: &'a Catalog,
    /// The threat.
    pub threat: &'a Threat,
    /// That of the best path.
    pub coverage: Coverage,
    /// One path for each solution on the checklist, in the catalogue's order; empty when there is none.
    pub paths: Vec<ThreatPath<'a>>,
}

/// A solution that manages the threat, and its results.
#[derive(Clone, Debug)]
pub struct ThreatPath<'a> {
    /// The controls that manage the threat.
    pub solution: &'a Solution,
    /// That of the weakest mandatory link.
    pub coverage: Coverage,
    /// The checkpoints of the controls that require the solution, in the catalogue's order; one or more.
    pub links: Vec<Link<'a>>,
}

/// A checkpoint on a path.
#[derive(Clone, Copy, Debug)]
pub struct Link<'a> {
    /// The control it comes from.
    pub control: &'a Control,
    /// The line of the checklist.
    pub checkpoint: &'a Selected,
    /// None until judged.
    pub verdict: Option<VerdictResult>,
}

/// Every threat to the components of a review, in the order of catalogues and their threats.
pub fn coverage<'a>(
    catalogs: impl IntoIterator<Item = &'a Catalog>,
    diagnosis: &'a Diagnosis,
) -> Vec<ThreatCoverage<'a>> {
    coverage_if(catalogs, diagnosis, None)
}

/// The same as if every checkpoint of one control had passed.
fn coverage_if<'a>(
    catalogs: impl IntoIterator<Item = &'a Catalog>,
    diagnosis: &'a Diagnosis,
    passing: Option<ControlName<'_>>,
) -> Vec<ThreatCoverage<'a>> {
    let components = &diagnosis.generated.profile.components;
    let of_catalog = |catalog: &'a Catalog| {
        let links = links_of(catalog, diagnosis, passing);
        let threats = catalog.threats.iter().filter(|t| t.concerns(components));
        threats.map(|threat| of_threat(catalog, threat, &links)).collect::<Vec<_>>()
    };
    catalogs.into_iter().flat_map(of_catalog).collect()
}

/// Catalogue and control.
type ControlName<'a> = (&'a str, &'a str);

fn name(key: &CheckpointKey) -> ControlName<'_> {
    (&key.catalog, &key.control)
}

/// A result that is not applicable stays so.
const fn passed(verdict: VerdictResult) -> VerdictResult {
    match verdict {
        NotApplicable => NotApplicable,
        Pass | Fail | Partial => Pass,
    }
}

/// The coverage of each threat, and the gain from passing each control that has not passed, greatest gain first.
pub fn outlook<'a>(
    catalogs: impl IntoIterator<Item = &'a Catalog> + Clone,
    diagnosis: &'a Diagnosis,
) -> (Vec<ThreatStanding>, Vec<ControlGain>) {
    let now = coverage(catalogs.clone(), diagnosis);
    let before = halves(&now);
    let gain = |((catalog, control), (checkpoints, counts)): (ControlName<'_>, (u32, bool))| {
        let after = halves(&coverage_if(catalogs.clone(), diagnosis, Some((catalog, control))));
        let coverage_halves = after.saturating_sub(before);
        let (catalog, control) = (catalog.to_owned(), control.to_owned());
        (counts || coverage_halves > 0).then_some(ControlGain { catalog, control, checkpoints, coverage_halves })
    };
    let mut gains: Vec<_> = not_passed(diagnosis).into_iter().filter_map(gain).collect();
    gains.sort_by_key(|g| (std::cmp::Reverse(g.coverage_halves), g.checkpoints));
    let standing = |t: &ThreatCoverage<'_>| ThreatStanding {
        catalog: t.catalog.id.clone(),
        threat: t.threat.id.clone(),
        coverage: t.coverage,
    };
    (now.iter().map(standing).collect(), gains)
}

/// Coverage of all threats in halves.
fn halves(threats: &[ThreatCoverage<'_>]) -> u32 {
    let of = |t: &ThreatCoverage<'_>| match t.coverage {
        Coverage::NotAssessed | Coverage::Uncovered => 0,
        Coverage::PartlyCovered => 1,
        Coverage::Covered => 2,
    };
    threats.iter().map(of).sum()
}

/// The controls with checkpoints that have not passed: their number, and whether one of them is mandatory or judged.
/// A recommended checkpoint without a verdict is no shortcoming.
fn not_passed(diagnosis: &Diagnosis) -> BTreeMap<ControlName<'_>, (u32, bool)> {
    let mut controls = BTreeMap::new();
    for line in &diagnosis.generated.checkpoints {
        let verdict = diagnosis.verdicts.get(&line.key).map(|j| j.verdict.result);
        if !matches!(verdict, Some(Pass | NotApplicable)) {
            let control: &mut (u32, bool) = controls.entry(name(&line.key)).or_default();
            control.0 += 1;
            control.1 |= line.mandatory || verdict.is_some();
        }
    }
    controls
}

/// The links of a catalogue's controls, by control id.
type Links<'a> = HashMap<&'a str, Vec<Link<'a>>>;

fn links_of<'a>(catalog: &'a Catalog, diagnosis: &'a Diagnosis, passing: Option<ControlName<'_>>) -> Links<'a> {
    let controls: HashMap<_, _> = catalog.controls.iter().map(|c| (c.id.as_str(), c)).collect();
    let mut links = Links::new();
    for checkpoint in diagnosis.generated.checkpoints.iter().filter(|c| c.key.catalog == catalog.id) {
        if let Some(control) = controls.get(checkpoint.key.control.as_str()).copied() {
            let assumed = passing == Some(name(&checkpoint.key));
            let verdict = diagnosis.verdicts.get(&checkpoint.key).map(|j| j.verdict.result);
            let verdict = if assumed { verdict.or(Some(Pass)).map(passed) } else { verdict };
            links.entry(&control.id).or_default().push(Link { control, checkpoint, verdict });
        }
    }
    links
}

fn of_threat<'a>(catalog: &'a Catalog, threat: &'a Threat, links: &Links<'a>) -> ThreatCoverage<'a> {
    let mut paths = Vec::new();
    for solution in catalog.solutions_against(&threat.id) {
        let cited = catalog.controls_citing(&solution.id).filter_map(|c| links.get(c.id.as_str()));
        let links: Vec<Link<'a>> = cited.flatten().copied().collect();
        if !links.is_empty() {
            paths.push(ThreatPath { solution, coverage: weakest(&links), links });
        }
    }
    let best = paths.iter().map(|p| p.coverage).max().unwrap_or(Coverage::NotAssessed);
    ThreatCoverage { catalog, threat, coverage: best, paths }
}

/// The coverage from the links of one path. A path without mandatory links must pass the recommended ones; otherwise
/// it would count as covered without any check. Checkpoints that are not applicable have no effect.
fn weakest(links: &[Link<'_>]) -> Coverage {
    let applies: Vec<_> = links.iter().filter(|l| l.verdict != Some(NotApplicable)).collect();
    let mandatory = applies.iter().any(|l| l.checkpoint.mandatory);
    let verdicts: Vec<_> = applies.iter().filter(|l| l.checkpoint.mandatory == mandatory).map(|l| l.verdict).collect();
    if verdicts.iter().all(Option::is_none) {
        Coverage::NotAssessed
    } else if verdicts.iter().all(|v| *v == Some(Pass)) {
        Coverage::Covered
    } else if verdicts.iter().any(|v| matches!(v, Some(Pass | Partial))) {
        Coverage::PartlyCovered
    } else {
        Coverage::Uncovered
    }
}

#[cfg(test)]
mod tests;
