//! Random steps by random people against a small model that knows nothing of the code.

mod life;
mod steps;
mod tiny;

use std::cell::RefCell;

use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

use super::*;
use crate::review::Command;
use crate::review::transitions::transition;
use crate::walk::{self, PEOPLE, Walk};
use life::{Lapse, Life, Sight};
use steps::{Step, step};
use tiny::Model;

/// Steps and who takes them.
fn walks() -> impl Strategy<Value = Vec<(Step, usize)>> {
    proptest::collection::vec((step(), 0..PEOPLE.len()), 1..80)
}

/// Takes the steps; `lapse` makes decisions forget something, `seen` hears what came of each step.
fn walk(
    steps: &[(Step, usize)],
    lapse: Option<Lapse>,
    mut seen: impl FnMut(&Step, Status, bool),
) -> Result<(), TestCaseError> {
    let meta = |who: usize| Meta { by: person(PEOPLE[who]), at: noon("2026-03-09") };
    let mut walk = Walk::new(evolve, Event::Submitted(request()), &meta(walk::REQUESTER));
    let (mut life, mut model) = (Life::default(), Model::default());
    for (step, who) in steps {
        if !life.happens(step, *who) {
            continue;
        }
        let (meta, from) = (meta(*who), model.status());
        let sight = Sight::of(&walk, &life, &meta.by);
        let sight = if let Some(lapse) = lapse { sight.forgetting(lapse, &walk) } else { sight };
        let decided = step.decide(&sight, &life, meta.at);
        let allowed = model.allows(step, *who, &life);
        seen(step, from, allowed);
        walk.step(step, &meta, decided, allowed)?;
        let led = status(&walk.state);
        prop_assert!(!allowed || leads(step, from, led), "{:?} led from {:?} to {:?}", step, from, led);
        prop_assert_eq!(Model::of(walk.state.review().expect("a review")), model.clone(), "after {:?}", step);
        if let Step::Told(news) = step {
            prop_assert_eq!(life.tell(&walk.state, news), Ok(vec![]), "{:?} again", news);
        }
    }
    walk.replays()
}

/// Whether the table of transitions has it.
fn leads(step: &Step, from: Status, to: Status) -> bool {
    let command = Command::ALL.iter().find(|command| format!("{command:?}") == step.name());
    command.is_none_or(|command| {
        transition(*command, from)
            .is_some_and(|rule| if rule.to.is_empty() { from == to } else { rule.to.contains(&to) })
    })
}

proptest! {
    #[test]
    fn what_may_happen_to_a_review_is_what_the_model_says(steps in walks()) {
        walk(&steps, None, |_, _, _| {})?;
    }
}

#[test]
fn every_step_is_allowed_and_refused_and_every_status_is_reached() {
    let outcomes = RefCell::new(BTreeSet::new());
    let statuses = RefCell::new(BTreeSet::new());
    walk::each(300, &walks(), |steps| {
        walk(&steps, None, |step, status, allowed| {
            outcomes.borrow_mut().insert((step.name(), allowed));
            statuses.borrow_mut().insert(status.as_str());
        })
    });
    for command in Step::REFUSABLE {
        for allowed in [true, false] {
            assert!(
                outcomes.borrow().contains(&(command.to_owned(), allowed)),
                "{command} was never seen as {allowed}"
            );
        }
    }
    assert_eq!(statuses.into_inner().len(), Status::ALL.len());
}

#[test]
fn decisions_that_forget_a_rule_are_found() {
    for lapse in Lapse::ALL {
        assert!(walk::finds(&walks(), |steps| walk(&steps, Some(*lapse), |_, _, _| {})), "{lapse:?}");
    }
}
