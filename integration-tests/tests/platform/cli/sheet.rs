//! Judging a whole checklist at the command line: in a spreadsheet, in an editor, by section, and by keys.

use std::{fs, os::unix::fs::PermissionsExt as _};

use anyhow::{Context as _, Result, ensure};
use haetae_integration_tests::{Person, Tool, World, run};
use serde_json::Value;

use super::submitted;

/// Who asks, who judges, and whose checklist.
struct Case {
    lee: Tool,
    park: Tool,
    id: String,
}

impl Case {
    async fn new(world: &World, team: &str) -> Result<Self> {
        let kim = Tool::of(world, &Person::requester("kim", team))?;
        let (lee, park) = (Tool::of(world, &Person::reviewer("lee"))?, Tool::of(world, &Person::reviewer("park"))?);
        let state = lee.file("state", "")?;
        fs::remove_file(&state)?;
        let (lee, park) = (lee.env("XDG_STATE_HOME", &state), park.env("XDG_STATE_HOME", &state));
        let id = submitted(&kim).await?;
        Ok(Self { lee, park, id })
    }

    /// The checkpoints as they are now: key and result.
    async fn results(&self) -> Result<Vec<(String, String)>> {
        let list = self.lee.json(&["checklist", "show", &self.id]).await?;
        let checkpoints = list["checklist"]["checkpoints"].as_array().context("checkpoints")?;
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        Ok(checkpoints.iter().map(|one| (text(&one["checkpoint"]), text(&one["verdict"]["result"]))).collect())
    }

    /// A file of the checklist in a language.
    async fn exported(&self, name: &str, lang: &str) -> Result<String> {
        let file = self.lee.file(name, "")?;
        let export = ["checklist", "export", &self.id, "--output-file", &file, "--lang", lang];
        let told = self.lee.refused(3, &export).await?;
        ensure!(told.contains("--overwrite") && fs::read(&file)?.is_empty(), "a file that is there stays: {told}");
        self.lee.text(&[&export[..], &["--overwrite"]].concat()).await?;
        Ok(file)
    }
}

/// A Korean CSV file is filled in and read back under English: every fault is listed with row and column, what
/// changes is asked about, and the same file again changes nothing. What another reviewer judged since is named and not
/// overwritten. A file of the other format has the same table.
#[test]
fn a_checklist_goes_through_a_spreadsheet() -> Result<()> {
    run(async {
        let world = World::shared().await?;
        let case = Case::new(&world, "cli-sheet").await?;
        let Case { lee, park, id } = &case;
        let file = case.exported("list.csv", "ko").await?;
        let text = fs::read_to_string(&file)?;
        assert!(text.starts_with("\u{feff}checkpoint,layer,") && text.contains("점검 결과"), "{text}");
        let keys: Vec<String> = case.results().await?.into_iter().map(|(key, _)| key).collect();

        let wrong =
            filled(&text, &[(&keys[0], "양오", ""), (&keys[1], "취약", ""), (&keys[2], "부분 이행", "일부만 적용")]);
        let told = lee.refused(3, &["checklist", "import", id, &lee.file("wrong.csv", &wrong)?, "--yes"]).await?;
        for part in ["row 3, column F (result): ", "row 4, column H (reason", "row 5, column I (compensating"] {
            assert!(told.contains(part), "{part}: {told}");
        }

        let right = filled(&text, &[(&keys[0], "양호", ""), (&keys[1], "취약", "관리자 화면이 열려 있음")]);
        let right = lee.file("right.csv", &right)?;
        let told = lee.refused(2, &["checklist", "import", id, &right]).await?;
        assert!(told.contains("--yes"), "nothing is recorded unasked: {told}");
        let shown = lee.text(&["checklist", "import", id, &right, "--validate-only"]).await?;
        assert!(shown.contains("Results to record (2)"), "{shown}");
        let answer = lee.json(&["checklist", "import", id, &right, "--yes"]).await?;
        assert_eq!(answer["judged"].as_array().map(Vec::len), Some(2), "{answer}");
        assert_eq!(answer["openedFindings"].as_array().map(Vec::len), Some(1), "{answer}");
        let again = lee.run(&["checklist", "import", id, &right, "--yes"]).await?;
        assert!(again.code == Some(0) && again.errors.contains("no result is different"), "{again:?}");

        // Another reviewer is faster with one of two.
        let judge = ["checklist", "judge", id, "--checkpoint", &keys[3], "--method", "test"];
        let fail = ["--result", "fail", "--reason", "접근 제어가 없음"];
        park.text(&[&judge[..], &fail[..]].concat()).await?;
        let late = filled(&text, &[(&keys[2], "양호", ""), (&keys[3], "양호", "")]);
        let told = lee.refused(5, &["checklist", "import", id, &lee.file("late.csv", &late)?, "--yes"]).await?;
        assert!(told.contains(&format!("{}: Fail (park", keys[3])), "{told}");
        assert_eq!(case.results().await?[2].1, "", "nothing was recorded");

        let other = case.exported("list.xlsx", "en").await?;
        assert!(fs::read(&other)?.starts_with(b"PK"), "a workbook");
        let same = lee.run(&["checklist", "import", id, &other, "--yes", "--lang", "ko"]).await?;
        assert!(same.code == Some(0) && same.errors.contains("바뀐 점검 결과가 없습니다"), "{same:?}");
        Ok(())
    })
}

