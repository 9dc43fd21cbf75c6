//! What comes out of reviews: reports, figures and files of lists.

use anyhow::{Context as _, Result, ensure};
use haetae_devstack::{Browser, Page};
use haetae_integration_tests::{Desk, run};

use crate::deciding::waiting;

async fn open(browser: &mut Browser, desk: &Desk, path: &str) -> Result<Page> {
    let page = browser.get(&desk.console.page(path)).await?;
    ensure!(page.status == 200, "{path}: {} {}", page.status, page.text);
    Ok(page)
}

#[test]
fn a_report_and_figures_say_what_the_lists_say() -> Result<()> {
    run(async {
        let desk = Desk::shared().await?;
        let (kim, lee) = (desk.world.requester("kim", "commerce")?, desk.world.reviewer("lee")?);
        let (_, number) = waiting(&kim, &lee).await?;
        for person in ["kim", "park"] {
            let mut browser = desk.signed_in(person).await?;
            let review = open(&mut browser, &desk, &format!("/r/{number}")).await?;
            let report = browser.click(&review, &format!("/r/{number}/report")).await?;
            for text in [number.as_str(), "There is no decision yet.", "모두 확인했습니다.", "records of this review"]
            {
                ensure!(report.text.contains(text), "{text} is not in {}", report.text);
            }
            // A figure leads to the list that it counts.
            let figures = open(&mut browser, &desk, "/insights").await?;
            let list = browser.click(&figures, "/reviews?view=all&status=awaiting_decision").await?;
            ensure!(list.text.contains(&number), "{number} is not in {}", list.text);
            // At a moment before everything there is nothing, and its links lead to that moment.
            let before = open(&mut browser, &desk, "/insights?as_of=2020-01-31").await?;
            let list = browser.click(&before, "/reviews?view=all&status=awaiting_decision&as_of=2020-01-31").await?;
            ensure!(list.status == 200 && !list.text.contains(&number), "{number} is in {}", list.text);
        }
        let mut reviewer = desk.signed_in("lee").await?;
        ensure!(open(&mut reviewer, &desk, "/insights?span=months").await?.text.contains("Workload of reviewers"));
        Ok(())
    })
}

#[test]
fn a_list_is_saved_as_a_file_for_spreadsheets() -> Result<()> {
    run(async {
        let desk = Desk::shared().await?;
        let (kim, lee) = (desk.world.requester("kim", "commerce")?, desk.world.reviewer("lee")?);
        let (_, number) = waiting(&kim, &lee).await?;
        let mut browser = desk.signed_in("park").await?;
        for (path, head) in [("/reviews", "review,title,"), ("/findings", "Review,Number,")] {
            let list = open(&mut browser, &desk, &format!("{path}?view=all")).await?;
            // What narrows the list narrows the file.
            let link = list.links().into_iter().find(|link| link.starts_with(&format!("{path}.csv?view=all")));
            let Some(link) = link else {
                ensure!(path == "/findings" && list.text.contains("There are no findings yet."), "{}", list.text);
                continue;
            };
            let file = browser.get(&desk.console.page(&link)).await?;
            let header = |name: &str| file.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
            ensure!(file.status == 200 && header("content-type").starts_with("text/csv"), "{:?}", file.headers);
            ensure!(header("content-disposition").contains(&format!("{}-", &path[1..])), "{:?}", file.headers);
            let first = file.text.lines().next().context("an empty file")?.to_ascii_lowercase();
            ensure!(first.starts_with('\u{feff}') && first.contains(&head.to_ascii_lowercase()), "{first}");
            if path == "/reviews" {
                let line = file.text.lines().find(|line| line.starts_with(&number));
                let line = line.with_context(|| format!("no line begins with {number}: {}", file.text))?;
                let is_time = |cell: &str| jiff::civil::DateTime::strptime("%Y-%m-%d %H:%M", cell).is_ok();
                ensure!(line.split(',').any(is_time), "no time that spreadsheets read: {line}");
            }
        }
        let none = open(&mut browser, &desk, "/reviews.csv?view=all&status=withdrawn&q=nothing-is-called-so").await?;
        ensure!(none.text.lines().count() == 1, "more than the names of columns: {}", none.text);
        Ok(())
    })
}
