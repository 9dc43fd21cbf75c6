//! Those who run the platform, and those who audit it.

use anyhow::{Context as _, Result, ensure};
use haetae_integration_tests::{Person, Setup, Tool, World, judge, run, samples};
use haetae_service_kit::auth::Role;

const OPERATOR: Person<'_> = Person { subject: "ops", name: "", team: None, roles: &[Role::Operator] };
const AUDITOR: Person<'_> = Person { subject: "aud", name: "", team: None, roles: &[Role::Auditor] };

#[test]
fn read_models_are_rebuilt_put_back_and_dropped() -> Result<()> {
    run(async {
        let world = World::start(Setup::default()).await?;
        let kim = world.requester("kim", "ops")?;
        kim.checklist(&kim.submit(samples::ordinary()).await?.id).await?;
        let ops = Tool::of(&world, &OPERATOR)?;
        let list = ops.text(&["projection", "list", "--lang", "ko"]).await?;
        assert!(list.contains("archive") && list.contains("board") && list.contains("반영 중"), "{list}");
        assert!(ops.text(&["projection", "parked"]).await?.contains("Nothing is parked"));
        ops.refused(5, &["projection", "retry", "board"]).await?;

        let rebuilt = ops.json(&["projection", "rebuild", "board"]).await?;
        assert_eq!(rebuilt["rebuild"]["state"], "REBUILD_STATE_SUCCEEDED", "{rebuilt}");
        assert_eq!(rebuilt["rebuild"]["comparison"], "COMPARISON_EQUAL", "{rebuilt}");
        let back = ops.text(&["projection", "switch", "board", "1"]).await?;
        assert!(back.contains("2 → 1"), "{back}");
        let told = ops.refused(2, &["projection", "drop", "board", "2"]).await?;
        assert!(told.contains("--yes"), "nothing is dropped unasked: {told}");
        ops.refused(5, &["projection", "drop", "board", "1", "--yes"]).await?;
        assert!(ops.text(&["projection", "drop", "board", "2", "--yes"]).await?.contains("dropped generation 2"));
        ops.refused(4, &["projection", "drop", "board", "2", "--yes"]).await?;
        ops.refused(4, &["projection", "rebuild", "nothing"]).await?;
        Tool::of(&world, &AUDITOR)?.refused(6, &["projection", "list"]).await?;
        Ok(())
    })
}

#[test]
fn an_auditor_takes_the_history_home_and_checks_it_without_a_token() -> Result<()> {
    run(async {
        let world = World::start(Setup::default()).await?;
        let (kim, lee) = (world.requester("kim", "aud")?, world.reviewer("lee")?);
        let submitted = kim.submit(samples::smart_city()).await?;
        let verdicts = judge(&lee.checklist(&submitted.id).await?, 4);
        let judged = lee.checkpoint().record_verdicts(verdicts).await?.into_inner();
        let aud = Tool::of(&world, &AUDITOR)?;
        let head = aud.text(&["audit", "head", "--after", &judged.consistency_token]).await?;
        assert!(head.contains("commits"), "{head}");
        let receipt = aud.json(&["audit", "receipt", &submitted.answer.consistency_token]).await?;
        assert!(receipt["sequence"].as_str().is_some(), "{receipt}");
        assert!(aud.text(&["audit", "heads", "--lang", "ko"]).await?.contains("루트 해시"));

        let home = world.stack.dir.path().join("taken-home");
        let at = |name: &str| home.join(name).display().to_string();
        aud.text(&["audit", "export", "--to", &at("")]).await?;
        assert_eq!(aud.text(&["audit", "pubkey", "--raw"]).await?, std::fs::read_to_string(at("public-key"))?);
        let proofs = aud.text(&["audit", "prove", "--review", &submitted.id, "--to", &at("proofs")]).await?;
        let files: Vec<_> = proofs.lines().collect();
        ensure!(files.len() >= 4, "request, score, checklist and verdicts: {proofs}");

        // Whoever checks has files and nothing else.
        let anyone = aud.env("HAETAE_TOKEN_FILE", "/nowhere");
        let (export, heads, key) = (at("log.export"), at("heads"), at("public-key"));
        let verify = ["audit", "verify", "--export", &export, "--heads", &heads, "--key", &key];
        let good = anyone.text(&verify).await?;
        assert!(good.contains("findings"), "{good}");
        let checked = anyone.text(&[&["audit", "check", "--key", &key][..], &files].concat()).await?;
        for category in ["review", "risk", "diagnosis"] {
            assert!(checked.contains(&format!("ev.{category}.{}", submitted.id)), "{checked}");
        }
        let mut bytes = std::fs::read(&export)?;
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        std::fs::write(&export, bytes)?;
        let altered = anyone.run(&verify).await?;
        assert!(altered.code == Some(1) && altered.log.contains("Head:"), "{altered:?}");
        let other = files.first().context("a proof")?;
        let text = std::fs::read_to_string(other)?;
        let index = text.lines().find(|line| line.starts_with("index ")).context("an index")?;
        std::fs::write(other, text.replace(index, "index 0"))?;
        anyone.refused(1, &["audit", "check", "--key", &key, other]).await.context("an altered proof")?;
        Ok(())
    })
}
