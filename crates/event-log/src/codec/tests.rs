//! Every event comes back from the log as it went in: through the contract's shape and its bytes.

mod evidence;
mod homes;
mod parts;
mod values;

use std::borrow::Cow;
use std::collections::BTreeSet;

use haetae_domain::checkpoint_key::CheckpointKey;
use haetae_domain::diagnosis::{
    self, Concluded, ControlGain, FindingTerms, Generated, Reopened, Revised, Standing, Tally, ThreatStanding, Verdict,
};
use haetae_domain::document::{self, DocumentVersion};
use haetae_domain::finding::{self, Asked, FindingId, Opened};
use haetae_domain::ids::{CommitId, Person};
use haetae_domain::policy::FindingDays;
use haetae_domain::profile::{Impact, Profile};
use haetae_domain::residual::{NextControl, Open, Residual};
use haetae_domain::review::{self, Submitted};
use haetae_domain::risk::{self, Assessment};
use haetae_domain::scoring::{Contribution, Score, Section};
use haetae_domain::selection::Selected;
use haetae_domain::vocabulary::*;
use haetae_proto::event::v1 as pb;
use jiff::Timestamp;
use proptest::prelude::*;
use prost::Message as _;

use super::*;
use crate::{AggregateKey, Recorded};
use values::*;

/// Through the bytes and back.
fn stored<A: Aggregate>(event: &A::Event) -> Result<A::Event, CodecError> {
    let bytes = pb::Event { event: Some(A::encode(event)) }.encode_to_vec();
    let event = pb::Event::decode(bytes.as_slice()).expect("an event");
    A::decode(event.event.expect("a kind"))
}

proptest! {
    #[test]
    fn the_life_of_a_review_comes_back(event in later()) {
        prop_assert_eq!(stored::<Reviews>(&event), Ok(event));
    }

    #[test]
    fn what_happens_to_findings_comes_back(id in (1..999u32).prop_map(FindingId), event in happened(), standing in standing()) {
        let message = finding_message(&event);
        let event = diagnosis::Event::Finding { id, event, standing };
        prop_assert_eq!(Diagnoses::encode(&event).name(), message);
        prop_assert_eq!(stored::<Diagnoses>(&event), Ok(event));
    }

    #[test]
    fn rounds_come_back(
        round in any::<u32>(), words in words(), tally in tally(), standing in standing(), checkpoints in keys(),
        threats in proptest::collection::vec((words(), words(), one(Coverage::ALL)), 0..3),
        gains in proptest::collection::vec((words(), words(), any::<u32>(), any::<u32>()), 0..3),
    ) {
        let threat = |(catalog, threat, coverage)| ThreatStanding { catalog, threat, coverage };
        let gain = |(catalog, control, checkpoints, coverage_halves)| {
            ControlGain { catalog, control, checkpoints, coverage_halves }
        };
        let event = diagnosis::Event::Concluded(Concluded {
            round,
            summary: words.clone(),
            tally,
            standing,
            coverage: threats.into_iter().map(threat).collect(),
            gains: gains.into_iter().map(gain).collect(),
        });
        prop_assert_eq!(stored::<Diagnoses>(&event), Ok(event));
        let event = diagnosis::Event::Reopened(Reopened { round, reason: words, checkpoints, tally, standing });
        prop_assert_eq!(stored::<Diagnoses>(&event), Ok(event));
    }

    #[test]
    fn a_revised_checklist_comes_back(
        cause in one(RevisionCause::ALL), catalogs in proptest::collection::vec(version(), 0..3), profile in profile(),
        level in one(Level::ALL), checkpoints in proptest::collection::vec(selected(), 0..5), changes in [keys(), keys(), keys()],
        terms in terms(), tally in tally(), standing in standing(),
    ) {
        let [added, changed, retired] = changes;
        let event = diagnosis::Event::Revised(Box::new(Revised {
            cause, catalogs, profile, level, checkpoints, added, changed, retired, terms, tally, standing,
        }));
        prop_assert_eq!(stored::<Diagnoses>(&event), Ok(event));
    }

    #[test]
    fn a_submission_comes_back(title in words(), description in words(), requester in person(), team in words(), profile in profile()) {
        let event = review::Event::Submitted(Submitted { title, description, requester, team, profile });
        prop_assert_eq!(stored::<Reviews>(&event), Ok(event));
    }

    #[test]
    fn an_assessment_comes_back(policy in version(), profile in profile(), requester in person(), team in words(), score in score()) {
        let event = risk::Event::Assessed(Assessment { policy, profile, requester, team, score });
        prop_assert_eq!(stored::<Risks>(&event), Ok(event));
    }

    #[test]
    fn a_residual_risk_comes_back(policy in version(), figures in any::<[u8; 2]>(), level in one(Level::ALL), open in any::<(bool, u32, u32)>(), next in proptest::collection::vec((words(), words(), any::<u8>()), 0..3), round in any::<u32>()) {
        let next = next.into_iter().map(|(catalog, control, score)| NextControl { catalog, control, score }).collect();
        let ([inherent, score], (by_threats, open, of)) = (figures, open);
        let open = Open { by_threats, open, of };
        let event = risk::Event::ResidualAssessed(Residual { policy, round, inherent, score, level, open, next });
        prop_assert_eq!(stored::<Risks>(&event), Ok(event));
    }

    #[test]
    fn a_checklist_comes_back(
        catalogs in proptest::collection::vec(version(), 0..3), profile in profile(), level in one(Level::ALL),
        requester in person(), team in words(), checkpoints in proptest::collection::vec(selected(), 0..5),
        terms in terms(),
    ) {
        let event = diagnosis::Event::Generated(Generated { catalogs, profile, level, requester, team, checkpoints, terms });
        prop_assert_eq!(stored::<Diagnoses>(&event), Ok(event));
    }

    #[test]
    fn verdicts_come_back(verdicts in proptest::collection::vec(verdict(), 1..4), tally in tally(), standing in standing()) {
        let event = diagnosis::Event::VerdictsRecorded { verdicts, tally, standing };
        prop_assert_eq!(stored::<Diagnoses>(&event), Ok(event));
    }

    #[test]
    fn documents_come_back(version in 1u32.., content_hash in any::<[u8; 32]>(), document in any::<Vec<u8>>()) {
        let event = document::Event::Published { version, content_hash, document };
        prop_assert_eq!(stored::<Policies>(&event), Ok(event.clone()));
        prop_assert_eq!(stored::<Catalogs>(&event), Ok(event));
        let event = document::Event::Activated { version };
        prop_assert_eq!(stored::<Policies>(&event), Ok(event.clone()));
        prop_assert_eq!(stored::<Catalogs>(&event), Ok(event));
    }
}

