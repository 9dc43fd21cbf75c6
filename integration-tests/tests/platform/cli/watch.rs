//! `haetae review watch`: whatever ends its stream, it goes on where it was; Ctrl-C ends it.

use std::{collections::BTreeMap, time::Duration};

use anyhow::{Context as _, Result, ensure};
use haetae_devstack::Service;
use haetae_integration_tests::{Caller, Known, Person, Running, Setup, Tool, World, eventually, run, samples};
use haetae_service_kit::{clock, token};
use serde_json::{Value, json};

const INTERRUPTED: Option<i32> = Some(130);
/// Said at every try in vain.
const LOST: &str = "연결이 끊겨 다시 시도합니다: ";
/// Longer than a service may take to drain.
const STOP: Duration = Duration::from_secs(30);

#[test]
fn a_watch_survives_its_dashboard_and_ends_with_ctrl_c() -> Result<()> {
    run(async {
        let mut world = World::start(Setup::default()).await?;
        let person = Person::requester("kim", "watch");
        let (kim, tool) = (world.caller(&person)?, Tool::of(&world, &person)?);
        let start = token::consistency_token(0);
        let watch = ["review", "watch", "--output", "json", "--lang", "ko", "--consistency-token", &start];
        let (mut watch, mut known) = (tool.start(&watch)?, Known::default());
        let mut ids = vec![];
        for (round, drained) in [false, true, false].into_iter().enumerate() {
            ids.push(kim.submit(samples::ordinary()).await?.id);
            entered(&mut watch, &mut known, &ids).await?;
            let tries = watch.errors().matches(LOST).count();
            if drained {
                world.platform.terminate(Service::Dashboard, STOP).await?;
            } else {
                world.platform.kill9(Service::Dashboard).await?;
            }
            // No stream is open while this happens.
            ids.push(kim.submit(samples::smart_city()).await?.id);
            watch.says(LOST, tries + 1).await?;
            world.platform.restart(Service::Dashboard).await?;
            entered(&mut watch, &mut known, &ids).await?;
            watch.says("다시 연결되었습니다.", round + 1).await?;
        }
        for id in &ids {
            // Nothing more happens to it by itself.
            kim.shown(&kim.targeted(id).await?.consistency_token).await?;
        }
        eventually("the whole list", async || {
            while let Some(line) = watch.line_now() {
                known.read(&line)?;
            }
            Ok((known.rows == listed(&tool).await?).then_some(()))
        })
        .await
        .with_context(|| format!("{known:?}"))?;
        let ended = watch.interrupt().await?;
        assert_eq!((ended.code, ended.log.as_str()), (INTERRUPTED, ""), "{ended:?}");
        let position = position(&ended.errors, "→ 이어 보기: --consistency-token ")?;
        assert!(!ended.errors.contains("오류"), "{}", ended.errors);
        goes_on_as_text(&kim, &tool, &position).await
    })
}

/// Another watch, for people, from where the first one ended: what was shown is not shown again.
async fn goes_on_as_text(kim: &Caller, tool: &Tool, position: &str) -> Result<()> {
    let mut watch = tool.start(&["review", "watch", "--consistency-token", position])?;
    let next = kim.submit(samples::ordinary()).await?.id;
    let line = watch.line().await?;
    assert!(line.starts_with(&format!("entered  {next}  ")), "{line}");
    let ended = watch.interrupt().await?;
    assert_eq!(ended.code, INTERRUPTED, "{ended:?}");
    assert!(ended.log.lines().all(|line| line.starts_with(&format!("updated  {next}  "))), "{}", ended.log);
    self::position(&ended.errors, "→ To go on from here: --consistency-token ").map(drop)
}

#[test]
fn a_watch_outlives_its_streams_and_its_token_where_the_file_has_a_new_one() -> Result<()> {
    run(async {
        let extra = vec![(Service::Dashboard, "HAETAE__WATCH__MAX_LIFETIME_MS", "1000".to_owned())];
        let world = World::start(Setup { extra, ..Setup::default() }).await?;
        let person = Person::requester("kim", "watch");
        let (kim, renewed, old) = (world.caller(&person)?, Tool::of(&world, &person)?, Tool::of(&world, &person)?);
        let mut claims = world.identity.claims(clock::now().as_second());
        claims["team"] = json!("watch");
        // Taken for a few seconds more, because clocks differ.
        claims["exp"] = json!(clock::now().as_second() - 3);
        let short = world.identity.sign(&claims)?;
        for tool in [&renewed, &old] {
            tool.file("token", &short)?;
        }
        let start = token::consistency_token(0);
        let args = ["review", "watch", "--output", "json", "--consistency-token", &start];
        let (mut goes_on, mut ends) = (renewed.start(&args)?, old.start(&args)?);
        let (mut known, mut ids) = (Known::default(), vec![kim.submit(samples::ordinary()).await?.id]);
        entered(&mut goes_on, &mut known, &ids).await?;
        entered(&mut ends, &mut Known::default(), &ids).await?;
        renewed.file("token", &world.identity.token(&person)?)?;

        let ended = ends.ended().await?;
        assert_eq!(ended.code, Some(8), "{ended:?}");
        assert!(ended.errors.contains("UNAUTHENTICATED"), "{}", ended.errors);
        position(&ended.errors, "→ To go on from here: --consistency-token ")?;
        let refused = world.bearer(Some(&short)).shown("").await;
        ensure!(refused.is_err(), "the first token is still taken");
        ids.push(kim.submit(samples::ordinary()).await?.id);
        entered(&mut goes_on, &mut known, &ids).await?;
        let ended = goes_on.interrupt().await?;
        assert_eq!(ended.code, INTERRUPTED, "{ended:?}");
        assert!(!ended.errors.contains("trying again"), "an end in order is nothing to tell: {}", ended.errors);
        for line in ended.log.lines() {
            known.read(line)?;
        }
        Ok(())
    })
}

/// Reads on until all these reviews are in the list.
async fn entered(watch: &mut Running, known: &mut Known<Value>, ids: &[String]) -> Result<()> {
    while !ids.iter().all(|id| known.rows.contains_key(id)) {
        known.read(&watch.line().await?)?;
    }
    Ok(())
}

async fn listed(tool: &Tool) -> Result<BTreeMap<String, Value>> {
    let list = tool.json(&["review", "list", "--all"]).await?;
    let rows = list["reviews"].as_array().cloned().unwrap_or_default();
    rows.into_iter()
        .map(|row| Ok((row["reviewId"].as_str().context("a row without a review")?.to_owned(), row)))
        .collect()
}

/// What follows these words at the end of what was said.
fn position(errors: &str, words: &str) -> Result<String> {
    let (_, position) = errors.rsplit_once(words).with_context(|| format!("no position: {errors}"))?;
    Ok(position.lines().next().unwrap_or_default().to_owned())
}
