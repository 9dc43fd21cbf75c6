//! A whole review, twice over, by people at the command line: failed, fixed, verified, approved with conditions, amended,
//! stale, judged in a second round, approved. Its timeline is read as text in both languages.

use anyhow::{Context as _, Result};
use haetae_integration_tests::{Person, Tool, World, eventually, run};
use haetae_service_kit::auth::Role;

use super::{REQUEST, steady, submitted};

#[test]
fn a_review_is_led_through_its_life_twice() -> Result<()> {
    run(async {
        let world = World::shared().await?;
        let approver = Person { subject: "park", name: "", team: None, roles: &[Role::Approver] };
        let people = People {
            kim: Tool::of(&world, &Person::requester("kim", "cli-story"))?,
            lee: Tool::of(&world, &Person::reviewer("lee"))?,
            park: Tool::of(&world, &approver)?,
        };
        let id = submitted(&people.kim).await?;
        happens(&people.kim, &id, "ReviewTargetSet", 1).await?;
        read(&people.kim, &id).await?;
        people.first_round(&id).await?;
        people.approve_with_conditions(&id).await?;
        people.amend(&id).await?;
        let token = people.second_round(&id).await?;
        let shown = people.kim.json(&["review", "show", &id]).await?;
        let number = shown["number"].as_str().context("a number")?.to_owned();
        people.in_depth(&id, &token).await?;
        for (lang, expected) in
            [("ko", include_str!("golden/timeline.ko.txt")), ("en", include_str!("golden/timeline.en.txt"))]
        {
            let timeline = ["review", "timeline", &id, "--lang", lang, "--all", "--consistency-token", &token];
            let timeline = people.kim.text(&timeline).await?;
            let named = [(&*id, "<review>"), (&*number, "<number>")];
            assert_eq!(in_order(&steady(&timeline, &named)), expected, "{timeline}");
        }
        Ok(())
    })
}

/// Who takes part.
struct People {
    /// Asks and fixes.
    kim: Tool,
    /// Judges and verifies.
    lee: Tool,
    /// Decides.
    park: Tool,
}

impl People {
    /// One checkpoint fails, is fixed, found wanting, fixed again and verified.
    async fn first_round(&self, id: &str) -> Result<()> {
        let Self { kim, lee, .. } = self;
        kim.refused(6, &["review", "triage", id, "--outcome", "diagnose", "--reason", "자체 진행"]).await?;
        lee.text(&["review", "triage", id, "--outcome", "diagnose", "--reason", "결제 기능이 있어 진단함"]).await?;
        let claimed = lee.text(&["review", "claim", id, "--lang", "ko"]).await?;
        assert!(claimed.contains("담당자           lee"), "{claimed}");
        let told = lee.refused(5, &["checklist", "conclude", id]).await?;
        assert!(told.contains("CHECKPOINTS_OPEN"), "{told}");
        judge_open(lee, id, true).await?;
        happens(kim, id, "ReviewDiagnosisStarted", 1).await?;
        lee.text(&["checklist", "conclude", id, "--summary", "관리자 화면 노출 1건"]).await?;
        reaches(kim, id, "REVIEW_STATUS_AWAITING_REMEDIATION").await?;
        happens(kim, id, "ResidualAssessed", 1).await?;

        let open = kim.json(&["finding", "list", id, "--status", "open"]).await?;
        assert_eq!(open["findings"][0]["findingId"], "F-1", "{open}");
        // Short numbers (D5): a list of findings and a list of work name the review as people do.
        let number = open["number"].as_str().unwrap_or_default();
        assert!(number.starts_with("R-"), "{open}");
        let mine = kim.text(&["review", "mine"]).await?;
        assert!(mine.contains(number) && mine.contains("F-1") && !mine.contains(id), "{mine}");
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
        lee.text(&["finding", "verify", id, "F-1", "--method", "test"]).await?;
        let told = kim.refused(5, &[&claim[..], &["--lang", "ko"]].concat()).await?;
        assert!(told.contains("\n오류: ") && told.contains("사유: ILLEGAL_TRANSITION"), "{told}");
        let history = kim.text(&["finding", "show", id, "F-1"]).await?;
        assert!(history.contains("예비 서버가 아직 열려 있음"), "{history}");
        reaches(kim, id, "REVIEW_STATUS_AWAITING_DECISION").await
    }