#[test]
fn an_event_without_fields_comes_back_and_one_of_another_aggregate_is_refused() {
    let started = review::Event::DiagnosisStarted;
    assert_eq!(stored::<Reviews>(&started), Ok(started.clone()));
    assert_eq!(Risks::decode(Reviews::encode(&started)), Err(CodecError::Misplaced("ReviewDiagnosisStarted")));
}

#[test]
fn an_unknown_word_is_refused_by_its_field() {
    let event = WireEvent::RiskAssessed(pb::RiskAssessed::default());
    assert_eq!(Risks::decode(event), Err(CodecError::field("document_version")));
}

#[test]
fn verdicts_of_the_first_commits_stand_in_round_one_without_findings() {
    let tally = Tally { total: 9, mandatory: 4, mandatory_open: 3, fail: 1, ..Tally::default() };
    let event = WireEvent::VerdictsRecorded(pb::VerdictsRecorded {
        verdicts: vec![],
        tally: Some(tally_to_wire(&tally)),
        standing: None,
    });
    let standing = Standing { round: 1, mandatory_open: 3, ..Standing::default() };
    assert_eq!(Diagnoses::decode(event), Ok(diagnosis::Event::VerdictsRecorded { verdicts: vec![], tally, standing }));
}

#[test]
fn a_finding_without_its_number_or_standing_is_refused_by_the_field() {
    let event = |finding: &str| WireEvent::FixVerified(pb::FixVerified { finding: finding.into(), standing: None });
    assert_eq!(Diagnoses::decode(event("7")), Err(CodecError::field("finding")));
    assert_eq!(Diagnoses::decode(event("F-7")), Err(CodecError::field("standing")));
}
