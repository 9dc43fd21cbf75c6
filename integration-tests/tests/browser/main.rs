//! The console in a real browser. Every page that people can open is accessible (axe-core finds nothing), fits a narrow window,
//! shows words instead of names of the machine, asks only the console for things, and makes no script fail. People carry a
//! review from its request to its decision, in both languages, by keys alone and without script.

mod machine;
mod provider;
mod signin;
mod watching;

use anyhow::{Context as _, Result, ensure};
use haetae_devstack::Service;
use haetae_integration_tests::{Desk, Person, World, fresh_id, root, run, samples};
use haetae_proto::{
    checkpoint::v1::{GetCatalogRequest, PublishCatalogRequest, catalog_service_client::CatalogServiceClient},
    dashboard::v1::ListReviewsRequest,
    risk::v1::{GetPolicyRequest, PublishPolicyRequest},
};
use haetae_service_kit::auth::Role;
use serde_json::{Value, json};

use self::machine::Machine;

/// The number of a new review that has its checklist.
async fn requested(world: &World) -> Result<String> {
    let kim = world.requester("kim", "commerce")?;
    let submitted = kim.submit(samples::ordinary()).await?;
    let review = kim.targeted(&submitted.id).await?;
    kim.shown(&review.consistency_token).await?;
    let request = ListReviewsRequest { filter: format!("review_id = \"{}\"", submitted.id), ..Default::default() };
    let listed = kim.dashboard().list_reviews(request).await?.into_inner();
    Ok(listed.reviews.first().context("the review is in no list")?.number.clone())
}

/// A second version of the policy and of a catalogue, neither in use.
async fn published(world: &World) -> Result<()> {
    let roles = [Role::ContentAdmin];
    let jung = world.caller(&Person { subject: "jung", name: "Jung", team: None, roles: &roles })?;
    let policy = jung.risk().get_policy(GetPolicyRequest::default()).await?.into_inner();
    let (request_id, document) = (fresh_id().to_string(), reworded(&policy.document)?);
    let publish = PublishPolicyRequest { request_id, document, validate_only: false };
    jung.risk().publish_policy(publish).await?;
    let mut catalogs = CatalogServiceClient::new(jung.called(Service::Checkpoint));
    let catalog_id = "smart-city-2021".to_owned();
    let read = GetCatalogRequest { catalog_id: catalog_id.clone(), version: 1, include_document: true };
    let catalogue = catalogs.get_catalog(read).await?.into_inner();
    let (request_id, document) = (fresh_id().to_string(), reworded(&catalogue.document)?);
    catalogs.publish_catalog(PublishCatalogRequest { request_id, catalog_id, document, validate_only: false }).await?;
    Ok(())
}

/// The document with other titles, and no field that it did not have: indexing for a change would add one.
fn reworded(document: &[u8]) -> Result<Vec<u8>> {
    fn reword(one: &mut Value) {
        if let Some(Value::String(title)) = one.pointer_mut("/title/en") {
            title.push_str(" (new)");
        }
    }
    let mut document: Value = serde_json::from_slice(document)?;
    reword(&mut document);
    let controls = document.get_mut("controls").and_then(Value::as_array_mut);
    controls.into_iter().flatten().take(3).for_each(reword);
    Ok(document.to_string().into_bytes())
}

#[test]
fn every_page_is_accessible_in_both_languages_themes_and_widths() -> Result<()> {
    run(async {
        let Some(machine) = Machine::find().await? else { return Ok(()) };
        let desk = Desk::shared().await?;
        let number = requested(&desk.world).await?;
        let tabs = [
            "",
            "/checklist",
            "/checklist/sheet",
            "/findings",
            "/evidence",
            "/comments",
            "/history",
            "/compare",
            "/decide",
            "/report",
        ];
        let tabs = tabs.iter().map(|tab| format!("/r/{number}{tab}"));
        let lists =
            ["/", "/reviews?view=all", "/reviews?q=pay", "/findings", "/insights", "/insights?as_of=2026-01-31"]
                .map(str::to_owned);
        let forms = ["/reviews/new".to_owned(), format!("/reviews/new?from={number}"), format!("/r/{number}/amend")];
        let paths: Vec<_> = lists.into_iter().chain(tabs).collect();
        let of_approvers: Vec<_> = paths.into_iter().chain(["/approvals", "/audit"].map(str::to_owned)).collect();
        published(&desk.world).await?;
        let of_admins = [
            "/catalogues",
            "/catalogues/web-service",
            "/catalogues/publish",
            "/catalogues/publish?of=smart-city-2021",
            "/catalogues/smart-city-2021/2/activate",
            "/policy",
            "/policy/1/simulation",
            "/policy/publish",
            "/policy/2/activate",
            "/ops",
            "/ops/board",
            "/audit",
        ];
        let of_admins = of_admins.map(str::to_owned).to_vec();
        // What an approver sees is most of what there is: in every combination of language, theme and width. Others have
        // pages of their own, and forms where an approver only reads.
        let (checklist, findings) = (format!("/r/{number}/checklist"), format!("/r/{number}/findings"));
        let own = ["/".to_owned(), "/reviews".to_owned(), format!("/r/{number}"), checklist, findings];
        let of_requesters: Vec<_> = own.iter().cloned().chain(forms).collect();
        let of_reviewers: Vec<_> =
            own.into_iter().chain(["evidence", "checklist/sheet"].map(|tab| format!("/r/{number}/{tab}"))).collect();
        let people = [
            ("kim", &of_requesters, 2),
            ("lee", &of_reviewers, 2),
            ("park", &of_approvers, 4),
            ("jung", &of_admins, 2),
        ];
        let visit = |(person, paths, settings)| json!({ "person": person, "paths": paths, "settings": settings });
        let visits = Value::from(people.map(visit).to_vec());
        let looks: usize = people.iter().map(|(_, paths, settings)| settings * paths.len()).sum();
        let told = machine.play("pages.mjs", &[&desk.console.url(), &visits.to_string()]).await?;
        let told: Value = serde_json::from_str(told.trim()).context(told)?;
        ensure!(told["looks"] == looks, "{told}");
        Ok(())
    })
}

#[test]
fn people_carry_a_review_through_by_keys_and_without_script() -> Result<()> {
    run(async {
        let Some(machine) = Machine::find().await? else { return Ok(()) };
        let desk = Desk::shared().await?;
        let texts = root().join("services/console/texts").display().to_string();
        for (language, script) in [("ko", true), ("en", false)] {
            let told = json!({ "language": language, "script": script }).to_string();
            machine.play("story.mjs", &[&desk.console.url(), &texts, &told]).await.with_context(|| told.clone())?;
        }
        Ok(())
    })
}

/// What people type is text on every page, whatever it is: nothing of it runs, and no link leads to a script.
#[test]
fn script_in_every_text_field_is_shown_and_never_runs() -> Result<()> {
    run(async {
        let Some(machine) = Machine::find().await? else { return Ok(()) };
        let desk = Desk::shared().await?;
        let told = machine.play("hostile.mjs", &[&desk.console.url()]).await?;
        let told: Value = serde_json::from_str(told.trim()).context(told)?;
        ensure!(told["fields"] == 8 && told["pages"].as_u64() > Some(30), "{told}");
        Ok(())
    })
}
