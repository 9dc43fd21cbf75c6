//! A review as a document of the OSCAL model: checked against what the metaschema of version 1.1.2 demands.

use std::collections::BTreeSet;

use haetae_domain::ids::Meta;
use haetae_event_log::Category;
use haetae_proto::{
    dashboard::v1::{AsOf, ExportFormat, ExportReviewsRequest, as_of::Moment, export_reviews_response::Part},
    event::v1::{self as pb, event::Event},
};
use haetae_service_kit::auth::Role;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use tonic::{Code, Status};
use uuid::Uuid;

use crate::{
    history::id,
    lives::{Planned, append, eventful, person},
    served::{Client, Served},
};

/// The document of a review, whose manifest was compared with it.
pub(crate) async fn oscal(client: &mut Client, review_id: &str, as_of: Option<AsOf>) -> Result<Vec<u8>, Status> {
    let request = ExportReviewsRequest {
        format: ExportFormat::Oscal.into(),
        review_id: review_id.into(),
        as_of,
        ..Default::default()
    };
    let mut parts = client.export_reviews(request).await?.into_inner();
    let (mut bytes, mut manifests) = (Vec::new(), 0);
    while let Some(part) = parts.message().await? {
        match part.part.unwrap() {
            Part::Chunk(chunk) => bytes.extend(chunk),
            Part::Manifest(manifest) => {
                let sha256 = hex::encode(Sha256::digest(&bytes));
                assert_eq!((manifest.rows, manifest.bytes, manifest.sha256), (1, bytes.len() as u64, sha256));
                manifests += 1;
            }
        }
    }
    assert_eq!(manifests, 1);
    Ok(bytes)
}

/// What the model demands of each kind of object, by the name it is found under.
const REQUIRED: [(&str, &[&str]); 17] = [
    ("assessment-results", &["uuid", "metadata", "import-ap", "results"]),
    ("metadata", &["title", "last-modified", "version", "oscal-version"]),
    ("import-ap", &["href"]),
    ("results", &["uuid", "title", "description", "start", "reviewed-controls"]),
    ("reviewed-controls", &["control-selections"]),
    ("include-controls", &["control-id"]),
    ("observations", &["uuid", "description", "methods", "collected"]),
    ("findings", &["uuid", "title", "description", "target"]),
    ("target", &["type", "target-id", "status"]),
    ("risks", &["uuid", "title", "description", "statement", "status"]),
    ("characterizations", &["origin", "facets"]),
    ("facets", &["name", "system", "value"]),
    ("entries", &["uuid", "start"]),
    ("parties", &["uuid", "type"]),
    ("roles", &["id", "title"]),
    ("props", &["name", "value"]),
    ("attestations", &["parts"]),
];

/// What a document names, and what it refers to.
#[derive(Debug, Default)]
struct Names {
    declared: Vec<String>,
    referred: BTreeSet<String>,
}

impl Names {
    fn walk(&mut self, name: &str, value: &Value) {
        match value {
            Value::Object(fields) => {
                let required = REQUIRED.iter().find(|(known, _)| *known == name).map_or(&[][..], |(_, fields)| fields);
                for field in required {
                    assert!(fields.contains_key(*field), "{name} without {field}: {value}");
                }
                fields.iter().for_each(|(name, value)| self.walk(name, value));
            }
            Value::Array(entries) => {
                assert!(!entries.is_empty(), "{name} is empty");
                entries.iter().for_each(|entry| self.walk(name, entry));
            }
            Value::String(text) => self.text(name, text),
            other @ (Value::Null | Value::Bool(_) | Value::Number(_)) => {
                assert_eq!(other, "", "the model has no such value at {name}")
            }
        }
    }

    fn text(&mut self, name: &str, text: &str) {
        assert!(!text.is_empty(), "{name} is empty");
        match name {
            "uuid" => self.declared.push(text.to_owned()),
            "party-uuids" | "party-uuid" | "actor-uuid" | "observation-uuid" | "risk-uuid" => {
                self.referred.insert(text.to_owned());
            }
            "href" => {
                self.referred.insert(text.strip_prefix('#').unwrap().to_owned());
            }
            "control-id" | "statement-ids" | "target-id" | "role-id" | "id" => assert!(is_token(text), "{name} {text}"),
            "start" | "end" | "collected" | "deadline" | "last-modified" => {
                text.parse::<jiff::Timestamp>().unwrap();
            }
            _ => {}
        }
    }
}

