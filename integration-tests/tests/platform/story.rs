//! The main job, end to end: asked, scored, given a checklist, judged, shown.

use std::collections::BTreeSet;

use anyhow::{Context as _, Result};
use haetae_integration_tests::{Caller, World, judge, run, samples};
use haetae_proto::{
    checkpoint::v1::Checklist,
    common::v1::{
        Component, DocumentVersion, FlowLayer, ReviewStatus, RiskLevel, ServiceProfile, Tally, Text, VerdictResult,
    },
    dashboard::v1::{GetTimelineRequest, ListReviewsRequest, TimelineEntry},
    intake::v1::{GetReviewRequest, SubmitReviewRequest},
    risk::v1::Assessment,
};

#[test]
fn an_ordinary_service_is_reviewed() -> Result<()> {
    run(async {
        let (assessment, checklist) = reviewed("story-pay", samples::ordinary()).await?;
        assert_eq!(names(&checklist.catalogs), ["web-service"]);
        assert!(assessment.escalators.iter().any(|e| e.escalator_id == "internet-payment"));
        assert_eq!(assessment.level(), RiskLevel::High);
        Ok(())
    })
}

#[test]
fn a_smart_city_service_is_reviewed_by_the_smart_city_model_too() -> Result<()> {
    run(async {
        let (assessment, checklist) = reviewed("story-city", samples::smart_city()).await?;
        assert_eq!(names(&checklist.catalogs), ["smart-city-2021", "web-service"]);
        assert_eq!(assessment.level(), RiskLevel::Critical, "lives are at stake");
        let sections: BTreeSet<_> = assessment.contributions.iter().map(|c| c.section.as_str()).collect();
        assert!(sections.contains("components"), "{sections:?}");
        let profile = assessment.profile.context("the inputs are recorded")?;
        assert!(profile.components.contains(&Component::Device.into()));
        Ok(())
    })
}

/// Everything that is true of every review, from its request to its first verdicts.
async fn reviewed(team: &str, request: SubmitReviewRequest) -> Result<(Assessment, Checklist)> {
    let world = World::shared().await?;
    let requester = world.requester("kim", team)?;
    let reviewer = world.reviewer("lee")?;
    let submitted = requester.submit(request.clone()).await?;
    let review = submitted.answer.review.clone().context("a review")?;
    assert_eq!((review.title.as_str(), review.team.as_str()), (request.title.as_str(), team));
    assert_eq!(review.requester.clone().context("a requester")?.subject, "kim");
    assert_eq!(review.status(), ReviewStatus::Received);

    let assessment = requester.scored(&submitted.id).await?;
    explained(&assessment, &request);
    let list = reviewer.checklist(&submitted.id).await?;
    let checklist = list.checklist.clone().context("a checklist")?;
    along_the_flow(&checklist, &assessment);

    let judgement = judge(&list, 8);
    let judged = reviewer.checkpoint().record_verdicts(judgement.clone()).await?.into_inner();
    let tally = judged.tally.context("a tally")?;
    assert_eq!((tally.pass, tally.fail, tally.partial, tally.not_applicable), (2, 2, 2, 2));
    assert_eq!(judged.judged.len(), 8);
    requester.reaches(&submitted.id, ReviewStatus::InDiagnosis).await?;
    requester.targeted(&submitted.id).await?;

    let after = reviewer.checklist(&submitted.id).await?;
    assert_eq!(after.etag, judged.etag);
    let after = after.checklist.context("a checklist")?;
    assert_eq!(after.tally, Some(tally));
    for (line, verdict) in after.checkpoints.iter().zip(&judgement.verdicts) {
        let found = line.verdict.clone().context("a verdict")?;
        assert_eq!((found.result, &found.reason), (verdict.result, &verdict.reason));
        assert_eq!(found.judged_by.context("a judge")?.subject, "lee");
    }
    assert!(after.checkpoints[8..].iter().all(|line| line.verdict.is_none()));
    assert_eq!(judgement.verdicts[1].result(), VerdictResult::Fail);
    shown(&requester, &submitted.id, &request.title, &assessment, tally).await?;
    Ok((assessment, checklist))
}

