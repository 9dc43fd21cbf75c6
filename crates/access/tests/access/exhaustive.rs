//! Every RPC × roles × person or service × relation to the review × status × level: Cedar and the table agree.

use std::{collections::BTreeSet, thread};

use haetae_access::{Access, Caller, Facts, POLICIES, Refusal, Role, SCHEMA, Scope, shipped};
use haetae_domain::vocabulary::{Level, Status};

use super::table::{Duty, Reach, Row, TABLE};

const ME: &str = "kim";
const OTHER: &str = "lee";
const TEAM: &str = "traffic";

/// What a caller is to the review asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Relation {
    /// Asked for it, and is of its team.
    Own,
    /// Is of its team.
    Colleague,
    /// Is of another team.
    Foreign,
    /// Is of another team, and works on it.
    Assigned,
    /// Asked for it, and has left its team since.
    Former,
    /// Asked for it, and has no team.
    Teamless,
    /// Did this to it before, from another team.
    Did(Duty),
}

const RELATIONS: [Relation; 11] = [
    Relation::Own,
    Relation::Colleague,
    Relation::Foreign,
    Relation::Assigned,
    Relation::Former,
    Relation::Teamless,
    Relation::Did(Duty::ClaimedFix),
    Relation::Did(Duty::JudgedHighLevel),
    Relation::Did(Duty::RequestedAcceptance),
    Relation::Did(Duty::ApprovedFirst),
    Relation::Did(Duty::FailedBefore),
];

impl Relation {
    fn team(self) -> Option<&'static str> {
        match self {
            Self::Own | Self::Colleague => Some(TEAM),
            Self::Teamless => None,
            Self::Foreign | Self::Assigned | Self::Former | Self::Did(_) => Some("water"),
        }
    }

    fn requested(self) -> bool {
        matches!(self, Self::Own | Self::Former | Self::Teamless)
    }

    fn facts(self, status: Status, level: Option<Level>) -> Facts<'static> {
        let who = |duty| Some(if self == Self::Did(duty) { ME } else { OTHER });
        Facts {
            status: Some(status),
            level,
            assignee: (self == Self::Assigned).then_some(ME),
            judges: vec!["park", if self == Self::Did(Duty::JudgedHighLevel) { ME } else { OTHER }],
            claimed_by: who(Duty::ClaimedFix),
            acceptance_requested_by: who(Duty::RequestedAcceptance),
            first_approver: who(Duty::ApprovedFirst),
            late_judge: who(Duty::FailedBefore),
            ..Facts::of(if self.requested() { ME } else { OTHER }, TEAM)
        }
    }

    /// Whether a duty excludes them from a second step.
    fn excluded(self, duty: Duty, level: Option<Level>) -> bool {
        match duty {
            Duty::Requested => self.requested(),
            Duty::JudgedHighLevel => self == Self::Did(duty) && !matches!(level, Some(Level::Medium | Level::Low)),
            Duty::ClaimedFix | Duty::RequestedAcceptance | Duty::ApprovedFirst | Duty::FailedBefore => {
                self == Self::Did(duty)
            }
        }
    }
}

/// An answer as callers can tell it from others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answer {
    Allowed,
    Denied,
    Duties,
    Hidden,
}

fn told(answer: Result<(), Refusal>) -> Answer {
    match answer {
        Ok(()) => Answer::Allowed,
        Err(Refusal::Roles(_) | Refusal::Team | Refusal::NoTeam | Refusal::NoPerson) => Answer::Denied,
        Err(Refusal::Duties(_)) => Answer::Duties,
        Err(Refusal::Hidden) => Answer::Hidden,
        Err(Refusal::Defect(cause)) => panic!("{cause}"),
    }
}

/// None, each, and every pair; and all at once.
fn role_sets() -> BTreeSet<Vec<Role>> {
    let pairs = Role::ALL.iter().flat_map(|a| Role::ALL.iter().map(move |b| BTreeSet::from([*a, *b])));
    let sets = pairs.map(|pair| pair.into_iter().collect());
    sets.chain([vec![], Role::ALL.to_vec()]).collect()
}

impl Row {
    /// At all, before the request is read.
    fn expected_call(&self, roles: &[Role], service: bool, team: bool) -> Answer {
        let role = self.without_role || roles.iter().any(|role| self.roles.contains(role));
        let allowed = role && !(self.people_only && service) && (self.call != "SubmitReview" || team);
        if allowed { Answer::Allowed } else { Answer::Denied }
    }

    /// On one review.
    fn expected_on(&self, caller: &Caller<'_>, roles: &[Role], relation: Relation, level: Option<Level>) -> Answer {
        let sees = |role: &Role| match role {
            Role::Requester => relation.team() == Some(TEAM),
            Role::Reviewer | Role::Approver | Role::Auditor | Role::Operator => true,
            Role::ContentAdmin => false,
        };
        if !roles.iter().any(sees) {
            return Answer::Hidden;
        }
        if self.duties.iter().any(|duty| relation.excluded(*duty, level)) {
            return Answer::Duties;
        }
        let may = roles.iter().any(|role| self.roles.contains(role) && sees(role));
        if may && !(self.people_only && caller.service) { Answer::Allowed } else { Answer::Denied }
    }
}

