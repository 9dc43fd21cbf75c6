//! Files go up and come back by the command line.

use std::fs;

use anyhow::{Context as _, Result};
use haetae_integration_tests::{Person, Tool, World, fresh_id, run};

use super::submitted;

#[test]
fn a_file_goes_up_is_listed_and_comes_back_without_replacing_another() -> Result<()> {
    run(async {
        let world = World::shared().await?;
        let kim = Tool::of(&world, &Person::requester("kim", "cli-evidence"))?;
        let lee = Tool::of(&world, &Person::reviewer("lee"))?;
        let id = submitted(&kim).await?;
        let list = lee.json(&["checklist", "show", &id]).await?;
        let checkpoint = list["checklist"]["checkpoints"][0]["checkpoint"].as_str().context("a checkpoint")?;
        let content = "설정 확인 결과\n".repeat(100_000);
        let file = kim.file("결과.txt", &content)?;
        let add = ["evidence", "add", &id, &file, "--checkpoint", checkpoint];
        let told = kim.refused(3, &[&add[..], &["--media-type", "image/png", "--lang", "ko"]].concat()).await?;
        assert!(told.contains("파일 형식 (media_type): 파일 내용이 image/png 형식이 아닙니다."), "{told}");
        let dry = kim.text(&[&add[..], &["--validate-only"]].concat()).await?;
        assert!(dry.contains("nothing was changed") && !dry.contains("E-1"), "{dry}");
        // D10: what is too large is refused by its length, before the bytes are read.
        let large = kim.file("large.txt", "")?;
        fs::File::options().write(true).open(&large)?.set_len(1 << 40)?;
        let add_large = ["evidence", "add", &id, &large, "--checkpoint", checkpoint];
        let told = kim.refused(3, &add_large).await?;
        assert!(told.contains("size: Must be between"), "{told}");
        let added = kim.json(&add).await?;
        assert_eq!(added["evidence"]["name"], "결과.txt");
        assert_eq!(added["evidence"]["mediaType"], "text/plain");
        // A file that is checked before its bytes are read is the same request again, too.
        let file = kim.file("long.txt", &content.repeat(3))?;
        let id_of_request = fresh_id().to_string();
        let add = ["evidence", "add", &id, &file, "--checkpoint", checkpoint, "--request-id", &id_of_request];
        let first = kim.json(&add).await?;
        assert_eq!(first["evidence"], kim.json(&add).await?["evidence"], "once, however often it is sent");
        assert_eq!(first["evidence"]["evidenceId"], "E-2", "{first}");

        let list = lee.text(&["evidence", "list", &id, "--lang", "ko"]).await?;
        assert!(list.contains("증적 (2)") && list.contains("E-1") && list.contains("결과.txt"), "{list}");
        let judge = ["checklist", "judge", &id, "--checkpoint", checkpoint, "--result", "pass", "--method", "examine"];
        lee.text(&[&judge[..], &["--evidence-id", "E-1"]].concat()).await?;
        let shown = lee.text(&["checklist", "show", &id, "--detail"]).await?;
        assert!(shown.contains("evidence        E-1"), "{shown}");

        let to = lee.file("mine.txt", "mine")?;
        let get = ["evidence", "get", &id, "E-1", "--to", &to];
        let told = lee.refused(3, &get).await?;
        assert!(told.contains("--overwrite") && fs::read_to_string(&to)? == "mine", "{told}");
        let told = lee.text(&[&get[..], &["--overwrite"]].concat()).await?;
        assert!(told.contains("saved as") && fs::read_to_string(&to)? == content, "{told}");
        lee.refused(4, &["evidence", "get", &id, "E-9", "--to", &format!("{to}.none")]).await?;
        assert!(!fs::exists(format!("{to}.none"))?, "a refused download leaves no file");
        Ok(())
    })
}
