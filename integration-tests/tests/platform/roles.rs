//! What callers may do and see, and who events say it was.

use anyhow::{Context as _, Result};
use haetae_access::Caller;
use haetae_devstack::Service;
use haetae_integration_tests::{self as platform, Person, Refusal, Wire, World, framed, fresh_id, judge, run, samples};
use haetae_proto::{
    checkpoint::v1::{GetChecklistRequest, RecordVerdictsRequest},
    dashboard::v1::{GetTimelineRequest, ListReviewsRequest},
    intake::v1::GetReviewRequest,
    risk::v1::GetAssessmentRequest,
};
use haetae_service_kit::{auth::Role, clock};
use tonic::Code;

use super::identity::methods;

#[test]
fn a_role_is_needed_before_anything_else_is_looked_at() -> Result<()> {
    run(async {
        let world = World::shared().await?;
        let kinds: Vec<_> =
            Role::ALL.into_iter().map(Some).chain([None]).flat_map(|r| [(r, false), (r, true)]).collect();
        let bearers: Vec<_> =
            kinds.iter().map(|(role, service)| bearer(&world, *role, *service)).collect::<Result<_>>()?;
        for service in Service::ALL {
            let wire = Wire::connect(world.platform.address(service)).await?;
            for path in methods(service)? {
                for ((role, service), bearer) in kinds.iter().zip(&bearers) {
                    let answer = wire.send(&path, &[("authorization", bearer)], framed(b"\xff no message")?).await?;
                    let refusal = answer.refusal().with_context(|| format!("{path} by {role:?}"))?;
                    as_the_policies_say(&path, *role, *service, &refusal)?;
                }
            }
        }
        let teamless = world.caller(&Person { subject: "kim", name: "", team: None, roles: &[Role::Requester] })?;
        let refusal = Refusal::expected(teamless.intake().submit_review(samples::ordinary()).await)?;
        assert_eq!((refusal.code, refusal.metadata["missing_claim"].as_str()), (Code::PermissionDenied, "team"));
        Ok(())
    })
}

/// A person of one role or none, or a service of it.
fn bearer(world: &World, role: Option<Role>, service: bool) -> Result<String> {
    let mut claims = world.identity.claims(clock::now().as_second());
    claims["roles"] = role.map(Role::name).into_iter().collect();
    claims["client_id"] = if service { claims["sub"].clone() } else { "portal".into() };
    Ok(format!("Bearer {}", world.identity.sign(&claims)?))
}

/// A caller who may make the call gets as far as the answer that this is no message.
fn as_the_policies_say(path: &str, role: Option<Role>, service: bool, refusal: &Refusal) -> Result<()> {
    let access = haetae_access::shipped().context("the policies fit their schema")?;
    let action = access.action(path).with_context(|| format!("{path} has no action"))?;
    let caller = Caller { subject: "kim", team: Some("traffic"), roles: role.into_iter().collect(), service };
    let told = (refusal.code, refusal.reason.as_str());
    match access.call(&caller, action) {
        Ok(()) => assert_eq!(told, (Code::InvalidArgument, "MALFORMED_MESSAGE"), "{path} by {role:?}"),
        Err(denied) => {
            assert_eq!(told, (Code::PermissionDenied, "PERMISSION_DENIED"), "{path} by {role:?}");
            let roles = access.roles(action);
            if denied == haetae_access::Refusal::NoPerson {
                assert_eq!(refusal.metadata["person"], "required", "{path} by {role:?}");
            } else {
                assert_eq!(refusal.metadata["any_of_roles"], roles.names(), "{path} by {role:?}");
            }
        }
    }
    Ok(())
}

#[test]
fn nobody_judges_a_review_of_their_own() -> Result<()> {
    run(async {
        let world = World::shared().await?;
        let both = [Role::Requester, Role::Reviewer];
        let kim = world.caller(&Person { subject: "kim", name: "Kim", team: Some("own"), roles: &both })?;
        let id = kim.submit(samples::ordinary()).await?.id;
        let list = kim.checklist(&id).await?;
        for validate_only in [true, false] {
            let judgement = RecordVerdictsRequest { validate_only, ..judge(&list, 1) };
            let refusal = Refusal::expected(kim.checkpoint().record_verdicts(judgement).await)?;
            assert_eq!((refusal.code, refusal.reason.as_str()), (Code::PermissionDenied, "SEPARATION_OF_DUTIES"));
            assert_eq!(refusal.metadata["rules"], "own-review");
        }
        assert_eq!(world.log().await?.of("diagnosis", &id).await?.len(), 1);
        let namesake = world.caller(&Person { subject: "kim-2", name: "Kim", team: Some("own"), roles: &both })?;
        namesake.checkpoint().record_verdicts(judge(&list, 1)).await?;
        Ok(())
    })
}