/// The dashboard shows it all, to the team that asked.
async fn shown(requester: &Caller, id: &str, title: &str, assessment: &Assessment, tally: Tally) -> Result<()> {
    let read = requester.intake().get_review(GetReviewRequest { review_id: id.to_owned() }).await?.into_inner();
    let consistency_token = read.consistency_token;
    let all = ListReviewsRequest { consistency_token: consistency_token.clone(), ..Default::default() };
    let listed = requester.dashboard().list_reviews(all).await?.into_inner();
    let [row] = &listed.reviews[..] else { anyhow::bail!("the team has one review: {listed:?}") };
    assert_eq!((row.review_id.as_str(), row.title.as_str(), row.status()), (id, title, ReviewStatus::InDiagnosis));
    assert_eq!((row.level, row.score, row.depth), (assessment.level, assessment.score, assessment.depth));
    assert_eq!(row.tally, Some(tally));

    let summary = requester.shown(&consistency_token).await?;
    let levels: Vec<_> = summary.by_level.iter().filter(|c| c.count > 0).map(|c| (c.level, c.count)).collect();
    assert_eq!(levels, [(assessment.level, 1)]);
    assert_eq!(summary.by_level.len(), 5, "every level, also those with no review");
    let states: Vec<_> = summary.by_status.iter().filter(|c| c.count > 0).map(|c| (c.status(), c.count)).collect();
    assert_eq!(states, [(ReviewStatus::InDiagnosis, 1)]);
    assert_eq!(summary.by_status.len(), 10, "every status, also those with no review");
    assert_eq!(summary.recent, listed.reviews);

    let request = GetTimelineRequest { review_id: id.to_owned(), consistency_token, ..Default::default() };
    let timeline = requester.dashboard().get_timeline(request).await?.into_inner().entries;
    let told: Vec<_> = timeline.iter().map(|e| (e.event.as_str(), who(e))).collect();
    // The target date and the checklist follow from the score, each on its own.
    let (target, told): (Vec<_>, Vec<_>) = told.into_iter().partition(|(event, _)| *event == "ReviewTargetSet");
    assert_eq!(target, [("ReviewTargetSet", "service:intake-risk")]);
    let expected = [
        ("ReviewSubmitted", "kim"),
        ("RiskAssessed", "service:risk"),
        ("DiagnosisGenerated", "service:checkpoint"),
        ("VerdictsRecorded", "lee"),
        ("FindingOpened", "lee"),
        ("FindingOpened", "lee"),
        ("ReviewDiagnosisStarted", "service:intake"),
    ];
    assert_eq!(told, expected);
    assert!(timeline.is_sorted_by_key(|e| e.sequence));
    for entry in &timeline {
        said(&entry.summary, &entry.event);
    }
    Ok(())
}

fn who(entry: &TimelineEntry) -> &str {
    entry.actor.as_ref().map(|actor| actor.subject.as_str()).unwrap_or_default()
}

/// The score says where it comes from and what it was made with.
fn explained(assessment: &Assessment, request: &SubmitReviewRequest) {
    let points: u32 = assessment.contributions.iter().map(|c| c.points).sum();
    assert_eq!(points, assessment.score, "contributions add up");
    assert!((1..=100).contains(&assessment.score));
    for contribution in &assessment.contributions {
        said(&contribution.explanation, &format!("{}.{}", contribution.section, contribution.item));
    }
    let points: Vec<_> = assessment.contributions.iter().map(|c| c.points).collect();
    assert!(points.is_sorted_by(|a, b| a >= b), "largest first: {points:?}");
    assert_eq!(names(&assessment.policy.clone().into_iter().collect::<Vec<_>>()), ["scoring"]);
    assert_eq!(sorted(&assessment.profile), sorted(&request.profile));
    assert!(assessment.target_days > 0 && assessment.assessed_at.is_some());
    assert_ne!(assessment.level(), RiskLevel::Unspecified);
}

/// The checklist goes along the six layers in order, and every line says why it is there.
fn along_the_flow(checklist: &Checklist, assessment: &Assessment) {
    assert_eq!(checklist.level, assessment.level);
    let layers: Vec<_> = checklist.checkpoints.iter().map(|c| c.layer).collect();
    assert!(layers.is_sorted(), "by layer");
    let present: BTreeSet<_> = layers.into_iter().collect();
    let all = [
        FlowLayer::Client,
        FlowLayer::Network,
        FlowLayer::Gateway,
        FlowLayer::Application,
        FlowLayer::Data,
        FlowLayer::Governance,
    ];
    assert_eq!(present, all.map(i32::from).into());
    let keys: BTreeSet<_> = checklist.checkpoints.iter().map(|c| &c.checkpoint).collect();
    assert_eq!(keys.len(), checklist.checkpoints.len(), "each once");
    let used: BTreeSet<_> = checklist.checkpoints.iter().map(|c| c.catalog_id.as_str()).collect();
    assert_eq!(used.into_iter().collect::<Vec<_>>(), names(&checklist.catalogs));
    for line in &checklist.checkpoints {
        assert!(!line.selected_by.is_empty(), "{} says why", line.checkpoint);
        for text in line.selected_by.iter().map(|s| &s.reason) {
            said(text, &line.checkpoint);
        }
        for text in [&line.title, &line.requirement, &line.check, &line.countermeasure] {
            said(text, &line.checkpoint);
        }
    }
    let mandatory = checklist.checkpoints.iter().filter(|c| c.mandatory).count();
    let tally = checklist.tally.unwrap_or_default();
    assert_eq!((tally.total as usize, tally.mandatory as usize), (checklist.checkpoints.len(), mandatory));
    assert_eq!(tally.mandatory_open, tally.mandatory);
}

/// There is a text in both languages.
fn said(text: &Option<Text>, of: &str) {
    assert!(text.as_ref().is_some_and(|t| !t.ko.is_empty() && !t.en.is_empty()), "{of} lacks a text: {text:?}");
}

/// Documents with a version and a whole hash, by id.
fn names(documents: &[DocumentVersion]) -> Vec<&str> {
    assert!(documents.iter().all(|d| d.version >= 1 && d.content_hash.len() == 32), "{documents:?}");
    documents.iter().map(|d| d.document_id.as_str()).collect()
}

/// A profile in the one order of the vocabulary: the order it was sent in carries no meaning.
fn sorted(profile: &Option<ServiceProfile>) -> ServiceProfile {
    let mut profile = profile.clone().unwrap_or_default();
    profile.service_types.sort_unstable();
    profile.components.sort_unstable();
    profile.data_classes.sort_unstable();
    profile
}
