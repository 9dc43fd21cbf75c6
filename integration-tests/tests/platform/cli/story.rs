//! A review from request to verdicts, read as text in both languages.

use anyhow::{Context as _, Result};
use haetae_integration_tests::{Person, Tool, World, eventually, run};

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
        let token = fixed(&kim, &lee, &id).await?;
        for (lang, expected) in
            [("ko", include_str!("golden/timeline.ko.txt")), ("en", include_str!("golden/timeline.en.txt"))]
        {
            let timeline = ["review", "timeline", &id, "--lang", lang, "--consistency-token", &token];
            let timeline = kim.text(&timeline).await?;
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

    reaches(lee, id, "REVIEW_STATUS_IN_DIAGNOSIS").await?;
    let more =
        ["--checkpoint", key(2)?, "--result", "not_applicable", "--method", "interview", "--reason", "해당 기능 없음"];
    let ended = lee.run(&[&["checklist", "judge", id][..], &more].concat()).await?;
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(ended.errors.starts_with("acting on the latest version: --etag "), "{ended:?}");
    lee.refused(5, &[&["checklist", "judge", id, "--etag", etag][..], &more].concat()).await?;

    let detail = lee.text(&["checklist", "show", id, "--detail", "--lang", "ko"]).await?;
    assert!(detail.contains("관리자 화면이 인터넷에 열려 있음") && detail.contains("조치 방법"), "{detail}");
    Ok(())
}

/// A fix that is claimed, found wanting, claimed again and verified by somebody else. The token shows all of it.
async fn fixed(kim: &Tool, lee: &Tool, id: &str) -> Result<String> {
    let open = kim.json(&["finding", "list", id, "--status", "open"]).await?;
    assert_eq!(open["findings"][0]["findingId"], "F-1", "{open}");
    let claim = [
        "finding",
        "claim-fix",
        id,
        "F-1",
        "--description",
        "관리자 화면을 내부망으로 옮김",
        "--evidence",
        "설정 사본",
    ];
    let claimed = kim.text(&[&claim[..], &["--lang", "ko"]].concat()).await?;
    assert!(claimed.contains("조치 확인 대기") && claimed.contains("관리자 화면을 내부망으로 옮김"), "{claimed}");
    kim.refused(6, &["finding", "verify", id, "F-1", "--method", "test"]).await?;
    lee.text(&["finding", "reject", id, "F-1", "--reason", "예비 서버가 아직 열려 있음"]).await?;
    kim.text(&claim).await?;
    let closed = lee.json(&["finding", "verify", id, "F-1", "--method", "test"]).await?;
    assert_eq!(closed["finding"]["status"], "FINDING_STATUS_CLOSED");
    let told = kim.refused(5, &[&claim[..], &["--lang", "ko"]].concat()).await?;
    assert!(told.contains("\n오류: ") && told.contains("사유: ILLEGAL_TRANSITION"), "{told}");
    let history = kim.text(&["finding", "show", id, "F-1"]).await?;
    assert!(history.contains("예비 서버가 아직 열려 있음"), "{history}");
    Ok(closed["consistencyToken"].as_str().context("a token")?.to_owned())
}

/// Waits until the review has this status.
async fn reaches(tool: &Tool, id: &str, status: &str) -> Result<()> {
    eventually(status, async || {
        let shown = tool.json(&["review", "show", id]).await?;
        Ok((shown["review"]["status"] == status).then_some(()))
    })
    .await
}
