//! Diagnoses as the domain decides them: what it refuses does not happen.

use std::collections::HashMap;

use haetae_domain::{
    checkpoint_key::CheckpointKey,
    diagnosis::{self, Event, Generated, Revision, State, Verdict},
    document::DocumentVersion,
    evidence::References,
    finding::{Asked, FindingId},
    ids::{Meta, Person},
    profile::{Impact, Profile},
    selection::Selected,
    vocabulary::{
        DataClass, Exposure, ImpactLevel, Layer, Level, Method, RevisionCause, ServiceType, Stage, UserScale,
        VerdictResult,
    },
};
use haetae_event_log::{
    Category,
    codec::{Aggregate as _, Diagnoses as Codec},
};
use haetae_proto::event::v1 as pb;
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::{Just, Strategy, any, prop_oneof};
use serde_json::json;
use sha2::{Digest as _, Sha256};

use crate::history::{History, NANOS, id};

/// Who does things: two reviewers, two approvers, and one of the team.
pub(crate) const PEOPLE: [(&str, &str); 5] =
    [("park", "박검토"), ("choi", "최검토"), ("han", "한승인"), ("jung", "정승인"), ("seo", "서조치")];

/// One step that a person tries.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Act {
    Generate,
    /// One checkpoint, or all that are left.
    Judge(usize, VerdictResult),
    JudgeAll(usize),
    Conclude,
    Reopen,
    Revise(usize),
    Assign(u32),
    Claim(u32),
    Verify(u32),
    Reject(u32),
    Ask(u32, i64),
    Approve(u32, usize),
    Decline(u32),
    Revoke(u32),
    /// Takes a Fail back; judges it again with another reason.
    Retract(u32),
    Correct(usize),
    /// What is due by now.
    Ring,
}

pub(crate) fn act() -> impl Strategy<Value = Act> {
    let finding = || 1..4_u32;
    prop_oneof![
        2 => Just(Act::Generate),
        6 => (0..6_usize, result()).prop_map(|(line, result)| Act::Judge(line, result)),
        3 => any::<u8>().prop_map(|seed| Act::JudgeAll(seed.into())),
        2 => Just(Act::Conclude),
        2 => Just(Act::Reopen),
        1 => (0..3_usize).prop_map(Act::Revise),
        1 => finding().prop_map(Act::Assign),
        3 => finding().prop_map(Act::Claim),
        2 => finding().prop_map(Act::Verify),
        1 => finding().prop_map(Act::Reject),
        4 => (finding(), 5..80_i64).prop_map(|(finding, days)| Act::Ask(finding, days)),
        6 => (finding(), 2..4_usize).prop_map(|(finding, who)| Act::Approve(finding, who)),
        1 => finding().prop_map(Act::Decline),
        1 => finding().prop_map(Act::Revoke),
        3 => Just(Act::Ring),
    ]
}

/// Those, and what is done about mistakes.
pub(crate) fn act_or_correct() -> impl Strategy<Value = Act> {
    let retract = (1..4_u32).prop_map(Act::Retract);
    prop_oneof![37 => act(), 2 => retract, 1 => (0..6_usize).prop_map(Act::Correct)]
}

fn result() -> impl Strategy<Value = VerdictResult> {
    use VerdictResult::{Fail, NotApplicable, Partial, Pass};
    prop_oneof![3 => Just(Fail), 2 => Just(Pass), 1 => Just(Partial), 1 => Just(NotApplicable)]
}

/// Diagnoses of the reviews of a history.
#[derive(Default)]
pub(crate) struct Diagnoses {
    states: HashMap<u128, State>,
    /// Every commit: its sequence, review, events and who did it when.
    pub(crate) done: Vec<(u64, u128, Vec<Event>, Meta)>,
}

