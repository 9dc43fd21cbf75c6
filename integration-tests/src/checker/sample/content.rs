//! What the sample's callers ask for, and the catalogue they are asked by.

use haetae_domain::{
    catalog::{Catalog, Check, Condition, Control, Provenance, Rule, Staged},
    diagnosis::Verdict,
    ids::Person,
    text::Text,
    vocabulary::{Layer, Level, Method},
};
use haetae_event_log::codec::{Word as _, verdict_from_wire};
use haetae_proto::{
    checkpoint::v1::{RecordVerdictsRequest, VerdictInput},
    common::v1 as wire,
    event::v1 as pb,
    intake::v1::SubmitReviewRequest,
};
use uuid::Uuid;

use crate::checker::ledger::Who;

pub(super) fn person(number: u128) -> (Who, Person) {
    let (subject, name) = (format!("u{number}"), format!("사용자 {number}"));
    (Who { subject: subject.clone(), name: name.clone(), team: "pay".into() }, Person { subject, name })
}

pub(super) fn request(number: u128) -> SubmitReviewRequest {
    let impact = wire::BusinessImpact { financial: 3, reputation: 2, legal_privacy: 4, safety: 1 };
    SubmitReviewRequest {
        request_id: Uuid::from_u128(number + 1).to_string(),
        title: format!("결제 {number}"),
        description: "설명".into(),
        profile: Some(wire::ServiceProfile {
            service_types: vec![1 + i32::try_from(number).expect("small") % 10, 3, 1],
            components: vec![],
            stage: 1,
            exposure: 3,
            data_classes: vec![4],
            user_scale: 2,
            impact: Some(impact),
        }),
        validate_only: false,
    }
}

/// A verdict of a control's only check.
pub(super) fn verdict(control: &str, result: wire::VerdictResult) -> VerdictInput {
    VerdictInput {
        checkpoint: format!("small:{control}:1"),
        result: result.into(),
        method: Method::Test.to_wire(),
        reason: "사유".into(),
        evidence: vec![],
        evidence_ids: vec![],
        compensating_control: if result == wire::VerdictResult::Partial { "감시".into() } else { String::new() },
    }
}

/// As the domain knows it.
pub(super) fn decided(input: &VerdictInput) -> Verdict {
    let VerdictInput { checkpoint, result, method, reason, evidence, compensating_control, evidence_ids } =
        input.clone();
    verdict_from_wire(pb::Verdict { checkpoint, result, method, reason, evidence, compensating_control, evidence_ids })
        .expect("a verdict")
}

pub(super) fn verdicts(request_id: Uuid, id: &str, round: u128, etag: String) -> RecordVerdictsRequest {
    // What failed in the first round has a finding and stays failed; the other one turns.
    let turned = if round == 1 { wire::VerdictResult::Partial } else { wire::VerdictResult::Pass };
    RecordVerdictsRequest {
        request_id: request_id.to_string(),
        review_id: id.to_owned(),
        etag,
        verdicts: vec![verdict("APP-01", wire::VerdictResult::Fail), verdict("DAT-01", turned)],
        validate_only: false,
    }
}

pub(super) fn catalog() -> Catalog {
    let text = || Text::new("글", "text");
    let (ko, en) = (String::from("글"), String::from("text"));
    let control = |id: &str, layer, mandatory_from| Control {
        id: id.into(),
        layer,
        area: text(),
        title: text(),
        mandatory_from,
        requirements: vec![Staged { stages: Default::default(), ko: ko.clone(), en: en.clone() }],
        checks: vec![Check {
            id: "1".into(),
            method: Method::Test,
            stages: Default::default(),
            ko: ko.clone(),
            en: en.clone(),
        }],
        countermeasure: text(),
        references: vec![],
        solutions: vec![],
        provenance: Provenance::Source,
        note: None,
    };
    let controls = vec![
        control("APP-01", Layer::Application, Level::Low),
        control("DAT-01", Layer::Data, Level::Critical),
        control("NET-01", Layer::Network, Level::Low),
    ];
    let all = controls.iter().map(|control| control.id.clone()).collect();
    let rules = vec![Rule { id: "base".into(), reason: text(), when: Condition::default(), controls: all }];
    let (threats, solutions) = (vec![], vec![]);
    Catalog { id: "small".into(), title: text(), source: text(), controls, rules, threats, solutions }
}
