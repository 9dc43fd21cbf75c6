//! How many recorded assessments a simulation scores per second, beside a bare loop of scoring their profiles.
//!
//! A run reads a log in memory from its first commit, as the service does: envelope, event, inputs, score, comparison.
//! Runs and loops take turns on one thread, then on two; the middle one of each counts.
#![expect(clippy::expect_used, reason = "a bench ends at the first failure")]

use std::{hint::black_box, path::Path, thread, time::Instant};

use haetae_domain::{
    document::DocumentVersion,
    ids::{CommitId, Person},
    policy::Policy,
    profile::{Impact, Profile},
    risk::{Assessment, Event},
    scoring::score,
    vocabulary::{Component, DataClass, Exposure, ImpactLevel, ServiceType, Stage, UserScale},
};
use haetae_event_log::{
    AggregateKey, Category, Recorded,
    codec::{Aggregate as _, CommitDraft, Risks},
};
use haetae_risk::{
    load_policy,
    simulation::{Limits, Simulation},
};
use jiff::Timestamp;
use uuid::Uuid;

/// Assessments in the log.
const ASSESSMENTS: usize = 50_000;

/// Turns of each figure.
const TURNS: usize = 7;

fn main() {
    let policy = load_policy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("content")).expect("a policy");
    let mut candidate = policy.clone();
    candidate.cut_offs.high = 55;
    let profiles: Vec<Profile> = (0..ASSESSMENTS).map(profile).collect();
    let log: Vec<Recorded> = profiles.iter().enumerate().map(|(n, p)| recorded(&policy, n, p)).collect();
    for threads in [1, 2] {
        let (mut simulated, mut bare) = (vec![], vec![]);
        for _ in 0..TURNS {
            simulated.push(rate(threads, || simulate(&candidate, &log)));
            bare.push(rate(threads, || profiles.iter().for_each(|p| drop(black_box(score(&candidate, p))))));
        }
        let (simulated, bare) = (median(simulated), median(bare));
        println!(
            "simulate, {threads} at once {simulated:>8.0} assessments/s   bare score() {bare:>8.0}/s   {:.2} × bare",
            simulated / bare
        );
    }
}

fn simulate(candidate: &Policy, log: &[Recorded]) {
    let mut simulation = Simulation::new(candidate.clone(), Limits { listed: 100, ..Limits::default() });
    log.iter().for_each(|commit| simulation.take(commit));
    assert_eq!(simulation.report().replayed, ASSESSMENTS as u64);
    assert!(simulation.report().level_changed() > 0, "the candidate changes nothing");
}

/// Assessments per second of so many threads that each go through all of them.
fn rate(threads: usize, work: impl Fn() + Sync) -> f64 {
    let start = Instant::now();
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(&work);
        }
    });
    (threads * ASSESSMENTS) as f64 / start.elapsed().as_secs_f64()
}

fn median(mut rates: Vec<f64>) -> f64 {
    rates.sort_by(f64::total_cmp);
    rates[rates.len() / 2]
}

/// The n-th of profiles as requests have them: one to three service types, one or two classes of data.
fn profile(n: usize) -> Profile {
    fn pick<K: Copy>(all: &[K], n: usize) -> K {
        all[n % all.len()]
    }
    let level = |n| pick(ImpactLevel::ALL, n);
    Profile {
        service_types: (0..=n % 3).map(|k| pick(ServiceType::ALL, n / 3 + 4 * k)).collect(),
        components: (0..n % 2).map(|_| pick(Component::ALL, n / 2)).collect(),
        stage: pick(Stage::ALL, n / 5),
        exposure: pick(Exposure::ALL, n / 7),
        data_classes: (0..=n % 2).map(|k| pick(DataClass::ALL, n / 11 + 2 * k)).collect(),
        user_scale: pick(UserScale::ALL, n / 13),
        impact: Impact {
            financial: level(n / 17),
            reputation: level(n / 19),
            legal_privacy: level(n / 23),
            safety: level(n / 29),
        },
    }
}

fn recorded(policy: &Policy, n: usize, profile: &Profile) -> Recorded {
    let id = Uuid::from_u128(n as u128);
    let key = AggregateKey::new(Category::Risk, &id.to_string()).expect("a key");
    let by = Person { subject: "service:risk".into(), name: "risk".into() };
    let assessed = Event::Assessed(Assessment {
        policy: DocumentVersion { id: "scoring".into(), version: 1, content_hash: [7; 32] },
        requester: Person { subject: "kim".into(), name: "김하나".into() },
        team: "payments".into(),
        score: score(policy, profile),
        profile: profile.clone(),
    });
    let draft = CommitDraft {
        key: &key,
        id: CommitId(id),
        version: 1,
        by: &by,
        at: Timestamp::UNIX_EPOCH,
        request: None,
        cause: Some((CommitId(id), n as u64)),
        trace: None,
    };
    let payload = draft.encode(vec![Risks::encode(&assessed)]);
    Recorded { sequence: n as u64 + 1, key, payload, traceparent: None, stored_at: None }
}
