//! The basis of a decision, as the decision sheet and the report show it.

use haetae_proto::{
    checkpoint::v1::{Checkpoint, Finding, RiskAcceptance, Verdict},
    common::v1::{DocumentVersion, FindingStatus, VerdictResult},
};

use super::overview::{
    layers::{Layers, results},
    request::{Fact, profile},
};
use crate::{
    api::Ground,
    pages::{checklist::short, finding::Standing, status::is_over},
    text::{Say, day_of},
};

/// The basis of a decision.
#[derive(Debug)]
pub(super) struct Sheet {
    pub(super) description: String,
    pub(super) request: Vec<Fact>,
    /// None before there is a checklist.
    pub(super) layers: Option<Layers>,
    /// Names of the columns of results.
    pub(super) results: [String; 5],
    /// The checkpoints with Fail or Partial.
    pub(super) failed: Vec<Failed>,
    pub(super) findings: Vec<FindingLine>,
    /// The summary of the last concluded round, and its author; empty before.
    pub(super) summary: String,
    pub(super) summary_by: String,
    /// Unclosed findings: to be fixed or verified, and accepted.
    pub(super) open: usize,
    pub(super) accepted: usize,
}

/// A checkpoint with Fail or Partial.
#[derive(Debug)]
pub(super) struct Failed {
    pub(super) key: String,
    pub(super) path: String,
    pub(super) title: String,
    /// The class of the stylesheet.
    pub(super) class: &'static str,
    pub(super) result: String,
    pub(super) reason: String,
    pub(super) control: String,
    pub(super) by: String,
}

/// A finding.
#[derive(Debug)]
pub(super) struct FindingLine {
    pub(super) id: String,
    pub(super) path: String,
    pub(super) title: String,
    pub(super) standing: Standing,
    /// The day the fix is due, and who is in charge; the team where it is no person.
    pub(super) due: String,
    pub(super) who: String,
    /// For an acceptance: its end, and the number of approvals.
    pub(super) note: String,
    pub(super) conditions: Vec<String>,
}

impl Sheet {
    /// The sheet of a review as it was read.
    pub(super) fn of(t: Say, ground: &Ground) -> Self {
        let (overview, list) = (&ground.found.overview, &ground.list);
        let path = format!("/r/{}", overview.number);
        let request = overview.request.clone().unwrap_or_default();
        let depth = ground.assessment.as_ref().map(|one| one.depth);
        let last = overview.diagnosis.iter().flat_map(|one| &one.rounds).rfind(|round| round.concluded_at.is_some());
        let failed = list.checkpoints.iter().filter_map(|line| failed(t, &path, &list.checkpoints, line));
        let count = |wanted: &[FindingStatus]| {
            ground.findings.iter().filter(|finding| wanted.contains(&finding.status())).count()
        };
        Self {
            description: request.description,
            request: request.profile.as_ref().map(|one| profile(t, one, depth)).unwrap_or_default(),
            layers: (!list.checkpoints.is_empty()).then(|| Layers::of_list(t, list, is_over(overview.status()))),
            results: results(t),
            failed: failed.collect(),
            findings: ground.findings.iter().map(|finding| row(t, &path, finding)).collect(),
            summary: last.map(|round| round.summary.clone()).unwrap_or_default(),
            summary_by: last
                .and_then(|round| round.concluded_by.as_ref())
                .map(|person| t.person(person))
                .unwrap_or_default(),
            open: count(&[FindingStatus::Open, FindingStatus::FixClaimed]),
            accepted: count(&[FindingStatus::Accepted]),
        }
    }
}

fn failed(t: Say, path: &str, all: &[Checkpoint], line: &Checkpoint) -> Option<Failed> {
    let verdict = line.verdict.as_ref()?;
    let class = match verdict.result() {
        VerdictResult::Fail => "fail",
        VerdictResult::Partial => "part",
        VerdictResult::Unspecified | VerdictResult::Pass | VerdictResult::NotApplicable => return None,
    };
    let key = short(all, line).to_owned();
    let Verdict { result, reason, compensating_control, judged_by, .. } = verdict;
    Some(Failed {
        path: format!("{path}/c/{key}"),
        key,
        title: t.of(line.title.as_ref()),
        class,
        result: t.word::<VerdictResult>(*result),
        reason: reason.clone(),
        control: compensating_control.clone(),
        by: judged_by.as_ref().map(|person| t.person(person)).unwrap_or_default(),
    })
}

fn row(t: Say, path: &str, finding: &Finding) -> FindingLine {
    // An acceptance that lapsed or was declined has no effect.
    let acceptance = finding.acceptance.as_ref().filter(|one| !one.lapsed);
    let pending = acceptance.is_some_and(|one| !one.granted);
    let severity = finding.severity.as_ref().map_or(0, |one| one.level);
    FindingLine {
        id: finding.finding_id.clone(),
        path: format!("{path}/f/{}", finding.finding_id),
        title: t.of(finding.title.as_ref()),
        standing: Standing::of(t, severity, finding.status, pending),
        due: day_of(t, finding.due.as_ref().and_then(|due| due.due_at.as_ref())),
        who: finding.assignee.as_ref().map_or_else(|| finding.team.clone(), |person| t.person(person)),
        note: acceptance.map(|one| accepted(t, one)).unwrap_or_default(),
        conditions: acceptance.map(|one| one.conditions.clone()).unwrap_or_default(),
    }
}

/// The end of an acceptance, and the number of approvals.
fn accepted(t: Say, one: &RiskAcceptance) -> String {
    let until = t.with("sheet-until", &[("day", &day_of(t, one.ends_at.as_ref()))]);
    let (agreed, needed) = (one.approved_by.len().to_string(), one.approvals_needed.to_string());
    let agreed = t.with("acceptance-waits", &[("agreed", &agreed), ("needed", &needed)]);
    let names: Vec<String> = one.approved_by.iter().map(|person| t.person(person)).collect();
    let parts = [until, agreed, names.join(", ")];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// Documents of content as people name them, e.g. `web-service 버전 1`.
pub(super) fn documents<'a>(t: Say, documents: impl IntoIterator<Item = &'a DocumentVersion>) -> String {
    let named = |one: &DocumentVersion| {
        t.with("sheet-document", &[("name", one.document_id.as_str()), ("version", &one.version.to_string())])
    };
    documents.into_iter().map(named).collect::<Vec<_>>().join(", ")
}