#[test]
fn a_foreign_review_is_answered_exactly_as_a_missing_one() -> Result<()> {
    run(async {
        let world = World::shared().await?;
        let id = world.requester("kim", "mine")?.submit(samples::ordinary()).await?.id;
        let token = world.reviewer("lee")?.checklist(&id).await?.consistency_token;
        let missing = fresh_id().to_string();
        let roles = [Role::Requester];
        let teamless = world.caller(&Person { subject: "kim", name: "", team: None, roles: &roles })?;
        let unnamed = world.caller(&Person { subject: "kim", name: "", team: Some(""), roles: &roles })?;
        let former = world.caller(&Person { subject: "kim", name: "", team: Some("mine"), roles: &[] })?;
        for stranger in [world.requester("kim", "theirs")?, world.requester("kim", "Mine")?, teamless, unnamed, former]
        {
            assert_eq!(reads(&stranger, &id).await?, reads(&stranger, &missing).await?);
            let all = ListReviewsRequest { consistency_token: token.clone(), ..Default::default() };
            let listed = stranger.dashboard().list_reviews(all).await;
            assert!(listed.map_or(true, |answer| answer.get_ref().reviews.is_empty()), "listed for a stranger");
        }
        let colleague = world.requester("park", "mine")?;
        colleague.intake().get_review(GetReviewRequest { review_id: id.clone() }).await?;
        colleague.scored(&id).await?;
        colleague.checklist(&id).await?;
        colleague.dashboard().get_timeline(timeline(&id)).await?;
        Ok(())
    })
}

fn timeline(id: &str) -> GetTimelineRequest {
    GetTimelineRequest { review_id: id.to_owned(), ..Default::default() }
}

/// What each read of a review says, save the id it was asked for.
async fn reads(caller: &platform::Caller, id: &str) -> Result<Vec<Refusal>> {
    let review_id = || id.to_owned();
    let mut refusals = vec![
        Refusal::expected(caller.intake().get_review(GetReviewRequest { review_id: review_id() }).await)?,
        Refusal::expected(caller.risk().get_assessment(GetAssessmentRequest { review_id: review_id() }).await)?,
        Refusal::expected(caller.checkpoint().get_checklist(GetChecklistRequest { review_id: review_id() }).await)?,
        Refusal::expected(caller.dashboard().get_timeline(timeline(id)).await)?,
    ];
    for refusal in &mut refusals {
        if refusal.code != Code::PermissionDenied {
            assert_eq!(refusal.code, Code::NotFound, "{refusal:?}");
            assert_eq!(refusal.metadata.remove("review_id").as_deref(), Some(id));
        }
    }
    Ok(refusals)
}

#[test]
fn events_say_who_by_the_token_or_which_service() -> Result<()> {
    run(async {
        let world = World::shared().await?;
        let kim =
            world.caller(&Person { subject: "u-1", name: "김하늘", team: Some("t"), roles: &[Role::Requester] })?;
        let lee = world.caller(&Person { subject: "u-2", name: "이바다", team: None, roles: &[Role::Reviewer] })?;
        let id = kim.submit(samples::ordinary()).await?.id;
        kim.targeted(&id).await?;
        lee.checkpoint().record_verdicts(judge(&lee.checklist(&id).await?, 1)).await?;
        kim.reaches(&id, haetae_proto::common::v1::ReviewStatus::InDiagnosis).await?;
        let log = world.log().await?;
        let mut actors = Vec::new();
        for category in ["review", "risk", "diagnosis"] {
            for entry in log.of(category, &id).await? {
                let actor = entry.commit.actor.context("an actor")?;
                actors.push((category, actor.subject, actor.name));
            }
        }
        let told = |category, subject: &str, name: &str| (category, subject.to_owned(), name.to_owned());
        let expected = [
            told("review", "u-1", "김하늘"),
            told("review", "service:intake-risk", "intake-risk"),
            told("review", "service:intake", "intake"),
            told("risk", "service:risk", "risk"),
            told("diagnosis", "service:checkpoint", "checkpoint"),
            told("diagnosis", "u-2", "이바다"),
        ];
        assert_eq!(actors, expected);
        Ok(())
    })
}
