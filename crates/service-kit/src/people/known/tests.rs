//! Who can be put in charge follows from what the log shows of an account.

use haetae_access::Role;
use haetae_domain::{
    diagnosis::{self, Reopened, Standing, Tally},
    evidence::References,
    finding::{self, Asked, FindingId},
    profile::{Impact, Profile},
    review::{self, Submitted, Triaged},
    vocabulary::{DataClass, Exposure, ImpactLevel, ServiceType, Stage, Status, TriageOutcome, UserScale, Visibility},
};
use haetae_proto::event::v1::event::Event as Wire;
use jiff::Timestamp;

use super::*;

fn person(subject: &str) -> Person {
    Person { subject: subject.into(), name: String::new() }
}

/// An account after it wrote these events.
fn after(events: &[(Category, Wire)]) -> Known {
    let mut known = Known::default();
    for (category, event) in events {
        known.did(*category, vec![Event { event: Some(event.clone()) }], &person("lee"));
    }
    known
}

fn reviewed(event: review::Event) -> (Category, Wire) {
    (Category::Review, Reviews::encode(&event))
}

fn diagnosed(event: diagnosis::Event) -> (Category, Wire) {
    (Category::Diagnosis, Diagnoses::encode(&event))
}

fn on_finding(event: finding::Event) -> (Category, Wire) {
    diagnosed(diagnosis::Event::Finding { id: FindingId(1), event, standing: Standing::default() })
}

fn submitted(team: &str) -> (Category, Wire) {
    let level = ImpactLevel::ALL[0];
    let profile = Profile {
        service_types: [ServiceType::ALL[0]].into(),
        components: [].into(),
        stage: Stage::ALL[0],
        exposure: Exposure::ALL[0],
        data_classes: [DataClass::ALL[0]].into(),
        user_scale: UserScale::ALL[0],
        impact: Impact { financial: level, reputation: level, legal_privacy: level, safety: level },
    };
    let (title, description, team) = ("t".into(), String::new(), team.into());
    reviewed(review::Event::Submitted(Submitted { title, description, requester: person("lee"), team, profile }))
}

fn assigned(subject: &str) -> (Category, Wire) {
    reviewed(review::Event::Assigned { assignee: person(subject), claimed: false, reason: String::new() })
}

fn verdicts() -> (Category, Wire) {
    let (tally, standing) = (Tally::default(), Standing::default());
    diagnosed(diagnosis::Event::VerdictsRecorded { verdicts: vec![], tally, standing })
}

fn claimed() -> (Category, Wire) {
    on_finding(finding::Event::FixClaimed { description: "d".into(), evidence: References::default() })
}

fn commented() -> (Category, Wire) {
    reviewed(review::Event::Commented { text: "t".into(), visibility: Visibility::Internal })
}

#[test]
fn who_can_do_the_step_can_be_in_charge_of_it() {
    let cases = [
        (vec![], (false, true)),
        (vec![submitted("pay")], (false, true)),
        (vec![submitted("parks")], (false, false)),
        (vec![submitted("parks"), submitted("pay")], (false, true)),
        (vec![commented()], (false, true)),
        (vec![assigned("kim")], (false, true)),
        (vec![claimed()], (false, true)),
        (vec![assigned("lee")], (true, false)),
        (vec![submitted("parks"), verdicts()], (true, false)),
        (vec![submitted("pay"), verdicts()], (true, true)),
        (vec![verdicts()], (true, false)),
        (vec![verdicts(), claimed()], (true, true)),
        (vec![on_finding(finding::Event::FixVerified)], (true, false)),
    ];
    for (events, expected) in cases {
        let known = after(&events);
        let fit = |charge| known.unfit(charge).is_none();
        assert_eq!((fit(Charge::Review), fit(Charge::Finding { team: "pay" })), expected, "{events:?}");
    }
    let (ko, en) = after(&[verdicts()]).unfit(Charge::Finding { team: "pay" }).unwrap();
    assert!(ko.contains("pay 부서의 요청자") && en.contains("requesters of pay"), "{ko} {en}");
    for charge in [Charge::Review, Charge::Finding { team: "pay" }] {
        assert!(Known::named().unfit(charge).is_none(), "an operator answers for it");
    }
    assert!(after(&[verdicts()]).unfit(Charge::Finding { team: "" }).is_none(), "there is no such review");
}