/// Open, awaiting a decision, closed: where a review stands opens and closes no door, for the domain refuses what is no
/// step. Its level does.
const STANDINGS: [(Status, Option<Level>); 5] = [
    (Status::InDiagnosis, Some(Level::High)),
    (Status::AwaitingDecision, Some(Level::High)),
    (Status::Approved, Some(Level::High)),
    (Status::AwaitingDecision, Some(Level::Low)),
    (Status::AwaitingDecision, None),
];

/// Every question on which Cedar and a row of the table differ, and how many there were.
fn differences(access: &Access, row: &Row) -> (usize, Vec<String>) {
    let action = access.action(row.call).unwrap_or_else(|| panic!("no action {}", row.call));
    let (mut asked, mut differences) = (0, vec![]);
    for (roles, service) in role_sets().iter().flat_map(|roles| [(roles, false), (roles, true)]) {
        // Pairs of roles add up wherever a review stands, so they are asked about one.
        let standings = if roles.len() == 2 { &STANDINGS[1..2] } else { &STANDINGS[..] };
        for relation in RELATIONS {
            let set = roles.iter().copied().collect();
            let caller = Caller { subject: ME, team: relation.team(), roles: set, service };
            let mut compare = |what: &str, cedar: Answer, table: Answer| {
                asked += 1;
                if cedar != table {
                    let who = format!("{roles:?}, service {service}, {relation:?}");
                    differences.push(format!("{} {what} by {who}: {cedar:?}, in the table {table:?}", row.call));
                }
            };
            let call = row.expected_call(roles, service, caller.team.is_some());
            compare("at all", told(access.call(&caller, action)), call);
            // The server lets no other caller get as far as a review.
            if row.reach == Reach::Platform || call == Answer::Denied {
                continue;
            }
            for (status, level) in standings {
                let cedar = told(access.review(&caller, action, &relation.facts(*status, *level)));
                let table = row.expected_on(&caller, roles, relation, *level);
                compare(&format!("on {status:?} {level:?}"), cedar, table);
            }
        }
    }
    (asked, differences)
}

#[test]
fn cedar_and_the_table_agree_on_every_question() {
    let access = shipped().expect("the policies fit their schema");
    let rows: BTreeSet<_> = TABLE.iter().map(|row| row.call).collect();
    assert_eq!(rows, access.actions().collect(), "every call has one row");
    assert_eq!(rows.len(), TABLE.len(), "and only one");
    let halves: Vec<_> = TABLE.chunks(TABLE.len().div_ceil(2)).collect();
    let found: Vec<_> = thread::scope(|scope| {
        let walk =
            |rows: &'static [Row]| scope.spawn(|| rows.iter().map(|row| differences(access, row)).collect::<Vec<_>>());
        let walks: Vec<_> = halves.into_iter().map(walk).collect();
        walks.into_iter().flat_map(|walk| walk.join().expect("a walk that ends")).collect()
    });
    let asked: usize = found.iter().map(|(asked, _)| asked).sum();
    let differences: Vec<_> = found.into_iter().flat_map(|(_, differences)| differences).collect();
    assert!(differences.is_empty(), "{} of {asked}, first: {}", differences.len(), differences[0]);
    assert!(asked > 30_000, "only {asked} questions");
}

/// The shipped policies with one text replaced.
fn with_a_mistake(right: &str, wrong: &str) -> Access {
    assert_eq!(POLICIES.iter().map(|(_, text)| text.matches(right).count()).sum::<usize>(), 1, "{right}");
    let files: Vec<_> = POLICIES.iter().map(|(name, text)| (*name, text.replacen(right, wrong, 1))).collect();
    let files: Vec<_> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
    Access::load(SCHEMA, &files).expect("a mistake that fits the schema")
}

