//! Clients that are quicker than one another, in memory, in every order that chance brings: it is always as if one had
//! come after another.

mod arena;
mod log;

use std::cell::Cell;

use anyhow::Result;
use arena::{Arena, Move, client};
use futures::future::try_join_all;
use haetae_domain::{
    review::Amendment,
    vocabulary::{Exposure, TriageOutcome},
};
use haetae_integration_tests::serial::{Reply, Step, Tried, explain};
use log::Fault;
use proptest::{
    prelude::*,
    sample::select,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};

/// Kim asked for the review.
const PEOPLE: [&str; 3] = ["kim", "lee", "park"];

/// What each client does, and for how many turns each call to the log waits.
type Race = (Vec<Vec<Move>>, Vec<u8>);

fn step() -> impl Strategy<Value = Step> {
    let amend = (proptest::option::of(0..2usize), proptest::option::of(0..3usize)).prop_map(|(title, exposure)| {
        let profile = exposure.map(|exposure| {
            let mut profile = arena::profile();
            profile.exposure = Exposure::ALL[exposure];
            profile
        });
        let title = title.map(|title| ["t", "u"][title].to_owned());
        Step::Amend(Box::new(Amendment { title, profile, ..Amendment::default() }))
    });
    let outcomes = vec![TriageOutcome::Diagnose, TriageOutcome::Waive, TriageOutcome::Reject];
    prop_oneof![
        4 => amend,
        2 => Just(Step::RequestInfo),
        3 => Just(Step::ProvideInfo),
        1 => Just(Step::RetractQuestion),
        1 => select(outcomes).prop_map(Step::Triage),
        2 => Just(Step::Claim),
        2 => select(&PEOPLE).prop_map(|who| Step::Assign(who.to_owned())),
        2 => Just(Step::Release),
        3 => Just(Step::Reopen),
        3 => Just(Step::Comment),
    ]
}

fn races() -> impl Strategy<Value = Race> {
    let one = (step(), proptest::bool::weighted(0.6), proptest::bool::weighted(0.2));
    let one = one.prop_map(|(step, look, again)| Move { step, look, again });
    let client = proptest::collection::vec(one, 1..8);
    (proptest::collection::vec(client, 2..=PEOPLE.len()), proptest::collection::vec(0..4u8, 1..30))
}

/// Runs the clients; returns the answers that no order explains, and how many clients were refused as too late.
fn race((plans, waits): Race, fault: Fault) -> Result<(Vec<String>, usize)> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
    runtime.block_on(async {
        let arena = Arena::new(waits, fault).await?;
        let clients = plans.into_iter().enumerate().map(|(who, plan)| client(&arena, who, plan));
        let tried = try_join_all(clients).await?.concat();
        Ok((explain(&arena.line().await?, &tried), late(&tried)))
    })
}

fn late(tried: &[Tried]) -> usize {
    let late = |one: &&Tried| matches!(&one.answer, Reply::Refused { reason, .. } if reason == "CHANGED_MEANWHILE");
    tried.iter().filter(late).count()
}

/// Races that are the same every time.
fn runner(cases: u32) -> TestRunner {
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha))
}

#[test]
fn whoever_is_quicker_it_is_as_if_one_had_come_after_another() {
    let late = Cell::new(0);
    let found = runner(400).run(&races(), |plan| {
        let (unexplained, too_late) = race(plan, Fault::None).expect("a race");
        late.set(late.get() + too_late);
        prop_assert_eq!(unexplained, Vec::<String>::new());
        Ok(())
    });
    found.expect("every race is explained");
    assert!(late.get() > 400, "only {} steps came too late: nobody is in anybody's way", late.get());
}

#[test]
fn a_log_that_loses_or_doubles_is_found() {
    for fault in Fault::ALL {
        let found = runner(400).run(&races(), |plan| {
            // A line that is none is one that is found, too.
            prop_assert!(race(plan, *fault).is_ok_and(|(unexplained, _)| unexplained.is_empty()));
            Ok(())
        });
        assert!(found.is_err(), "{fault:?}");
    }
}