/// The same file again is no change, however its texts are composed; what one recorded oneself may be changed in the same file.
/// A Fail that becomes a Pass is refused at its row, with the command that takes it back.
#[test]
fn a_file_is_imported_again() -> Result<()> {
    run(async {
        let world = World::shared().await?;
        let case = Case::new(&world, "cli-again-sheet").await?;
        let Case { lee, id, .. } = &case;
        let text = fs::read_to_string(case.exported("list.csv", "ko").await?)?;
        let key = case.results().await?[0].0.clone();
        // `취약` and `해태` as a Mac writes them, and a blank that nobody sees.
        let (fail, reason) =
            ("\u{110e}\u{1171}\u{110b}\u{1163}\u{11a8}", "\u{1112}\u{1162}\u{1110}\u{1162}\u{200b} 화면 열림");
        let file = lee.file("mac.csv", &filled(&text, &[(&key, fail, reason)]))?;
        let import = ["checklist", "import", id, &file, "--yes"];
        let answer = lee.json(&import).await?;
        assert_eq!(answer["judged"][0]["verdict"]["reason"], "해태 화면 열림", "{answer}");
        let again = lee.run(&import).await?;
        assert!(again.code == Some(0) && again.errors.contains("no result is different"), "{again:?}");

        let other = lee.file("later.csv", &filled(&text, &[(&key, "취약", "로그인 없이 열림")]))?;
        let again = lee.run(&["checklist", "import", id, &other, "--yes"]).await?;
        assert!(again.code == Some(0) && again.errors.contains("your own results since then are changed"), "{again:?}");

        let pass = lee.file("pass.csv", &filled(&text, &[(&key, "양호", "")]))?;
        let told = lee.refused(3, &["checklist", "import", id, &pass, "--yes"]).await?;
        let hint = format!("haetae checklist retract {id} {key}");
        assert!(told.contains("row 3, column F (result)") && told.contains(&hint), "{told}");
        Ok(())
    })
}

/// A file of verdicts: everything wrong is told at its line, of the file itself and of what the service says, and nothing is
/// recorded; files of evidence may be named by their numbers alone.
#[test]
fn a_file_of_verdicts_is_judged_whole() -> Result<()> {
    run(async {
        let world = World::shared().await?;
        let case = Case::new(&world, "cli-judge-file").await?;
        let Case { lee, id, .. } = &case;
        let keys: Vec<String> = case.results().await?.into_iter().map(|(key, _)| key).collect();
        let scan = lee.file("scan.txt", "열린 포트 443\n")?;
        lee.text(&["evidence", "add", id, &scan, "--checkpoint", &keys[0]]).await?;
        let one =
            |key: &str, rest: &str| format!("[[verdicts]]\ncheckpoint = \"{key}\"\nmethod = \"test\"\n{rest}\n\n");
        let pass = one(&keys[0], "result = \"pass\"\nevidence_ids = [\"1\"]");
        let judge = |file| ["checklist", "judge", id, "--file", file];

        let wrong = pass.clone() + &one(&keys[1], "result = \"fial\"") + &one(&keys[2], "result = \"fail\"");
        let wrong = lee.file("wrong.toml", &wrong)?;
        let told = lee.refused(3, &judge(&wrong)).await?;
        ensure!(told.contains("line 10, verdicts[1].result") && told.contains("verdicts[2].reason"), "{told}");
        ensure!(case.results().await?.iter().all(|(_, result)| result.is_empty()), "nothing is recorded");

        let right = lee.file("right.toml", &(pass + &one(&keys[1], "result = \"fail\"\nreason = \"열림\"")))?;
        let answer = lee.json(&judge(&right)).await?;
        ensure!(answer["judged"][0]["verdict"]["evidenceIds"][0] == "E-1", "{answer}");
        let late = lee.file("late.toml", &one(&keys[1], "result = \"pass\""))?;
        let told = lee.refused(5, &judge(&late)).await?;
        ensure!(told.contains("haetae checklist retract") && told.contains("possible now: "), "{told}");
        ensure!(
            !told.contains("AssignFinding") && told.contains("(finding retract)"),
            "words, and no names of calls: {told}"
        );
        Ok(())
    })
}

