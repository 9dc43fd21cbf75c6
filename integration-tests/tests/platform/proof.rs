//! An auditor checks the history of a real platform offline, with the files and the public key alone.

use std::{fs, os::unix::fs::PermissionsExt as _, path::Path};

use anyhow::{Context as _, Result, ensure};
use haetae_devstack::Service;
use haetae_integration_tests::{Ended, Person, Program, Setup, Tool, World, judge, run, samples};
use haetae_proto::{
    common::v1::ReviewStatus,
    dashboard::v1::{GetLogHeadRequest, audit_service_client::AuditServiceClient},
};
use haetae_service_kit::{auth::Role, token};

#[test]
fn the_history_of_a_platform_is_checked_offline() -> Result<()> {
    run(async {
        let world = World::start(Setup::default()).await?;
        let (kim, lee) = (world.requester("kim", "traffic")?, world.reviewer("lee")?);
        let mut reviewed = String::new();
        for sample in [samples::smart_city(), samples::ordinary(), samples::harmless()] {
            reviewed = kim.submit(sample).await?.id;
            lee.checkpoint().record_verdicts(judge(&lee.checklist(&reviewed).await?, 8)).await?;
            kim.reaches(&reviewed, ReviewStatus::InDiagnosis).await?;
        }
        signed(&world).await?;

        let home = world.stack.dir.path().join("auditor");
        let export = audit(&world, &["export", "--to", &text(&home)]).await?;
        ensure!(export.code == Some(0), "{} {}", export.errors, export.log);
        let (log, heads, key) = (home.join("log.export"), home.join("heads"), home.join("public-key"));
        let anyone = Tool::of(&world, &auditor())?;
        let verify = ["audit", "verify", "--export", &text(&log), "--heads", &text(&heads), "--key", &text(&key)];
        let good = anyone.json(&verify).await?;
        ensure!(good["outcome"] == "PROVED" && good["totalFindings"] == 0, "{good}");
        let mut bytes = fs::read(&log)?;
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        fs::write(&log, &bytes)?;
        let altered = anyone.run(&verify).await?;
        ensure!(
            altered.code == Some(9) && altered.log.contains("Head: the first"),
            "{} {}",
            altered.errors,
            altered.log
        );

        one_review(&world, &anyone, (&home, &key), &reviewed).await?;
        keys(&world, &home).await?;
        a_hole(&world, &home.join("hole")).await
    })
}

/// An archive with a hole is not exported as if it were whole.
async fn a_hole(world: &World, to: &Path) -> Result<()> {
    let database = sqlx::PgPool::connect(world.platform.database_url()).await?;
    let deleted = sqlx::query("DELETE FROM archive.commits WHERE seq = 5").execute(&database).await?;
    ensure!(deleted.rows_affected() == 1, "no commit 5");
    let export = audit(world, &["export", "--to", &text(to)]).await?;
    let named = export.errors.contains("the commit at sequence 5 is missing");
    ensure!(export.code == Some(1) && named, "{} {}", export.errors, export.log);
    Ok(())
}

/// Every commit of a review is proved, and no altered proof passes.
async fn one_review(world: &World, anyone: &Tool, (home, key): (&Path, &Path), review: &str) -> Result<()> {
    let to = home.join("proofs");
    let proved = audit(world, &["prove", "--review", review, "--to", &text(&to)]).await?;
    ensure!(proved.code == Some(0), "{} {}", proved.errors, proved.log);
    let files: Vec<_> = fs::read_dir(&to)?.map(|file| Ok(text(&file?.path()))).collect::<Result<_>>()?;
    ensure!(files.len() >= 5, "a review has its request, score, checklist, verdicts and start: {files:?}");
    let mut check = vec!["audit", "check", "--key"];
    let key = text(key);
    check.push(&key);
    check.extend(files.iter().map(String::as_str));
    let checked = anyone.text(&check).await?;
    for category in ["review", "risk", "diagnosis"] {
        ensure!(checked.contains(&format!("ev.{category}.{review}")), "{checked}");
    }
    let proof = fs::read_to_string(&files[0])?;
    let index = proof.lines().find(|line| line.starts_with("index ")).context("an index")?;
    fs::write(&files[0], proof.replace(index, "index 0"))?;
    let altered = anyone.refused(9, &["audit", "check", "--key", &key, &files[0]]).await?;
    ensure!(altered.contains("not in the log"), "{altered}");
    Ok(())
}

/// A key is written once, readable by its owner alone; a call without a needed option gets the usage.
async fn keys(world: &World, home: &Path) -> Result<()> {
    let file = home.join("new.pem");
    let keygen = ["keygen", "--origin", "example.com/log", "--key", &text(&file)];
    let made = audit(world, &keygen).await?;
    ensure!(made.code == Some(0) && made.log.starts_with("example.com/log+"), "{} {}", made.errors, made.log);
    ensure!(fs::metadata(&file)?.permissions().mode() & 0o777 == 0o600, "others may read the key");
    let pem = fs::read_to_string(&file)?;
    ensure!(audit(world, &keygen).await?.code == Some(1), "a key was written over");
    ensure!(fs::read_to_string(&file)? == pem, "the key is another");
    for wrong in [&["verify"][..], &["prove", "--to", "x"], &["check"], &["keygen", "--origin"], &["nothing"], &[]] {
        let told = audit(world, wrong).await?;
        ensure!(
            told.code == Some(1) && told.errors.to_lowercase().contains("usage: haetae"),
            "{wrong:?}: {}",
            told.errors
        );
    }
    Ok(())
}

async fn audit(world: &World, args: &[&str]) -> Result<Ended> {
    Program::of(Service::Dashboard, world)?.args(&["audit"]).args(args).run().await
}

const fn auditor() -> Person<'static> {
    Person { subject: "ann", name: "감사", team: None, roles: &[Role::Auditor] }
}

/// Waits until everything is under a signed head.
async fn signed(world: &World) -> Result<()> {
    let mut client = AuditServiceClient::new(world.caller(&auditor())?.called(Service::Dashboard));
    let consistency_token = token::consistency_token(world.log().await?.head().await?);
    client.get_log_head(GetLogHeadRequest { consistency_token }).await?;
    Ok(())
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}
