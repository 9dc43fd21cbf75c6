//! Authorisation in two steps (the call, then the review), and the scope of lists.

mod answer;
mod judge;

use std::{
    collections::{BTreeSet, HashMap},
    fmt,
    sync::{
        OnceLock,
        atomic::{AtomicBool, Ordering},
    },
};

use cedar_policy::{Authorizer, EntityUid, PolicySet};

use crate::{
    Caller, Facts, LoadError, Refusal, Role, Roles,
    entities::Names,
    load::{Loaded, load},
};

use answer::Answer;

/// Kinds of caller that policies can tell apart without a review: a bit for each role, one for a service, one for a
/// team. No policy names a person or a team.
const KINDS: usize = 1 << 8;

/// The action that grants read access to a review. Callers without it get `NOT_FOUND`, so that they cannot learn that the
/// review exists.
const READING: &str = "GetReview";

/// An RPC, as the policies know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Action(usize);

/// The reviews that a caller may read with a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope<'a> {
    /// Every team's.
    All,
    /// Only those of this team.
    Team(&'a str),
    /// None.
    Nothing,
}

/// The policies, ready to be asked.
pub struct Access {
    loaded: Loaded,
    names: Names,
    cedar: Authorizer,
    actions: Vec<ActionPolicies>,
    by_name: HashMap<String, Action>,
    reading: Action,
}

/// The policies of one action, and answers that were given before.
struct ActionPolicies {
    uid: EntityUid,
    /// The policies that can apply to it.
    policies: PolicySet,
    about_reviews: bool,
    /// A person who belongs to a team may make the call with one of these roles.
    roles: Roles,
    /// Whether a role is needed at all.
    needs_role: bool,
    /// Kinds of caller that Cedar let through already.
    passed: Vec<AtomicBool>,
    /// The answers about lists by kind of caller.
    reach: Vec<OnceLock<Reach>>,
}

/// [`Scope`], for a kind of caller.
#[derive(Debug, Clone, Copy)]
enum Reach {
    All,
    Team,
    Nothing,
}

impl fmt::Debug for Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Access").field("actions", &self.actions.len()).finish_non_exhaustive()
    }
}

impl Access {
    /// Reads policies, given with the names of their files, and validates them strictly.
    ///
    /// # Errors
    /// When they cannot be read or do not fit the schema.
    pub fn load(schema: &str, files: &[(&str, &str)]) -> Result<Self, LoadError> {
        let loaded = load(schema, files)?;
        let ids: BTreeSet<_> =
            loaded.schema.actions().map(|uid| (uid.id().unescaped().to_owned(), uid.clone())).collect();
        let by_name: HashMap<_, _> = ids.iter().enumerate().map(|(n, (name, _))| (name.clone(), Action(n))).collect();
        let reading = *by_name.get(READING).ok_or_else(|| LoadError::Schema(format!("no action {READING}")))?;
        let names = Names::new()?;
        let about_reviews = |uid: &EntityUid| {
            let mut resources = loaded.schema.resources_for_action(uid).into_iter().flatten();
            resources.any(|resource| resource == names.review.type_name())
        };
        let row = |(_, uid)| {
            Ok(ActionPolicies {
                about_reviews: about_reviews(&uid),
                policies: loaded.about(&uid)?,
                uid,
                roles: Roles::default(),
                needs_role: true,
                passed: std::iter::repeat_with(AtomicBool::default).take(KINDS).collect(),
                reach: vec![OnceLock::new(); KINDS],
            })
        };
        let actions = ids.into_iter().map(row).collect::<Result<_, LoadError>>()?;
        let mut access = Self { loaded, names, cedar: Authorizer::new(), actions, by_name, reading };
        for n in 0..access.actions.len() {
            access.actions[n].roles = access.judge_roles(Action(n)).map_err(LoadError::Question)?;
            access.actions[n].needs_role = !access.permits(&[], Action(n)).map_err(LoadError::Question)?;
        }
        Ok(access)
    }

    /// The action of a gRPC path, `/haetae.intake.v1.IntakeService/SubmitReview`, or of a method's name alone.
    pub fn action(&self, path: &str) -> Option<Action> {
        let method = path.rsplit_once('/').map_or(path, |(_, method)| method);
        self.by_name.get(method).copied()
    }

    /// The names of all actions.
    pub fn actions(&self) -> impl Iterator<Item = &str> {
        self.by_name.keys().map(String::as_str)
    }

    /// Whether the call is about reviews.
    pub fn is_about_reviews(&self, action: Action) -> bool {
        self.actions[action.0].about_reviews
    }

