//! Catalogue content about one review: requirements of its stage, the focus guide, and the coverage of its threats by
//! passed checkpoints.

mod print;
mod report;

use anyhow::{Context as _, Result};
use haetae_client::{Bearer, Channels};
use haetae_proto::{
    checkpoint::v1::{
        Checklist, Control, FocusItem, GetCoverageRequest, GetCoverageResponse, GetFocusGuideRequest,
        ListControlsRequest,
    },
    common::v1::{LifecycleStage, ServiceProfile, Text},
    intake::v1::GetReviewRequest,
};

pub(super) use self::{print::requirements, report::KnowledgeReport};

/// The catalogue whose requirements differ by stage.
const STAGED_CATALOG: &str = "smart-city-2021";

/// Catalogue content about one review.
#[derive(Debug)]
pub(super) struct Knowledge {
    stage: LifecycleStage,
    stage_requirements: Vec<StageRequirement>,
    pub(super) guide: Vec<FocusItem>,
    pub(super) coverage: GetCoverageResponse,
}

/// A requirement that is another one at other stages.
#[derive(Debug)]
struct StageRequirement {
    control: String,
    title: Option<Text>,
    requirement: Option<Text>,
}

/// Asks checkpoint about the review of this checklist.
pub(super) async fn collect(channels: &Channels, reviewer: &Bearer, checklist: &Checklist) -> Result<Knowledge> {
    let request = GetReviewRequest { review_id: checklist.review_id.clone() };
    let review = channels.intake(reviewer).await?.get_review(request).await?.into_inner().review;
    let profile = review.and_then(|review| review.profile).context("intake answered without a profile")?;
    let mut catalogs = channels.catalogs(reviewer).await?;
    let request = ListControlsRequest { catalog_id: STAGED_CATALOG.into(), page_size: 100, ..Default::default() };
    let controls = catalogs.list_controls(request).await?.into_inner().controls;
    let guide = catalogs.get_focus_guide(asked(&profile)).await?.into_inner().items;
    let request = GetCoverageRequest { review_id: checklist.review_id.clone() };
    let coverage = channels.checkpoint(reviewer).await?.get_coverage(request).await?.into_inner();
    let stage_requirements = staged(controls, profile.stage(), checklist);
    Ok(Knowledge { stage: profile.stage(), stage_requirements, guide, coverage })
}

fn asked(profile: &ServiceProfile) -> GetFocusGuideRequest {
    GetFocusGuideRequest {
        service_types: profile.service_types.clone(),
        components: profile.components.clone(),
        data_classes: profile.data_classes.clone(),
    }
}

/// Requirements of the checklist's controls that are specific to this stage.
fn staged(controls: Vec<Control>, stage: LifecycleStage, checklist: &Checklist) -> Vec<StageRequirement> {
    let listed = |control: &str| {
        let prefix = format!("{STAGED_CATALOG}:{control}:");
        checklist.checkpoints.iter().any(|one| one.checkpoint.starts_with(&prefix))
    };
    let controls = controls.into_iter().filter(|control| listed(&control.control_id));
    let requirement = |control: Control| {
        let text = control.requirements.into_iter().find(|one| one.stages.contains(&stage.into()))?.text;
        Some(StageRequirement { control: control.control_id, title: control.title, requirement: text })
    };
    controls.filter_map(requirement).collect()
}

#[cfg(test)]
mod tests {
    use haetae_proto::checkpoint::v1::{Checkpoint, StagedText};

    use super::*;

    fn control(id: &str, stages: &[LifecycleStage]) -> Control {
        let text = |stage: &LifecycleStage| StagedText {
            stages: vec![(*stage).into()],
            text: Some(Text { ko: String::new(), en: format!("{id} {}", stage.as_str_name()) }),
        };
        Control { control_id: id.into(), requirements: stages.iter().map(text).collect(), ..Default::default() }
    }

    #[test]
    fn requirements_of_the_stage_are_those_of_controls_on_the_list_that_have_any() {
        let checkpoint = |key: &str| Checkpoint { checkpoint: key.into(), ..Default::default() };
        let checkpoints = ["smart-city-2021:1.1:1", "smart-city-2021:1.2:1", "web-service:1.3:1"].map(checkpoint);
        let checklist = Checklist { checkpoints: checkpoints.into(), ..Default::default() };
        let (planning, operation) = (LifecycleStage::Planning, LifecycleStage::Operation);
        let unstaged = Control {
            control_id: "1.2".into(),
            requirements: vec![StagedText { stages: vec![], text: None }],
            ..Default::default()
        };
        let controls = vec![control("1.1", &[planning, operation]), unstaged, control("1.3", &[operation])];
        let found = staged(controls, operation, &checklist);
        let found: Vec<_> =
            found.iter().filter_map(|one| one.requirement.as_ref()).map(|one| one.en.as_str()).collect();
        assert_eq!(found, ["1.1 LIFECYCLE_STAGE_OPERATION"]);
    }
}
