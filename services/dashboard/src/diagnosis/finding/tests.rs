use haetae_domain::checkpoint_key::CheckpointKey;
use haetae_domain::finding::{Event, Opened};
use jiff::Timestamp;

use super::*;

const DAY: i64 = 24 * 3_600;

fn at(days: i64) -> PgTimestamp {
    PgTimestamp::new(Timestamp::from_second(days * DAY).expect("a time"))
}

fn fresh() -> Finding {
    let key = FindingKey { review_id: Uuid::from_u128(7), number: 1 };
    let place = OpeningPlace { key, sequence: 1, at: at(0), round: 1, layer: None, team: "교통과" };
    let checkpoint = CheckpointKey::parse("web:APP-01:1").expect("a key");
    let severity = Level::High;
    opened(
        &place,
        &Opened {
            checkpoint,
            reason: "평문 저장".into(),
            severity,
            review_level: severity,
            mandatory: true,
            team: "교통과".into(),
            due_at: at(30).get(),
            due_days: 30,
            policy: None,
            catalog: None,
            previous: None,
        },
    )
}

fn asked(days: i64) -> Event {
    Event::AcceptanceRequested(Asked {
        reason: String::new(),
        conditions: vec!["망 분리".into()],
        ends_at: at(days).get(),
    })
}

fn approved(days: i64, granted: bool) -> Event {
    Event::AcceptanceApproved { reason: String::new(), ends_at: at(days).get(), granted }
}

/// A request that lapsed is said to have lapsed until there is another one, and what waits for approvers is told apart.
#[test]
fn a_request_that_lapsed_is_neither_pending_nor_forgotten() {
    let lapsed = || Event::AcceptanceRequestLapsed { ends_at: at(2).get() };
    let state = |events: &[Event]| {
        let mut finding = fresh();
        events.iter().for_each(|event| finding.take(event, at(1)));
        (finding.status, finding.acceptance.map(|acceptance| acceptance.state))
    };
    assert_eq!(state(&[asked(2)]), (FindingStatus::Open, Some(AcceptanceState::Requested)));
    assert_eq!(state(&[asked(2), lapsed()]), (FindingStatus::Open, Some(AcceptanceState::Lapsed)));
    assert_eq!(state(&[asked(2), lapsed(), asked(9)]), (FindingStatus::Open, Some(AcceptanceState::Requested)));
    assert_eq!(state(&[asked(2), lapsed(), Event::FixVerified]), (FindingStatus::Closed, None));
}

/// Status, granted, ending after each event, a day apart.
fn after(events: &[Event]) -> (FindingStatus, Option<(bool, bool)>) {
    let mut finding = fresh();
    for (day, event) in (1..).zip(events) {
        finding.take(event, at(day));
    }
    (finding.status, finding.acceptance.map(|acceptance| (acceptance.granted(), acceptance.ending)))
}

#[test]
fn a_fix_is_stronger_than_an_acceptance_and_what_holds_comes_back() {
    use FindingStatus::{Accepted, Closed, FixClaimed, Open};
    let claimed = || Event::FixClaimed { description: String::new(), evidence: Default::default() };
    let rejected = || Event::FixRejected { reason: String::new() };
    let ended = || Event::AcceptanceEnded { ends_at: at(90).get() };
    assert_eq!(after(&[]), (Open, None));
    assert_eq!(after(&[asked(90)]), (Open, Some((false, false))));
    assert_eq!(after(&[asked(90), approved(90, false)]), (Open, Some((false, false))));
    assert_eq!(after(&[asked(90), approved(90, true)]), (Accepted, Some((true, false))));
    assert_eq!(after(&[asked(90), claimed(), approved(90, true)]), (FixClaimed, Some((true, false))));
    assert_eq!(after(&[asked(90), claimed(), approved(90, true), rejected()]), (Accepted, Some((true, false))));
    assert_eq!(after(&[claimed(), rejected()]), (Open, None));
    assert_eq!(after(&[asked(90), approved(90, true), ended()]), (Open, None));
    assert_eq!(after(&[asked(90), approved(90, true), claimed(), ended()]), (FixClaimed, None));
    assert_eq!(after(&[asked(90), approved(90, true), claimed(), Event::FixVerified]), (Closed, None));
}

#[test]
fn an_acceptance_ends_soon_once_it_was_announced_or_when_it_is_short() {
    let announced = Event::AcceptanceEnding { days: 30, ends_at: at(90).get() };
    assert_eq!(after(&[asked(90), approved(90, true), announced]).1, Some((true, true)));
    assert_eq!(after(&[asked(32), approved(32, true)]).1, Some((true, true)));
    assert_eq!(after(&[asked(33), approved(33, true)]).1, Some((true, false)));
}
