//! Random walks: the common part of all model-based tests, which also shows that they would find a mistake.

use std::fmt::Debug;

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};

use crate::ids::Meta;

/// Kim requested the review; Lee and Han review, Choi and Jung approve, Park fixes, and the last one is a program.
pub(crate) const PEOPLE: [&str; 7] = ["kim", "lee", "han", "choi", "jung", "park", "service:robot"];
/// Kim's place.
pub(crate) const REQUESTER: usize = 0;
/// The program's place.
pub(crate) const ROBOT: usize = 6;

/// An aggregate on its way, with every commit that was stored.
pub(crate) struct Walk<S, E> {
    pub(crate) state: S,
    /// Before the last commit.
    pub(crate) before: S,
    stored: Vec<(Vec<E>, Meta)>,
    evolve: fn(S, &E, &Meta) -> S,
}

impl<S: Clone + Debug + Default + PartialEq, E: Clone> Walk<S, E> {
    /// After one commit.
    pub(crate) fn new(evolve: fn(S, &E, &Meta) -> S, first: E, meta: &Meta) -> Self {
        let mut walk = Self { state: S::default(), before: S::default(), stored: vec![], evolve };
        walk.store(vec![first], meta);
        walk
    }

    /// Stores the decision, if it agrees with the model. A refusal changes nothing.
    pub(crate) fn step<R: Debug>(
        &mut self,
        what: &dyn Debug,
        meta: &Meta,
        decided: Result<Vec<E>, R>,
        allowed: bool,
    ) -> Result<(), TestCaseError> {
        let by = &meta.by.subject;
        prop_assert_eq!(decided.is_ok(), allowed, "{:?} by {}: {:?}", what, by, decided.as_ref().err());
        if let Some(events) = decided.ok().filter(|events| !events.is_empty()) {
            self.store(events, meta);
        }
        Ok(())
    }

    /// Checks that reading all stored events produces the same state.
    pub(crate) fn replays(&self) -> Result<(), TestCaseError> {
        let events = self.stored.iter().flat_map(|(events, meta)| events.iter().map(move |event| (event, meta)));
        let read = events.fold(S::default(), |state, (event, meta)| (self.evolve)(state, event, meta));
        prop_assert_eq!(&read, &self.state);
        Ok(())
    }

    fn store(&mut self, events: Vec<E>, meta: &Meta) {
        self.before = self.state.clone();
        self.state = events.iter().fold(self.state.clone(), |state, event| (self.evolve)(state, event, meta));
        self.stored.push((events, meta.clone()));
    }
}

/// Walks that are the same every time.
fn runner(cases: u32) -> TestRunner {
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 0, ..Config::default() };
    TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha))
}

/// Runs `cases` walks that are the same every time; all of them have to succeed.
pub(crate) fn each<T: Strategy>(cases: u32, walks: &T, walk: impl Fn(T::Value) -> Result<(), TestCaseError>) {
    runner(cases).run(walks, walk).expect("every walk ends well");
}

/// Whether a walk finds a mistake that was made on purpose.
pub(crate) fn finds<T: Strategy>(walks: &T, walk: impl Fn(T::Value) -> Result<(), TestCaseError>) -> bool {
    matches!(runner(2_000).run(walks, walk), Err(TestError::Fail(..)))
}