fn is_token(text: &str) -> bool {
    let inner = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_');
    text.starts_with(|c: char| c.is_alphabetic() || c == '_') && text.chars().all(inner)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_is_as_the_model_demands() {
    let served = Served::start().await;
    let commits = eventful(&[]);
    append(&served.log, &commits).await;
    served.shows(commits.len() as u64).await;
    let mut client = served.reviewer();
    for n in [0, 1] {
        let bytes = oscal(&mut client, &id(n).to_string(), None).await.unwrap();
        assert_eq!(oscal(&mut client, &id(n).to_string(), None).await.unwrap(), bytes);
        let document: Value = serde_json::from_slice(&bytes).unwrap();
        let mut names = Names::default();
        names.walk("", &document);
        let declared: BTreeSet<_> = names.declared.iter().cloned().collect();
        assert_eq!(declared.len(), names.declared.len(), "an id twice: {document:#}");
        assert!(declared.iter().all(|id| Uuid::try_parse(id).unwrap().get_version_num() == 5));
        let missing: Vec<_> = names.referred.difference(&declared).collect();
        assert!(missing.is_empty(), "{missing:?} in {document:#}");
        let result = &document["assessment-results"]["results"][0];
        let count = |name: &str| result[name].as_array().map_or(0, Vec::len);
        let expected = if n == 0 { (0, 0, 0, 0) } else { (6, 4, 2, 1) };
        let counts = (count("observations"), count("findings"), count("risks"), count("attestations"));
        assert_eq!(counts, expected, "{document:#}");
    }
    let mut foreign = served.client(&[Role::Requester], Some("교통과"));
    let refused = oscal(&mut foreign, &id(1).to_string(), None).await.unwrap_err();
    assert_eq!(refused.code(), Code::NotFound);
    served.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_verdict_is_an_observation_also_what_was_corrected_or_left_the_checklist() {
    let served = Served::start().await;
    // Judged again in the same round, fixed and verified, revised, concluded and begun anew, in a fixed disorder.
    let more: Vec<(u8, u8)> = (0..120_u8).map(|n| (13 + n.wrapping_mul(5) % 7, n.wrapping_mul(37))).collect();
    let commits = eventful(&more);
    append(&served.log, &commits).await;
    served.shows(commits.len() as u64).await;
    let recorded = commits.iter().filter(|commit| commit.review == 1).flat_map(|commit| &commit.events);
    let recorded: Vec<_> = recorded
        .filter_map(|event| if let Event::VerdictsRecorded(recorded) = event { Some(&recorded.verdicts) } else { None })
        .flatten()
        .collect();
    let bytes = oscal(&mut served.reviewer(), &id(1).to_string(), None).await.unwrap();
    let document: Value = serde_json::from_slice(&bytes).unwrap();
    let result = &document["assessment-results"]["results"][0];
    let observations = result["observations"].as_array().unwrap();
    let historic =
        observations.iter().filter(|one| one["types"].as_array().unwrap().contains(&"historic".into())).count();
    assert!(recorded.len() > 20 && historic > 10, "{} recorded, {historic} historic", recorded.len());
    assert_eq!(observations.len(), recorded.len());
    let ids: BTreeSet<_> = observations.iter().map(|one| one["uuid"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), observations.len(), "an id twice");
    served.stop().await;
}

/// Nothing is to be fixed in a withdrawn review: its risks are closed and say why, without a deadline.
#[tokio::test(flavor = "multi_thread")]
async fn the_risks_of_a_withdrawn_review_are_closed() {
    let served = Served::start().await;
    let mut commits = eventful(&[]);
    let risks = async |at: u64| {
        let as_of = AsOf { moment: Some(Moment::Position(at)) };
        let bytes = oscal(&mut served.reviewer(), &id(1).to_string(), Some(as_of)).await.unwrap();
        let document: Value = serde_json::from_slice(&bytes).unwrap();
        let risks = document["assessment-results"]["results"][0]["risks"].as_array().cloned().unwrap();
        risks
            .into_iter()
            .map(|risk| (risk["status"].clone(), risk["statement"].to_string(), risk.get("deadline").is_some()))
            .collect::<Vec<_>>()
    };
    let before = commits.len() as u64;
    let meta = Meta { by: person("kim"), at: commits.last().unwrap().meta.at };
    let event = Event::ReviewWithdrawn(pb::ReviewWithdrawn { reason: "사업 취소".into() });
    commits.push(Planned { category: Category::Review, review: 1, meta, events: vec![event] });
    append(&served.log, &commits).await;
    served.projects(before + 1).await;
    let open = risks(before).await;
    assert!(open.iter().any(|(status, ..)| status != "closed"), "{open:?}");
    assert!(open.iter().all(|(_, statement, _)| !statement.contains("withdrawn")), "{open:?}");
    let moot = risks(before + 1).await;
    assert_eq!(moot.len(), open.len());
    for ((was, ..), (status, statement, deadline)) in open.iter().zip(&moot) {
        assert_eq!(status, "closed");
        assert_eq!((statement.contains("withdrawn"), *deadline), (was != "closed", was == "closed"), "{statement}");
    }
    served.stop().await;
}
