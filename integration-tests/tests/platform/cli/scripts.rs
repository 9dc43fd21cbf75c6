//! What programs read: JSON and YAML, completion scripts, catalogues and the policy.

use anyhow::{Context as _, Result};
use haetae_integration_tests::{Person, Setup, Tool, World, run};
use haetae_service_kit::auth::Role;
use serde_json::Value;

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
            assert!(script.contains("haetae") && script.len() < 4_000, "{shell}: {script}");
        }
        assert!(kim.text(&["exit-codes", "--lang", "ko"]).await?.contains("권한이 없음"));
        Ok(())
    })
}

/// D10: a shell is offered the words of an option and the reviews there are, by their numbers.
#[test]
fn shells_complete_words_and_numbers_of_reviews() -> Result<()> {
    run(async {
        let world = World::shared().await?;
        let kim = Tool::of(&world, &Person::requester("kim", "cli-complete"))?;
        let number = kim.json(&["review", "show", &submitted(&kim).await?]).await?["number"].take();
        let asked = kim.env("COMPLETE", "fish");
        let levels = asked.text(&["--", "haetae", "review", "list", "--level", ""]).await?;
        assert!(["low", "medium", "high", "critical"].iter().all(|word| levels.contains(word)), "{levels}");
        let reviews = asked.text(&["--", "haetae", "review", "show", "R-"]).await?;
        assert!(reviews.contains(number.as_str().context("a number")?), "{reviews}");
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

/// D9: a content administrator compares any two versions of a catalogue, sees the points of a policy, and edits a document
/// that is readable.
#[test]
fn content_administrators_compare_versions_and_read_documents() -> Result<()> {
    run(async {
        let world = World::start(Setup::default()).await?;
        let admin = Person { subject: "cho", name: "", team: None, roles: &[Role::ContentAdmin] };
        let cho = Tool::of(&world, &admin)?;
        let document = cho.text(&["catalog", "show", "web-service", "--document"]).await?;
        assert!(document.lines().count() > 1_000, "not one line");
        let toml = cho.text(&["catalog", "show", "web-service", "--document=toml"]).await?;
        let file = cho.file("same.toml", &toml)?;
        let same = cho.json(&["catalog", "publish", "web-service", &file, "--validate-only"]).await?;
        assert_eq!(same["catalog"]["version"]["version"], 1, "TOML is the same content: {same}");

        let mut changed: Value = serde_json::from_str(&document)?;
        changed["controls"][0]["title"]["en"] = "Another title".into();
        let file = cho.file("changed.json", &changed.to_string())?;
        cho.json(&["catalog", "publish", &file]).await?;
        let compare = ["catalog", "preview-upgrade", "--catalog", "web-service"];
        let told = cho.text(&compare).await?;
        assert!(told.contains("web-service v1 → v2") && told.contains("Another title (title)"), "{told}");
        let back = cho.json(&[&compare[..], &["--from", "2", "--to", "1"]].concat()).await?;
        assert_eq!(back["differences"][0]["what"], "CHANGED", "{back}");

        let policy = cho.text(&["policy", "show", "--lang", "ko"]).await?;
        assert!(policy.contains("최대 20점") && policy.contains("처리 기한(영업일)"), "{policy}");
        Ok(())
    })
}
