//! A log that lost history refuses all writes; reads go on and are marked.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result, ensure};
use haetae_devstack::{Guarded, Service};
use haetae_integration_tests::{Caller, Log, Person, Refusal, Setup, World, eventually, fresh_id, run, samples};
use haetae_proto::{
    checkpoint::v1::{GetChecklistRequest, PublishCatalogRequest, catalog_service_client::CatalogServiceClient},
    dashboard::v1::{GetLogHeadRequest, GetSummaryRequest, audit_service_client::AuditServiceClient},
    event::v1::event::Event,
    intake::v1::GetReviewRequest,
    risk::v1::{GetAssessmentRequest, PublishPolicyRequest},
};
use haetae_service_kit::auth::Role;
use serde_json::Value;
use tonic::Response;

/// Those that write the log.
const WRITERS: [Service; 3] = [Service::Intake, Service::Risk, Service::Checkpoint];
/// Marks the answers of a service whose log lost history.
const MARK: &str = "haetae-log-regressed";
/// May do everything this test does.
const ROLES: [Role; 4] = [Role::Requester, Role::Reviewer, Role::ContentAdmin, Role::Auditor];

#[test]
fn a_flipped_bit_and_a_crash_are_noticed_by_everybody() -> Result<()> {
    run(async {
        let mut world = World::start(Setup::default()).await?;
        let kim = world.caller(&Person { subject: "kim", name: "김", team: Some("traffic"), roles: &ROLES })?;
        let first = kim.submit(samples::smart_city()).await?.id;
        kim.checklist(&first).await?;
        let log = world.log().await?;
        let documents = Documents::published(&log).await?;
        let survives = log.head().await?;
        let mut last = String::new();
        for _ in 0..6 {
            let submitted = kim.submit(samples::ordinary()).await?;
            kim.checklist(&submitted.id).await?;
            last = submitted.answer.consistency_token;
        }
        // Red control: before anything is lost, nothing is marked and everything is written.
        kim.shown(&last).await?;
        ensure!(!marked(&reads(&kim, &first, Service::Intake).await?), "marked without a reason");
        let before = log.head().await?;
        signed(&kim, before).await?;

        world.stack.nats.kill9().await?;
        flip_a_bit(&world.stack.dir.path().join("nats"))?;
        world.stack.nats.restart().await?;
        let after = eventually("the log's end", async || Ok(log.head().await.ok())).await?;
        ensure!(survives <= after && after < before, "nothing was lost: {after} of {before}");

        for service in Service::ALL {
            eventually("a marked read", async || Ok(marked(&reads(&kim, &first, service).await?).then_some(())))
                .await?;
        }
        for service in WRITERS {
            refused(&kim, &documents, service).await.with_context(|| format!("{service}, which saw it happen"))?;
        }
        // Processes that never knew how long the log was find it out from the signed head.
        let mut fresh = Vec::new();
        for service in WRITERS {
            world.platform.kill9(service).await?;
            fresh.push(Guarded::spawn(world.platform.launch(service))?);
            eventually("a marked read of a new process", async || {
                let answered = reads(&kim, &first, service).await;
                Ok(answered.is_ok_and(|read| marked(&read)).then_some(()))
            })
            .await?;
            refused(&kim, &documents, service).await.with_context(|| format!("{service}, started anew"))?;
        }
        ensure!(log.head().await? == after, "something was appended to a regressed log");
        Ok(())
    })
}

/// Policies and catalogues as they were published.
struct Documents {
    policy: Value,
    catalog: (String, Value),
}

impl Documents {
    async fn published(log: &Log) -> Result<Self> {
        let (mut policy, mut catalog) = (None, None);
        for entry in log.all().await? {
            for event in entry.events() {
                if let Event::PolicyPublished(e) = event {
                    policy = Some(serde_json::from_slice(&e.document)?);
                } else if let Event::CatalogPublished(e) = event {
                    let id = entry.commit.aggregate_id.clone();
                    catalog = Some((id, serde_json::from_slice(&e.document)?));
                }
            }
        }
        Ok(Self { policy: policy.context("no policy")?, catalog: catalog.context("no catalogue")? })
    }
}

