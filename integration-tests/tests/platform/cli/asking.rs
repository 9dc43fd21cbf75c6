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

/// A result that another reviewer recorded is replaced by who has seen it: it is named with who, when and what, and asked about.
/// The same result again, and a first one, ask nothing.
#[test]
fn a_recorded_result_is_not_replaced_unseen() -> Result<()> {
    run(async {
        let world = World::shared().await?;
        let kim = Tool::of(&world, &Person::requester("kim", "cli-replacing"))?;
        let [lee, park] = ["lee", "park"].map(|subject| Tool::of(&world, &Person::reviewer(subject)));
        let (lee, park) = (lee?, park?);
        let id = submitted(&kim).await?;
        let list = lee.json(&["checklist", "show", &id]).await?;
        let key = list["checklist"]["checkpoints"][0]["checkpoint"].as_str().context("a checkpoint")?.to_owned();
        let judge = ["checklist", "judge", &id, "--checkpoint", &key, "--method", "test"];
        let pass = [&judge[..], &["--result", "pass"]].concat();
        let none = [&judge[..], &["--result", "not_applicable", "--reason", "기능 없음"]].concat();
        lee.text(&pass).await?;
        lee.text(&pass).await?;
        let told = park.refused(UNASKED, &none).await?;
        ensure!(told.contains(&format!("{key}: Pass (lee, ")) && told.contains("becomes N/A"), "{told}");
        ensure!(told.contains("--yes") && told.contains("--etag"), "{told}");
        let result = async || -> Result<String> {
            let list = lee.json(&["checklist", "show", &id]).await?;
            let result = &list["checklist"]["checkpoints"][0]["verdict"]["result"];
            Ok(result.as_str().unwrap_or_default().to_owned())
        };
        ensure!(result().await? == "VERDICT_RESULT_PASS", "nothing was recorded");
        let seen = [&none[..], &["--etag", list["etag"].as_str().context("an etag")?]].concat();
        park.refused(5, &seen).await?;
        park.text(&[&none[..], &["--yes"]].concat()).await?;
        ensure!(result().await? == "VERDICT_RESULT_NOT_APPLICABLE", "the reviewer has seen it");
        Ok(())
    })
}

/// The review that covers a duplicate is shown before a review is closed; one that covers nothing is refused.
#[test]
fn a_duplicate_is_closed_by_who_has_seen_the_other_review() -> Result<()> {
    run(async {
        let world = World::shared().await?;
        let kim = Tool::of(&world, &Person::requester("kim", "cli-duplicates"))?;
        let choi = Tool::of(&world, &Person::requester("choi", "cli-others"))?;
        let lee = Tool::of(&world, &Person::reviewer("lee"))?;
        let (first, second, other) = (submitted(&kim).await?, submitted(&kim).await?, submitted(&choi).await?);
        let triage = |id: &str, of: &str| {
            ["review", "triage", id, "--outcome", "duplicate", "--reason", "겹침", "--duplicate-of", of]
                .map(str::to_owned)
                .to_vec()
        };
        let asked = triage(&first, &other);
        let asked: Vec<_> = asked.iter().map(String::as_str).collect();
        let told = lee.refused(UNASKED, &asked).await?;
        ensure!(told.contains("--yes"), "{told}");
        lee.text(&[&asked[..], &["--yes"]].concat()).await?;
        for (of, told) in [(first.as_str(), other.as_str()), (second.as_str(), "another review")] {
            let wrong = triage(&second, of);
            let wrong: Vec<_> = wrong.iter().map(String::as_str).collect();
            let answer = lee.refused(3, &wrong).await?;
            ensure!(answer.contains("duplicate of") && answer.contains(told), "{answer}");
        }
        let unknown = triage(&second, "R-2026-99999");
        let unknown: Vec<_> = unknown.iter().map(String::as_str).collect();
        ensure!(lee.refused(NOT_FOUND, &unknown).await?.contains("R-2026-99999"), "the number is named");
        Ok(())
    })
}

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
        let steps: [(&[&str], &Tool, &Tool); 3] =
            [(&withdraw, &lee, &kim), (&policy, &lee, &con), (&activate, &lee, &con)];
        for (step, other, own) in steps {
            other.refused(NOT_ALLOWED, step).await.with_context(|| format!("{step:?}"))?;
            let told = own.refused(UNASKED, step).await.with_context(|| format!("{step:?}"))?;
            ensure!(told.contains("--yes"), "{step:?}: {told}");
        }
        // Nothing newer is in use: there is nothing to ask, and nothing changes.
        aud.refused(NOT_ALLOWED, &upgrade).await?;
        let upgraded = lee.run(&upgrade).await?;
        ensure!(upgraded.code == Some(0) && upgraded.errors.contains("nothing changes"), "{upgraded:?}");
        let after = lee.json(&["checklist", "show", &id]).await?;
        ensure!(after["etag"] == list["etag"], "{after}");
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