    async fn approve_with_conditions(&self, id: &str) -> Result<()> {
        let decide = ["review", "decide", id, "--outcome", "approved_with_conditions", "--reason", "조치를 확인함"];
        let decide = [&decide[..], &["--condition", "분기마다 노출 점검을 할 것"]].concat();
        let told = self.park.refused(2, &decide).await?;
        assert!(told.contains("--yes") && told.contains("--seen"), "nothing is decided unasked: {told}");
        let decide = [&decide[..], &["--yes"]].concat();
        self.lee.refused(6, &decide).await?;
        let stale = [&decide[..], &["--diagnosis-etag", "AQAAAAAAAAAV4If3QjLgaHo"]].concat();
        let told = self.park.run(&stale).await?;
        assert!([Some(3), Some(5)].contains(&told.code), "a version nobody saw: {told:?}");
        let ended = self.park.run(&[&decide[..], &["--lang", "ko"]].concat()).await?;
        assert_eq!(ended.code, Some(0), "{ended:?}");
        assert!(ended.log.contains("조건부 승인") && ended.log.contains("- 분기마다 노출 점검을 할 것"), "{ended:?}");
        for option in ["--etag ", "--assessment-etag ", "--diagnosis-etag "] {
            assert!(ended.errors.contains(option), "what was decided on is named: {ended:?}");
        }
        Ok(())
    }

