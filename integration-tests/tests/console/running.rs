//! What reviews are measured by, and how the platform runs: for those who may see it.

use anyhow::{Result, ensure};
use haetae_devstack::{Browser, Page};
use haetae_integration_tests::{Desk, eventually, run};

use crate::deciding::waiting;

async fn open(browser: &mut Browser, desk: &Desk, path: &str) -> Result<Page> {
    let page = browser.get(&desk.console.page(path)).await?;
    ensure!(page.status == 200, "{path}: {} {}", page.status, page.text);
    Ok(page)
}

fn shows(page: &Page, texts: &[&str]) -> Result<()> {
    for text in texts {
        ensure!(page.text.contains(text), "{text} is not in {}", page.text);
    }
    Ok(())
}

#[test]
fn a_content_admin_reads_what_reviews_are_measured_by_and_simulates_a_policy() -> Result<()> {
    run(async {
        let desk = Desk::shared().await?;
        let (kim, lee) = (desk.world.requester("kim", "commerce")?, desk.world.reviewer("lee")?);
        waiting(&kim, &lee).await?;
        let mut jung = desk.signed_in("jung").await?;
        let all = open(&mut jung, &desk, "/catalogues").await?;
        let web = jung.click(&all, "/catalogues/web-service").await?;
        shows(&web, &["Version 1", "Next"])?;
        let layer = jung.click(&web, "/catalogues/web-service?layer=gateway").await?;
        shows(&layer, &["GW-01"])?;
        ensure!(!layer.text.contains("APP-01"), "another layer: {}", layer.text);
        let policy = open(&mut jung, &desk, "/policy").await?;
        shows(&policy, &["Version 1", "In use", "Service type", "Critical"])?;
        let simulated = jung.click(&policy, "/policy/1/simulation").await?;
        // The version in use changes nothing.
        shows(&simulated, &["0 would change", "Nothing was changed."])?;
        let missing = jung.get(&desk.console.page("/catalogues/nothing-is-called-so")).await?;
        ensure!(missing.status == 404, "{}", missing.status);
        let mut kim = desk.signed_in("kim").await?;
        let read = open(&mut kim, &desk, "/policy").await?;
        ensure!(!read.text.contains("/simulation"), "{}", read.text);
        let refused = kim.get(&desk.console.page("/policy/1/simulation")).await?;
        ensure!(refused.status == 403, "{}", refused.status);
        Ok(())
    })
}

#[test]
fn operators_see_read_models_and_auditors_the_key_of_the_log() -> Result<()> {
    run(async {
        let desk = Desk::shared().await?;
        let ops = open(&mut desk.signed_in("jung").await?, &desk, "/ops").await?;
        shows(&ops, &["board", "diagnosis", "Following", "Nothing is parked."])?;
        let mut park = desk.signed_in("park").await?;
        let home = open(&mut park, &desk, "/reviews?view=all").await?;
        let audit = park.click(&home, "/audit").await?;
        shows(&audit, &["SHA256:", "haetae audit verify"])?;
        for (person, path) in [("park", "/ops"), ("kim", "/ops"), ("kim", "/audit"), ("lee", "/audit")] {
            let refused = desk.signed_in(person).await?.get(&desk.console.page(path)).await?;
            ensure!(refused.status == 403, "{person} {path}: {}", refused.status);
        }
        Ok(())
    })
}

#[test]
fn an_operator_rebuilds_a_read_model_once_and_drops_the_old_generation_by_its_name() -> Result<()> {
    run(async {
        let desk = Desk::shared().await?;
        let mut jung = desk.signed_in("jung").await?;
        let ops = open(&mut jung, &desk, "/ops").await?;
        let model = jung.click(&ops, "/ops/diagnosis").await?;
        shows(&model, &["Read model diagnosis", "Following"])?;
        // The button is pressed twice: one rebuild.
        for _ in 0..2 {
            let begun = jung.submit(&model, "/ops/diagnosis/rebuild", &[]).await?;
            shows(&jung.follow(begun).await?, &["The rebuild has begun."])?;
        }
        let done = eventually("the rebuild", async || {
            let page = jung.get(&desk.console.page("/ops/diagnosis")).await?;
            Ok(page.text.contains("Rebuild: Succeeded").then_some(page))
        });
        let done = done.await?;
        ensure!(done.text.matches("/ops/diagnosis/drop").count() == 1, "one old generation: {}", done.text);
        let wrong = jung.submit(&done, "/ops/diagnosis/drop", &[("name", "board")]).await?;
        ensure!(wrong.status == 400, "{}", wrong.status);
        shows(&wrong, &["This is not the name of the read model.", "value=\"board\""])?;
        let right = jung.submit(&wrong, "/ops/diagnosis/drop", &[("name", "diagnosis")]).await?;
        let gone = jung.follow(right).await?;
        shows(&gone, &["The generation was dropped."])?;
        ensure!(!gone.text.contains("/ops/diagnosis/drop"), "{}", gone.text);
        let missing = jung.get(&desk.console.page("/ops/nothing")).await?;
        ensure!(missing.status == 404, "{}", missing.status);
        let refused = desk.signed_in("park").await?.get(&desk.console.page("/ops/diagnosis")).await?;
        ensure!(refused.status == 403, "{}", refused.status);
        Ok(())
    })
}

#[test]
fn an_auditor_takes_the_key_the_heads_the_log_and_the_proofs_of_a_review() -> Result<()> {
    run(async {
        let desk = Desk::shared().await?;
        let (kim, lee) = (desk.world.requester("kim", "commerce")?, desk.world.reviewer("lee")?);
        let (_, number) = waiting(&kim, &lee).await?;
        let mut park = desk.signed_in("park").await?;
        for (path, name, text) in [
            ("/audit/public-key", "public-key", "+"),
            ("/audit/heads", "heads-", "\n\n— "),
            ("/audit/log.export", "log-", "ev.review."),
        ] {
            let file = open(&mut park, &desk, path).await?;
            let saved = format!("attachment; filename=\"{name}");
            let header = file.headers.get("content-disposition").and_then(|value| value.to_str().ok());
            ensure!(header.is_some_and(|header| header.starts_with(&saved)), "{path}: {header:?}");
            ensure!(file.text.contains(text), "{path}: {}", file.text);
        }
        let proofs = eventually("proofs of the latest commit", async || {
            let mut park = desk.signed_in("park").await?;
            let file = park.get(&desk.console.page(&format!("/audit/proofs?number={number}"))).await?;
            Ok((file.status == 200).then_some(file))
        });
        let proofs = proofs.await?;
        ensure!(proofs.text.starts_with("PK") && proofs.text.contains(".tlog-proof"), "{}", proofs.text);
        for (person, path) in
            [("lee", "/audit/log.export"), ("kim", "/audit/heads"), ("lee", "/audit/proofs?number=R-1")]
        {
            let refused = desk.signed_in(person).await?.get(&desk.console.page(path)).await?;
            ensure!(matches!(refused.status, 403 | 404), "{person} {path}: {}", refused.status);
        }
        Ok(())
    })
}
