//! What people do with the list of reviews: name it, choose its columns, and assign several at once.

use anyhow::{Context as _, Result, ensure};
use haetae_devstack::Page;
use haetae_integration_tests::{Caller, Desk, fresh_id, run, samples};
use haetae_proto::intake::v1::{ClaimReviewRequest, GetReviewRequest};

use crate::deciding::number;

const VIEWS: &str = "haetae-views";

#[test]
fn a_person_names_a_list_in_their_browser() -> Result<()> {
    run(async {
        let desk = Desk::shared().await?;
        let mut park = desk.signed_in("park").await?;
        let at = "/reviews?view=all&level=high&hide=team%2Cupdated";
        let list = park.get(&desk.console.page(at)).await?;
        ensure!(!list.text.contains("sort=team") && list.text.contains("Columns"), "{}", list.text);
        let save = |name: &'static str| [("name", name)];
        let refused = park.submit(&list, "/reviews/views", &save("  ")).await?;
        let refused = park.follow(refused).await?;
        ensure!(refused.text.contains("A name needs 1 to 40 characters."), "{}", refused.text);
        let kept = park.submit(&list, "/reviews/views", &save("High <b>ones</b>")).await?;
        let kept = park.follow(kept).await?;
        ensure!(
            kept.text.contains("High &#60;b&#62;ones")
                && kept.url.query().is_some_and(|query| query.contains("level=high"))
        );
        let cookie = park.cookie(VIEWS).context("nothing is kept")?.to_owned();
        ensure!(!cookie.contains("High") && cookie.len() < 4000, "{cookie}");

        // From any page; and after signing in again, but not for another person or when the cookie is altered.
        let list = park.get(&desk.console.page("/reviews")).await?;
        let link = list
            .links()
            .into_iter()
            .find(|link| link.contains("level=high") && link.contains("hide="))
            .context("no link")?;
        ensure!(park.click(&list, &link).await?.status == 200);
        let mut lee = desk.signed_in("lee").await?;
        lee.put_cookie(VIEWS, &cookie);
        ensure!(!lee.get(&desk.console.page("/reviews")).await?.text.contains("High &#60;b"), "another person sees it");
        let mut thief = park.clone();
        thief.put_cookie(VIEWS, &crate::altered(&cookie));
        ensure!(
            !thief.get(&desk.console.page("/reviews")).await?.text.contains("High &#60;b"),
            "an altered cookie is read"
        );

        let gone = park.submit(&list, "/reviews/views/remove", &[]).await?;
        ensure!(!park.follow(gone).await?.text.contains("High &#60;b"), "it is still there");
        let url = desk.console.page("/reviews/views").parse()?;
        let key = list.form("/signout")?.fields.into_iter().find(|(name, _)| name == "form_key").context("a key")?.1;
        let fields = [("form_key", key.as_str()), ("name", "x"), ("at", "https://elsewhere.example/reviews")];
        let refused = park.post(&url, &fields, Some(&desk.console.url())).await?;
        ensure!(refused.status == 400, "{}", refused.status);
        Ok(())
    })
}

/// The rows of an assignment, as its form has them.
fn rows(page: &Page) -> Result<Vec<(String, String)>> {
    Ok(page
        .forms()
        .into_iter()
        .find(|form| form.fields.iter().any(|(name, _)| name == "on"))
        .context("no rows")?
        .fields)
}

/// Takes a review on; returns a token that shows it.
async fn claim(reviewer: &Caller, review_id: &str) -> Result<String> {
    let review_id = review_id.to_owned();
    let read = reviewer.intake().get_review(GetReviewRequest { review_id: review_id.clone() }).await?.into_inner();
    let request_id = fresh_id().to_string();
    let request = ClaimReviewRequest { request_id, review_id, etag: read.etag, ..Default::default() };
    Ok(reviewer.intake().claim_review(request).await?.into_inner().consistency_token)
}

#[test]
fn several_reviews_are_assigned_at_once_and_each_says_what_became_of_it() -> Result<()> {
    run(async {
        let desk = Desk::shared().await?;
        let (kim, lee, choi) =
            (desk.world.requester("kim", "commerce")?, desk.world.reviewer("lee")?, desk.world.reviewer("choi")?);
        let mut reviews = Vec::new();
        for _ in 0..3 {
            let id = kim.submit(samples::ordinary()).await?.id;
            kim.targeted(&id).await?;
            let number = number(&kim, &id).await?;
            reviews.push((id, number));
        }
        // One reviewer has work, so that the form offers an assignee.
        let token = claim(&lee, &reviews[0].0).await?;
        lee.shown(&token).await?;

        let mut park = desk.signed_in("park").await?;
        let list = park.get(&desk.console.page("/reviews?view=all&sort=updated.desc")).await?;
        let none = park.submit(&list, "/reviews/assign", &[]).await?;
        ensure!(none.text.contains("Choose at least one review."), "{}", none.text);
        let picks: Vec<_> = reviews[1..].iter().map(|(_, number)| ("pick", number.as_str())).collect();
        let form = park.submit(&list, "/reviews/assign", &picks).await?;
        ensure!(form.status == 200 && picks.iter().all(|(_, number)| form.text.contains(number)), "{}", form.text);

        // One of the two moves on meanwhile.
        claim(&choi, &reviews[2].0).await?;
        let mut fields = rows(&form)?;
        fields.retain(|(name, _)| name != "assignee");
        fields.push(("assignee".to_owned(), "lee".to_owned()));
        let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        for _ in 0..2 {
            let done = park.post(&form.url, &fields, Some(&form.origin())).await?;
            ensure!(
                done.text.contains("1 of 2 assigned to Lee.") && done.text.contains("Not assigned."),
                "{}",
                done.text
            );
        }
        for (at, who) in [(1, "lee"), (2, "choi")] {
            let review_id = reviews[at].0.clone();
            let review = kim
                .intake()
                .get_review(GetReviewRequest { review_id })
                .await?
                .into_inner()
                .review
                .context("a review")?;
            ensure!(review.assignee.is_some_and(|assignee| assignee.subject == who), "{at} is not {who}'s");
        }
        let mut reviewer = desk.signed_in("lee").await?;
        let list = reviewer.get(&desk.console.page("/reviews?view=all")).await?;
        ensure!(list.form("/reviews/assign").is_err(), "a reviewer assigns others");
        Ok(())
    })
}