impl Diagnoses {
    /// Tries something on a review; gives the sequence of the commit if it was allowed and changed anything.
    pub(crate) async fn act(&mut self, history: &mut History<'_>, n: u128, team: &str, act: Act) -> Option<u64> {
        let person = PEOPLE[who(act, n)];
        let at = Timestamp::new(history.recorded_at(history.commits() + 1), NANOS).unwrap();
        let meta = Meta { by: Person { subject: person.0.into(), name: person.1.into() }, at };
        let state = self.states.entry(n).or_default();
        let events = decide(state, &meta, team, act);
        if events.is_empty() {
            return None;
        }
        let wire = events.iter().map(|event| Some(Codec::encode(event))).collect();
        let sequence = history.commit_by(person, Category::Diagnosis, &id(n).to_string(), wire).await;
        *state = events.iter().fold(std::mem::take(state), |state, event| diagnosis::evolve(state, event, &meta));
        self.done.push((sequence, n, events, meta));
        Some(sequence)
    }
}

/// The index of who does it.
fn who(act: Act, n: u128) -> usize {
    match act {
        Act::Approve(_, who) => who,
        Act::Decline(_) | Act::Revoke(_) => 2,
        // Not who judged it: they may at any time.
        Act::Retract(_) => usize::from(!n.is_multiple_of(2)),
        Act::Claim(_) | Act::Ask(..) => 4,
        Act::Generate
        | Act::Judge(..)
        | Act::JudgeAll(_)
        | Act::Conclude
        | Act::Reopen
        | Act::Revise(_)
        | Act::Assign(_)
        | Act::Verify(_)
        | Act::Reject(_)
        | Act::Correct(_)
        | Act::Ring => usize::from(n.is_multiple_of(2)),
    }
}

fn decide(state: &State, meta: &Meta, team: &str, act: Act) -> Vec<Event> {
    let decided = match act {
        Act::Generate => Ok(diagnosis::generate(state, generated(team))),
        Act::Judge(line, result) => diagnosis::record_verdicts(state, meta, vec![verdict(&lines(0)[line].key, result)]),
        Act::JudgeAll(seed) => diagnosis::record_verdicts(state, meta, rest(state, seed)),
        Act::Conclude => diagnosis::conclude(state, meta, String::new(), |_| Default::default()),
        Act::Reopen => diagnosis::reopen(state, meta, "다시 점검".into()),
        Act::Revise(kind) => diagnosis::revise(state, meta, revision(kind)),
        Act::Assign(n) => {
            let assignee = Person { subject: "seo".into(), name: "서조치".into() };
            diagnosis::assign_finding(state, meta, FindingId(n), assignee, String::new())
        }
        Act::Claim(n) => diagnosis::claim_fix(state, meta, FindingId(n), "암호화함".into(), References::default()),
        Act::Verify(n) => diagnosis::verify_fix(
            state,
            meta,
            FindingId(n),
            Method::Test,
            ("다시 시험함".into(), References::default()),
        ),
        Act::Reject(n) => diagnosis::reject_fix(state, meta, FindingId(n), "일부만 조치됨".into()),
        Act::Ask(n, days) => {
            let ends_at = meta.at + SignedDuration::from_hours(24 * days);
            let conditions = vec!["접속 기록 매일 확인".into(); 1 + usize::try_from(days % 2).unwrap()];
            diagnosis::request_acceptance(
                state,
                meta,
                FindingId(n),
                Asked { reason: "교체 예정".into(), conditions, ends_at },
            )
        }
        Act::Approve(n, _) => diagnosis::decide_acceptance(state, meta, FindingId(n), true, String::new()),
        Act::Decline(n) => diagnosis::decide_acceptance(state, meta, FindingId(n), false, "위험이 큼".into()),
        Act::Revoke(n) => diagnosis::revoke_acceptance(state, meta, FindingId(n), "사고 발생".into()),
        Act::Retract(n) => diagnosis::retract_finding(state, meta, FindingId(n), "다른 서버의 설정이었음".into()),
        Act::Correct(line) => {
            let reason = "평문으로 저장되고 전송됨".into();
            let corrected = Verdict { reason, ..verdict(&lines(0)[line].key, VerdictResult::Fail) };
            diagnosis::record_verdicts(state, meta, vec![corrected])
        }
        Act::Ring => Ok(diagnosis::ring(state, meta.at)),
    };
    decided.unwrap_or_default()
}

