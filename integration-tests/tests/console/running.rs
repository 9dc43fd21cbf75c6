//! What reviews are measured by, and how the platform runs: for those who may see it.

use anyhow::{Result, ensure};
use haetae_devstack::{Browser, Page};
use haetae_integration_tests::{Desk, run};

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
        shows(&audit, &["SHA256:", "haetae audit export"])?;
        for (person, path) in [("park", "/ops"), ("kim", "/ops"), ("kim", "/audit"), ("lee", "/audit")] {
            let refused = desk.signed_in(person).await?.get(&desk.console.page(path)).await?;
            ensure!(refused.status == 403, "{person} {path}: {}", refused.status);
        }
        Ok(())
    })
}