#[test]
fn a_mistake_in_a_policy_is_noticed() {
    for (right, wrong, noticed) in [
        ("resource.requester == principal", "resource.requester != principal", "TriageReview"),
        (
            "resource has claimed_by && resource.claimed_by == principal",
            "resource has claimed_by && resource.requester == principal",
            "VerifyFix",
        ),
        (r#"[Level::"medium", Level::"low"]"#, r#"[Level::"medium", Level::"low", Level::"high"]"#, "DecideReview"),
        ("&& resource.first_approver == principal", "&& resource.requester == principal", "DecideAcceptance"),
        ("&& resource.late_judge == principal", "&& resource.requester == principal", "RetractFinding"),
        (
            r#"action in [Action::"DecideReview", Action::"DecideAcceptance"]"#,
            r#"action == Action::"DecideReview""#,
            "DecideAcceptance",
        ),
        (r#"principal in Role::"content_admin","#, r#"principal in Role::"operator","#, "PublishCatalog"),
        (r#"Action::"RequestInfo", "#, "", "RequestInfo"),
    ] {
        let row = TABLE.iter().find(|row| row.call == noticed).expect("a row");
        let (_, differences) = differences(&with_a_mistake(right, wrong), row);
        assert!(!differences.is_empty(), "{wrong} goes unnoticed");
    }
}

#[test]
fn a_list_shows_what_may_be_read_one_by_one() {
    let access = shipped().expect("the policies fit their schema");
    let scope = |call, roles: &[Role], team| {
        let caller = Caller { subject: ME, team, roles: roles.iter().copied().collect(), service: false };
        access.scope(&caller, access.action(call).expect("an action")).expect("an answer")
    };
    for call in ["ListReviews", "GetSummary", "GetTimeline", "ListFindings", "PreviewRisk"] {
        assert_eq!(scope(call, &[Role::Requester], Some(TEAM)), Scope::Team(TEAM));
        assert_eq!(scope(call, &[Role::Requester], None), Scope::Nothing);
        assert_eq!(scope(call, &[Role::ContentAdmin], Some(TEAM)), Scope::Nothing);
        for role in [Role::Reviewer, Role::Approver, Role::Auditor, Role::Operator] {
            assert_eq!(scope(call, &[Role::Requester, role], Some(TEAM)), Scope::All, "{role:?}");
        }
    }
}

#[test]
fn what_is_internal_is_kept_from_the_team_alone() {
    let access = shipped().expect("the policies fit their schema");
    let (alone, both) = (|role| vec![role], |role| vec![Role::Requester, role]);
    for (role, team, expected) in [
        (alone(Role::Requester), TEAM, Answer::Denied),
        (alone(Role::Reviewer), TEAM, Answer::Allowed),
        (alone(Role::Approver), TEAM, Answer::Allowed),
        (both(Role::Reviewer), TEAM, Answer::Duties),
        (both(Role::Approver), TEAM, Answer::Duties),
        (both(Role::Reviewer), "water", Answer::Allowed),
    ] {
        let caller = Caller { subject: ME, team: Some(team), roles: role.iter().copied().collect(), service: false };
        let internal = Facts { internal: true, ..Facts::of(ME, TEAM) };
        for call in ["AddComment", "ListComments"] {
            let answer = access.review(&caller, access.action(call).expect("an action"), &internal);
            assert_eq!(told(answer), expected, "{call} {role:?}");
            assert_eq!(access.reads(&caller, &internal), Ok(expected == Answer::Allowed), "{role:?}");
        }
    }
}

#[test]
fn a_denial_names_what_would_help() {
    let access = shipped().expect("the policies fit their schema");
    let ask = |call, roles: &[Role], team, service, facts: Option<Facts<'_>>| {
        let caller = Caller { subject: ME, team, roles: roles.iter().copied().collect(), service };
        let action = access.action(call).expect("an action");
        match facts {
            None => access.call(&caller, action),
            Some(facts) => access.review(&caller, action, &facts),
        }
    };
    let roles = |roles: &[Role]| Err(Refusal::Roles(roles.iter().copied().collect()));
    let (requester, auditor) = (&[Role::Requester][..], &[Role::Requester, Role::Auditor][..]);
    assert_eq!(ask("TriageReview", requester, None, false, None), roles(&[Role::Reviewer, Role::Approver]));
    assert_eq!(ask("SubmitReview", requester, None, false, None), Err(Refusal::NoTeam));
    assert_eq!(ask("SubmitReview", &[], None, false, None), roles(&[Role::Requester]));
    assert_eq!(ask("DecideReview", &[Role::Approver], None, true, None), Err(Refusal::NoPerson));
    assert_eq!(ask("DecideReview", requester, None, true, None), roles(&[Role::Approver]));
    let foreign = || Some(Facts::of(OTHER, "water"));
    assert_eq!(ask("AmendReview", auditor, Some(TEAM), false, foreign()), Err(Refusal::Team));
    assert_eq!(ask("ReopenReview", auditor, Some(TEAM), false, foreign()), roles(&[Role::Approver]));
    let beside_the_point = ask("SubmitReview", requester, Some(TEAM), false, foreign());
    assert!(matches!(beside_the_point, Err(Refusal::Defect(_))), "{beside_the_point:?}");
    let twice = Facts { claimed_by: Some(ME), ..Facts::of(ME, TEAM) };
    let rules = vec!["own-fix".to_owned(), "own-review".to_owned()];
    assert_eq!(ask("VerifyFix", &[Role::Reviewer], None, false, Some(twice)), Err(Refusal::Duties(rules)));
}
