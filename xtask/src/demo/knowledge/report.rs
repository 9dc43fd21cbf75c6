//! The same as JSON.

use haetae_cli::words::{Vocabulary as _, Word};
use haetae_proto::{
    checkpoint::v1::{FocusItem, GetCoverageResponse, ThreatCoverage},
    common::v1::CoverageStatus,
};
use serde::Serialize;

use super::Knowledge;
use crate::demo::text::{Selection, Text};

/// Catalogue content about one review.
#[derive(Debug, Serialize)]
pub(in crate::demo) struct KnowledgeReport {
    review_id: String,
    stage: Word,
    stage_requirements: Vec<StageRequirement>,
    focus_guide: Vec<Focus>,
    coverage: Coverage,
}

/// A requirement that is another one at other stages.
#[derive(Debug, Serialize)]
struct StageRequirement {
    control: String,
    title: Text,
    requirement: Text,
}

/// One control of the focus guide.
#[derive(Debug, Serialize)]
struct Focus {
    rank: u32,
    control: String,
    title: Text,
    selected_by: Vec<Selection>,
    threats: Vec<Text>,
}

/// Threats by how well they are covered, each with what holds it back.
#[derive(Debug, Serialize)]
struct Coverage {
    covered: u32,
    partly_covered: u32,
    uncovered: u32,
    not_assessed: u32,
    threats: Vec<Threat>,
}

/// One threat.
#[derive(Debug, Serialize)]
struct Threat {
    threat: String,
    title: Text,
    status: Word,
    solutions: Vec<Text>,
}

impl From<Knowledge> for KnowledgeReport {
    fn from(knowledge: Knowledge) -> Self {
        let requirement = |one: super::StageRequirement| StageRequirement {
            control: one.control,
            title: one.title.into(),
            requirement: one.requirement.into(),
        };
        Self {
            review_id: knowledge.coverage.review_id.clone(),
            stage: knowledge.stage.word(),
            stage_requirements: knowledge.stage_requirements.into_iter().map(requirement).collect(),
            focus_guide: knowledge.guide.into_iter().map(Into::into).collect(),
            coverage: knowledge.coverage.into(),
        }
    }
}

impl From<FocusItem> for Focus {
    fn from(wire: FocusItem) -> Self {
        Self {
            rank: wire.rank,
            control: format!("{}:{}", wire.catalog_id, wire.control_id),
            title: wire.title.into(),
            selected_by: wire.selected_by.into_iter().map(Into::into).collect(),
            threats: wire.threats.into_iter().map(|threat| threat.title.into()).collect(),
        }
    }
}

impl From<GetCoverageResponse> for Coverage {
    fn from(wire: GetCoverageResponse) -> Self {
        let count = wire.count.unwrap_or_default();
        Self {
            covered: count.covered,
            partly_covered: count.partly_covered,
            uncovered: count.uncovered,
            not_assessed: count.not_assessed,
            threats: wire.threats.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<ThreatCoverage> for Threat {
    fn from(wire: ThreatCoverage) -> Self {
        let status = CoverageStatus::try_from(wire.status).unwrap_or_default();
        Self {
            threat: wire.threat_id,
            title: wire.title.into(),
            status: status.word(),
            solutions: wire.paths.into_iter().map(|path| path.title.into()).collect(),
        }
    }
}
