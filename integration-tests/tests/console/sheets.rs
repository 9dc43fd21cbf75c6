//! A checklist that is filled in elsewhere: downloaded, uploaded, looked at, recorded.

use anyhow::{Context as _, Result, ensure};
use haetae_devstack::{Browser, Page};
use haetae_integration_tests::{Caller, Desk, fresh_id, run, samples};
use haetae_proto::{
    checkpoint::v1::{GetChecklistResponse, RecordVerdictsRequest, VerdictInput},
    common::v1::VerdictResult,
};
use haetae_sheet::{Column, SheetFormat, rows, words::Lang};

use crate::deciding::number;

/// A review whose checklist is judged.
struct Case {
    browser: Browser,
    id: String,
    number: String,
    keys: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Case {
    async fn new(desk: &Desk, person: &str, lee: &Caller) -> Result<Self> {
        let kim = desk.world.requester("kim", "commerce")?;
        let id = kim.submit(samples::ordinary()).await?.id;
        kim.targeted(&id).await?;
        let list = lee.checklist(&id).await?;
        let number = number(&kim, &id).await?;
        let rows = table(&list)?;
        let keys = rows.iter().skip(2).map(|row| row[0].clone()).collect();
        Ok(Self { browser: desk.signed_in(person).await?, id, number, keys, rows })
    }

    fn path(&self) -> String {
        format!("/r/{}/checklist/sheet", self.number)
    }

    /// Uploads the table with these cells filled in.
    async fn upload(&mut self, desk: &Desk, name: &str, cells: &[(usize, Column, &str)]) -> Result<Page> {
        let mut rows = self.rows.clone();
        for (line, column, text) in cells {
            rows[line + 2][*column as usize] = (*text).to_owned();
        }
        let format = SheetFormat::of(name.as_ref()).unwrap_or(SheetFormat::Csv);
        let bytes = format.write(&rows, Lang::En).map_err(anyhow::Error::msg)?;
        self.upload_bytes(desk, name, &bytes).await
    }

    async fn upload_bytes(&mut self, desk: &Desk, name: &str, bytes: &[u8]) -> Result<Page> {
        let page = self.browser.get(&desk.console.page(&self.path())).await?;
        let fields = page.form(&self.path())?.fields;
        let fields = fields.iter().filter(|(name, _)| name != "file");
        let fields: Vec<_> = fields.map(|(name, value)| (name.as_str(), value.as_str())).collect();
        Ok(self.browser.post_file(&page.url, &fields, (name, bytes), &page.origin()).await?)
    }
}

fn table(list: &GetChecklistResponse) -> Result<Vec<Vec<String>>> {
    Ok(rows(list.checklist.as_ref().context("a checklist")?, &list.etag, Lang::En))
}

/// The results of some checkpoints, as the service has them.
async fn results(lee: &Caller, id: &str, keys: &[String]) -> Result<Vec<(i32, String)>> {
    let list = lee.checklist(id).await?.checklist.context("a checklist")?;
    let of = |key: &String| {
        let verdict = list.checkpoints.iter().find(|one| one.checkpoint == *key).and_then(|one| one.verdict.clone());
        verdict.map(|verdict| (verdict.result, verdict.reason)).unwrap_or_default()
    };
    Ok(keys.iter().map(of).collect())
}

/// Records a Fail on two lines of a checklist.
async fn overtake(reviewer: &Caller, case: &Case, lines: [usize; 2]) -> Result<()> {
    let verdicts = lines.map(|line| VerdictInput {
        checkpoint: case.keys[line].clone(),
        result: VerdictResult::Fail.into(),
        method: 1,
        reason: "열려 있음".into(),
        ..VerdictInput::default()
    });
    let etag = reviewer.checklist(&case.id).await?.etag;
    let (request_id, review_id, verdicts) = (fresh_id().to_string(), case.id.clone(), verdicts.to_vec());
    let request = RecordVerdictsRequest { request_id, review_id, etag, verdicts, ..Default::default() };
    reviewer.checkpoint().record_verdicts(request).await?;
    Ok(())
}

#[test]
fn a_filled_file_is_shown_then_recorded_once() -> Result<()> {
    run(async {
        let desk = Desk::shared().await?;
        let (lee, choi) = (desk.world.reviewer("lee")?, desk.world.reviewer("choi")?);
        let mut case = Case::new(&desk, "lee", &lee).await?;
        let record = format!("/r/{}/checklist/record", case.number);
        let page = case.browser.get(&desk.console.page(&format!("/r/{}/checklist", case.number))).await?;
        let page = case.browser.click(&page, &case.path()).await?;
        for (ending, begins) in [("csv", "\u{feff}checkpoint,"), ("xlsx", "PK")] {
            let file = case.browser.click(&page, &format!("/r/{}/checklist.{ending}", case.number)).await?;
            let name = file.headers.get("content-disposition").context("no name")?.to_str()?;
            ensure!(name == format!("attachment; filename=\"{}-checklist.{ending}\"", case.number), "{name}");
            ensure!(file.status == 200 && file.text.starts_with(begins), "{}", file.text);
        }

        let untouched = case.upload(&desk, "list.xlsx", &[]).await?;
        ensure!(
            untouched.status == 200 && untouched.text.contains("The file changes no result."),
            "{}",
            untouched.text
        );

        // Another reviewer is faster with two of them: one that the file changes, and one that it does not.
        overtake(&choi, &case, [1, 3]).await?;

        let cells = [
            (0, Column::Result, "양호"),
            (1, Column::Result, "Pass"),
            (2, Column::Result, "Fail"),
            (2, Column::Reason, "<script>alert(1)</script> =1+1"),
        ];
        let shown = case.upload(&desk, "list.xlsx", &cells).await?;
        let has = |text: &str| shown.text.contains(text);
        ensure!(shown.status == 200 && has("The checklist changed after this file was downloaded"), "{}", shown.text);
        ensure!(has("열려 있음") && has("Choose for each which result stays."), "{}", shown.text);
        ensure!(has("&#60;script&#62;alert(1)") && !has("<script>alert"), "{}", shown.text);
        let before = results(&lee, &case.id, &case.keys[..4]).await?;
        ensure!(before[0].0 == 0 && before[2].0 == 0, "recorded before it was confirmed: {before:?}");

        // The other reviewer's result stays.
        let mut fields = shown.form(&record)?.fields;
        let line =
            fields.iter().position(|(_, value)| value.starts_with(&format!("{}|", case.keys[1]))).context("no line")?;
        fields.insert(line + 1, ("base".to_owned(), "-".to_owned()));
        let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        for _ in 0..2 {
            let sent = case.browser.post(&desk.console.page(&record).parse()?, &fields, Some(&shown.origin())).await?;
            let after = case.browser.follow(sent).await?;
            ensure!(
                after.status == 200 && after.text.contains("2 results recorded."),
                "{} {}",
                after.status,
                after.text
            );
        }
        let [pass, fail] = [VerdictResult::Pass, VerdictResult::Fail].map(i32::from);
        let now = results(&lee, &case.id, &case.keys[..4]).await?;
        ensure!(now.iter().map(|(result, _)| *result).collect::<Vec<_>>() == [pass, fail, fail, fail], "{now:?}");
        ensure!(now[2].1 == "<script>alert(1)</script> =1+1" && now[1].1 == "열려 있음", "{now:?}");
        Ok(())
    })
}

#[test]
fn everything_wrong_with_a_file_is_said_at_once_and_changes_nothing() -> Result<()> {
    run(async {
        let desk = Desk::shared().await?;
        let lee = desk.world.reviewer("lee")?;
        let mut case = Case::new(&desk, "lee", &lee).await?;
        let cells = [
            (0, Column::Result, "fial"),
            (1, Column::Result, "Fail"),
            (2, Column::Result, "Partial"),
            (2, Column::Reason, "half of it"),
            (3, Column::Reason, "no result"),
            (4, Column::Result, "Pass"),
        ];
        let refused = case.upload(&desk, "list.csv", &cells).await?;
        ensure!(refused.status == 422 && refused.form(&format!("/r/{}/checklist/record", case.number)).is_err());
        for place in [
            "row 3, column F (result): unknown",
            "row 4, column H (reason",
            "row 5, column I (compensating",
            "row 6, column F",
        ] {
            ensure!(refused.text.contains(place), "{place} is not in {}", refused.text);
        }
        ensure!(!refused.text.contains("row 7"), "a good row is named: {}", refused.text);
        let refused = case.upload(&desk, "list.xlsx", &cells[..1]).await?;
        ensure!(
            refused.text.contains("sheet ") && refused.text.contains(", row 3, column F (result): unknown"),
            "{}",
            refused.text
        );
        for (name, bytes, why) in [
            ("list.pdf", &b"%PDF-1.7"[..], "whose name ends with .xlsx or .csv"),
            ("list.xlsx", b"no archive", "is not an XLSX file"),
            ("list.csv", b"a,b\r\n1,2\r\n", "does not name the columns"),
            ("", b"", "Choose a file."),
            ("large.csv", &vec![b'a'; (16 << 20) + 1], "The limit is 16 MB."),
        ] {
            let refused = case.upload_bytes(&desk, name, bytes).await?;
            ensure!(refused.status == 422 && refused.text.contains(why), "{name}: {} {}", refused.status, refused.text);
        }
        // The file of another review.
        let mut other = Case::new(&desk, "lee", &lee).await?;
        std::mem::swap(&mut case.rows, &mut other.rows);
        let refused = case.upload(&desk, "list.csv", &[(0, Column::Result, "Pass")]).await?;
        ensure!(refused.status == 422 && refused.text.contains("the checklist of another review"), "{}", refused.text);
        let now = results(&lee, &case.id, &case.keys).await?;
        ensure!(now.iter().all(|(result, _)| *result == 0), "{now:?}");

        // A requester may read the file, and record nothing.
        let mut kim = desk.signed_in("kim").await?;
        let page = kim.get(&desk.console.page(&case.path())).await?;
        ensure!(page.status == 200 && page.form(&case.path()).is_err(), "{}", page.text);
        Ok(())
    })
}
