//! A review from request to verdicts, read as text in both languages.

use anyhow::{Context as _, Result};
use haetae_integration_tests::{Person, Tool, World, run};

use super::{steady, submitted};

#[test]
fn a_review_is_asked_for_judged_and_read() -> Result<()> {
    run(async {
        let world = World::shared().await?;
        let kim = Tool::of(&world, &Person::requester("kim", "cli-story"))?;
        let lee = Tool::of(&world, &Person::reviewer("lee"))?;
        let id = submitted(&kim).await?;

        let shown = kim.text(&["review", "show", &id, "--lang", "ko"]).await?;
        assert!(shown.starts_with("공영주차장 통합결제 고도화\n"), "{shown}");
        assert!(shown.contains("kim (cli-story)") && shown.contains("접수") && shown.contains("\n  etag "), "{shown}");
        let listed = kim.text(&["review", "list", "--level", "high", "--team", "cli-story"]).await?;
        assert!(listed.contains(&id) && listed.contains("Reviews (1)"), "{listed}");
        let why = kim.text(&["risk", "explain", &id]).await?;
        assert!(why.contains("Why this score: 공영주차장") && why.contains("service_types / payment"), "{why}");

        judged(&lee, &id).await?;
        for (lang, expected) in
            [("ko", include_str!("golden/timeline.ko.txt")), ("en", include_str!("golden/timeline.en.txt"))]
        {
            let timeline = kim.text(&["review", "timeline", &id, "--lang", lang]).await?;
            assert_eq!(steady(&timeline, &[(&id, "<review>")]), expected, "{timeline}");
        }
        Ok(())
    })
}

/// Verdicts of a file, and one by options, each on the version the other left.
async fn judged(lee: &Tool, id: &str) -> Result<()> {
    let list = lee.json(&["checklist", "show", id]).await?;
    let key = |index: usize| list["checklist"]["checkpoints"][index]["checkpoint"].as_str().context("a checkpoint");
    let etag = list["etag"].as_str().context("an etag")?;
    let verdicts = format!(
        "verdicts:\n  - {{checkpoint: '{}', result: pass, method: examine, evidence: [구성도]}}\n  - {{checkpoint: '{}', \
         result: fail, method: test, reason: 관리자 화면이 인터넷에 열려 있음, evidence: [스캔 결과서]}}\n",
        key(0)?,
        key(1)?
    );
    let file = lee.file("verdicts.yaml", &verdicts)?;
    let checked = lee.text(&["checklist", "judge", id, "--file", &file, "--validate-only"]).await?;
    assert!(checked.contains("Only checked; nothing was changed."), "{checked}");
    let recorded = lee.text(&["checklist", "judge", id, "--file", &file, "--etag", etag, "--lang", "ko"]).await?;
    assert!(recorded.contains("판정 기록 (2)") && recorded.contains("F-1"), "{recorded}");

    let more =
        ["--checkpoint", key(2)?, "--result", "not_applicable", "--method", "interview", "--reason", "해당 기능 없음"];
    let ended = lee.run(&[&["checklist", "judge", id][..], &more].concat()).await?;
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(ended.errors.starts_with("acting on the latest version, etag "), "{ended:?}");
    lee.refused(5, &[&["checklist", "judge", id, "--etag", etag][..], &more].concat()).await?;

    let detail = lee.text(&["checklist", "show", id, "--detail", "--lang", "ko"]).await?;
    assert!(detail.contains("관리자 화면이 인터넷에 열려 있음") && detail.contains("조치 방법"), "{detail}");
    Ok(())
}