    /// What is to be reviewed grows: scored again, more to check, the decision stale.
    async fn amend(&self, id: &str) -> Result<()> {
        let grown = REQUEST.replace(r#""mobile_app"]"#, r#""mobile_app", "file_exchange"]"#);
        let file = self.kim.file("grown.toml", &grown)?;
        let told = self.kim.refused(2, &["review", "amend", id, &file]).await?;
        assert!(told.contains("--yes"), "what puts a decision out of date is asked about first: {told}");
        self.kim.text(&["review", "amend", id, "--title", "물류 포털 (2차)", "--validate-only"]).await?;
        self.kim.text(&["review", "amend", id, &file, "--yes"]).await?;
        happens(&self.kim, id, "ChecklistRevised", 1).await?;
        let shown = eventually("a stale decision", async || {
            let shown = self.kim.text(&["review", "show", id, "--lang", "ko"]).await?;
            let moved = shown.contains("점검표 개정") && shown.contains("위험 평가");
            Ok((shown.contains("재검토가 필요합니다: ") && moved).then_some(shown))
        });
        assert!(shown.await?.contains("조건부 승인"), "a decision stays what it was");
        Ok(())
    }

    /// What is new is judged; then nothing is in the way. The token shows all of it.
    async fn second_round(&self, id: &str) -> Result<String> {
        self.park.text(&["review", "reopen", id, "--reason", "파일 송수신이 추가됨"]).await?;
        judge_open(&self.lee, id, false).await?;
        self.lee.text(&["checklist", "conclude", id]).await?;
        reaches(&self.kim, id, "REVIEW_STATUS_AWAITING_DECISION").await?;
        happens(&self.kim, id, "ResidualAssessed", 2).await?;
        happens(&self.kim, id, "ReviewTargetSet", 2).await?;
        // What was seen is what is decided on.
        let seen = self.park.file("seen.json", &self.park.json(&["review", "show", id]).await?.to_string())?;
        let decide = ["review", "decide", id, "--outcome", "approved", "--reason", "추가된 기능까지 확인함"];
        let decide = [&decide[..], &["--seen", &seen]].concat();
        let decided = self.park.json(&decide).await?;
        assert_eq!(decided["review"]["status"], "REVIEW_STATUS_APPROVED", "{decided}");
        assert!(decided["review"]["decision"]["stale"].is_null(), "{decided}");
        Ok(decided["consistencyToken"].as_str().context("a token")?.to_owned())
    }
}

impl People {
    /// Everything about the review, what differs since the first decision, what happened meanwhile, and a file of it.
    async fn in_depth(&self, id: &str, token: &str) -> Result<()> {
        let Self { kim, lee, .. } = self;
        let overview = ["review", "overview", id, "--consistency-token", token];
        let shown = kim.text(&[&overview[..], &["--lang", "ko"]].concat()).await?;
        for part in ["최종 판정", "승인, park", "조치 완료", "2차 진단 종료", "서비스 유형: 결제", "최근 순"]
        {
            assert!(shown.contains(part), "{part}: {shown}");
        }
        let overview = kim.json(&overview).await?;
        assert_eq!(overview["diagnosis"]["rounds"].as_array().map(Vec::len), Some(2), "{overview}");
        let decided = overview["decision"]["basis"]["reviewSequence"].as_str().context("a sequence")?;

        // The latest decision is the last thing that happened to the review; the first one is before the reopening.
        let none = ["review", "compare", id, "--consistency-token", token, "--lang", "en"];
        assert!(kim.text(&none).await?.contains("No differences."));
        let compare = ["review", "compare", id, "--from", decided, "--consistency-token", token, "--lang", "ko"];
        let compared = kim.text(&compare).await?;
        assert!(compared.contains("상태: 최종 판정 대기 → 승인") && compared.contains("park: 최종 판정"), "{compared}");

        let trends = ["dashboard", "trends", "--by", "day", "--team", "cli-story", "--consistency-token", token];
        let trends = lee.json(&trends).await?;
        let last = trends["buckets"].as_array().and_then(|buckets| buckets.last()).context("a bucket")?;
        assert_eq!((&last["reopened"], &last["fixesRejected"]), (&"1".into(), &"1".into()), "{last}");

        let file = kim.file("review.json", "")?;
        let export = ["review", "export", "--format", "oscal", "--review", id, "--output-file", &file, "--overwrite"];
        let manifest = kim.json(&[&export[..], &["--consistency-token", token]].concat()).await?;
        let bytes = std::fs::read(&file)?;
        assert_eq!(manifest["bytes"].as_str(), Some(&*bytes.len().to_string()), "{manifest}");
        assert!(serde_json::from_slice::<serde_json::Value>(&bytes)?["assessment-results"].is_object());
        let told =
            kim.refused(3, &["review", "export", "--format", "csv", "--review", id, "--output-file", &file]).await?;
        assert!(told.contains("--overwrite"), "{told}");
        let csv = ["review", "export", "--format", "csv", "--review", id, "--output-file", &file, "--overwrite"];
        let told = kim.refused(3, &csv).await?;
        assert!(told.contains("review_id"), "{told}");
        assert_eq!(std::fs::read(&file)?, bytes, "a file that was not written again");
        Ok(())
    }
}

/// What the requester sees before a reviewer opened it.
async fn read(kim: &Tool, id: &str) -> Result<()> {
    let shown = kim.text(&["review", "show", id, "--lang", "ko"]).await?;
    assert!(shown.starts_with("공영주차장 통합결제 고도화\n"), "{shown}");
    assert!(shown.contains("kim (cli-story)") && shown.contains("접수") && shown.contains("\n  etag "), "{shown}");
    let listed = kim.text(&["review", "list", "--level", "high", "--team", "cli-story"]).await?;
    assert!(listed.contains(id) && listed.contains("Reviews (1)"), "{listed}");
    let scored = kim.text(&["review", "show", id, "--lang", "en"]).await?;
    assert!(scored.contains("assessment       ") && scored.contains("mandatory left"), "score and progress: {scored}");
    let why = kim.text(&["risk", "explain", id]).await?;
    assert!(
        why.contains("Why this score: R-") && why.contains("공영주차장") && why.contains("service types: payment"),
        "{why}"
    );
    Ok(())
}

/// Judges every checkpoint without a verdict by a file: all pass, but for the first if `fail`.
async fn judge_open(lee: &Tool, id: &str, fail: bool) -> Result<()> {
    let list = lee.json(&["checklist", "show", id, "--open"]).await?;
    let open = list["checklist"]["checkpoints"].as_array().context("checkpoints")?;
    let mut verdicts = "verdicts:\n".to_owned();
    for (index, checkpoint) in open.iter().enumerate() {
        let key = checkpoint["checkpoint"].as_str().context("a key")?;
        let result = match fail && index == 0 {
            true => "fail, reason: 관리자 화면이 인터넷에 열려 있음",
            false => "pass",
        };
        verdicts += &format!("  - {{checkpoint: '{key}', method: test, evidence: [점검 결과서], result: {result}}}\n");
    }
    let file = lee.file("verdicts.yaml", &verdicts)?;
    let etag = list["etag"].as_str().context("an etag")?;
    let checked = lee.text(&["checklist", "judge", id, "--file", &file, "--validate-only"]).await?;
    assert!(checked.contains("Only checked; nothing was changed."), "{checked}");
    let judge = ["checklist", "judge", id, "--file", &file, "--etag", etag, "--lang", "ko"];
    let recorded = lee.text(&judge).await?;
    assert!(recorded.contains(&format!("점검 결과 기록 ({})", open.len())), "{recorded}");
    assert_eq!(recorded.contains("F-1"), fail, "{recorded}");
    let told = lee.refused(5, &judge).await?;
    assert!(told.contains("CHANGED_MEANWHILE"), "another request on the same version: {told}");
    Ok(())
}

/// Waits until the review has this status.
async fn reaches(tool: &Tool, id: &str, status: &str) -> Result<()> {
    eventually(status, async || {
        let shown = tool.json(&["review", "show", id]).await?;
        Ok((shown["review"]["status"] == status).then_some(()))
    })
    .await
}

/// Waits until this event happened so often.
async fn happens(tool: &Tool, id: &str, event: &str, times: usize) -> Result<()> {
    eventually(event, async || {
        let timeline = tool.json(&["review", "timeline", id, "--all"]).await?;
        let entries = timeline["entries"].as_array().context("entries")?;
        Ok((entries.iter().filter(|entry| entry["event"] == event).count() >= times).then_some(()))
    })
    .await
}

/// The same with what services did between two people's steps in one order: they work side by side.
fn in_order(timeline: &str) -> String {
    // Behind the time: what acts by itself.
    let by_service = |line: &&str| {
        let who = line.get(30..).unwrap_or_default();
        ["시스템", "system"].iter().any(|system| who.starts_with(system))
    };
    let lines: Vec<&str> = timeline.lines().collect();
    let mut out = String::new();
    for run in lines.chunk_by(|a, b| by_service(a) && by_service(b)) {
        let mut run = run.to_vec();
        run.sort_unstable();
        out.extend(run.iter().flat_map(|line| [line, "\n"]));
    }
    out
}
