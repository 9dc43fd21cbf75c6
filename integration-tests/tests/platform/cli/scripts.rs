//! What programs read: JSON and YAML, completion scripts, catalogues and the policy.

use anyhow::{Context as _, Result};
use haetae_integration_tests::{Person, Tool, World, run};
use haetae_service_kit::auth::Role;

use super::{REQUEST, submitted};

#[test]
fn json_is_the_contracts_own_and_pages_are_put_together() -> Result<()> {
    run(async {
        let world = World::shared().await?;
        let kim = Tool::of(&world, &Person::requester("kim", "cli-json"))?;
        let (first, second) = (submitted(&kim).await?, submitted(&kim).await?);
        let list = kim.json(&["review", "list", "--all", "--order-by", "submitted_at"]).await?;
        let rows = list["reviews"].as_array().context("rows")?;
        let ids: Vec<_> = rows.iter().filter_map(|row| row["reviewId"].as_str()).collect();
        assert_eq!(ids, [first.as_str(), second.as_str()]);
        assert_eq!(rows[0]["status"], "REVIEW_STATUS_RECEIVED");
        let one = kim.json(&["review", "list", "--limit", "1", "--order-by", "submitted_at"]).await?;
        assert_eq!(one["reviews"].as_array().context("rows")?.len(), 1);
        assert!(one["nextPageToken"].as_str().is_some_and(|token| !token.is_empty()), "there is more: {one}");
        let before = kim.text(&["review", "list", "--as-of", "0"]).await?;
        assert!(before.contains("Reviews (0)"), "nothing was there before the first commit: {before}");
        kim.refused(2, &["review", "list", "--as-of", "yesterday"]).await?;
        let yaml = kim.text(&["review", "show", &first, "--output", "yaml"]).await?;
        assert!(
            yaml.contains(&format!("reviewId: {first}")) && yaml.contains("status: REVIEW_STATUS_RECEIVED"),
            "{yaml}"
        );
        Ok(())
    })
}

#[test]
fn scripts_of_shells_need_no_platform() -> Result<()> {
    run(async {
        let world = World::shared().await?;
        let kim = Tool::of(&world, &Person::requester("kim", "cli-shell"))?.env("HAETAE_TOKEN_FILE", "/nowhere");
        for shell in ["bash", "zsh", "fish"] {
            let script = kim.text(&["completion", shell]).await?;
            assert!(script.contains("haetae") && script.contains("timeline"), "{shell}");
        }
        assert!(kim.text(&["exit-codes", "--lang", "ko"]).await?.contains("권한이 없음"));
        Ok(())
    })
}

#[test]
fn catalogues_and_the_policy_are_read_previewed_and_published() -> Result<()> {
    run(async {
        let world = World::shared().await?;
        let kim = Tool::of(&world, &Person::requester("kim", "cli-content"))?;
        let admin = Person { subject: "cho", name: "", team: None, roles: &[Role::ContentAdmin] };
        let cho = Tool::of(&world, &admin)?;
        assert!(kim.text(&["catalog", "list", "--lang", "ko"]).await?.contains("web-service"));
        let control = kim.text(&["catalog", "control", "web-service", "APP-01"]).await?;
        assert!(control.starts_with("APP-01 ") && control.contains("when it fails"), "{control}");
        let controls = kim.json(&["catalog", "controls", "web-service", "--layer", "gateway", "--all"]).await?;
        assert!(controls["controls"].as_array().is_some_and(|all| !all.is_empty()));
        assert!(
            kim.text(&["catalog", "focus", "--service-types", "payment,mobile_app"]).await?.contains("Focus guide")
        );

        let request = kim.file("request.toml", REQUEST)?;
        let preview = kim.json(&["risk", "preview", &request]).await?;
        assert_eq!(preview["assessment"]["level"], "RISK_LEVEL_HIGH", "{preview}");
        assert!(
            kim.text(&["checklist", "preview", &request, "--level", "high"]).await?.contains("Checklist: 공영주차장")
        );

        let policy = cho.file("policy.json", &cho.text(&["policy", "show", "--document"]).await?)?;
        let same = cho.json(&["policy", "publish", &policy, "--validate-only"]).await?;
        assert_eq!(same["policy"]["version"]["version"], 1, "the same content is the same version: {same}");
        let simulated = cho.text(&["policy", "simulate", &policy, "--lang", "ko"]).await?;
        assert!(simulated.contains("등급 변경 0건, 점수 변경 0건, 기한 일수 변경 0건"), "{simulated}");
        assert!(cho.text(&["policy", "list"]).await?.contains("scoring v1"));
        Ok(())
    })
}