/// Verdicts on the lines that have none.
fn rest(state: &State, seed: usize) -> Vec<Verdict> {
    let State::Open(diagnosis) = state else { return vec![] };
    let left = diagnosis.generated.checkpoints.iter().filter(|line| !diagnosis.verdicts.contains_key(&line.key));
    let results = VerdictResult::ALL.iter().cycle().skip(seed % 7);
    left.zip(results).map(|(line, result)| verdict(&line.key, *result)).collect()
}

fn verdict(key: &CheckpointKey, result: VerdictResult) -> Verdict {
    let partial = result == VerdictResult::Partial;
    Verdict {
        checkpoint: key.clone(),
        result,
        method: Method::Examine,
        reason: "평문으로 저장됨".into(),
        evidence: References::default(),
        compensating_control: if partial { "접근 통제".into() } else { String::new() },
    }
}

/// Six checkpoints; in a later version the last ones are others.
fn lines(later: usize) -> Vec<Selected> {
    let keys = ["web:C1:1", "web:C1:2", "web:C2:1", "web:C3:1", "api:K1:1", ["web:C4:1", "web:C5:1"][later % 2]];
    let line = |(n, key): (usize, &str)| Selected {
        key: CheckpointKey::parse(key).unwrap(),
        layer: Layer::ALL[n],
        mandatory: n % 3 != 2,
        rules: vec!["all".into()],
    };
    keys.into_iter().enumerate().map(line).collect()
}

fn profile(kind: usize) -> Profile {
    let types =
        [&[ServiceType::Payment][..], &[ServiceType::Payment, ServiceType::MobileApp], &[ServiceType::AiFeature]];
    let impact = ImpactLevel::Minor;
    Profile {
        service_types: types[kind].iter().copied().collect(),
        components: [].into(),
        stage: Stage::Operation,
        exposure: Exposure::Internet,
        data_classes: [DataClass::Personal].into(),
        user_scale: UserScale::UpTo1k,
        impact: Impact { financial: impact, reputation: impact, legal_privacy: impact, safety: impact },
    }
}

/// The catalogue `api` is in no log.
fn catalogs(version: u32) -> Vec<DocumentVersion> {
    ["web", "api"].map(|id| DocumentVersion { id: id.into(), version, content_hash: [0; 32] }).into()
}

fn generated(team: &str) -> Generated {
    Generated {
        catalogs: catalogs(1),
        profile: profile(1),
        level: Level::High,
        requester: Person { subject: "lee".into(), name: "이요청".into() },
        team: team.into(),
        checkpoints: lines(0),
        terms: Default::default(),
    }
}

fn revision(kind: usize) -> Revision {
    Revision {
        cause: RevisionCause::Amended,
        catalogs: catalogs(1 + u32::try_from(kind % 2).unwrap()),
        profile: profile(kind),
        level: Level::Critical,
        terms: Default::default(),
        checkpoints: lines(kind),
        changed: vec![lines(0)[0].key.clone()],
    }
}

/// A version of the catalogue `web`, in which a control may be elsewhere than in another version.
pub(crate) async fn publish(history: &mut History<'_>, version: u32) -> u64 {
    let control = |n: usize| {
        let layer = Layer::ALL[(n + usize::try_from(version).unwrap()) % Layer::ALL.len()].as_str();
        json!({ "id": format!("C{n}"), "layer": layer, "title": { "ko": format!("통제 {n}"), "en": format!("Control {n}") } })
    };
    let document = json!({ "id": "web", "controls": (1..6).map(control).collect::<Vec<_>>() }).to_string();
    let event = pb::event::Event::CatalogPublished(pb::CatalogPublished {
        version,
        content_hash: Sha256::digest(&document).to_vec().into(),
        document: document.into_bytes().into(),
    });
    history.commit(Category::Catalog, "web", vec![Some(event)]).await
}