    /// The ids of the rules that forbid.
    pub fn forbids(&self) -> impl Iterator<Item = &str> {
        self.loaded.forbids.keys().map(String::as_str)
    }

    /// The roles one of which is needed for a call.
    pub fn roles(&self, action: Action) -> Roles {
        self.actions[action.0].roles
    }

    /// May the caller make this call at all? Asked before the request is read.
    ///
    /// # Errors
    /// Why not.
    pub fn call(&self, caller: &Caller<'_>, action: Action) -> Result<(), Refusal> {
        let row = &self.actions[action.0];
        let passed = &row.passed[kind(caller)];
        if passed.load(Ordering::Relaxed) {
            return Ok(());
        }
        if row.needs_role && !caller.roles.meets(row.roles) {
            return Err(Refusal::Roles(row.roles));
        }
        let answer = self.judge(caller, action, None).map_err(Refusal::Defect)?;
        match answer {
            Answer::Yes => {
                passed.store(true, Ordering::Relaxed);
                Ok(())
            }
            Answer::Forbidden(rules) => Err(self.forbidden(rules)),
            Answer::NotPermitted => Err(Refusal::Roles(row.roles)),
        }
    }

    /// May the caller make this call on this review? Asked once it is known.
    ///
    /// # Errors
    /// Why not.
    pub fn review(&self, caller: &Caller<'_>, action: Action, facts: &Facts<'_>) -> Result<(), Refusal> {
        if !self.is_about_reviews(action) {
            return Err(Refusal::Defect("this call is not about reviews".to_owned()));
        }
        let answer = self.judge(caller, action, Some(facts)).map_err(Refusal::Defect)?;
        if matches!(answer, Answer::Yes) {
            return Ok(());
        }
        if !self.reads(caller, &Facts { internal: false, ..facts.clone() })? {
            return Err(Refusal::Hidden);
        }
        match answer {
            Answer::Forbidden(rules) => Err(self.forbidden(rules)),
            Answer::Yes | Answer::NotPermitted => Err(self.other_roles(caller, action, facts)),
        }
    }

    /// Whether the caller may read this part of a review. It decides what an answer leaves out, whatever the call is.
    ///
    /// # Errors
    /// [`Refusal::Defect`].
    pub fn reads(&self, caller: &Caller<'_>, facts: &Facts<'_>) -> Result<bool, Refusal> {
        let answer = self.judge(caller, self.reading, Some(facts));
        answer.map(|answer| matches!(answer, Answer::Yes)).map_err(Refusal::Defect)
    }

    /// Whose reviews the caller may read with this call, for lists; with one that is not about reviews, whose they may
    /// read at all.
    ///
    /// # Errors
    /// [`Refusal::Defect`].
    pub fn scope<'a>(&self, caller: &Caller<'a>, action: Action) -> Result<Scope<'a>, Refusal> {
        let action = if self.is_about_reviews(action) { action } else { self.reading };
        let known = &self.actions[action.0].reach[kind(caller)];
        let reach = match known.get() {
            Some(reach) => *reach,
            None => {
                let reach = self.reach(caller, action)?;
                *known.get_or_init(|| reach)
            }
        };
        Ok(match (reach, caller.team) {
            (Reach::All, _) => Scope::All,
            (Reach::Team, Some(team)) => Scope::Team(team),
            (Reach::Team | Reach::Nothing, _) => Scope::Nothing,
        })
    }

    fn reach(&self, caller: &Caller<'_>, action: Action) -> Result<Reach, Refusal> {
        let reads = |team| {
            let answer = self.judge(caller, action, Some(&Facts::of("", team)));
            answer.map(|answer| matches!(answer, Answer::Yes)).map_err(Refusal::Defect)
        };
        // A team without a name has no members.
        if reads("")? {
            return Ok(Reach::All);
        }
        Ok(match caller.team {
            Some(team) if reads(team)? => Reach::Team,
            Some(_) | None => Reach::Nothing,
        })
    }

    /// The roles with which the caller might do this on this very review.
    fn other_roles(&self, caller: &Caller<'_>, action: Action, facts: &Facts<'_>) -> Refusal {
        let may = |role: &Role| {
            let caller = Caller { roles: [*role].into_iter().collect(), ..*caller };
            matches!(self.judge(&caller, action, Some(facts)), Ok(Answer::Yes))
        };
        let roles: Roles = Role::ALL.into_iter().filter(may).collect();
        if roles.is_empty() { Refusal::Team } else { Refusal::Roles(roles) }
    }
}

fn kind(caller: &Caller<'_>) -> usize {
    usize::from(caller.roles.bits()) | usize::from(caller.service) << 6 | usize::from(caller.team.is_some()) << 7
}
