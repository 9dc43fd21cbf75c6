//! A policy that waives harmless reviews without a reviewer, and no others.

use anyhow::{Context as _, Result, ensure};
use haetae_integration_tests::{Caller, Person, Setup, World, fresh_id, run, samples};
use haetae_proto::{
    common::v1::{Exposure, ReviewStatus},
    dashboard::v1::GetTimelineRequest,
    intake::v1::{AmendReviewRequest, ClaimReviewRequest, GetReviewRequest},
    risk::v1::{ActivatePolicyRequest, GetPolicyRequest, PublishPolicyRequest},
};
use haetae_service_kit::auth::Role;
use serde_json::{Value, json};

#[test]
fn a_policy_waives_what_is_low_as_long_as_nobody_has_taken_it_up() -> Result<()> {
    run(async {
        let world = World::start(Setup::default()).await?;
        let (kim, lee) = (world.requester("kim", "canteen")?, world.reviewer("lee")?);
        let (open, claimed) = (kim.submit(samples::harmless()).await?.id, kim.submit(samples::harmless()).await?.id);
        let etag = kim.targeted(&claimed).await?.etag;
        let (request_id, review_id) = (fresh_id().to_string(), claimed.clone());
        let claim = ClaimReviewRequest { request_id, review_id, etag, validate_only: false };
        lee.intake().claim_review(claim).await?;
        kim.targeted(&open).await?;
        ensure!(status(&kim, &open).await? == ReviewStatus::Received, "nothing is waived as shipped");

        let editor = Person { subject: "editor", name: "편집자", team: None, roles: &[Role::ContentAdmin] };
        let version = waive_what_is_low(&world.caller(&editor)?).await?;
        kim.reaches(&open, ReviewStatus::Waived).await?;
        let later = kim.submit(samples::harmless()).await?.id;
        kim.reaches(&later, ReviewStatus::Waived).await?;
        let payment = kim.submit(samples::ordinary()).await?.id;
        kim.targeted(&payment).await?;
        ensure!(status(&kim, &payment).await? == ReviewStatus::Received, "not what is high");
        ensure!(status(&kim, &claimed).await? == ReviewStatus::Received, "nor what somebody has taken on");

        told(&lee, &open, version).await?;
        amended_out_of_it(&kim, &later).await
    })
}

async fn status(caller: &Caller, id: &str) -> Result<ReviewStatus> {
    let request = GetReviewRequest { review_id: id.to_owned() };
    Ok(caller.intake().get_review(request).await?.into_inner().review.context("a review")?.status())
}

/// Publishes and activates the policy in use, with that one word changed; gives its version.
async fn waive_what_is_low(editor: &Caller) -> Result<u32> {
    let used = editor.risk().get_policy(GetPolicyRequest::default()).await?.into_inner();
    let mut policy: Value = serde_json::from_slice(&used.document)?;
    let low = policy.pointer_mut("/levels/low").and_then(Value::as_object_mut).context("the low level")?;
    ensure!(low.insert("automatic_waiver".to_owned(), json!(true)).is_none(), "it is off as shipped");
    let (request_id, document) = (fresh_id().to_string(), policy.to_string().into_bytes());
    let publish = PublishPolicyRequest { request_id, document, validate_only: false };
    let published = editor.risk().publish_policy(publish).await?.into_inner();
    let version = published.policy.and_then(|policy| policy.version).context("a version")?.version;
    let (request_id, etag) = (fresh_id().to_string(), published.etag);
    let activate = ActivatePolicyRequest { request_id, etag, version, validate_only: false };
    editor.risk().activate_policy(activate).await?;
    Ok(version)
}

/// The timeline names the version and the level that waived it.
async fn told(caller: &Caller, id: &str, version: u32) -> Result<()> {
    let request = GetReviewRequest { review_id: id.to_owned() };
    let consistency_token = caller.intake().get_review(request).await?.into_inner().consistency_token;
    let request = GetTimelineRequest { review_id: id.to_owned(), consistency_token, ..Default::default() };
    let entries = caller.dashboard().get_timeline(request).await?.into_inner().entries;
    let texts = entries.into_iter().filter_map(|entry| entry.summary).map(|text| format!("{} | {}", text.ko, text.en));
    let texts = texts.collect::<Vec<_>>().join("\n");
    ensure!(texts.contains(&format!("scoring v{version}: low")), "{texts}");
    Ok(())
}

/// An amendment that matters ends the waiver.
async fn amended_out_of_it(kim: &Caller, id: &str) -> Result<()> {
    let mut profile = samples::ordinary().profile.context("a profile")?;
    profile.exposure = Exposure::Internet.into();
    let request = GetReviewRequest { review_id: id.to_owned() };
    let etag = kim.intake().get_review(request).await?.into_inner().etag;
    let (request_id, review_id) = (fresh_id().to_string(), id.to_owned());
    let amend = AmendReviewRequest { request_id, review_id, etag, profile: Some(profile), ..Default::default() };
    kim.intake().amend_review(amend).await?;
    ensure!(status(kim, id).await? == ReviewStatus::Received, "it is to be looked at");
    Ok(())
}
