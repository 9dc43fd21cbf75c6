//! Reviews are named by short numbers and by how their ids begin.

use anyhow::{Context as _, Result, ensure};
use haetae_integration_tests::{Person, Setup, Tool, World, run};
use haetae_service_kit::auth::Role;
use serde_json::Value;

use super::submitted;

/// The number of a review, as its row shows it.
fn number<'a>(list: &'a Value, id: &str) -> Result<&'a str> {
    let rows = list["reviews"].as_array().context("rows")?;
    let row = rows.iter().find(|row| row["reviewId"] == *id).context("the review")?;
    row["number"].as_str().context("a number")
}

/// Short numbers (D5): a number names the same review for every caller who may see it, also after a rebuild. A number that the
/// caller may not see gets the answer of a number that does not exist. Ids within a review may be shortened to a unique prefix.
#[test]
fn a_review_is_named_by_number_or_by_how_its_id_begins() -> Result<()> {
    run(async {
        let world = World::start(Setup::default()).await?;
        let kim = Tool::of(&world, &Person::requester("kim", "cli-numbers"))?;
        let han = Tool::of(&world, &Person::requester("han", "cli-others"))?;
        let lee = Tool::of(&world, &Person::reviewer("lee"))?;
        let (first, foreign) = (submitted(&kim).await?, submitted(&han).await?);
        let all = lee.json(&["review", "list", "--order-by", "submitted_at"]).await?;
        let (own, other) = (number(&all, &first)?.to_owned(), number(&all, &foreign)?.to_owned());
        assert!(own.ends_with("-0001") && other.ends_with("-0002"), "{own} {other}");

        let shown = kim.json(&["review", "show", &own]).await?;
        assert_eq!((&shown["review"]["reviewId"], &shown["number"]), (&first.clone().into(), &own.clone().into()));
        let short = own.to_lowercase().replace("-0001", "-1");
        for given in [&*short, "1", "0001", "r-1", &first[..8], &first[..14].to_uppercase()] {
            assert_eq!(kim.json(&["review", "show", given]).await?["number"], *own, "{given}");
        }
        assert!(kim.text(&["review", "timeline", &own]).await?.starts_with(&format!("Timeline: {own} ")));
        assert!(kim.text(&["review", "list", "--lang", "ko"]).await?.contains(&own));
        assert!(kim.text(&["checklist", "show", &own]).await?.contains(&own));

        // A number without its year is never how an id begins, and the beginning of an id is no slip of the keyboard.
        let told = kim.refused(4, &["review", "show", "2"]).await?;
        assert!(told.contains(&format!("{other} (2)")), "{told}");
        for slip in ["a", "b1", "c0d"] {
            let told = kim.refused(2, &["review", "withdraw", slip, "--reason", "실수", "--yes"]).await?;
            assert!(told.contains("at least 4 characters") && told.contains("R-2026-0142"), "{slip}: {told}");
        }

        let absent = other.replace("-0002", "-0999");
        let told = kim.refused(4, &["review", "show", &absent]).await?;
        assert_eq!(kim.refused(4, &["review", "show", &other]).await?, told.replace(&absent, &other));
        assert_eq!(kim.refused(4, &["review", "show", &foreign[..9]]).await?, told.replace(&absent, &foreign[..9]));

        lee.text(&["review", "triage", &own, "--outcome", "diagnose", "--reason", "진단함"]).await?;
        lee.text(&["review", "claim", &own]).await?;
        let open = lee.json(&["checklist", "show", &own, "--open"]).await?;
        let key = open["checklist"]["checkpoints"][0]["checkpoint"].as_str().context("a key")?;
        let part = key.split_once(':').context("a catalogue")?.1;
        let judge = ["checklist", "judge", &own, "--checkpoint", part, "--result", "fail", "--method", "test"];
        lee.text(&[&judge[..], &["--reason", "열려 있음"]].concat()).await?;
        for given in ["F-1", "f-1", "1"] {
            assert!(kim.text(&["finding", "show", &own, given]).await?.contains("열려 있음"), "{given}");
        }
        assert!(kim.text(&["policy", "show", "v1"]).await?.contains("scoring v1"));
        assert!(kim.text(&["catalog", "control", "web", "app-01"]).await?.starts_with("APP-01 "));

        let operator = Person { subject: "ops", name: "", team: None, roles: &[Role::Operator] };
        let rebuilt = Tool::of(&world, &operator)?.json(&["projection", "rebuild", "board"]).await?;
        assert_eq!(rebuilt["rebuild"]["comparison"], "COMPARISON_EQUAL", "{rebuilt}");
        let again = lee.json(&["review", "list"]).await?;
        assert_eq!((number(&again, &first)?, number(&again, &foreign)?), (&*own, &*other));
        Ok(())
    })
}

/// What `review submit` prints is the number by which the review is found, with and without waiting, in both languages.
#[test]
fn a_request_is_answered_with_its_number() -> Result<()> {
    run(async {
        let world = World::shared().await?;
        let kim = Tool::of(&world, &Person::requester("kim", "cli-submit-number"))?;
        let file = kim.file("request.toml", super::REQUEST)?;
        for (options, name) in [(&["--lang", "en"][..], "number"), (&["--wait", "--lang", "ko"], "검토 번호")] {
            let told = kim.text(&[&["review", "submit", &file][..], options].concat()).await?;
            let line = told.lines().find(|line| line.trim_start().starts_with(name)).context(told.clone())?;
            let number = line.split_whitespace().last().context("a number")?;
            ensure!(number.starts_with("R-2") && number.len() >= 11, "{told}");
            let shown = kim.json(&["review", "show", number]).await?;
            ensure!(
                shown["number"] == number && shown["review"]["title"] == told.lines().next().unwrap_or(""),
                "{shown}"
            );
        }
        Ok(())
    })
}
