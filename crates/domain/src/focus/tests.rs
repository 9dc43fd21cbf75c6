use super::*;
use proptest::prelude::*;

use crate::catalog::fixture::{control, rule, solution, text, threat};
use crate::vocabulary::{Layer, Level};

fn when(service_types: &[ServiceType], data_classes: &[DataClass]) -> Condition {
    Condition {
        service_types: service_types.iter().copied().collect(),
        data_classes: data_classes.iter().copied().collect(),
        ..Default::default()
    }
}

fn catalog() -> Catalog {
    use DataClass::Personal;
    use ServiceType::{Authentication, Payment};
    let mut cited = control("B", Layer::Data, Level::High);
    cited.solutions = vec!["lock".into()];
    let advanced = Condition { min_level: Some(Level::High), ..when(&[Payment], &[]) };
    Catalog {
        id: "c".into(),
        title: text(),
        source: text(),
        controls: vec![
            control("A", Layer::Network, Level::High),
            cited,
            control("C", Layer::Data, Level::Low),
            control("D", Layer::Client, Level::High),
            control("E", Layer::Client, Level::High),
        ],
        rules: vec![
            rule("all", Condition::default(), &["A", "E"]),
            rule("pay", when(&[Payment], &[]), &["A", "B", "C", "D"]),
            rule("login", when(&[Authentication], &[]), &["B"]),
            rule("personal", when(&[Payment], &[Personal]), &["D"]),
            rule("high", advanced, &["A"]),
        ],
        threats: vec![threat("theft", &[Component::Device]), threat("flood", &[])],
        solutions: vec![solution("lock", &["theft", "flood"])],
    }
}

fn kind(service_types: &[ServiceType]) -> Kind {
    Kind { service_types: service_types.iter().copied().collect(), ..Default::default() }
}

fn ids<'a>(items: &'a [FocusItem<'_>]) -> Vec<&'a str> {
    items.iter().map(|i| i.control.id.as_str()).collect()
}

#[test]
fn more_rules_then_a_lower_level_then_more_threats_then_the_flow_decide() {
    let catalog = catalog();
    assert_eq!(catalog.faults(), vec![]);
    assert_eq!(ids(&focus([&catalog], &kind(&[ServiceType::Payment]), &Experience::default())), ["C", "B", "D", "A"]);
    let both = kind(&[ServiceType::Authentication, ServiceType::Payment]);
    assert_eq!(ids(&focus([&catalog], &both, &Experience::default())), ["B", "C", "D", "A"]);
    let personal = Kind { data_classes: [DataClass::Personal].into(), ..kind(&[ServiceType::Payment]) };
    assert_eq!(ids(&focus([&catalog], &personal, &Experience::default())), ["D", "C", "B", "A"]);
}

#[test]
fn an_item_names_its_rules_its_service_types_and_the_threats_to_the_given_components() {
    let catalog = catalog();
    let device = Kind { components: [Component::Device].into(), ..kind(&[ServiceType::Authentication]) };
    let guide = focus([&catalog], &device, &Experience::default());
    let [item] = guide.as_slice() else { panic!("{guide:?}") };
    assert_eq!(item.rules.iter().map(|r| r.id.as_str()).collect::<Vec<_>>(), ["login"]);
    assert_eq!(item.service_types, [ServiceType::Authentication].into());
    let threats: Vec<_> = item.threats.iter().map(|m| (m.threat.id.as_str(), m.solution.id.as_str())).collect();
    assert_eq!(threats, [("theft", "lock"), ("flood", "lock")]);
    let elsewhere = kind(&[ServiceType::Authentication]);
    assert_eq!(
        focus([&catalog], &elsewhere, &Experience::default())[0].threats.len(),
        1,
        "theft concerns devices only"
    );
}

#[test]
fn what_failed_often_comes_earlier_and_shows_its_record() {
    use crate::checkpoint_key::CheckpointKey;
    use crate::vocabulary::VerdictResult::{Fail, Pass};
    let catalog = catalog();
    let mut experience = Experience::default();
    let checkpoint = CheckpointKey { catalog: "c".into(), control: "A".into(), check: "1".into() };
    [Fail, Fail, Pass, Pass].iter().for_each(|result| experience.count(&checkpoint, *result));
    let pay = kind(&[ServiceType::Payment]);
    assert_eq!(ids(&focus([&catalog], &pay, &experience)), ["C", "B", "D", "A"], "too few to say anything");
    experience.count(&checkpoint, Fail);
    let guide = focus([&catalog], &pay, &experience);
    assert_eq!(ids(&guide), ["A", "C", "B", "D"]);
    assert_eq!((guide[0].record.judged, guide[0].record.failed), (5, 3));
}

#[test]
fn what_every_service_is_checked_for_is_no_focus() {
    assert_eq!(ids(&focus([&catalog()], &kind(&[ServiceType::AiFeature]), &Experience::default())), Vec::<&str>::new());
}

#[test]
fn a_service_type_with_few_rules_is_not_crowded_out() {
    let mut catalog = catalog();
    let many: Vec<String> = (0..30).map(|n| format!("P{n}")).collect();
    catalog.controls = many.iter().map(|id| control(id, Layer::Client, Level::Low)).collect();
    catalog.controls.push(control("L", Layer::Data, Level::High));
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    catalog.rules = vec![
        rule("pay", when(&[ServiceType::Payment], &[]), &many),
        rule("personal", when(&[], &[DataClass::Personal]), &many),
        rule("login", when(&[ServiceType::Authentication], &[]), &["L"]),
    ];
    let kind = Kind {
        data_classes: [DataClass::Personal].into(),
        ..kind(&[ServiceType::Payment, ServiceType::Authentication])
    };
    let guide = focus([&catalog], &kind, &Experience::default());
    assert_eq!((guide.len(), guide[8].control.id.as_str(), guide[9].control.id.as_str()), (MOST, "P8", "L"));
}

proptest! {
    #[test]
    fn a_guide_is_short_explained_and_always_the_same(
        types in proptest::sample::subsequence(ServiceType::ALL, 0..=ServiceType::ALL.len()),
        classes in proptest::sample::subsequence(DataClass::ALL, 0..=DataClass::ALL.len()),
        copies in 1_usize..5,
    ) {
        let catalogs: Vec<_> = (0..copies).map(|n| Catalog { id: format!("c{n}"), ..catalog() }).collect();
        let kind = Kind { data_classes: classes.into_iter().collect(), ..kind(&types) };
        let guide = focus(&catalogs, &kind, &Experience::default());
        prop_assert!(guide.len() <= MOST);
        prop_assert!(guide.iter().all(|i| !i.rules.is_empty()));
        prop_assert_eq!(format!("{guide:?}"), format!("{:?}", focus(&catalogs, &kind, &Experience::default())));
    }
}
