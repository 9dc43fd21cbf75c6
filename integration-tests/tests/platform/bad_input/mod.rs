//! A wrong input gets a precise error, field, reason and text in both languages, and changes nothing.

mod all_at_once;
mod calls;
mod cases;
mod commands;
mod depth;
mod documents;
mod evidence;
mod findings;
mod projections;
mod proofs;
mod reads;
mod steps;
mod wire;

use std::collections::BTreeSet;

use anyhow::{Result, ensure};
use futures::{StreamExt as _, stream};
use haetae_devstack::Service;
use haetae_integration_tests::{Caller, Log, Person, Refusal, Setup, World, row_counts, run, samples};
use haetae_service_kit::auth::Role;

use calls::Calls;
use cases::Case;

/// Cases tried at the same time.
const AT_ONCE: usize = 8;
/// May do everything there is to do.
const ROLES: [Role; 6] = Role::ALL;

#[test]
fn every_wrong_input_is_named_and_changes_nothing() -> Result<()> {
    run(async {
        let world = World::start(Setup::default()).await?;
        let kim = world.caller(&Person { subject: "kim", name: "", team: Some("t"), roles: &ROLES })?;
        let lee = world.caller(&Person { subject: "lee", name: "", team: Some("t"), roles: &ROLES })?;
        let id = kim.submit(samples::ordinary()).await?.id;
        let list = lee.checklist(&id).await?;
        let etag = kim.targeted(&id).await?.etag;
        let log = world.log().await?;
        // The reviews' and the catalogues' own commits are in before anything is counted.
        let before = Before::of(&world, &log, &kim, &id).await?;

        let cases: Vec<Case> = [
            commands::submissions(),
            commands::judgements(&list),
            steps::of_reviews(&id, &etag),
            findings::steps(&list),
            findings::questions(&list),
            evidence::uploads(&list),
            evidence::downloads(&id),
            documents::cases(),
            proofs::cases(),
            reads::of_services(),
            reads::of_dashboard(),
            projections::of_operators(),
            depth::of_depth(),
            all_at_once::changes(),
        ]
        .concat();
        calls::all_are_tried(&cases)?;
        let calls =
            Calls::connect(&world, &Person { subject: "lee", name: "", team: Some("t"), roles: &ROLES }).await?;
        let told = stream::iter(&cases).map(async |case| {
            let error = refused_in_both_languages(&calls, case).await.err()?;
            Some(format!("{}: {}: {error:#}", case.call.method, case.what))
        });
        let wrong: Vec<_> = told.buffer_unordered(AT_ONCE).filter_map(async |wrong| wrong).collect().await;
        ensure!(wrong.is_empty(), "{} of {} cases:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
        wire::malformed(&world, &Person { subject: "lee", name: "", team: Some("t"), roles: &ROLES }).await?;

        before.unchanged(&world, &log).await?;
        only_own_subjects(&log, &id).await
    })
}

async fn refused_in_both_languages(calls: &Calls, case: &Case) -> Result<()> {
    let ko = calls.refused(&case.call, "ko-KR, en;q=0.5").await?;
    let en = calls.refused(&case.call, "en").await?;
    for refusal in [&ko, &en] {
        ensure!((refusal.code, refusal.reason.as_str()) == (case.code, case.reason), "{refusal:?}");
        ensure!(refusal.domain == "haetae", "{refusal:?}");
        ensure!(case.named_rightly(&refusal.named()), "named {:?} instead of {:?}", refusal.named(), case.field);
    }
    ensure!((ko.locale.as_str(), en.locale.as_str()) == ("ko", "en"), "{ko:?} {en:?}");
    ensure!(written(&ko, true) && written(&en, false), "{ko:?} {en:?}");
    Ok(())
}

/// Whether every text is there, in Korean or not.
fn written(refusal: &Refusal, korean: bool) -> bool {
    let hangul = |text: &str| text.chars().any(|c| ('가'..='힣').contains(&c));
    let mut texts = refusal.fields.iter().map(|(_, text)| text).chain([&refusal.message]);
    texts.all(|text| !text.is_empty() && hangul(text) == korean)
}

/// What there was before the wrong inputs.
struct Before {
    head: u64,
    rows: std::collections::BTreeMap<String, i64>,
}

impl Before {
    async fn of(world: &World, log: &Log, caller: &Caller, id: &str) -> Result<Self> {
        let token = caller.checklist(id).await?.consistency_token;
        caller.shown(&token).await?;
        caller.shown(&caller.targeted(id).await?.consistency_token).await?;
        Ok(Self { head: log.head().await?, rows: row_counts(world.platform.database_url()).await? })
    }

    async fn unchanged(&self, world: &World, log: &Log) -> Result<()> {
        assert_eq!(log.head().await?, self.head, "something was written");
        assert_eq!(row_counts(world.platform.database_url()).await?, self.rows);
        let mut names = Vec::new();
        let mut streams = log.context().stream_names();
        while let Some(name) = streams.next().await {
            names.push(name?);
        }
        names.sort();
        assert_eq!(names, ["EVENTS", "HEADS", "MEMBERS", "OBJ_EVIDENCE", "PARKED"]);
        let evidence = log.context().get_stream("OBJ_EVIDENCE").await?;
        let objects: Vec<_> = evidence.info_with_subjects("$O.EVIDENCE.M.>").await?.collect().await;
        assert!(objects.is_empty(), "a file was kept");
        let parked = log.context().get_stream("PARKED").await?.cached_info().state.messages;
        assert_eq!(parked, 0, "nothing was put aside");
        for service in Service::ALL {
            let told = std::fs::read_to_string(world.platform.log(service))?;
            assert!(!told.contains("\"panic\""), "{service} panicked");
        }
        Ok(())
    }
}

/// Nothing was published outside the subjects of the one review and of the published documents.
async fn only_own_subjects(log: &Log, id: &str) -> Result<()> {
    let own = ["review", "risk", "diagnosis"].map(|category| format!("ev.{category}.{id}"));
    let documents = ["ev.policy.scoring", "ev.catalog.smart-city-2021", "ev.catalog.web-service"].map(str::to_owned);
    let expected: BTreeSet<_> = own.into_iter().chain(documents).collect();
    assert_eq!(log.subjects().await?, expected);
    Ok(())
}
