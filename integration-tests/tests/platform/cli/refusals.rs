//! A failed command ends with the exit code of its kind; the message, in the reader's language, says what to do.

use anyhow::Result;
use haetae_integration_tests::{Person, Tool, World, fresh_id, run};

use super::{REQUEST, submitted};

#[test]
fn kinds_of_failures_have_exit_codes_of_their_own() -> Result<()> {
    run(async {
        let world = World::shared().await?;
        let kim = Tool::of(&world, &Person::requester("kim", "cli-refused"))?;
        let id = submitted(&kim).await?;
        let nobody = fresh_id().to_string();
        let absent = kim.refused(4, &["review", "show", &nobody, "--lang", "ko"]).await?;
        assert!(absent.starts_with("오류: 해당 검토를 찾을 수 없습니다.\n") && absent.contains("→ "), "{absent}");
        let han = Tool::of(&world, &Person::requester("han", "cli-foreign"))?;
        let foreign = han.refused(4, &["review", "show", &id, "--lang", "ko"]).await?;
        assert_eq!(foreign, absent.replace(&nobody, &id), "a foreign review looks like none");

        let checkpoint = ["--checkpoint", "web-service:APP-01:1", "--result", "pass", "--method", "test"];
        let judging = [&["checklist", "judge", &id, "--etag", "1"][..], &checkpoint].concat();
        let told = kim.refused(6, &judging).await?;
        assert!(told.contains("PERMISSION_DENIED") && told.contains("Ask your administrator"), "{told}");
        kim.refused(2, &["review", "list", "--level", "hihg"]).await?;
        kim.refused(2, &["review", "show", "no-uuid"]).await?;

        let forged = Tool::of(&world, &Person::requester("kim", "cli-refused"))?.env("HAETAE_TOKEN", "forged");
        let told = forged.refused(8, &["review", "list"]).await?;
        assert!(told.contains("HAETAE_TOKEN") && !told.contains("forged"), "{told}");
        let gone = Tool::of(&world, &Person::requester("kim", "cli-refused"))?;
        let gone = gone.env("HAETAE_DASHBOARD_ENDPOINT", "http://127.0.0.1:1");
        let told = gone.refused(7, &["review", "list"]).await?;
        assert!(told.contains("cannot reach http://127.0.0.1:1"), "{told}");
        Ok(())
    })
}

#[test]
fn what_is_wrong_with_a_file_is_told_by_line_and_path_and_nothing_is_sent() -> Result<()> {
    run(async {
        let world = World::shared().await?;
        let kim = Tool::of(&world, &Person::requester("kim", "cli-files"))?;
        let file = kim.file("wrong.toml", &REQUEST.replace("safety = \"none\"", "safety = \"bad\""))?;
        let told = kim.refused(3, &["review", "submit", &file, "--lang", "ko"]).await?;
        assert!(told.contains("9행, impact.safety: 영향 수준에 `bad` 값은 없습니다."), "{told}");
        let file = kim.file("long.toml", &REQUEST.replace("고도화", &"가".repeat(200)))?;
        let told = kim.refused(3, &["review", "submit", &file]).await?;
        assert!(told.contains("\n  title: ") && told.contains("INVALID_FIELD"), "{told}");
        assert!(kim.text(&["review", "list", "--team", "cli-files"]).await?.contains("Reviews (0)"));
        Ok(())
    })
}

#[test]
fn a_repeated_request_has_one_effect() -> Result<()> {
    run(async {
        let world = World::shared().await?;
        let kim = Tool::of(&world, &Person::requester("kim", "cli-again"))?;
        let (file, request_id) = (kim.file("request.toml", REQUEST)?, fresh_id().to_string());
        let submit = ["review", "submit", &file, "--request-id", &request_id];
        let first = kim.json(&submit).await?;
        assert_eq!(kim.json(&submit).await?, first);
        let other = kim.file("other.toml", &REQUEST.replace("planning", "operation"))?;
        let told = kim.refused(3, &["review", "submit", &other, "--request-id", &request_id]).await?;
        assert!(told.contains("REQUEST_ID_REUSED"), "{told}");
        let token = first["consistencyToken"].as_str().unwrap_or_default();
        let list = kim.text(&["review", "list", "--consistency-token", token]).await?;
        assert!(list.contains("Reviews (1)"), "{list}");
        Ok(())
    })
}

/// D10: the same request within a minute is hinted at, and a dry run shows neither an id nor a time that will never exist.
#[test]
fn a_request_is_hinted_at_when_it_is_made_twice_and_a_dry_run_invents_nothing() -> Result<()> {
    run(async {
        let world = World::shared().await?;
        let kim = Tool::of(&world, &Person::requester("kim", "cli-twice"))?;
        let file = kim.file("request.toml", REQUEST)?;
        let dry = kim.json(&["review", "submit", &file, "--validate-only"]).await?;
        let review = &dry["review"];
        assert!(
            review["reviewId"].is_null() && review["submittedAt"].is_null() && review["title"].is_string(),
            "{dry}"
        );
        submitted(&kim).await?;
        let twice = kim.run(&["review", "submit", &file]).await?;
        assert!(twice.code == Some(0) && twice.errors.contains("requested just before: R-"), "{twice:?}");
        Ok(())
    })
}
