//! Random commands by random people against a small model that knows nothing of the code.

use std::collections::BTreeMap;

use proptest::prelude::*;

use proptest::test_runner::TestCaseError;

use super::*;
use crate::finding::Step;
use crate::walk::{self, PEOPLE, REQUESTER, ROBOT, Walk};

#[derive(Clone, Copy, Debug)]
enum Command {
    Judge { check: usize, fail: bool },
    Take(Step, u32),
    Decline(u32),
    Pass { days: i64 },
}

fn command() -> impl Strategy<Value = (Command, usize)> {
    let judge = (0..3usize, any::<bool>()).prop_map(|(check, fail)| Command::Judge { check, fail });
    let take = (proptest::sample::select(&Step::ALL), 1..3u32).prop_map(|(step, id)| Command::Take(step, id));
    let decline = (1..3u32).prop_map(Command::Decline);
    let wait = (1..40i64).prop_map(|days| Command::Pass { days });
    (prop_oneof![3 => judge, 8 => take, 1 => decline, 1 => wait], 0..PEOPLE.len())
}

/// What the model remembers of a finding.
#[derive(Clone, Debug, Default)]
struct Kept {
    check: usize,
    fixer: Option<usize>,
    /// Who asked to live with it, until when.
    asked: Option<(usize, i64)>,
    approvers: Vec<usize>,
    until: Option<i64>,
    /// Closed or void.
    closed: bool,
    /// Who failed the checkpoint last.
    judge: usize,
    /// Who asked for the acceptance that is asked for or holds.
    asker: Option<usize>,
    /// Who took a step on it.
    actors: Vec<usize>,
}

#[derive(Default)]
struct Model {
    findings: BTreeMap<u32, Kept>,
}

impl Model {
    /// Whether a command is allowed, and then does it. Acceptances here end 20 days after they are asked for and need
    /// two approvers.
    fn allows(&mut self, command: Command, who: usize, today: i64) -> bool {
        let requester = who == REQUESTER;
        match command {
            Command::Pass { .. } => true,
            Command::Judge { check, fail } => {
                let stands = self.findings.values().any(|f| f.check == check && !f.closed);
                if requester || (stands && !fail) {
                    return false;
                }
                if fail && stands {
                    self.findings.values_mut().filter(|f| f.check == check && !f.closed).for_each(|f| f.judge = who);
                }
                if fail && !stands {
                    let id = u32::try_from(self.findings.len()).expect("few") + 1;
                    self.findings.insert(id, Kept { check, judge: who, ..Kept::default() });
                }
                true
            }
            Command::Decline(id) => self.findings.get_mut(&id).is_some_and(|f| {
                let allowed = !requester && !f.closed && f.asked.is_some_and(|(asker, _)| asker != who);
                if allowed {
                    (f.asked, f.asker, f.approvers) = (None, None, vec![]);
                    f.actors.push(who);
                }
                allowed
            }),
            Command::Take(step, id) => self.findings.get_mut(&id).is_some_and(|f| f.take(step, who, today)),
        }
    }

    fn pass(&mut self, today: i64) {
        for finding in self.findings.values_mut() {
            if finding.until.is_some_and(|until| until <= today) {
                (finding.until, finding.asker) = (None, None);
            }
            if finding.asked.is_some_and(|(_, until)| until <= today) {
                (finding.asked, finding.asker, finding.approvers) = (None, None, vec![]);
            }
        }
    }
}

impl Kept {
    fn take(&mut self, step: Step, who: usize, today: i64) -> bool {
        let requester = who == REQUESTER;
        let granted = self.until.is_some();
        // What was asked for until a day that has passed blocks nothing.
        let waiting = self.asked.is_some_and(|(_, until)| until > today);
        let allowed = !self.closed
            && match step {
                Step::Assign => true,
                Step::ClaimFix => self.fixer.is_none(),
                Step::VerifyFix | Step::RejectFix => !requester && self.fixer.is_some_and(|fixer| fixer != who),
                Step::RequestAcceptance => self.fixer.is_none() && !waiting && !granted,
                Step::DecideAcceptance => {
                    let asked = self.asked.is_some_and(|(asker, until)| asker != who && until > today);
                    !requester && who != ROBOT && asked && !self.approvers.contains(&who)
                }
                Step::RevokeAcceptance => granted,
                Step::Retract => {
                    let own = self.fixer == Some(who) || self.asker == Some(who);
                    !requester && !own && (who != self.judge || self.actors.iter().all(|actor| *actor == who))
                }
            };
        if allowed {
            self.done(step, who, today);
        }
        allowed
    }

    fn done(&mut self, step: Step, who: usize, today: i64) {
        self.actors.push(who);
        match step {
            Step::Assign => {}
            Step::ClaimFix => self.fixer = Some(who),
            Step::VerifyFix | Step::Retract => *self = Self { check: self.check, closed: true, ..Self::default() },
            Step::RejectFix => self.fixer = None,
            Step::RequestAcceptance => {
                (self.asked, self.asker) = (Some((who, today + 20)), Some(who));
                self.approvers.clear();
            }
            Step::DecideAcceptance => {
                self.approvers.push(who);
                if self.approvers.len() == 2 {
                    self.until = self.asked.take().map(|(_, until)| until);
                    self.approvers.clear();
                }
            }
            Step::RevokeAcceptance => (self.until, self.asker) = (None, None),
        }
    }
}

