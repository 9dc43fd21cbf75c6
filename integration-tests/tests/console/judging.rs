//! Two reviewers at one checklist: the second is told, loses nothing, and is offered only what is possible. A confirmation is said
//! once, and by no link.

use anyhow::{Context as _, Result, ensure};
use haetae_devstack::{Browser, Page};
use haetae_integration_tests::{Caller, Desk, judge, run, samples};
use haetae_proto::common::v1::VerdictResult;

use crate::deciding::number;

/// What is recorded on the first two checkpoints.
async fn recorded(lee: &Caller, id: &str) -> Result<Vec<Option<VerdictResult>>> {
    let list = lee.checklist(id).await?.checklist.context("a checklist")?;
    let result = |line: &haetae_proto::checkpoint::v1::Checkpoint| line.verdict.as_ref().map(|one| one.result());
    Ok(list.checkpoints.iter().take(2).map(result).collect())
}

/// Sends the results of a form of the checklist with the key of a page.
async fn record(browser: &mut Browser, page: &Page, path: &str, lines: &[(&str, &str)]) -> Result<Page> {
    let form = page.forms().into_iter().find(|form| form.action == path).context("no form that records")?;
    let key = form.fields.iter().find(|(name, _)| name == "form_key").context("no key")?;
    let step = [("form_key", key.1.as_str()), ("step", "record")];
    let fields: Vec<_> = step.into_iter().chain(lines.iter().copied()).collect();
    Ok(browser.post(&page.url.join(path)?, &fields, Some(&page.origin())).await?)
}

#[test]
fn where_the_others_fail_opened_a_finding_the_line_can_be_left_out_or_the_fail_retracted() -> Result<()> {
    run(async {
        let desk = Desk::shared().await?;
        let (kim, lee) = (desk.world.requester("kim", "commerce")?, desk.world.reviewer("lee")?);
        let id = kim.submit(samples::ordinary()).await?.id;
        kim.targeted(&id).await?;
        let number = number(&kim, &id).await?;
        let (path, list) = (format!("/r/{number}/checklist"), lee.checklist(&id).await?);
        let mut browser = desk.signed_in("lee").await?;
        let page = browser.get(&desk.console.page(&path)).await?;

        // Another reviewer fails the first line while lee passes both.
        let mut theirs = judge(&list, 1);
        theirs.verdicts[0].result = VerdictResult::Fail.into();
        theirs.verdicts[0].reason = "평문으로 저장합니다.".to_owned();
        desk.world.reviewer("choi")?.checkpoint().record_verdicts(theirs).await?;
        let keys: Vec<String> =
            judge(&list, 2).verdicts.into_iter().map(|one| format!("{}|0", one.checkpoint)).collect();
        let [first, second] = [keys[0].as_str(), keys[1].as_str()];
        let send = format!("{path}/record");
        let both =
            [("line", first), ("result", "1"), ("line", second), ("result", "1"), ("reason", "설정 화면을 봤습니다.")];
        let refused = record(&mut browser, &page, &send, &both).await?;
        ensure!(refused.status == 409, "{} {}", refused.status, refused.text);
        for shown in ["평문으로 저장합니다.", "설정 화면을 봤습니다.", "Record without this one", "/f/F-1#retract\""]
        {
            ensure!(refused.text.contains(shown), "{shown} is not in {}", refused.text);
        }
        ensure!(!refused.text.contains("Replace it with yours"), "what is refused is offered: {}", refused.text);
        ensure!(recorded(&lee, &id).await? == [Some(VerdictResult::Fail), None], "something was recorded");

        let without = [("line", first), ("result", "1"), ("base", "-"), ("line", second), ("result", "1")];
        let sent = record(&mut browser, &refused, &send, &without).await?;
        ensure!(sent.status == 303, "{} {}", sent.status, sent.text);
        let said = browser.follow(sent).await?;
        ensure!(said.text.contains("1 result recorded."), "{}", said.text);
        let both = [Some(VerdictResult::Fail), Some(VerdictResult::Pass)];
        ensure!(recorded(&lee, &id).await? == both, "the other line is not recorded");

        // Neither loading it again nor a link says that something was done.
        for again in [path.clone(), format!("{path}?said=recorded&count=1"), format!("/r/{number}?done=decide")] {
            let page = browser.get(&desk.console.page(&again)).await?;
            ensure!(page.status == 200 && !page.text.contains("class=\"note ok"), "{again}: {}", page.text);
        }
        // The address that the form was sent to has the page of the form.
        let back = browser.get(&desk.console.page(&send)).await?;
        let target = back.headers.get("location").and_then(|target| target.to_str().ok());
        ensure!(back.status == 303 && target == Some(path.as_str()), "{} {target:?}", back.status);
        Ok(())
    })
}

/// One answer of the service names twenty wrong fields; the page names them all.
#[test]
fn every_result_without_a_reason_is_named_however_many_there_are() -> Result<()> {
    run(async {
        let desk = Desk::shared().await?;
        let (kim, lee) = (desk.world.requester("kim", "commerce")?, desk.world.reviewer("lee")?);
        let id = kim.submit(samples::ordinary()).await?.id;
        kim.targeted(&id).await?;
        let (path, list) = (format!("/r/{}/checklist", number(&kim, &id).await?), lee.checklist(&id).await?);
        let lines: Vec<_> = judge(&list, 45).verdicts.into_iter().map(|one| format!("{}|0", one.checkpoint)).collect();
        ensure!(lines.len() == 45, "{} lines", lines.len());
        let mut browser = desk.signed_in("lee").await?;
        let page = browser.get(&desk.console.page(&path)).await?;
        let fails: Vec<_> = lines.iter().flat_map(|line| [("line", line.as_str()), ("result", "2")]).collect();
        let refused = record(&mut browser, &page, &format!("{path}/record"), &fails).await?;
        ensure!(refused.status == 422, "{} {}", refused.status, refused.text);
        ensure!(refused.text.contains("45 results need a correction."), "{}", refused.text);
        ensure!(recorded(&lee, &id).await? == [None, None], "something was recorded");
        Ok(())
    })
}
