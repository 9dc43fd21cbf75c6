//! Taking a mistaken Fail back at the command line.

use anyhow::{Context as _, Result};
use haetae_integration_tests::{Person, Tool, World, run};

use super::submitted;

/// D2: a reviewer takes a mistaken Fail back by its checkpoint, with a reason. The finding becomes void, the checkpoint is
/// open again, a retry gets the same answer, and what is no Fail is not taken back.
#[test]
fn a_mistaken_fail_is_taken_back_by_its_checkpoint() -> Result<()> {
    run(async {
        let world = World::shared().await?;
        let kim = Tool::of(&world, &Person::requester("kim", "cli-retract"))?;
        let lee = Tool::of(&world, &Person::reviewer("lee"))?;
        let id = submitted(&kim).await?;
        let list = lee.json(&["checklist", "show", &id]).await?;
        let key = list["checklist"]["checkpoints"][0]["checkpoint"].as_str().context("a key")?.to_owned();
        let judge = ["checklist", "judge", &id, "--checkpoint", &key, "--result", "fail", "--method", "test"];
        lee.text(&[&judge[..], &["--reason", "관리자 화면이 열려 있음"]].concat()).await?;

        let short = key.split_once(':').context("a catalogue")?.1;
        let retract = ["checklist", "retract", &id, short, "--reason", "다른 서버의 설정이었음"];
        kim.refused(6, &retract).await?;
        let checked = lee.text(&[&retract[..], &["--validate-only"]].concat()).await?;
        assert!(checked.contains("Only checked; nothing was changed."), "{checked}");
        let etag = lee.json(&["checklist", "show", &id]).await?["etag"].as_str().context("an etag")?.to_owned();
        let request = "11111111-2222-4333-8444-555555555555";
        let named = [&retract[..], &["--etag", &etag, "--request-id", request]].concat();
        let first = lee.json(&named).await?;
        assert_eq!(first["finding"]["status"], "FINDING_STATUS_VOID", "{first}");
        assert_eq!(lee.json(&named).await?, first, "a retry gets the same answer");

        let list = lee.json(&["checklist", "show", &id]).await?;
        assert!(list["checklist"]["checkpoints"][0]["verdict"].is_null(), "judged again: {list}");
        let told = lee.refused(5, &retract).await?;
        assert!(told.contains("has no Fail to take back"), "{told}");
        let told = lee.refused(5, &[&retract[..], &["--lang", "ko"]].concat()).await?;
        assert!(told.contains("취소할 취약 결과가 없습니다"), "{told}");
        Ok(())
    })
}
