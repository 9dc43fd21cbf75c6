//! What is killed when: drawn from a seed, so that a run can be had again.

use std::{fmt, time::Duration};

use haetae_devstack::Service;
use rand::{RngExt as _, SeedableRng as _, rngs::StdRng, seq::SliceRandom as _};

/// Something that can be killed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Target {
    /// The log's server.
    Nats,
    /// The read models' server.
    Postgres,
    /// One of the four.
    Service(Service),
}

impl Target {
    pub(crate) const ALL: [Self; 6] = [
        Self::Nats,
        Self::Postgres,
        Self::Service(Service::Intake),
        Self::Service(Service::Risk),
        Self::Service(Service::Checkpoint),
        Self::Service(Service::Dashboard),
    ];

    const fn is_server(self) -> bool {
        matches!(self, Self::Nats | Self::Postgres)
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nats => f.write_str("nats"),
            Self::Postgres => f.write_str("postgres"),
            Self::Service(service) => service.fmt(f),
        }
    }
}

/// One or two kills and the restarts after them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Strike {
    /// How long all is left alone before.
    pub(crate) calm: Duration,
    /// What is killed.
    pub(crate) first: Target,
    /// What is killed besides, and when.
    pub(crate) second: Option<(Target, When)>,
    /// How long it stays dead.
    pub(crate) down: Duration,
}

/// When the second kill comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum When {
    /// Together with the first.
    AtOnce,
    /// So long after the first, which is still down.
    WhileDown(Duration),
    /// So long after the first began to start again.
    WhileStarting(Duration),
}

/// A plan of `kills` kills, evenly over all targets.
pub(crate) fn draw(seed: u64, kills: usize) -> Vec<Strike> {
    let mut rng = StdRng::seed_from_u64(seed);
    let mut deck: Vec<Target> = Target::ALL.into_iter().cycle().take(kills).collect();
    deck.shuffle(&mut rng);
    let mut strikes = Vec::new();
    while let Some(first) = deck.pop() {
        let another = deck.iter().rposition(|target| *target != first);
        let second = match another.filter(|_| rng.random_ratio(2, 5)) {
            Some(at) => Some(deck.remove(at)).map(|second| (second, when(first, second, &mut rng))),
            None => None,
        };
        let (calm, down) = (millis(&mut rng, 50, 500), millis(&mut rng, 20, 1_000));
        strikes.push(Strike { calm, first, second, down });
    }
    strikes
}

fn when(first: Target, second: Target, rng: &mut StdRng) -> When {
    match rng.random_range(0..3) {
        0 => When::AtOnce,
        // A service is started by the same hand that kills services: only a server can die meanwhile.
        1 if first.is_server() != second.is_server() => When::WhileStarting(millis(rng, 5, 400)),
        _ => When::WhileDown(millis(rng, 20, 400)),
    }
}

fn millis(rng: &mut StdRng, least: u64, most: u64) -> Duration {
    Duration::from_millis(rng.random_range(least..=most))
}

/// Targets with the number of times the plan kills each.
pub(crate) fn census(plan: &[Strike]) -> Vec<(Target, usize)> {
    let victims = |strike: &Strike| [Some(strike.first), strike.second.map(|(target, _)| target)];
    let count = |target| plan.iter().flat_map(victims).filter(|victim| *victim == Some(target)).count();
    Target::ALL.map(|target| (target, count(target))).to_vec()
}

#[test]
fn a_plan_follows_from_its_seed_and_spares_nobody() {
    assert_eq!(draw(1, 60), draw(1, 60));
    assert_ne!(draw(1, 60), draw(2, 60));
    for seed in 0..50 {
        let plan = draw(seed, 60);
        assert!(census(&plan).iter().all(|(_, times)| *times == 10), "{seed}: {plan:?}");
        let has = |wanted: fn(When) -> bool| plan.iter().any(|s| s.second.is_some_and(|(_, when)| wanted(when)));
        assert!(has(|when| when == When::AtOnce), "{seed}");
        assert!(has(|when| matches!(when, When::WhileDown(_))), "{seed}");
        assert!(plan.iter().all(|s| s.second.is_none_or(|(second, _)| second != s.first)), "{seed}");
    }
}