/// An event shows a reviewer exactly when the policies let only reviewers make the call that writes it.
#[test]
fn what_only_reviewers_may_do_is_what_the_policies_say() {
    let access = haetae_access::shipped().unwrap();
    let (reason, ends_at) = (|| "r".to_owned(), Timestamp::UNIX_EPOCH);
    let (tally, standing) = (Tally::default(), Standing::default());
    let triaged = Triaged { outcome: TriageOutcome::Diagnose, reason: reason(), duplicate_of: None, automatic: false };
    let reopened = Reopened { round: 2, reason: reason(), checkpoints: vec![], tally, standing };
    let checkpoint =
        haetae_domain::checkpoint_key::CheckpointKey { catalog: "a".into(), control: "b".into(), check: "c".into() };
    let calls = [
        ("SubmitReview", submitted("pay")),
        ("WithdrawReview", reviewed(review::Event::Withdrawn { reason: reason() })),
        ("RequestInfo", reviewed(review::Event::InfoRequested { question: reason() })),
        ("ProvideInfo", reviewed(review::Event::InfoProvided { answer: reason(), status: Status::Received })),
        ("RetractQuestion", reviewed(review::Event::QuestionRetracted { reason: reason(), status: Status::Received })),
        ("TriageReview", reviewed(review::Event::Triaged(triaged))),
        ("ClaimReview", assigned("lee")),
        ("AssignReview", assigned("kim")),
        ("ReleaseReview", reviewed(review::Event::Released { reason: reason() })),
        ("ReopenReview", reviewed(review::Event::Reopened { reason: reason(), status: Status::InDiagnosis })),
        ("AddComment", commented()),
        ("RecordVerdicts", verdicts()),
        ("ReopenDiagnosis", diagnosed(diagnosis::Event::Reopened(reopened))),
        ("AssignFinding", on_finding(finding::Event::Assigned { assignee: person("kim"), reason: reason() })),
        ("ClaimFix", claimed()),
        ("VerifyFix", on_finding(finding::Event::FixVerified)),
        ("RejectFix", on_finding(finding::Event::FixRejected { reason: reason() })),
        ("RetractFinding", on_finding(finding::Event::Retracted { reason: reason(), checkpoint, tally })),
        (
            "RequestAcceptance",
            on_finding(finding::Event::AcceptanceRequested(Asked { reason: reason(), conditions: vec![], ends_at })),
        ),
        ("DecideAcceptance", on_finding(finding::Event::AcceptanceDeclined { reason: reason() })),
        ("RevokeAcceptance", on_finding(finding::Event::AcceptanceRevoked { reason: reason() })),
    ];
    for (call, event) in calls {
        let reviewers_alone = access.roles(access.action(call).unwrap()).iter().eq([Role::Reviewer]);
        let shown = after(&[event]);
        assert_eq!(shown.reviews, reviewers_alone, "{call}");
        assert_eq!(shown.fixes, ["ClaimFix", "RequestAcceptance"].contains(&call), "{call}");
        if shown.fixes {
            assert!(access.roles(access.action(call).unwrap()).iter().eq([Role::Requester]), "{call}");
        }
    }
}

/// A reviewer who never fixes anything writes results for years: the first of each kind is read.
#[test]
fn an_event_of_a_kind_that_revealed_something_is_not_read_again() {
    let known = after(&[verdicts(), verdicts()]);
    assert!(known.reviews && !known.fixes);
    assert_eq!(known.revealed.len(), 1);
    let known = after(&[verdicts(), claimed(), claimed()]);
    assert!(known.reviews && known.fixes, "another kind is read");
    assert_eq!(known.revealed.len(), 2);
    // What reveals nothing may reveal something the next time.
    assert_eq!(after(&[commented()]).revealed.len(), 0);
}
