//! Bits that flip in the server's files, and a crash, while several write: whatever the log lost, nothing is appended to
//! what is left of it.
//!
//! Each round has three writers that know the less of the log the slower they are, and one that knows nothing, because it
//! comes after the crash. `HAETAE_FLIPS` changes how many rounds there are, `HAETAE_FLIPS_SEED` repeats a run.

mod damage;
mod load;
mod witness;

use std::{collections::BTreeMap, env, sync::Arc, time::Duration};

use futures::{StreamExt as _, stream};
use haetae_event_log::{AppendError, EventLog as _, JetStreamLog, Options};
use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};
use tokio::time::timeout;

use self::{
    load::{Careless, Load},
    witness::{Content, Ending, Witness, content},
};
use crate::support::{SOON, Single, commit, deadline, key, until};

/// Flips in an ordinary run.
const ROUNDS: u64 = 24;

/// Rounds at the same time.
const TOGETHER: usize = 2;

/// Writers, and the pause of each between two appends to one aggregate.
const PACES: [Duration; 3] = [Duration::ZERO, Duration::from_millis(20), Duration::from_millis(150)];

fn setting(name: &str) -> Option<u64> {
    env::var(name).ok().map(|value| value.parse().expect("a number"))
}

/// How a round ended, and what it showed.
struct Round {
    ending: Ending,
    /// The damage that was done.
    damage: String,
    /// Commits that were confirmed before the crash, and those of them that were lost.
    confirmed: u64,
    lost: u64,
}

/// Whether there is another writer that bypasses the guard.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Guard {
    On,
    Off,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_appended_to_a_log_that_lost_what_was_confirmed() {
    let seed = setting("HAETAE_FLIPS_SEED").unwrap_or(20_261_122);
    let rounds = setting("HAETAE_FLIPS").unwrap_or(ROUNDS);
    eprintln!("HAETAE_FLIPS_SEED={seed} HAETAE_FLIPS={rounds}");
    let rounds_run = stream::iter(0..rounds).map(async |number| (number, round(seed + number, Guard::On).await));
    let mut running = std::pin::pin!(rounds_run.buffer_unordered(TOGETHER));
    let (mut endings, mut all) = (BTreeMap::<Ending, u64>::new(), 0);
    while let Some((number, Round { ending, damage, confirmed, lost })) = running.next().await {
        eprintln!("round {number}: {damage}: {ending:?}, {lost} of {confirmed} cannot be read any more");
        assert_ne!(ending, Ending::Reused, "round {number}: {damage}: something was appended to a regressed log");
        *endings.entry(ending).or_default() += 1;
        all += lost;
    }
    eprintln!("{endings:?}; {all} confirmed commits cannot be read any more");
    assert!(endings.get(&Ending::Refused) > Some(&(rounds / 4)), "hardly any flip did damage: {endings:?}");
}

/// Red control: a writer that bypasses the guard is found.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_writer_without_the_guard_is_caught() {
    let mut endings = Vec::new();
    for seed in 0..4 {
        endings.push(round(seed, Guard::Off).await.ending);
    }
    assert!(endings.contains(&Ending::Reused), "{endings:?}");
}

async fn round(seed: u64, guard: Guard) -> Round {
    let mut dice = StdRng::seed_from_u64(seed);
    let mut server = Single::start().await;
    let witness = Arc::new(Witness::default());
    let mut writers = Vec::new();
    for _ in PACES {
        writers.push(server.log().await);
    }
    let load = Load::start(&writers, &PACES, &witness);
    let careless = if guard == Guard::Off { Some(Careless::start(&server, &witness).await) } else { None };
    let enough = dice.random_range(150..600);
    until("enough is confirmed", async || (witness.count() >= enough).then_some(())).await;

    server.server.kill9().await.expect("killed");
    let damage = damage::flip(&server.dir.path().join("store"), &mut dice);
    eprintln!("round {seed}: {damage}");
    let Some(left) = damage::left(server.dir.path()).await else {
        return Round { ending: Ending::Unusable, damage, confirmed: witness.count(), lost: 0 };
    };
    witness.crashed();
    // The one that comes now may be the first to reach the server.
    let options = Options { connect_timeout: SOON, ..server.options() };
    let (restarted, fresh) = tokio::join!(server.server.restart(), JetStreamLog::connect(options));
    restarted.expect("restarted");
    writers.extend(fresh.inspect_err(|error| eprintln!("round {seed}: no connection: {error}")));
    let lost = witness.lost(&left);
    if guard == Guard::On && witness.went_back(&left) {
        refuse(&writers).await;
    } else {
        let before = witness.count();
        // A hole before the end is found only by the members that know the commit that was there.
        let found_out = || lost > 0 && guard == Guard::On && writers.iter().all(JetStreamLog::is_regressed);
        let goes_on = async || (witness.count() > before + 20 || found_out()).then_some(());
        until("more is confirmed, or every member has found the hole", goes_on).await;
    }
    load.end().await;
    if let Some(careless) = careless {
        careless.end().await;
    }
    let ending = witness.judge(&left, &content(&server).await);
    Round { ending, damage, confirmed: witness.count(), lost }
}

/// Every member finds out.
async fn refuse(writers: &[JetStreamLog]) {
    for log in writers {
        let key = key("late");
        // Before it is known to have regressed, so that this is what finds it out.
        let end = log.append(&key, 0, commit(&key, "late"), deadline()).await;
        assert!(matches!(end, Err(AppendError::Regressed { .. })), "{end:?}");
        timeout(SOON, log.regression()).await.expect("noticed");
        assert!(!log.is_writable());
    }
}
