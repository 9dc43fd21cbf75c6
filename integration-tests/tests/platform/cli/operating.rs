//! Those who run the platform, and those who audit it.

use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use haetae_integration_tests::{Person, Setup, Tool, World, judge, run, samples};
use haetae_service_kit::auth::Role;
use serde_json::Value;

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
        // D10: the number of a generation that was dropped is not used again.
        let third = ops.json(&["projection", "rebuild", "board"]).await?;
        assert_eq!(third["rebuild"]["generation"], 3, "{third}");
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
        let aud = Tool::of(&world, &AUDITOR)?;
        let early = aud.text(&["audit", "head", "--raw", "--after", &submitted.answer.consistency_token]).await?;
        let early = aud.file("early-head", &early)?;
        let verdicts = judge(&lee.checklist(&submitted.id).await?, 4);
        let judged = lee.checkpoint().record_verdicts(verdicts).await?.into_inner();
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

        // The folder of the same log goes on; neither another key nor proofs are written over.
        aud.text(&["audit", "export", "--to", &at("")]).await?;
        let other = aud.refused(3, &["audit", "prove", "--review", &submitted.id, "--to", &at("proofs")]).await?;
        ensure!(other.contains("--overwrite"), "{other}");
        let kept = std::fs::read_to_string(at("public-key"))?;
        std::fs::write(at("public-key"), "another.test/log+1+a\n")?;
        let other = aud.refused(3, &["audit", "export", "--to", &at("")]).await?;
        ensure!(other.contains("another public key"), "{other}");
        ensure!(std::fs::read_to_string(at("public-key"))?.starts_with("another"), "the key was written over");
        std::fs::write(at("public-key"), kept)?;

        // An auditor has files and nothing else.
        let anyone = aud.env("HAETAE_TOKEN_FILE", "/nowhere");
        let (export, heads, key) = (at("log.export"), at("heads"), at("public-key"));
        let verify = ["audit", "verify", "--export", &export, "--heads", &heads, "--key", &key];
        let good = anyone.json(&verify).await?;
        assert_eq!((&good["outcome"], &good["notCovered"]), (&"PROVED".into(), &0.into()), "{good}");
        let checked = anyone.text(&[&["audit", "check", "--key", &key][..], &files].concat()).await?;
        for category in ["review", "risk", "diagnosis"] {
            assert!(checked.contains(&format!("ev.{category}.{}", submitted.id)), "{checked}");
        }
        fingerprints_agree(&anyone, &good, &checked, &key).await?;
        mailed_files_say_the_same(&anyone, &home, files.first().context("a proof")?).await?;
        beyond_an_early_head(&anyone, &verify, &early).await?;
        altered_files_are_told(&anyone, &verify, files.first().context("a proof")?).await
    })
}

/// B7: the same fingerprint is shown wherever the key is used, and begins with the id in the key's text.
async fn fingerprints_agree(anyone: &Tool, verified: &Value, checked: &str, key: &str) -> Result<()> {
    let fingerprint = verified["key"]["sha256"].as_str().context("a fingerprint")?;
    let text = std::fs::read_to_string(key)?;
    let id = text.split('+').nth(1).context("an id")?;
    ensure!(fingerprint.len() == 64 && fingerprint.starts_with(id), "{fingerprint} {id}");
    ensure!(checked.contains(&format!("SHA256:{fingerprint}")), "{checked}");
    let told = anyone.json(&["exit-codes"]).await?;
    let codes = told["exitCodes"].as_array().context("codes")?;
    for (code, name) in [(9, "ALTERED"), (10, "NOT_COVERED")] {
        ensure!(codes.iter().any(|one| one["exitCode"] == code && one["exit"] == name), "{told}");
    }
    Ok(())
}

/// B7: key, heads and proofs are read alike with a byte order mark and the line ends of mail.
async fn mailed_files_say_the_same(anyone: &Tool, home: &Path, proof: &str) -> Result<()> {
    let mailed = |name: &str, file: &Path| {
        let text = std::fs::read_to_string(file)?;
        anyone.file(name, &format!("\u{feff}{}", text.replace('\n', "\r\n")))
    };
    let (heads, key) = (mailed("heads", &home.join("heads"))?, mailed("public-key", &home.join("public-key"))?);
    let export = home.join("log.export").display().to_string();
    anyone.text(&["audit", "verify", "--export", &export, "--heads", &heads, "--key", &key]).await?;
    let proof = mailed("one.tlog-proof", Path::new(proof))?;
    let checked = anyone.json(&["audit", "check", "--key", &key, &proof]).await?;
    ensure!(checked["proved"].as_array().is_some_and(|proved| proved.len() == 1), "{checked}");
    Ok(())
}

/// B7: with an early head alone the later commits are not covered, which is no success unless it was asked for.
async fn beyond_an_early_head(anyone: &Tool, verify: &[&str], early: &str) -> Result<()> {
    let mut verify = verify.to_vec();
    verify[5] = early;
    let beyond = anyone.run(&verify).await?;
    ensure!(beyond.code == Some(10) && beyond.log.contains("not covered: the commits"), "{beyond:?}");
    verify.push("--allow-uncovered");
    let allowed = anyone.json(&verify).await?;
    ensure!(allowed["outcome"] == "NOT_COVERED" && allowed["totalFindings"] == 0, "{allowed}");
    ensure!(allowed["notCovered"].as_u64() > Some(0), "{allowed}");
    Ok(())
}

/// B7: tampering has an exit code of its own, for an export and for a proof, and the range of the change is named.
async fn altered_files_are_told(anyone: &Tool, verify: &[&str], proof: &str) -> Result<()> {
    let mut bytes = std::fs::read(verify[3])?;
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(verify[3], bytes)?;
    let altered = anyone.run(&[verify, &["-o", "json"]].concat()).await?;
    let report: Value = serde_json::from_str(&altered.log)?;
    ensure!(altered.code == Some(9) && report["outcome"] == "ALTERED", "{altered:?}");
    ensure!(report["change"]["to"].as_u64() >= report["change"]["from"].as_u64(), "{report}");
    ensure!(report["findings"].as_array().is_some_and(|all| all.iter().any(|one| one["kind"] == "HEAD")), "{report}");
    let error: Value = serde_json::from_str(&altered.errors)?;
    ensure!(error["error"]["exit"] == "ALTERED", "{error}");
    let text = std::fs::read_to_string(proof)?;
    let index = text.lines().find(|line| line.starts_with("index ")).context("an index")?;
    std::fs::write(proof, text.replace(index, "index 0"))?;
    anyone.refused(9, &["audit", "check", "--key", verify[7], proof]).await.context("an altered proof")?;
    Ok(())
}
