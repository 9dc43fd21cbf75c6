use haetae_domain::{
    checkpoint_key::CheckpointKey,
    diagnosis::{Diagnosis, FindingTerms, Generated},
    evidence::{EvidenceId, File},
    ids::Person,
    profile::{Impact, Profile},
    selection::Selected,
    vocabulary::{Exposure, ImpactLevel, Layer, Level, Stage, UserScale},
};
use jiff::Timestamp;

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
    let refused = |judgement| matches!(judgement, Judgement::Refused(Kind::Decision, _));
    assert!(refused(judge(2, |_| {})), "another number than the next one");
    assert!(refused(judge(1, |file| file.checkpoint = key("2"))), "a checkpoint that is not on the list");
    assert!(refused(judge(1, |file| file.collected_at = Timestamp::MAX)), "from the future");
}
