//! Uploading evidence, and who may not.

use anyhow::{Context as _, Result, ensure};
use haetae_devstack::{Browser, Page};
use haetae_integration_tests::{Desk, fresh_id, run, samples};
use haetae_proto::dashboard::v1::ListReviewsRequest;

/// Bytes that are plain text.
const TEXT: &[u8] = "2026-11-30 점검: 암호화된 연결만 받는다.\n".as_bytes();

/// A page of files of a review, and its form.
struct Files {
    browser: Browser,
    page: Page,
    fields: Vec<(String, String)>,
}

impl Files {
    async fn open(desk: &Desk, person: &str, path: &str) -> Result<Self> {
        let mut browser = desk.signed_in(person).await?;
        let page = browser.get(&desk.console.page(path)).await?;
        let form = page.forms().into_iter().find(|form| form.action.ends_with("/evidence#add"));
        let mut fields = form.with_context(|| format!("{} has no form: {}", page.url, page.text))?.fields;
        fields.retain(|(name, _)| name != "file");
        // The first checkpoint that can be chosen.
        let options = page.text.split("<option value=\"").skip(1).filter_map(|rest| rest.split('"').next());
        let key = options.into_iter().find(|key| key.contains(':')).context("no checkpoint to choose")?;
        fields.push(("checkpoint".to_owned(), key.to_owned()));
        Ok(Self { browser, page, fields })
    }

    async fn send(&mut self, file: (&str, &[u8])) -> Result<Page> {
        let origin = self.page.origin();
        self.send_as(&self.fields.clone(), file, &origin).await
    }

    /// Sends several files in one form, as a browser without script does.
    async fn send_all(&mut self, files: &[(&str, &[u8])]) -> Result<Page> {
        let fields: Vec<_> = self.fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let (url, origin) = (self.page.url.clone(), self.page.origin());
        Ok(self.browser.post_files(&url, &fields, files, &origin).await?)
    }

    async fn send_as(&mut self, fields: &[(String, String)], file: (&str, &[u8]), origin: &str) -> Result<Page> {
        let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let mut url = self.page.url.clone();
        url.set_query(None);
        Ok(self.browser.post_file(&url, &fields, file, origin).await?)
    }

    /// Another upload than the one before.
    fn renewed(&mut self) {
        for (name, value) in &mut self.fields {
            if name == "request_id" {
                *value = fresh_id().to_string();
            }
        }
    }

    /// How many files there are.
    async fn count(&mut self) -> Result<usize> {
        let mut url = self.page.url.clone();
        url.set_query(None);
        let page = self.browser.get(url.as_str()).await?;
        Ok(page.text.matches(" download ").count())
    }
}

async fn requested(desk: &Desk) -> Result<String> {
    let kim = desk.world.requester("kim", "commerce")?;
    let submitted = kim.submit(samples::ordinary()).await?;
    kim.shown(&kim.targeted(&submitted.id).await?.consistency_token).await?;
    let request = ListReviewsRequest { filter: format!("review_id = \"{}\"", submitted.id), ..Default::default() };
    let listed = kim.dashboard().list_reviews(request).await?.into_inner();
    Ok(listed.reviews.first().context("the review is in no list")?.number.clone())
}

#[test]
fn a_file_is_added_once_and_what_is_refused_says_why() -> Result<()> {
    run(async {
        let desk = Desk::shared().await?;
        let number = requested(&desk).await?;
        let mut files = Files::open(&desk, "kim", &format!("/r/{number}/evidence")).await?;
        for (name, bytes, why) in [
            ("점검.html", TEXT, ".html files are not accepted as evidence; print it to PDF."),
            ("점검.xyz", TEXT, "Files of this kind are not accepted as evidence"),
            ("점검.pdf", TEXT, "application/pdf"),
            ("", &[], "Choose the file to upload."),
            ("점검.txt", &[], "The file is empty."),
            ("점검.log", &vec![b'a'; (32 << 20) + 1], "has 33 MB. The limit is 32 MB."),
        ] {
            let refused = files.send((name, bytes)).await?;
            ensure!(refused.status == 400 && refused.text.contains(why), "{name}: {} {}", refused.status, refused.text);
            ensure!(refused.text.contains("id=\"w-file\"") && refused.text.contains(" selected>"), "{}", refused.text);
            ensure!(files.count().await? == 0, "{name} was added");
        }
        for _ in 0..2 {
            let sent = files.send(("점검 1.txt", TEXT)).await?;
            let page = files.browser.follow(sent).await?;
            ensure!(page.status == 200 && page.text.contains("The evidence is uploaded."), "{}", page.text);
            ensure!(files.count().await? == 1, "sent twice, added twice");
        }
        let saved = files.browser.get(&desk.console.page(&format!("/r/{number}/evidence/E-1"))).await?;
        ensure!(saved.text.as_bytes() == TEXT, "{}", saved.text);

        // From a checkpoint and back to it.
        let key = files.fields.iter().find(|(name, _)| name == "checkpoint").context("a key")?.1.clone();
        let path = format!("/r/{number}/evidence?for={key}&back=/r/{number}/findings");
        let mut files = Files::open(&desk, "kim", &path).await?;
        ensure!(files.page.text.contains(&format!("value=\"{key}\" selected")), "{}", files.page.text);
        let sent = files.send(("기록.csv", b"a,b\n1,2\n")).await?;
        let target = sent.headers.get("location").context("nowhere")?.to_str()?;
        ensure!(target == format!("/r/{number}/findings#main"), "{target}");
        Ok(())
    })
}

