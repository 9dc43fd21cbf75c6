//! `/policy/publish`, 평가 정책 게시: a new version, typed or in a file. It is checked with all its effects before it is published,
//! and published without being put in use.

use std::sync::Arc;

use axum::{
    Extension,
    response::{IntoResponse as _, Response},
};
use haetae_client::request_id;
use haetae_document::Format;
use haetae_proto::risk::v1::{PolicyVersion, PublishPolicyRequest};

use super::{
    publish_view::{Preview, PublishPage},
    simulation::rows_of_changes,
};
use crate::{
    api::{Problem, policies, policy, publish_policy, simulated},
    guard::Uploaded,
    pages::{
        frame::html,
        publishing::{Draft, Given, PublishForm, Submitted, Wrong, ensure_publishes},
        visitor::Visitor,
    },
    said::{Said, leads},
};

/// Where the form is sent, and where one goes instead.
const PATHS: (&str, &str) = ("/policy/publish", "/policy");

/// The form, with the version in use. Calls GetPolicy.
pub(super) async fn show(visitor: Visitor) -> Result<Response, Problem> {
    ensure_publishes(&visitor)?;
    let used = policy(&visitor.api, 0).await?;
    let draft = Draft::of(&used.document, Format::Toml)?;
    html(&PublishPage::new(&visitor, PublishForm::new(PATHS, draft, request_id()), None))
}

/// Checks a document, or publishes one that was checked. Calls PublishPolicy; when it only checks, also what [`preview`] calls.
pub(super) async fn send(visitor: Visitor, uploaded: Option<Extension<Arc<Uploaded>>>) -> Result<Response, Problem> {
    ensure_publishes(&visitor)?;
    let t = visitor.say();
    let (submitted, given) = Submitted::read(t, PATHS, uploaded).await?;
    let given = match given {
        Ok(given) => given,
        Err(wrong) => return refused(&visitor, submitted.form, wrong),
    };
    let publishes = submitted.publishes(&given);
    let request_id = submitted.form.request_id.clone();
    let request = PublishPolicyRequest { request_id, document: given.bytes(), validate_only: !publishes };
    let version = match publish_policy(&visitor.api, request).await {
        Ok(version) => version,
        Err(problem) => {
            let (form, wrong) = submitted.refused(t, &given, &problem).await?;
            return refused(&visitor, form, wrong);
        }
    };
    if publishes {
        let number = version.version.as_ref().map_or(0, |version| version.version);
        return Ok(leads(&format!("/policy?version={number}"), Said::of("publish")));
    }
    let preview = preview(&visitor, &version, &given).await?;
    let form = submitted.checked(preview.is_new().then_some(&given));
    html(&PublishPage::new(&visitor, form, Some(preview)))
}

/// What would be published, and what it would change. Calls ListPolicies, GetPolicy and SimulatePolicy, and ListReviews once for
/// the numbers of all rows, where the person may see reviews.
async fn preview(visitor: &Visitor, version: &PolicyVersion, given: &Given) -> Result<Preview, Problem> {
    let api = &visitor.api;
    let (all, used) = futures::try_join!(policies(api), policy(api, 0))?;
    let simulated = simulated(api, given.bytes()).await;
    let reviews = rows_of_changes(visitor, simulated.as_ref().ok()).await?;
    Ok(Preview::new(visitor, version, &all, (&used.document, &given.bytes()), (simulated, &reviews)))
}

fn refused(visitor: &Visitor, form: PublishForm, wrong: Wrong) -> Result<Response, Problem> {
    let status = wrong.status();
    let page = html(&PublishPage::new(visitor, form.wrong(visitor.say(), wrong), None))?;
    Ok((status, page).into_response())
}
