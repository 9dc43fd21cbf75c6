//! The final decision: the sheet binds to what it shows, and is decided once.

use anyhow::{Context as _, Result, ensure};
use haetae_integration_tests::{Caller, Desk, fresh_id, judge, run, samples};
use haetae_proto::{
    checkpoint::v1::ConcludeDiagnosisRequest,
    common::v1::{DecisionOutcome, ReviewStatus, VerdictResult},
    dashboard::v1::ListReviewsRequest,
    intake::v1::{AmendReviewRequest, GetReviewRequest},
};

/// A review that waits for its decision: its id and its number.
pub(crate) async fn waiting(kim: &Caller, lee: &Caller) -> Result<(String, String)> {
    let id = kim.submit(samples::ordinary()).await?.id;
    kim.targeted(&id).await?;
    let list = lee.checklist(&id).await?;
    let lines = list.checklist.as_ref().context("a checklist")?.checkpoints.len();
    let mut judged = judge(&list, lines);
    for verdict in &mut judged.verdicts {
        verdict.result = VerdictResult::Pass.into();
        verdict.compensating_control.clear();
    }
    let etag = lee.checkpoint().record_verdicts(judged).await?.into_inner().etag;
    let (request_id, review_id) = (fresh_id().to_string(), id.clone());
    let summary = "모두 확인했습니다.".to_owned();
    let conclude = ConcludeDiagnosisRequest { request_id, review_id, etag, summary, ..Default::default() };
    lee.checkpoint().conclude_diagnosis(conclude).await?;
    lee.reaches(&id, ReviewStatus::AwaitingDecision).await?;
    let number = number(kim, &id).await?;
    Ok((id, number))
}

/// The number of a review.
pub(crate) async fn number(kim: &Caller, id: &str) -> Result<String> {
    let token = review(kim, id).await?.1;
    let filter = format!("review_id = \"{id}\"");
    let request = ListReviewsRequest { filter, consistency_token: token, ..Default::default() };
    let listed = kim.dashboard().list_reviews(request).await?.into_inner();
    Ok(listed.reviews.first().context("the review is in no list")?.number.clone())
}

/// The requester calls the review something else.
pub(crate) async fn renamed(kim: &Caller, id: &str, title: &str) -> Result<()> {
    let (_, _, etag) = review(kim, id).await?;
    let amend = AmendReviewRequest {
        request_id: fresh_id().to_string(),
        review_id: id.to_owned(),
        etag,
        title: Some(title.to_owned()),
        ..Default::default()
    };
    kim.intake().amend_review(amend).await?;
    Ok(())
}

/// The status of a review, a token of its state and its version.
async fn review(caller: &Caller, id: &str) -> Result<(haetae_proto::intake::v1::Review, String, String)> {
    let answer = caller.intake().get_review(GetReviewRequest { review_id: id.to_owned() }).await?.into_inner();
    Ok((answer.review.context("a review")?, answer.consistency_token, answer.etag))
}

#[test]
fn an_approver_decides_on_what_the_sheet_shows() -> Result<()> {
    run(async {
        let desk = Desk::shared().await?;
        let (kim, lee) = (desk.world.requester("kim", "commerce")?, desk.world.reviewer("lee")?);
        let (id, number) = waiting(&kim, &lee).await?;
        let (path, mut park) = (format!("/r/{number}/decide"), desk.signed_in("park").await?);
        let home = park.get(&desk.console.page("/")).await?;
        ensure!(home.links().contains(&path), "{path} is not in {}", home.text);
        let sheet = park.click(&home, &path).await?;
        ensure!(sheet.status == 200 && sheet.text.contains("모두 확인했습니다."), "{}", sheet.text);

        // The requester changes something while the approver types.
        renamed(&kim, &id, "간편결제 2차 보안성 검토").await?;
        let typed = [("outcome", "approved"), ("conditions", ""), ("reason", "Every result was looked at.")];
        let refused = park.submit(&sheet, &path, &typed).await?;
        ensure!(refused.status == 409, "{} {}", refused.status, refused.text);
        for shown in ["Changed while you were looking", "간편결제 2차", "Every result was looked at.</textarea>"] {
            ensure!(refused.text.contains(shown), "{shown} is not in {}", refused.text);
        }
        ensure!(review(&kim, &id).await?.0.status() == ReviewStatus::AwaitingDecision, "it was decided");

        // What is wrong stands at its field, and changes nothing.
        let wrong = [("outcome", "approved"), ("conditions", "By May"), ("reason", "Every result was looked at.")];
        let wrong = park.submit(&refused, &path, &wrong).await?;
        ensure!(wrong.status == 400 && wrong.text.contains("id=\"w-conditions\""), "{} {}", wrong.status, wrong.text);

        // Decided on what is shown now; sent twice, it has one effect.
        let answer = park.submit(&refused, &path, &typed).await?;
        ensure!(answer.status == 303, "{} {}", answer.status, answer.text);
        let again = park.submit(&refused, &path, &typed).await?;
        ensure!(again.status == 303, "{} {}", again.status, again.text);
        let page = park.follow(answer).await?;
        ensure!(page.text.contains("The decision is recorded.") && page.text.contains("Approved"), "{}", page.text);
        let decided = review(&kim, &id).await?.0.decision.context("a decision")?;
        ensure!(decided.outcome() == DecisionOutcome::Approved && decided.reason == "Every result was looked at.");
        Ok(())
    })
}

#[test]
fn only_an_approver_gets_the_form_and_only_an_approver_is_heard() -> Result<()> {
    run(async {
        let desk = Desk::shared().await?;
        let (kim, lee) = (desk.world.requester("kim", "commerce")?, desk.world.reviewer("lee")?);
        let (id, number) = waiting(&kim, &lee).await?;
        let (path, mut park) = (format!("/r/{number}/decide"), desk.signed_in("park").await?);
        let good = park.get(&desk.console.page(&path)).await?.form(&path)?;
        for person in ["kim", "lee"] {
            let mut browser = desk.signed_in(person).await?;
            let sheet = browser.get(&desk.console.page(&path)).await?;
            ensure!(sheet.status == 200 && sheet.form(&path).is_err(), "{person} gets a form: {}", sheet.text);
            // With the versions of the approver's form, and the key of their own session.
            let own = sheet.forms().into_iter().flat_map(|form| form.fields).find(|(name, _)| name == "form_key");
            let own = own.context("a key")?.1;
            let hidden = good.fields.iter().filter(|(name, _)| name != "form_key");
            let hidden = hidden.map(|(name, value)| (name.as_str(), value.as_str()));
            let typed = [("form_key", own.as_str()), ("outcome", "approved"), ("reason", "Mine.")];
            let fields: Vec<_> = hidden.chain(typed).collect();
            let answer = browser.post(&desk.console.page(&path).parse()?, &fields, Some(&sheet.origin())).await?;
            ensure!(answer.status == 403, "{person}: {} {}", answer.status, answer.text);
        }
        ensure!(review(&kim, &id).await?.0.status() == ReviewStatus::AwaitingDecision, "somebody else decided");
        Ok(())
    })
}
