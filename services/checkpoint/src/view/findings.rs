//! Converts findings to the contract's form, with the texts of the catalogue versions they were opened on.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use haetae_domain::{
    catalog::{Catalog, Control},
    diagnosis::{Diagnosis, Verdict},
    document::DocumentVersion,
    finding::{self, Acceptance, Claim, Finding, Opened, Step, approvers},
    text::Text,
};
use haetae_event_log::codec::{Word as _, person_to_wire, timestamp_to_wire, version_to_wire};
use haetae_proto::checkpoint::v1 as pb;
use haetae_service_kit::{clock, documents::Version, error::ApiError};
use jiff::Timestamp;

use super::text::text;
use crate::desk::catalogues::Catalogues;

/// The texts of findings: the catalogue versions they were opened on.
pub(crate) struct FindingTexts(HashMap<(String, u32), Arc<Version<Catalog>>>);

impl FindingTexts {
    /// The texts of these findings.
    pub(crate) async fn of(
        catalogues: &Catalogues,
        findings: impl Iterator<Item = &Finding>,
    ) -> Result<Self, ApiError> {
        let mut names: Vec<DocumentVersion> = vec![];
        for name in findings.filter_map(|f| f.opened.catalog.as_ref()) {
            if !names.contains(name) {
                names.push(name.clone());
            }
        }
        let versions = catalogues.versions(&names).await.map_err(ApiError::internal)?;
        Ok(Self(versions.into_iter().map(|v| ((v.name.id.clone(), v.name.version), v)).collect()))
    }

    fn control(&self, opened: &Opened) -> Option<&Control> {
        let name = opened.catalog.as_ref()?;
        self.0.get(&(name.id.clone(), name.version))?.document.control(&opened.checkpoint.control)
    }
}

/// One finding.
pub(crate) fn finding(review_id: &str, finding: &Finding, texts: &FindingTexts) -> pb::Finding {
    let (opened, now) = (&finding.opened, clock::now());
    let control = texts.control(opened);
    let countermeasure = pb::Countermeasure {
        catalog: opened.catalog.as_ref().map(version_to_wire),
        control_id: opened.checkpoint.control.clone(),
        text: control.and_then(|c| text(&c.countermeasure)),
    };
    pb::Finding {
        review_id: review_id.to_owned(),
        finding_id: finding.id.to_string(),
        status: finding.status.to_wire(),
        severity: Some(severity(opened)),
        checkpoint: opened.checkpoint.to_string(),
        title: control.and_then(|c| text(&c.title)),
        reason: opened.reason.clone(),
        countermeasure: Some(countermeasure),
        team: opened.team.clone(),
        assignee: finding.assignee.as_ref().map(person_to_wire),
        due: Some(due(opened)),
        overdue: finding.overdue,
        fix: finding.fix.as_ref().map(fix),
        acceptance: acceptance(finding, now),
        previous_finding_id: opened.previous.map_or_else(String::new, |id| id.to_string()),
        allowed: finding.allowed_at(now).into_iter().map(|step: Step| step.name().to_owned()).collect(),
        opened_at: finding.history.first().map(|first| timestamp_to_wire(first.meta.at)),
    }
}

/// The findings that these verdicts opened, in the diagnosis right after them.
pub(crate) fn opened_by<'a>(diagnosis: &'a Diagnosis, verdicts: &[Verdict]) -> Vec<&'a Finding> {
    let judged = |f: &Finding| diagnosis.verdicts.get(&f.opened.checkpoint).map(|judged| judged.at);
    let fresh = |f: &&Finding| f.history.first().map(|first| first.meta.at) == judged(f);
    let named: HashSet<_> = verdicts.iter().map(|v| &v.checkpoint).collect();
    diagnosis.findings.iter().filter(|f| named.contains(&f.opened.checkpoint) && !f.is_over()).filter(fresh).collect()
}

fn severity(opened: &Opened) -> pb::Severity {
    pb::Severity {
        level: opened.severity.to_wire(),
        review_level: opened.review_level.to_wire(),
        mandatory: opened.mandatory,
        explanation: text(&explanation(opened)),
    }
}

fn explanation(opened: &Opened) -> Text {
    let (review, severity) = (opened.review_level.name(), opened.severity.name());
    if opened.mandatory {
        return Text::new(
            format!("검토의 위험 등급이 {}이고 필수 점검 항목이므로 심각도는 {}입니다.", review.ko, severity.ko),
            format!("{}: the review's level, as the checkpoint is mandatory.", severity.en),
        );
    }
    if opened.severity == opened.review_level {
        return Text::new(
            format!(
                "권고 점검 항목이지만 검토의 위험 등급이 가장 낮은 {}이므로 심각도도 {}입니다.",
                review.ko, severity.ko
            ),
            format!("{}: the review's level, which is the lowest, also for a recommended checkpoint.", severity.en),
        );
    }
    Text::new(
        format!("검토의 위험 등급은 {}이나 권고 점검 항목이므로 한 단계 낮춘 {}입니다.", review.ko, severity.ko),
        format!("{}: one below the review's level {}, as the checkpoint is recommended.", severity.en, review.en),
    )
}

fn due(opened: &Opened) -> pb::DueDate {
    pb::DueDate {
        due_at: Some(timestamp_to_wire(opened.due_at)),
        days: opened.due_days.into(),
        policy: opened.policy.as_ref().map(version_to_wire),
    }
}

fn fix(claim: &Claim) -> pb::ClaimedFix {
    pb::ClaimedFix {
        claimed_by: Some(person_to_wire(&claim.by)),
        description: claim.description.clone(),
        evidence: claim.evidence.names.clone(),
        evidence_ids: claim.evidence.files.iter().map(ToString::to_string).collect(),
    }
}

/// The acceptance in force, the requested one, or the one whose request lapsed. A request lapses at its time, even if the timer
/// has not written the event yet.
fn acceptance(finding: &Finding, now: Timestamp) -> Option<pb::RiskAcceptance> {
    let (request, granted): (&finding::Request, bool) = match (&finding.accepted, &finding.request, &finding.lapsed) {
        (Some(Acceptance { request, .. }), ..) => (request, true),
        (None, Some(request), _) | (None, None, Some(request)) => (request, false),
        (None, None, None) => return None,
    };
    Some(pb::RiskAcceptance {
        requested_by: Some(person_to_wire(&request.by)),
        reason: request.asked.reason.clone(),
        conditions: request.asked.conditions.clone(),
        ends_at: Some(timestamp_to_wire(request.asked.ends_at)),
        approved_by: request.approvals.iter().map(person_to_wire).collect(),
        granted,
        lapsed: !granted && request.asked.ends_at <= now,
        approvals_needed: u32::try_from(approvers(finding.opened.severity)).unwrap_or(u32::MAX),
    })
}