/// The CSV text with result and reason of some checkpoints.
fn filled(text: &str, results: &[(&str, &str, &str)]) -> String {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    for record in reader.records().map_while(Result::ok) {
        let mut cells: Vec<String> = record.iter().map(str::to_owned).collect();
        if let Some((_, result, reason)) = results.iter().find(|(key, ..)| *key == cells[0]) {
            (cells[5], cells[7]) = ((*result).to_owned(), (*reason).to_owned());
        }
        writer.write_record(&cells).ok();
    }
    String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
}

/// Everything of a section that is not judged yet becomes N/A, and nothing else does.
#[test]
fn a_section_is_set_to_not_applicable() -> Result<()> {
    run(async {
        let world = World::shared().await?;
        let case = Case::new(&world, "cli-section").await?;
        let Case { lee, id, .. } = &case;
        let before = case.results().await?;
        let first = before[0].0.clone();
        let judge = ["checklist", "judge", id, "--checkpoint", &first, "--method", "test", "--result", "pass"];
        lee.text(&judge).await?;
        let list = lee.json(&["checklist", "show", id]).await?;
        let layers = list["checklist"]["checkpoints"].as_array().context("checkpoints")?;
        let layer = layers[0]["layer"].as_str().context("a layer")?.trim_start_matches("FLOW_LAYER_").to_lowercase();
        let inside = layers.iter().filter(|one| one["layer"] == layers[0]["layer"]).count();
        let set = ["checklist", "not-applicable", id, &layer, "--reason", "해당 기능 없음"];
        let told = lee.refused(2, &set).await?;
        assert!(told.contains("--yes"), "{told}");
        lee.text(&[&set[..], &["--yes"]].concat()).await?;
        let after = case.results().await?;
        assert_eq!(after[0].1, "VERDICT_RESULT_PASS");
        let none = after.iter().filter(|(_, result)| result == "VERDICT_RESULT_NOT_APPLICABLE").count();
        assert_eq!(none, inside - 1, "{after:?}");
        let told = lee.refused(2, &["checklist", "not-applicable", id, "nowhere", "--reason", "x"]).await?;
        assert!(told.contains("name a layer"), "{told}");
        Ok(())
    })
}

/// The open checkpoints are filled in in an editor. What is wrong stands above its line when the editor is opened again, and
/// what was not recorded is there the next time.
#[test]
fn a_checklist_is_filled_in_in_an_editor() -> Result<()> {
    run(async {
        let world = World::shared().await?;
        let case = Case::new(&world, "cli-edit").await?;
        // Passes the first one: with a misspelt word at first, and rightly once the fault is marked.
        let script = "#!/bin/sh\nif grep -q '^#!' \"$1\"; then sed -i 's/\"pss\"/\"pass\"/' \"$1\"; \
                      else sed -i '0,/^result = \"\"/s//result = \"pss\"/' \"$1\"; fi\n";
        let editor = case.lee.file("editor.sh", script)?;
        fs::set_permissions(&editor, fs::Permissions::from_mode(0o755))?;
        let lee = case.lee.env("EDITOR", &editor).env("PATH", "/usr/bin:/bin");
        let ended = lee.run(&["checklist", "edit", &case.id]).await?;
        ensure!(ended.code == Some(2) && ended.errors.contains("did you mean `pass`?"), "unasked: {ended:?}");
        let ended = lee.run(&["checklist", "edit", &case.id, "--yes"]).await?;
        ensure!(ended.errors.contains("going on with what lee filled in before"), "{ended:?}");
        ensure!(ended.code == Some(0), "{ended:?}");
        let list = lee.json(&["checklist", "show", &case.id]).await?;
        assert_eq!(list["checklist"]["checkpoints"][0]["verdict"]["result"], "VERDICT_RESULT_PASS");
        Ok(())
    })
}

