//! Steps that ask before they are taken.

use anyhow::{Context as _, Result, ensure};
use haetae_integration_tests::{Person, Tool, World, run};
use haetae_service_kit::auth::Role;

use super::submitted;

const OPERATOR: Person<'_> = Person { subject: "ops", name: "", team: None, roles: &[Role::Operator] };
const AUDITOR: Person<'_> = Person { subject: "aud", name: "", team: None, roles: &[Role::Auditor] };
const CONTENT: Person<'_> = Person { subject: "con", name: "", team: None, roles: &[Role::ContentAdmin] };

/// Exit codes.
const UNASKED: i32 = 2;
const NOT_FOUND: i32 = 4;
const NOT_ALLOWED: i32 = 6;

/// A person who may not take a step is told so before anything is asked; so is one who may, where the step cannot be. Only
/// then the step is not done without a yes.
#[test]
fn who_may_not_is_not_asked() -> Result<()> {
    run(async {
        let world = World::shared().await?;
        let kim = Tool::of(&world, &Person::requester("kim", "cli-asking"))?;
        let lee = Tool::of(&world, &Person::reviewer("lee"))?;
        let [ops, aud, con] =
            [&OPERATOR, &AUDITOR, &CONTENT].map(|person| Tool::of(&world, person)).map(|tool| tool.context("a tool"));
        let (ops, aud, con) = (ops?, aud?, con?);
        let id = submitted(&kim).await?;
        let list = lee.json(&["checklist", "show", &id]).await?;
        let catalog = list["checklist"]["catalogs"][0]["documentId"].as_str().context("a catalogue")?.to_owned();

        let withdraw = ["review", "withdraw", &id, "--reason", "중단"];
        let upgrade = ["checklist", "upgrade", &id];
        let policy = ["policy", "activate", "v1"];
        let activate = ["catalog", "activate", &catalog, "v1"];
        let drop = ["projection", "drop", "board", "1"];
        let steps: [(&[&str], &Tool, &Tool); 4] =
            [(&withdraw, &lee, &kim), (&upgrade, &aud, &lee), (&policy, &lee, &con), (&activate, &lee, &con)];
        for (step, other, own) in steps {
            other.refused(NOT_ALLOWED, step).await.with_context(|| format!("{step:?}"))?;
            let told = own.refused(UNASKED, step).await.with_context(|| format!("{step:?}"))?;
            ensure!(told.contains("--yes"), "{step:?}: {told}");
        }
        aud.refused(NOT_ALLOWED, &drop).await?;
        lee.refused(NOT_ALLOWED, &["review", "decide", &id, "--outcome", "approved", "--reason", "x"]).await?;
        let claimed = lee.json(&["review", "claim", &id]).await?;
        let token = claimed["consistencyToken"].as_str().context("a token")?;
        let list = ["review", "list", "--team", "cli-asking", "--consistency-token", token, "--assignee"];
        for (assignee, count) in [("me", 1), ("lee", 1), ("none", 0), ("park", 0)] {
            let listed = lee.text(&[&list[..], &[assignee]].concat()).await?;
            ensure!(listed.contains(&format!("Reviews ({count})")), "{assignee}: {listed}");
        }
        let hand_over = ["people", "hand-over", "lee", "--to", "park", "--reason", "퇴사"];
        aud.refused(NOT_ALLOWED, &hand_over).await?;
        con.refused(NOT_FOUND, &["policy", "activate", "v99"]).await?;
        con.refused(NOT_FOUND, &["catalog", "activate", &catalog, "v99"]).await?;
        // A generation that is live, or that there is not, is not asked about.
        ops.refused(5, &drop).await?;
        ops.refused(NOT_FOUND, &["projection", "drop", "board", "99"]).await?;
        let review = kim.json(&["review", "show", &id]).await?;
        ensure!(review["review"]["status"] == "REVIEW_STATUS_RECEIVED", "nothing was done: {review}");
        Ok(())
    })
}
