//! What asking costs: on the way of every call.
#![expect(clippy::expect_used, reason = "a bench ends at the first failure")]

use haetae_access::{Access, Action, Caller, Facts, Role, shipped};
use haetae_domain::vocabulary::{Level, Status};

fn main() {
    divan::main();
}

fn asked(call: &str) -> (&'static Access, Action) {
    let access = shipped().expect("the policies fit their schema");
    (access, access.action(call).expect("an action"))
}

fn caller(roles: &[Role]) -> Caller<'static> {
    let subject = "6f1c9c1e-8a54-4a4f-9a3b-0d9a7f1f2f10";
    Caller { subject, team: Some("결제팀"), roles: roles.iter().copied().collect(), service: false }
}

/// The first question, as the server puts it again and again.
#[divan::bench]
fn call(bencher: divan::Bencher<'_, '_>) {
    let (access, _) = asked("SubmitReview");
    let caller = caller(&[Role::Requester]);
    bencher.bench(|| {
        let action = access.action("/haetae.intake.v1.IntakeService/SubmitReview").expect("an action");
        access.call(&caller, action)
    });
}

/// The second question with the facts a read has.
#[divan::bench]
fn review_read(bencher: divan::Bencher<'_, '_>) {
    let (access, action) = asked("GetReview");
    let caller = caller(&[Role::Requester]);
    bencher.bench(|| access.review(&caller, action, &Facts::of("kim", "결제팀")));
}

/// The second question with every fact there is, and so many judges.
#[divan::bench(args = [0, 8, 64])]
fn review_decision(bencher: divan::Bencher<'_, '_>, judges: usize) {
    let (access, action) = asked("DecideReview");
    let judges: Vec<_> = (0..judges).map(|n| format!("judge-{n}")).collect();
    let caller = caller(&[Role::Reviewer, Role::Approver]);
    bencher.bench(|| {
        let facts = Facts {
            assignee: Some("lee"),
            status: Some(Status::AwaitingDecision),
            level: Some(Level::High),
            judges: judges.iter().map(String::as_str).collect(),
            ..Facts::of("kim", "결제팀")
        };
        access.review(&caller, action, &facts)
    });
}

/// A stranger: the second question and whether the review may be read at all.
#[divan::bench]
fn review_hidden(bencher: divan::Bencher<'_, '_>) {
    let (access, action) = asked("AmendReview");
    let caller = caller(&[Role::Requester]);
    bencher.bench(|| access.review(&caller, action, &Facts::of("kim", "상수도팀")));
}

/// Whose reviews a list shows a requester.
#[divan::bench]
fn scope(bencher: divan::Bencher<'_, '_>) {
    let (access, action) = asked("ListReviews");
    let caller = caller(&[Role::Requester]);
    bencher.bench(|| access.scope(&caller, action));
}

/// Reading and validating the policies, once for each start.
#[divan::bench(sample_count = 10)]
fn load() -> Access {
    Access::load(haetae_access::SCHEMA, &haetae_access::POLICIES).expect("the policies fit their schema")
}