/// Another reviewer is faster than the editor: their result is shown above what the person wrote, which is recorded once the
/// person has decided on it.
#[test]
fn another_is_faster_than_the_editor() -> Result<()> {
    run(async {
        let world = World::shared().await?;
        let Case { lee, park, id } = Case::new(&world, "cli-edit-race").await?;
        let editor = lee.file("editor.sh", "")?;
        fs::set_permissions(&editor, fs::Permissions::from_mode(0o755))?;
        let script = |lines: &str| fs::write(&editor, format!("#!/bin/sh\n{lines}\n"));
        let case = Case { lee: lee.env("EDITOR", &editor).env("PATH", "/usr/bin:/bin"), park, id };
        let Case { lee, park, id } = &case;
        script("sed -i '0,/^result = \"\"/s//result = \"pass\"/' \"$1\"")?;
        let ended = lee.run(&["checklist", "edit", id]).await?;
        ensure!(ended.code == Some(2), "unasked, and kept: {ended:?}");
        let key = case.results().await?[0].0.clone();
        let fail = ["--result", "fail", "--method", "test", "--reason", "접근 제어가 없음"];
        park.text(&[&["checklist", "judge", id, "--checkpoint", &key][..], &fail].concat()).await?;

        script("true")?;
        let ended = lee.run(&["checklist", "edit", id, "--yes"]).await?;
        ensure!(ended.code == Some(5) && ended.errors.contains(&format!("{key}: Fail (park")), "{ended:?}");
        // Lets the other's result stand, and goes on with the next checkpoint.
        script(
            "grep -q '^#! park' \"$1\" && sed -i -e '/^#!/d' -e 's/^result = \"pass\"/result = \" \"/' \
             -e '0,/^result = \"\"/s//result = \"pass\"/' \"$1\"",
        )?;
        let ended = lee.run(&["checklist", "edit", id, "--yes"]).await?;
        ensure!(ended.code == Some(0) && ended.errors.contains("left as they are"), "{ended:?}");
        let given: Vec<String> = case.results().await?.into_iter().take(2).map(|(_, result)| result).collect();
        assert_eq!(given, ["VERDICT_RESULT_FAIL", "VERDICT_RESULT_PASS"]);
        Ok(())
    })
}

/// Judging by keys on a terminal: results are asked for and recorded, what is not recorded is kept when it is broken off and
/// offered the next time to the account that judged, and to no other; the terminal is as it was before. Without a terminal it says what to use instead.
#[test]
fn a_checklist_is_judged_by_keys() -> Result<()> {
    run(async {
        let world = World::shared().await?;
        let case = Case::new(&world, "cli-keys").await?;
        let Case { lee, id, .. } = &case;
        let judge = ["checklist", "judge", id];
        let told = lee.refused(2, &judge).await?;
        assert!(told.contains("there is no terminal") && told.contains("--file"), "{told}");
        let keys = case.results().await?;

        let mut terminal = lee.on_terminal(&[&judge[..], &["--lang", "ko"]].concat())?;
        terminal.shows(&keys[0].0).await?;
        terminal.types("p").await?;
        terminal.shows(&keys[1].0).await?;
        terminal.types("f").await?;
        terminal.shows("사유").await?;
        terminal.types("관리자 화면이 열려 있음\r").await?;
        terminal.shows(&keys[2].0).await?;
        terminal.types("\u{3}").await?;
        let (code, rest) = terminal.ends().await?;
        assert!(rest.contains("기록하지 않은 결과 2건을 보관했습니다"), "{rest}");
        assert!(rest.contains("\u{1b}[?1049l") && rest.contains("\u{1b}[?25h"), "as it was before: {rest:?}");
        assert_eq!(code, Some(130));
        assert!(case.results().await?.iter().all(|(_, result)| result.is_empty()), "nothing is recorded");

        // Another account on the same machine is not offered them: it sees the first checkpoint, and no question.
        let mut terminal = case.park.on_terminal(&judge)?;
        terminal.shows(&keys[0].0).await?;
        terminal.types("\u{3}").await?;
        let (_, rest) = terminal.ends().await?;
        assert!(!rest.contains("Go on with them?") && !rest.contains("관리자 화면이 열려 있음"), "{rest}");

        let mut terminal = lee.on_terminal(&judge)?;
        terminal.shows("of lee kept and not recorded. Go on with them?").await?;
        terminal.types("y\n").await?;
        terminal.shows(&keys[2].0).await?;
        terminal.types("pu").await?;
        terminal.types("q").await?;
        let (code, rest) = terminal.ends().await?;
        assert_eq!(code, Some(0), "{rest}");
        let results = case.results().await?;
        let given: Vec<&str> = results.iter().take(3).map(|(_, result)| result.as_str()).collect();
        assert_eq!(given, ["VERDICT_RESULT_PASS", "VERDICT_RESULT_FAIL", ""], "the third one was undone");

        // Another reviewer is faster: the person is told whose result stands on which line, and what was typed is kept.
        let mut terminal = lee.on_terminal(&judge)?;
        terminal.shows(&keys[2].0).await?;
        terminal.types("p").await?;
        terminal.shows(&keys[3].0).await?;
        let fail = ["--result", "fail", "--method", "test", "--reason", "접근 제어가 없음"];
        case.park.text(&[&judge[..], &["--checkpoint", &keys[2].0], &fail].concat()).await?;
        terminal.types("q").await?;
        let (code, rest) = terminal.ends().await?;
        assert_eq!(code, Some(5), "{rest}");
        assert!(rest.contains(&format!("{}: Fail (park", keys[2].0)) && rest.contains("yours Pass"), "{rest}");
        assert_eq!(case.results().await?[2].1, "VERDICT_RESULT_FAIL");
        Ok(())
    })
}
