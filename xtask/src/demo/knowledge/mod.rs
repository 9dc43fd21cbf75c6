//! What the catalogues say about one review: requirements of its stage, what to look at first, and how well its threats
//! are covered by what passed so far.

mod print;

use anyhow::{Context as _, Result};
use haetae_proto::{
    checkpoint::v1::{
        Control, FocusItem, GetCoverageRequest, GetCoverageResponse, GetFocusGuideRequest, ListControlsRequest,
        ThreatCoverage,
    },
    common::v1::{CoverageStatus, LifecycleStage, ServiceProfile},
    intake::v1::GetReviewRequest,
};
use serde::Serialize;

use super::{
    report::{Checklist, Selection, Text},
    words::{self, Word},
};
use crate::clients::{Bearer, Channels};

pub(super) use print::text;

/// The catalogue whose requirements differ by stage.
const STAGED_CATALOG: &str = "smart-city-2021";

/// What the catalogues say about one review.
#[derive(Debug, Serialize)]
pub(crate) struct Knowledge {
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

/// One control to look at first.
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

/// Asks checkpoint about the review of this checklist.
pub(super) async fn collect(channels: &Channels, reviewer: &Bearer, checklist: &Checklist) -> Result<Knowledge> {
    let request = GetReviewRequest { review_id: checklist.review_id.clone() };
    let review = channels.intake(reviewer).get_review(request).await?.into_inner().review;
    let profile = review.and_then(|review| review.profile).context("intake answered without a profile")?;
    let mut catalogs = channels.catalogs(reviewer);
    let request = ListControlsRequest { catalog_id: STAGED_CATALOG.into(), page_size: 100, ..Default::default() };
    let controls = catalogs.list_controls(request).await?.into_inner().controls;
    let guide = catalogs.get_focus_guide(asked(&profile)).await?.into_inner().items;
    let request = GetCoverageRequest { review_id: checklist.review_id.clone() };
    let coverage = channels.checkpoint(reviewer).get_coverage(request).await?.into_inner();
    Ok(Knowledge {
        review_id: checklist.review_id.clone(),
        stage: words::stage(profile.stage()),
        stage_requirements: staged(controls, profile.stage(), checklist),
        focus_guide: guide.into_iter().map(Into::into).collect(),
        coverage: coverage.into(),
    })
}

fn asked(profile: &ServiceProfile) -> GetFocusGuideRequest {
    GetFocusGuideRequest {
        service_types: profile.service_types.clone(),
        components: profile.components.clone(),
        data_classes: profile.data_classes.clone(),
    }
}

/// What the controls on the checklist require at this stage, where they require something else at others.
fn staged(controls: Vec<Control>, stage: LifecycleStage, checklist: &Checklist) -> Vec<StageRequirement> {
    let listed = |control: &str| {
        let prefix = format!("{STAGED_CATALOG}:{control}:");
        checklist.layers.iter().flat_map(|layer| &layer.checkpoints).any(|one| one.checkpoint.starts_with(&prefix))
    };
    let controls = controls.into_iter().filter(|control| listed(&control.control_id));
    let requirement = |control: Control| {
        let text = control.requirements.into_iter().find(|one| one.stages.contains(&stage.into()))?.text;
        Some(StageRequirement { control: control.control_id, title: control.title.into(), requirement: text.into() })
    };
    controls.filter_map(requirement).collect()
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
            status: words::coverage(status),
            solutions: wire.paths.into_iter().map(|path| path.title.into()).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use haetae_proto::{checkpoint::v1::StagedText, common::v1::Text as WireText};

    use super::*;
    use crate::demo::report::{Checkpoint, Layer};

    fn control(id: &str, stages: &[LifecycleStage]) -> Control {
        let text = |stage: &LifecycleStage| StagedText {
            stages: vec![(*stage).into()],
            text: Some(WireText { ko: String::new(), en: format!("{id} {}", stage.as_str_name()) }),
        };
        Control { control_id: id.into(), requirements: stages.iter().map(text).collect(), ..Default::default() }
    }

    #[test]
    fn requirements_of_the_stage_are_those_of_controls_on_the_list_that_have_any() {
        let checkpoint = |key: &str| Checkpoint {
            checkpoint: key.into(),
            mandatory: true,
            title: Text::default(),
            check: Text::default(),
            method: words::method(Default::default()),
            selected_by: vec![],
            verdict: words::verdict(Default::default()),
            reason: String::new(),
        };
        let checkpoints = ["smart-city-2021:1.1:1", "smart-city-2021:1.2:1", "web-service:1.3:1"].map(checkpoint);
        let layer = Layer { layer: words::layer(Default::default()), checkpoints: checkpoints.into() };
        let checklist = Checklist { review_id: String::new(), catalogs: vec![], layers: vec![layer] };
        let (planning, operation) = (LifecycleStage::Planning, LifecycleStage::Operation);
        let unstaged = Control {
            control_id: "1.2".into(),
            requirements: vec![StagedText { stages: vec![], text: None }],
            ..Default::default()
        };
        let controls = vec![control("1.1", &[planning, operation]), unstaged, control("1.3", &[operation])];
        let found = staged(controls, operation, &checklist);
        let found: Vec<_> = found.iter().map(|one| one.requirement.en.as_str()).collect();
        assert_eq!(found, ["1.1 LIFECYCLE_STAGE_OPERATION"]);
    }
}
