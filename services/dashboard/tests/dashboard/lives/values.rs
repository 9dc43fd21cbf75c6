//! What the events of these lives hold.

use haetae_domain::{
    checkpoint_key::CheckpointKey,
    diagnosis::{FindingTerms, Generated, Verdict},
    document::DocumentVersion,
    evidence::References,
    policy::FindingDays,
    profile::{Impact, Profile},
    review::{self, Basis, Decided, Due, Target},
    risk::Assessment,
    scoring::{Contribution, Score, Section},
    selection::Selected,
    vocabulary::{
        DataClass, DecisionOutcome, Depth, Exposure, ImpactLevel, Layer, Level, Method, ServiceType, Stage,
        TargetCause, UserScale, VerdictResult,
    },
};

use super::{at, person};

fn version(id: &str, version: u32) -> DocumentVersion {
    DocumentVersion { id: id.into(), version, content_hash: [7; 32] }
}

pub(super) fn profile(which: u8) -> Profile {
    let impact = if which.is_multiple_of(2) { ImpactLevel::Minor } else { ImpactLevel::Major };
    Profile {
        service_types: [ServiceType::Payment, ServiceType::MobileApp]
            .into_iter()
            .take(1 + usize::from(which % 2))
            .collect(),
        components: [].into(),
        stage: Stage::Operation,
        exposure: if which.is_multiple_of(3) { Exposure::Internet } else { Exposure::Internal },
        data_classes: [DataClass::Internal].into(),
        user_scale: UserScale::UpTo1k,
        impact: Impact {
            financial: impact,
            reputation: impact,
            legal_privacy: ImpactLevel::None,
            safety: ImpactLevel::None,
        },
    }
}

pub(super) fn assessment(which: u8) -> Assessment {
    let points = 10 + which % 80;
    let level = [Level::Low, Level::Medium, Level::High, Level::Critical][usize::from(points / 25)];
    let contributions = vec![
        Contribution { section: Section::ServiceTypes, item: "payment".into(), points: 4 },
        Contribution {
            section: Section::Exposure,
            item: if which.is_multiple_of(2) { "internet" } else { "internal" }.into(),
            points: points - 4,
        },
    ];
    let score = Score {
        score: points,
        level,
        contributions,
        escalators: vec![],
        depth: Depth::Full,
        target_days: 10,
        finding_days: FindingDays::default(),
        automatic_waiver: false,
    };
    let policy = version("scoring", 1 + u32::from(which % 2));
    Assessment { policy, profile: profile(which), requester: person("kim"), team: "교통과".into(), score }
}

fn checkpoint(check: u8) -> CheckpointKey {
    CheckpointKey { catalog: "web".into(), control: format!("C{}", check % 3), check: check.to_string() }
}

pub(super) fn checklist(which: u8) -> Generated {
    let line = |check: u8| Selected {
        key: checkpoint(check),
        layer: [Layer::Client, Layer::Network, Layer::Data][usize::from(check % 3)],
        mandatory: check.is_multiple_of(2),
        rules: vec!["all".into()],
    };
    Generated {
        catalogs: vec![version("web", 1 + u32::from(which % 3))],
        profile: profile(which),
        level: Level::High,
        requester: person("kim"),
        team: "교통과".into(),
        checkpoints: (0..5).map(line).collect(),
        terms: FindingTerms::default(),
    }
}

pub(super) fn verdict(which: u8) -> Verdict {
    let fails = which.is_multiple_of(3);
    Verdict {
        checkpoint: checkpoint(which % 5),
        result: if fails { VerdictResult::Fail } else { VerdictResult::Pass },
        method: Method::Examine,
        reason: if fails { format!("취약점 {which}") } else { String::new() },
        evidence: References::default(),
        compensating_control: String::new(),
    }
}

pub(super) fn target(which: u8) -> review::Event {
    let due = at(i64::from(which) + 30);
    review::Event::TargetSet(Target {
        due: Due::At(due),
        target_days: 10,
        paused_days: 0,
        policy: version("scoring", 1),
        calendar: "kr-2026".into(),
        cause: TargetCause::Assessed,
    })
}

pub(super) fn decided(which: u8) -> Decided {
    let outcome = [DecisionOutcome::Approved, DecisionOutcome::ApprovedWithConditions, DecisionOutcome::Rejected]
        [usize::from(which % 3)];
    let basis = Basis {
        review: 1,
        assessment: 2,
        diagnosis: 3,
        policy: version("scoring", 1),
        catalogs: vec![version("web", 1)],
        level: Level::High,
        round: 1,
        open_findings: 0,
        accepted_findings: 0,
        evidence: vec![],
    };
    let conditions = if which % 3 == 1 { vec!["접속 기록을 6개월 이상 보관할 것".into()] } else { vec![] };
    Decided { outcome, reason: format!("사유 {which}"), conditions, basis }
}
