use haetae_domain::{
    checkpoint_key::CheckpointKey,
    diagnosis::{Diagnosis, FindingTerms, Generated},
    evidence::{EvidenceId, File, References},
    finding::Asked,
    ids::Person,
    profile::{Impact, Profile},
    selection::Selected,
    vocabulary::{Exposure, ImpactLevel, Layer, Level, Method, Stage, UserScale, VerdictResult},
};
use jiff::{SignedDuration, Timestamp};

use super::*;

fn key(check: &str) -> CheckpointKey {
    CheckpointKey { catalog: "web".into(), control: "C1".into(), check: check.into() }
}

/// A checklist of one checkpoint.
fn checklist() -> diagnosis::State {
    let none = ImpactLevel::None;
    let generated = Generated {
        catalogs: vec![],
        profile: Profile {
            service_types: [].into(),
            components: [].into(),
            stage: Stage::Operation,
            exposure: Exposure::Internal,
            data_classes: [].into(),
            user_scale: UserScale::UpTo1k,
            impact: Impact { financial: none, reputation: none, legal_privacy: none, safety: none },
        },
        level: Level::High,
        requester: Person::default(),
        team: String::new(),
        checkpoints: vec![Selected { key: key("1"), layer: Layer::Data, mandatory: true, rules: vec![] }],
        terms: FindingTerms::default(),
    };
    diagnosis::State::Open(Box::new(Diagnosis::new(generated)))
}

#[test]
fn evidence_that_the_rules_would_not_take_is_found() {
    let meta = Meta { by: Person::default(), at: Timestamp::UNIX_EPOCH };
    let judge = |number: u32, change: fn(&mut File)| {
        let mut file = File {
            checkpoint: key("1"),
            name: "설정.png".into(),
            media_type: "image/png".into(),
            size: 1,
            sha256: [0; 32],
            collected_at: Timestamp::UNIX_EPOCH,
            location: String::new(),
        };
        change(&mut file);
        let added = diagnosis::Event::EvidenceAdded { id: EvidenceId(number), file: Box::new(file) };
        diagnosis(&checklist(), &[added], &meta, &Documents::default())
    };
    assert!(matches!(judge(1, |_| {}), Judgement::Allowed));
    let refused = |judgement| matches!(judgement, Judgement::Refused(What::Unlawful(_)));
    assert!(refused(judge(2, |_| {})), "another number than the next one");
    assert!(refused(judge(1, |file| file.checkpoint = key("2"))), "a checkpoint that is not on the list");
    assert!(refused(judge(1, |file| file.collected_at = Timestamp::MAX)), "from the future");
}

/// The lapse of a request for acceptance comes out again at the end that was asked for: neither before it, nor with another
/// end, nor twice.
#[test]
fn a_request_lapses_at_its_end_and_once() {
    let at = |days: i64| Timestamp::UNIX_EPOCH + SignedDuration::from_hours(24 * days);
    let meta = |who: &str, days| Meta { by: Person { subject: who.into(), name: String::new() }, at: at(days) };
    let then = |state, meta: &Meta, events: &[diagnosis::Event]| {
        events.iter().fold(state, |state, event| diagnosis::evolve(state, event, meta))
    };
    let fail = Verdict {
        checkpoint: key("1"),
        result: VerdictResult::Fail,
        method: Method::Examine,
        reason: "평문으로 저장됨".into(),
        evidence: References::default(),
        compensating_control: String::new(),
    };
    let (lee, park, clock) = (meta("lee", 0), meta("park", 0), meta("service:checkpoint", 3));
    let failed = checklist();
    let failed = then(failed.clone(), &lee, &diagnosis::record_verdicts(&failed, &lee, vec![fail]).unwrap());
    let asked = Asked { reason: "교체 예정".into(), conditions: vec![], ends_at: at(3) };
    let asked = diagnosis::request_acceptance(&failed, &park, FindingId(1), asked).unwrap();
    let asked = then(failed, &park, &asked);
    let lapse = diagnosis::ring(&asked, at(3));
    let [diagnosis::Event::Finding { id, event: finding::Event::AcceptanceRequestLapsed { .. }, standing }] =
        &lapse[..]
    else {
        panic!("not one lapse: {lapse:?}")
    };
    let judged = |state: &diagnosis::State, events: &[diagnosis::Event], meta: &Meta| {
        diagnosis(state, events, meta, &Documents::default())
    };
    let refused = |judgement| matches!(judgement, Judgement::Refused(What::Unlawful(_)));
    assert!(matches!(judged(&asked, &lapse, &clock), Judgement::Allowed));
    assert!(refused(judged(&asked, &lapse, &meta("service:checkpoint", 2))), "before its end");
    let event = finding::Event::AcceptanceRequestLapsed { ends_at: at(2) };
    let other = [diagnosis::Event::Finding { id: *id, event, standing: *standing }];
    assert!(refused(judged(&asked, &other, &clock)), "an end that was not asked for");
    let lapsed = then(asked, &clock, &lapse);
    assert!(refused(judged(&lapsed, &lapse, &clock)), "a second time");
}

/// Commits of earlier releases keep the text of a finding when its checkpoint failed in a later round: they are allowed
/// as they are, also beside a correction of another finding; a correction that the rules do not give is refused.
#[test]
fn an_old_fail_of_a_later_round_corrects_nothing() {
    let lee = Meta { by: Person { subject: "lee".into(), name: String::new() }, at: Timestamp::UNIX_EPOCH };
    let fail = |reason: &str| Verdict {
        checkpoint: key("1"),
        result: VerdictResult::Fail,
        method: Method::Examine,
        reason: reason.into(),
        evidence: References::default(),
        compensating_control: String::new(),
    };
    let then = |state: diagnosis::State, events: &[diagnosis::Event]| {
        events.iter().fold(state, |state, event| diagnosis::evolve(state, event, &lee))
    };
    let state = checklist();
    let state = then(state.clone(), &diagnosis::record_verdicts(&state, &lee, vec![fail("평문")]).unwrap());
    let state = then(state.clone(), &diagnosis::conclude(&state, &lee, String::new(), |_| (vec![], vec![])).unwrap());
    let state = then(state.clone(), &diagnosis::reopen(&state, &lee, "설계 변경".into()).unwrap());
    let again = diagnosis::record_verdicts(&state, &lee, vec![fail("SSLv3 허용")]).unwrap();
    assert_eq!(again.len(), 2, "the verdict and the correction");
    let judged = |events: &[diagnosis::Event]| diagnosis(&state, events, &lee, &Documents::default());
    assert!(matches!(judged(&again), Judgement::Allowed));
    assert!(matches!(judged(&again[..1]), Judgement::Allowed), "as earlier releases wrote it");
    let mut other = again;
    let diagnosis::Event::Finding { event: finding::Event::Corrected { reason }, .. } = &mut other[1] else {
        panic!("not a correction: {other:?}")
    };
    reason.push('!');
    assert!(matches!(judged(&other), Judgement::Refused(_)), "another text than that of the Fail");
}