/// The document with one English text longer: another content, as valid as the first.
fn reworded(document: &Value) -> Vec<u8> {
    fn reword(value: &mut Value) -> bool {
        match value {
            Value::Object(fields) => {
                if let Some(Value::String(text)) = fields.get_mut("en") {
                    text.push('.');
                    return true;
                }
                fields.values_mut().any(reword)
            }
            Value::Array(items) => items.iter_mut().any(reword),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
        }
    }
    let mut document = document.clone();
    reword(&mut document);
    document.to_string().into_bytes()
}

/// A write that every service of these can do at any time has to end in `LOG_REGRESSED`.
async fn refused(caller: &Caller, documents: &Documents, service: Service) -> Result<()> {
    let request_id = fresh_id().to_string();
    let refusal = match service {
        Service::Intake => Refusal::expected(caller.intake().submit_review(samples::harmless()).await)?,
        Service::Risk => {
            let document = reworded(&documents.policy);
            let request = PublishPolicyRequest { request_id, document, validate_only: false };
            Refusal::expected(caller.risk().publish_policy(request).await)?
        }
        Service::Checkpoint | Service::Dashboard => {
            let (catalog_id, document) = &documents.catalog;
            let (catalog_id, document) = (catalog_id.clone(), reworded(document));
            let request = PublishCatalogRequest { request_id, catalog_id, document, validate_only: false };
            let mut catalogs = CatalogServiceClient::new(caller.called(Service::Checkpoint));
            Refusal::expected(catalogs.publish_catalog(request).await)?
        }
    };
    ensure!(refusal.reason == "LOG_REGRESSED", "{refusal:?}");
    Ok(())
}

/// The metadata of a read that has to be answered.
async fn reads(caller: &Caller, review_id: &str, service: Service) -> Result<Response<()>> {
    let review_id = review_id.to_owned();
    Ok(match service {
        Service::Intake => caller.intake().get_review(GetReviewRequest { review_id }).await?.map(drop),
        Service::Risk => caller.risk().get_assessment(GetAssessmentRequest { review_id }).await?.map(drop),
        Service::Checkpoint => caller.checkpoint().get_checklist(GetChecklistRequest { review_id }).await?.map(drop),
        Service::Dashboard => caller.dashboard().get_summary(GetSummaryRequest::default()).await?.map(drop),
    })
}

fn marked(read: &Response<()>) -> bool {
    read.metadata().get(MARK).is_some_and(|mark| mark == "true")
}

/// Waits for a signed head of so many commits.
async fn signed(caller: &Caller, size: u64) -> Result<()> {
    let mut audit = AuditServiceClient::new(caller.called(Service::Dashboard));
    let consistency_token = haetae_service_kit::token::consistency_token(size);
    let head = audit.get_log_head(GetLogHeadRequest { consistency_token }).await?.into_inner().head;
    ensure!(head.is_some_and(|head| head.size >= size), "not signed");
    Ok(())
}

/// Flips one bit near the end of the log's blocks, and makes the server read them again.
fn flip_a_bit(nats: &Path) -> Result<()> {
    let mut files = Vec::new();
    collect(nats, &mut files)?;
    let of_log = |path: &Path| path.to_string_lossy().contains("/EVENTS/msgs/");
    for index in files.iter().filter(|path| of_log(path) && path.ends_with("index.db")) {
        fs::remove_file(index)?;
    }
    let mut blocks: Vec<_> =
        files.into_iter().filter(|path| of_log(path) && path.extension().is_some_and(|end| end == "blk")).collect();
    blocks.sort();
    let block = blocks.last().context("the log has no blocks")?;
    let mut bytes = fs::read(block)?;
    // Near the end, where the reviews are that came last.
    let at = bytes.len() - bytes.len() / 20;
    ensure!(at < bytes.len(), "an empty block");
    bytes[at] ^= 1;
    Ok(fs::write(block, bytes)?)
}

fn collect(dir: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}
