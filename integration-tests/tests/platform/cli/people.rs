//! The work of a person is handed over by the command line.

use anyhow::{Context as _, Result};
use haetae_integration_tests::{Person, Tool, World, run};
use haetae_service_kit::auth::Role;
use serde_json::Value;

use super::submitted;

/// A field of a request is wrong.
const INVALID: i32 = 3;

/// F22: all work of a person who left is handed over in one go, with the reason on record; what cannot be is named with
/// its reason while the rest is done; the same command again changes nothing.
#[test]
fn the_work_of_a_person_who_left_is_handed_over_in_one_go() -> Result<()> {
    run(async {
        let world = World::shared().await?;
        let approver = Person { subject: "park", name: "", team: None, roles: &[Role::Approver] };
        let kim = Tool::of(&world, &Person::requester("kim", "cli-people"))?;
        let roles = &[Role::Requester, Role::Reviewer];
        let seo = Tool::of(&world, &Person { roles, ..Person::requester("seo-takes-on", "cli-people") })?;
        let leaver = Tool::of(&world, &Person { roles, ..Person::requester("leaver", "cli-people") })?;
        let (pure, park) = (Tool::of(&world, &Person::reviewer("fixes-nothing"))?, Tool::of(&world, &approver)?);
        // The second review is one that the successor asked for and so cannot work on.
        let (first, own, known) = (submitted(&kim).await?, submitted(&seo).await?, submitted(&kim).await?);
        for id in [&first, &own] {
            leaver.text(&["review", "claim", id]).await?;
        }
        let list = leaver.json(&["checklist", "show", &first]).await?;
        let checkpoint = list["checklist"]["checkpoints"][0]["checkpoint"].as_str().context("a checkpoint")?;
        let judge = ["checklist", "judge", &first, "--checkpoint", checkpoint, "--result", "fail"];
        leaver.text(&[&judge[..], &["--method", "examine", "--reason", "기본 비밀번호"]].concat()).await?;
        // A reviewer who belongs to no team can fix none of its findings, and no caller can assign one.
        pure.text(&["review", "claim", &known]).await?;
        pure.text(&["review", "release", &known, "--reason", "다른 검토자가 맡음"]).await?;
        for tool in [&pure, &leaver] {
            let told = tool.refused(INVALID, &["finding", "assign", &first, "F-1", "--to", "fixes-nothing"]).await?;
            assert!(told.contains("requesters of cli-people"), "{told}");
        }
        let assigned = leaver.json(&["finding", "assign", &first, "F-1", "--to", "leaver"]).await?;
        let token = assigned["consistencyToken"].as_str().context("a token")?;
        park.text(&["review", "list", "--limit", "1", "--consistency-token", token]).await?;
        park.text(&["dashboard", "findings", "--limit", "1", "--consistency-token", token]).await?;

        let request_id = "6d4f0a52-6f0d-4a37-9f5b-0e5f6d1f7c11";
        let to = |to: &'static str| {
            let ask = ["people", "hand-over", "leaver", "--to", to, "--reason", "퇴사", "--request-id", request_id];
            [&ask[..], &["--output", "json"]].concat()
        };
        // Before this claim the account is not known as a reviewer.
        seo.text(&["review", "claim", &known]).await?;
        let refused = park.run(&to("seo-takes-on")).await?;
        assert_eq!(refused.code, Some(2), "nobody is asked here, so nothing is done: {refused:?}");
        let unknown = answer(&park, &[&to("seo-take-on")[..], &["--yes"]].concat(), 3).await?;
        assert_eq!(named(&unknown, "failed"), named_of(&[(&first, ""), (&own, ""), (&first, "F-1")]));
        let why = unknown["failed"][0]["error"].to_string();
        assert!(why.contains("assignee.subject") && why.contains("seo-takes-on"), "{why}");

        let done = answer(&park, &[&to("seo-takes-on")[..], &["--yes"]].concat(), 6).await?;
        assert_eq!(named(&done, "handedOver"), named_of(&[(&first, ""), (&first, "F-1")]));
        assert_eq!(named(&done, "failed"), named_of(&[(&own, "")]));
        let again = answer(&park, &[&to("seo-takes-on")[..], &["--yes"]].concat(), 6).await?;
        assert_eq!(named(&again, "handedOver"), named_of(&[]));
        assert_eq!(named(&again, "failed"), named_of(&[(&own, "")]));

        let shown = park.json(&["review", "show", &first]).await?;
        assert_eq!(shown["review"]["assignee"]["subject"], "seo-takes-on", "{shown}");
        let finding = park.json(&["finding", "show", &first, "F-1"]).await?;
        assert_eq!(finding["finding"]["assignee"]["subject"], "seo-takes-on", "{finding}");
        let timeline = park.text(&["review", "timeline", &first, "--all", "--lang", "ko"]).await?;
        assert_eq!(timeline.matches("사유: 퇴사").count(), 2, "{timeline}");
        Ok(())
    })
}

/// What a command answers that ends with this code.
async fn answer(tool: &Tool, args: &[&str], code: i32) -> Result<Value> {
    let ended = tool.run(args).await?;
    assert_eq!(ended.code, Some(code), "{ended:?}");
    serde_json::from_str(&ended.log).with_context(|| format!("no JSON: {ended:?}"))
}

/// The reviews and findings of one part of the answer, in order.
fn named(answer: &Value, part: &str) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let items = answer[part].as_array().into_iter().flatten();
    let mut named: Vec<_> = items.map(|item| (text(&item["reviewId"]), text(&item["findingId"]))).collect();
    named.sort();
    named
}

fn named_of(items: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut named: Vec<_> =
        items.iter().map(|(review, finding)| ((*review).to_owned(), (*finding).to_owned())).collect();
    named.sort();
    named
}
