//! `/policy/{version}/activate`, 평가 정책 적용: what a published version changes, and the form that puts it in use. An older version
//! can be put in use again.

use askama::Template;
use axum::{body::Bytes, extract::Path, response::Response};
use haetae_client::request_id;
use haetae_proto::risk::v1::{ActivatePolicyRequest, GetPolicyResponse};
use serde_json::Value;

use super::{
    changes::{Change, changes},
    simulation::{Simulated, rows_of_changes},
};
use crate::{
    api::{Problem, activate_policy, policy, simulated},
    pages::{
        frame::{Frame, html},
        publishing::ensure_publishes,
        sent::Sent,
        visitor::Visitor,
    },
    said::{Said, leads},
    text::Say,
};

/// The page.
#[derive(Template)]
#[template(path = "policy/activate.html")]
pub(super) struct ActivatePage {
    frame: Frame,
    t: Say,
    path: String,
    request_id: String,
    etag: String,
    /// The version in use, and the version of the page; each with its name and its page.
    from: Version,
    to: Version,
    /// Whether it is an earlier version than the one in use.
    back: bool,
    active: bool,
    changes: Vec<Change>,
    simulated: Option<Simulated>,
}

struct Version {
    name: String,
    title: String,
    path: String,
}

/// What an activation would change. Calls GetPolicy for both versions and SimulatePolicy, and ListReviews once for the numbers of
/// all rows, where the person may see reviews.
pub(super) async fn show(visitor: Visitor, Path(version): Path<u32>) -> Result<Response, Problem> {
    ensure_publishes(&visitor)?;
    let api = &visitor.api;
    let (used, next) = futures::try_join!(policy(api, 0), policy(api, version))?;
    let result = match is_active(&next) {
        true => None,
        false => Some(simulated(api, next.document.clone()).await),
    };
    let reviews = rows_of_changes(&visitor, result.as_ref().and_then(|result| result.as_ref().ok())).await?;
    let simulated = result.map(|result| Simulated::new(visitor.say(), result, &reviews));
    html(&ActivatePage::new(&visitor, &used, &next, simulated)?)
}

/// Puts a version in use. Calls ActivatePolicy.
pub(super) async fn send(visitor: Visitor, Path(version): Path<u32>, body: Bytes) -> Result<Response, Problem> {
    ensure_publishes(&visitor)?;
    let sent = Sent::read(&body);
    let (request_id, etag) = (sent.one("request_id").to_owned(), sent.one("etag").to_owned());
    activate_policy(&visitor.api, ActivatePolicyRequest { request_id, etag, version, validate_only: false }).await?;
    Ok(leads("/policy", Said::of("activate")))
}

fn is_active(one: &GetPolicyResponse) -> bool {
    one.policy.as_ref().is_some_and(|policy| policy.active)
}

impl ActivatePage {
    fn new(
        visitor: &Visitor,
        used: &GetPolicyResponse,
        next: &GetPolicyResponse,
        simulated: Option<Simulated>,
    ) -> Result<Self, Problem> {
        let t = visitor.say();
        let value = |one: &GetPolicyResponse| serde_json::from_slice(&one.document).unwrap_or(Value::Null);
        let number = |one: &GetPolicyResponse| {
            let version = one.policy.as_ref().and_then(|policy| policy.version.as_ref());
            version.map(|version| version.version).ok_or_else(|| Problem::defect("GetPolicy without a policy"))
        };
        let version = |one: &GetPolicyResponse| {
            let number = number(one)?;
            Ok::<_, Problem>(Version {
                name: t.with("content-version", &[("version", &number.to_string())]),
                title: t.of(one.policy.as_ref().and_then(|policy| policy.title.as_ref())),
                path: format!("/policy?version={number}"),
            })
        };
        let (from, to) = (version(used)?, version(next)?);
        Ok(Self {
            frame: Frame::new(&visitor.visit, &format!("{}: {}", t.step("ActivatePolicy"), to.name)),
            path: format!("/policy/{}/activate", number(next)?),
            request_id: request_id(),
            etag: used.etag.clone(),
            back: number(next)? < number(used)?,
            active: is_active(next),
            changes: changes(t, &value(used), &value(next)),
            from,
            to,
            simulated,
            t,
        })
    }
}

#[cfg(test)]
mod tests {
    use haetae_proto::{
        common::v1::DocumentVersion,
        risk::v1::{PolicyVersion, SimulationResult},
    };
    use haetae_service_kit::{auth::Role, error::Lang};

    use super::*;
    use crate::pages::visitor::tests::{readable, visitor};

    fn one(version: u32, active: bool, high: u32) -> GetPolicyResponse {
        let version = Some(DocumentVersion { document_id: "scoring".into(), version, ..Default::default() });
        let document = format!("{{\"cut_offs\":{{\"high\":{high}}}}}").into_bytes();
        let policy = Some(PolicyVersion { version, active, ..Default::default() });
        GetPolicyResponse { policy, document, etag: format!("etag-{high}"), ..Default::default() }
    }

    #[test]
    fn the_form_has_the_version_it_shows_and_an_older_one_goes_back() {
        let visitor = visitor(Lang::Ko, Role::ContentAdmin);
        let page = |used: &GetPolicyResponse, next: &GetPolicyResponse| {
            let result = SimulationResult { replayed: 14, level_changed: 2, changed: 3, ..Default::default() };
            let simulated = Simulated::new(visitor.say(), Ok(result), &Default::default());
            let page = ActivatePage::new(&visitor, used, next, (!is_active(next)).then_some(simulated)).unwrap();
            let page = page.render().unwrap();
            readable(&page);
            page
        };
        let (first, second) = (one(1, false, 60), one(2, true, 65));
        let back = page(&second, &first);
        for part in [
            "버전 1",
            "버전 2",
            "되돌리기",
            "value=\"etag-65\"",
            "점수 하한",
            "등급 2건",
            "action=\"/policy/1/activate\"",
        ] {
            assert!(back.contains(part), "{part} is not in {back}");
        }
        let there = page(&second, &second);
        assert!(!there.contains("<form action=\"/policy/2/activate\"") && there.contains("이미 적용"), "{there}");
    }
}