/// One that is refused takes no other with it, and sending the form again adds no file twice.
#[test]
fn several_files_are_added_each_by_itself() -> Result<()> {
    run(async {
        let desk = Desk::shared().await?;
        let number = requested(&desk).await?;
        let mut files = Files::open(&desk, "kim", &format!("/r/{number}/evidence")).await?;
        let csv: &[u8] = b"a,b\n1,2\n";
        let mixed: [(&str, &[u8]); 3] = [("점검 1.txt", TEXT), ("점검.html", TEXT), ("기록.csv", csv)];
        for _ in 0..2 {
            let page = files.send_all(&mixed).await?;
            ensure!(page.status == 400, "{} {}", page.status, page.text);
            for part in
                ["2 of 3 files uploaded.", "점검 1.txt", ".html files are not accepted", "기록.csv", "autofocus"]
            {
                ensure!(page.text.contains(part), "{part} is not in {}", page.text);
            }
            ensure!(files.count().await? == 2, "{} files", files.count().await?);
        }
        let sent = files.send_all(&[("점검 1.txt", TEXT), ("기록.csv", csv), ("점검 2.txt", TEXT)]).await?;
        let page = files.browser.follow(sent).await?;
        ensure!(page.text.contains("3 files are uploaded as evidence."), "{}", page.text);
        ensure!(files.count().await? == 3, "the first two are there already");
        let large = vec![b'a'; 20 << 20];
        let page = files.send_all(&[("1.log", &large), ("2.log", &large)]).await?;
        ensure!(page.text.contains("together exceed 32 MB"), "{}", page.text);
        ensure!(files.count().await? == 4, "the first of them is there");
        Ok(())
    })
}

#[test]
fn a_file_that_no_page_of_the_session_sent_is_not_taken() -> Result<()> {
    run(async {
        let desk = Desk::shared().await?;
        let number = requested(&desk).await?;
        let path = format!("/r/{number}/evidence");
        let mut files = Files::open(&desk, "kim", &path).await?;
        let other = Files::open(&desk, "lee", &path).await?;
        let key = |fields: &[(String, String)]| fields.iter().find(|(name, _)| name == "form_key").cloned();
        let (own, foreign) = (key(&files.fields).context("a key")?, key(&other.fields).context("a key")?);
        let rest: Vec<_> = files.fields.iter().filter(|(name, _)| name != "form_key").cloned().collect();
        let origin = files.page.origin();
        for (what, fields, from) in [
            ("without a key", rest.clone(), origin.as_str()),
            ("with the key of another session", [vec![foreign], rest.clone()].concat(), &origin),
            ("with the key behind other fields", [rest.clone(), vec![own.clone()]].concat(), &origin),
            ("of another site", [vec![own], rest].concat(), "https://elsewhere.example"),
        ] {
            let answer = files.send_as(&fields, ("점검.txt", TEXT), from).await?;
            ensure!(answer.status == 403, "a file {what}: {} {}", answer.status, answer.text);
            ensure!(files.count().await? == 0, "a file {what} was added");
        }
        files.browser = Browser::new("en");
        let answer = files.send(("점검.txt", TEXT)).await?;
        ensure!(answer.status == 401, "{}", answer.status);
        // A page that takes no file takes nothing from such a form.
        let mut files = Files::open(&desk, "kim", &path).await?;
        files.renewed();
        files.page.url = desk.console.page(&format!("/r/{number}/withdraw")).parse()?;
        let answer = files.send(("점검.txt", TEXT)).await?;
        ensure!((400..500).contains(&answer.status), "{}", answer.status);
        Ok(())
    })
}