/// A rule that the decisions are made to forget.
#[derive(Clone, Copy, Debug)]
enum Lapse {
    /// Nobody is the requester.
    OwnReview,
    /// Nobody claimed the fix.
    OwnFix,
    /// Programs are people.
    Service,
    /// The last commit was overlooked.
    LastCommit,
}

impl Lapse {
    const ALL: &[Self] = &[Self::OwnReview, Self::OwnFix, Self::Service, Self::LastCommit];

    /// The state and the caller as decisions with this lapse see them.
    fn blind(self, walk: &Walk<State, Event>, meta: &Meta) -> (State, Meta) {
        let (mut state, mut meta) = (walk.state.clone(), meta.clone());
        match (self, &mut state) {
            (Self::OwnReview, State::Open(diagnosis)) => diagnosis.generated.requester = person("nobody"),
            (Self::OwnFix, State::Open(diagnosis)) => {
                let claims = diagnosis.findings.iter_mut().filter_map(|finding| finding.fix.as_mut());
                claims.for_each(|claim| claim.by = person("nobody"));
            }
            (Self::Service, _) => meta.by.subject = meta.by.subject.replace("service:", ""),
            (Self::LastCommit, _) => state = walk.before.clone(),
            (_, State::New) => {}
        }
        (state, meta)
    }
}

fn run(state: &State, command: Command, meta: &Meta, today: i64) -> Result<Vec<Event>, Rejection> {
    let text = || "사유".to_owned();
    match command {
        Command::Pass { .. } => Ok(ring(state, meta.at)),
        Command::Judge { check, fail: failing } => {
            let check = ["1", "2", "3"][check];
            record_verdicts(state, meta, vec![if failing { fail(check) } else { pass(check) }])
        }
        Command::Decline(id) => decide_acceptance(state, meta, FindingId(id), false, text()),
        Command::Take(step, id) => {
            let id = FindingId(id);
            match step {
                Step::Assign => assign_finding(state, meta, id, meta.by.clone(), String::new()),
                Step::ClaimFix => claim_fix(state, meta, id, text(), no_files()),
                Step::VerifyFix => verify_fix(state, meta, id, Method::Test, (text(), no_files())),
                Step::RejectFix => reject_fix(state, meta, id, text()),
                Step::RequestAcceptance => request_acceptance(state, meta, id, asked(day(today + 20))),
                Step::DecideAcceptance => decide_acceptance(state, meta, id, true, text()),
                Step::RevokeAcceptance => revoke_acceptance(state, meta, id, text()),
                Step::Retract => retract_finding(state, meta, id, text()),
            }
        }
    }
}

/// Every finding of a critical review with three mandatory checkpoints: two approvers each, 14 days.
fn critical() -> Event {
    let mut generated = generated_at(Level::Critical);
    generated.checkpoints.iter_mut().for_each(|line| line.mandatory = true);
    Event::Generated(generated)
}

fn walks() -> impl Strategy<Value = Vec<(Command, usize)>> {
    proptest::collection::vec(command(), 1..80)
}

/// Takes the steps; `lapse` makes the decisions forget something.
fn walk(commands: &[(Command, usize)], lapse: Option<Lapse>) -> Result<(), TestCaseError> {
    let (mut walk, mut model, mut today) = (Walk::new(evolve, critical(), &by("lee")), Model::default(), 0);
    for (command, who) in commands.iter().copied() {
        if let Command::Pass { days } = command {
            today += days;
            model.pass(today);
        }
        let meta = on_day(today, PEOPLE[who]);
        let (state, caller) = lapse.map_or_else(|| (walk.state.clone(), meta.clone()), |l| l.blind(&walk, &meta));
        let decided = run(&state, command, &caller, today);
        let last = decided.as_ref().ok().and_then(|events| events.last().cloned());
        walk.step(&command, &meta, decided, model.allows(command, who, today))?;
        let standing = diagnosis(&walk.state).standing();
        if let Some(Event::VerdictsRecorded { standing: told, .. } | Event::Finding { standing: told, .. }) = last {
            prop_assert_eq!(told, standing);
        }
        let open = model.findings.values().filter(|f| !f.closed && f.until.is_none()).count();
        let accepted = model.findings.values().filter(|f| !f.closed && f.until.is_some()).count();
        prop_assert_eq!((standing.open_findings as usize, standing.accepted_findings as usize), (open, accepted));
    }
    walk.replays()
}

proptest! {
    #[test]
    fn what_people_may_do_is_what_the_model_says(commands in walks()) {
        walk(&commands, None)?;
    }
}

#[test]
fn decisions_that_forget_a_rule_are_found() {
    for lapse in Lapse::ALL {
        assert!(walk::finds(&walks(), |commands| walk(&commands, Some(*lapse))), "{lapse:?}");
    }
}
