use super::{value::time, *};
use crate::{board::REVIEW_FIELDS, diagnosis::FINDING_FIELDS};

fn read(text: &str) -> Filter {
    super::read(text, REVIEW_FIELDS).unwrap_or_else(|wrong| panic!("{text:?}: {}", wrong.en))
}

fn test(column: &'static str, operator: Operator, value: Value) -> Filter {
    Filter::Test(Test { column, operator, value })
}

fn is(column: &'static str, words: &[&'static str]) -> Filter {
    test(column, Operator::Equal, Value::Words(words.to_vec()))
}

#[test]
fn comparisons_become_typed_tests() {
    use Operator::{Equal, Greater, GreaterOrEqual, Has, Less, LessOrEqual, NotEqual};
    let text = |text: &str| Value::Text(text.to_owned());
    for (filter, expected) in [
        ("status = IN_DIAGNOSIS", is("status", &["in_diagnosis"])),
        ("level=HIGH", is("level", &["high"])),
        ("level >= HIGH", is("level", &["high", "critical"])),
        ("level < HIGH", is("level", &["low", "medium"])),
        ("level != HIGH", test("level", NotEqual, Value::Words(vec!["high"]))),
        ("level:*", test("level", Has, Value::Present)),
        ("service_types:PAYMENT", test("service_types", Has, Value::Words(vec!["payment"]))),
        ("service_type = PAYMENT", test("service_types", Equal, Value::Words(vec!["payment"]))),
        ("team = 교통과", test("team", Equal, text("교통과"))),
        ("team = \"스마트 \\\"도시\\\"\"", test("team", Equal, text("스마트 \"도시\""))),
        ("team = \"AND\"", test("team", Equal, text("AND"))),
        ("title:\u{1112}\u{1162}태", Filter::Part("title", "해태".to_owned())),
        ("team:㎏", Filter::Part("team", "kg".to_owned())),
        ("requester:KIM", Filter::Part("requester_subject", "kim".to_owned())),
        ("title = ㎏", test("title", Equal, text("㎏"))),
        ("title = \"*\"", test("title", Equal, text("*"))),
        ("requester != lee", test("requester_subject", NotEqual, text("lee"))),
        ("score > 10", test("score", Greater, Value::Number(10))),
        ("fail <= 0", test("fail", LessOrEqual, Value::Number(0))),
        ("submitted_at >= 2026-01-31", {
            test("submitted_at", GreaterOrEqual, Value::Time(time("2026-01-30T15:00:00Z").unwrap()))
        }),
        ("due_at < \"9999-12-31T23:59:59Z\"", test("due_at", Less, Value::Time(time("9999-12-31T00:00:00Z").unwrap()))),
        ("due_at >= 0001-01-01", test("due_at", GreaterOrEqual, Value::Time(time("0001-01-01T00:00:00Z").unwrap()))),
        ("due_at >= \"0001-01-01T00:00:00+09:00\"", {
            test("due_at", GreaterOrEqual, Value::Time(time("0001-01-01T00:00:00Z").unwrap()))
        }),
        ("due_at > \"9999-12-31T23:59:59-12:00\"", {
            test("due_at", Greater, Value::Time(time("9999-12-31T23:59:59Z").unwrap()))
        }),
        ("due_at > 2024-02-29", test("due_at", Greater, Value::Time(time("2024-02-28T15:00:00Z").unwrap()))),
        ("due_at:*", test("due_at", Has, Value::Present)),
        ("components:*", test("components", Has, Value::Filled)),
        ("overdue:*", Filter::EVERYTHING),
        ("acceptance_pending:*", Filter::EVERYTHING),
        ("due_at < 9999-12-31", test("due_at", Less, Value::Time(time("9999-12-30T15:00:00Z").unwrap()))),
        ("updated_at < \"2026-01-31T09:30:00.5+09:00\"", {
            test("updated_at", Less, Value::Time(time("2026-01-31T00:30:00.5Z").unwrap()))
        }),
    ] {
        assert_eq!(read(filter), expected, "{filter}");
    }
}

#[test]
fn conditions_are_joined_grouped_and_turned_round() {
    let (high, low) = (|| is("level", &["high"]), || is("level", &["low"]));
    let search = |text: &str| Filter::Search(crate::text::fold(text));
    for (filter, expected) in [
        ("", Filter::EVERYTHING),
        ("  ", Filter::EVERYTHING),
        ("level = HIGH AND level = LOW", Filter::All(vec![high(), low()])),
        ("level = HIGH OR level = LOW OR 결제", Filter::Any(vec![high(), low(), search("결제")])),
        ("NOT level = HIGH", Filter::Not(Box::new(high()))),
        ("-level = HIGH", Filter::Not(Box::new(high()))),
        ("NOT (level = HIGH)", Filter::Not(Box::new(high()))),
        ("NOT NOT 결제", Filter::Not(Box::new(Filter::Not(Box::new(search("결제")))))),
        (
            "(level = HIGH OR 결제) AND NOT level = LOW",
            Filter::All(vec![Filter::Any(vec![high(), search("결제")]), Filter::Not(Box::new(low()))]),
        ),
        ("결제 연동", Filter::All(vec![search("결제"), search("연동")])),
        ("결제 \"외부 연동\" AND level = LOW", Filter::All(vec![search("결제"), search("외부 연동"), low()])),
        ("\"level\"", search("level")),
        ("\"AND\"", search("AND")),
        ("web-app", search("web-app")),
        ("50㎏", search("50kg")),
        ("cafe\u{301}", search("café")),
    ] {
        assert_eq!(read(filter), expected, "{filter}");
    }
}

/// The filter is refused, in words that begin so; where they do not name a place, that have this in them.
fn refused_with(filter: &str, hint: &str) {
    let wrong = super::read(filter, REVIEW_FIELDS).expect_err(filter);
    assert!(
        wrong.en.starts_with(hint) || (!hint.starts_with("At") && wrong.en.contains(hint)),
        "{filter:?}: {}",
        wrong.en
    );
    assert_ne!(wrong.ko, wrong.en);
}

#[test]
fn what_is_wrong_is_named_with_its_place_and_what_is_allowed() {
    for (filter, hint) in [
        ("level", "At character 1: level is a field"),
        ("level =", "At character 8: a value must follow"),
        ("= HIGH", "At character 1: a condition must stand here"),
        ("level HIGH", "At character 1: level is a field"),
        ("level == HIGH", "At character 8: a value must follow"),
        ("level = HIGH AND", "At character 17: a condition must stand here"),
        ("AND level = HIGH", "At character 1: a condition must stand here"),
        ("level = HIGH level = LOW", "At character 14: join conditions by AND or OR"),
        ("level = HIGH 결제", "At character 14: join conditions by AND or OR"),
        ("결제 level = LOW", "At character 4: join conditions by AND or OR"),
        ("결제 OR 연동 AND 인증", "At character 10: put parentheses where AND and OR meet"),
        ("결제 연동 OR 인증", "At character 7: put parentheses where AND and OR meet"),
        ("(결제", "At character 1: this parenthesis is never closed"),
        ("결제)", "At character 3: this parenthesis was never opened"),
        ("()", "At character 2: a condition must stand here"),
        ("NOT", "a condition must stand here"),
        ("team = AND", "At character 8: a value must follow"),
        ("team = (교통과)", "At character 8: a value must follow"),
        ("team = \"open", "At character 8: the quote is never closed"),
        ("team = \"a\nb\"", "At character 10: must not contain U+000A: control characters are not allowed"),
        ("team = \"a\u{202e}b\"", "At character 10: must not contain U+202E: characters that change the direction"),
        ("\"level\" = HIGH", "At character 1: write the name of a field without quotes"),
        ("수준 = 높음", "At character 1: fields are review_id, number, title, team"),
        ("LEVEL = HIGH", "At character 1: fields are"),
        ("1 = 1", "At character 1: fields are"),
        ("level = high", "At character 9: level must be one of LOW, MEDIUM, HIGH, CRITICAL"),
        ("status = OPEN", "At character 10: status must be one of RECEIVED"),
        ("status > RECEIVED", "At character 1: status can be compared by = != :* only"),
        ("status:RECEIVED", "At character 1: status can be compared by"),
        ("team > a", "At character 1: team can be compared by = != : :* only"),
        ("submitted_at = 2026-01-31", "At character 1: submitted_at can be compared by < <= > >= :* only"),
        ("overdue > true", "At character 1: overdue can be compared by = != :* only"),
        ("number:R-2026-0001", "At character 1: number can be compared by = != < <= > >= :* only"),
        ("due_at:\"*\"", "At character 1: due_at can be compared by < <= > >= :* only"),
        ("due_at < 0000-12-31", "At character 10: due_at must be a date such as"),
        ("due_at < 2023-02-29", "At character 10: due_at must be a date such as"),
        ("due_at < 1900-02-29", "At character 10: due_at must be a date such as"),
        ("due_at < \"0000-12-31T23:59:59Z\"", "At character 10: due_at must be a date such as"),
        ("due_at < \"2026-01-31T09:00:00\"", "At character 10: due_at must be a date such as"),
        ("submitted_at > 2026-02-30", "At character 16: submitted_at must be a date such as"),
        ("submitted_at > \"10000-01-01T00:00:00Z\"", "At character 16: submitted_at must be a date such as"),
        ("submitted_at > \"9999-12-32T00:00:00Z\"", "At character 16: submitted_at must be a date such as"),
    ] {
        refused_with(filter, hint);
    }
}

#[test]
fn a_wrong_value_is_named_with_its_place_and_what_is_allowed() {
    let many = vec!["a"; 51].join(" ");
    let long = "a".repeat(LONGEST + 1);
    for (filter, hint) in [
        ("submitted_at > soon", "At character 16: submitted_at must be a date such as"),
        ("score = -5", "At character 9: score must be a whole number from 0"),
        ("score = 5.5", "At character 9: score must be a whole number from 0"),
        ("score = 99999999999", "At character 9: score must be a whole number from 0"),
        ("review_id = 7", "At character 13: review_id must be a UUID"),
        ("team = \"\"", "At character 8: team must be text that is not empty"),
        ("team:\"\u{200b}\"", "At character 6: team must be text that can be seen"),
        ("결*", "At character 1: * has a meaning only in"),
        ("\" \"", "At character 1: there is nothing to search for"),
        ("level = HIGH; DROP TABLE reviews", "At character 13: this character has no meaning here"),
        ("a\0b", "At character 2: this character has no meaning here"),
        ("a!b", "At character 2: this character has no meaning here"),
        (&many, "At character 101: at most 50 conditions"),
        (&long, "Must have at most 2000 characters"),
    ] {
        refused_with(filter, hint);
    }
}

/// F15: 16 levels of parentheses and `NOT` are read, 17 are refused at the first that is too deep, as docs/filters.md says.
#[test]
fn sixteen_levels_are_read_and_no_more() {
    let groups = |depth: usize| format!("{}a{}", "(".repeat(depth), ")".repeat(depth));
    let nots = |depth: usize| format!("{}a", "NOT ".repeat(depth));
    let mixed = |depth: usize| format!("{}a{}", "NOT (".repeat(depth / 2), ")".repeat(depth / 2));
    for deepest in [groups(16), nots(16), mixed(16), format!("{} AND {}", groups(16), nots(16))] {
        read(&deepest);
    }
    for deeper in [groups(17), nots(17), nots(400), mixed(18), format!("b AND {}", groups(17))] {
        let wrong = super::read(&deeper, REVIEW_FIELDS).expect_err(&deeper);
        assert!(wrong.en.contains("must not be nested more than 16 deep"), "{deeper}: {}", wrong.en);
    }
    let wrong = super::read(&groups(17), REVIEW_FIELDS).expect_err("too deep");
    assert!(wrong.en.starts_with("At character 18: "), "{}", wrong.en);
}

#[test]
fn no_text_panics_or_takes_long() {
    use proptest::prelude::*;
    let piece = prop_oneof![
        Just("(".to_owned()),
        Just(")".into()),
        Just(" AND ".into()),
        Just(" OR ".into()),
        Just("NOT ".into()),
        Just("level".into()),
        Just("=".into()),
        Just(":".into()),
        Just("-".into()),
        Just("\"".into()),
        Just("HIGH".into()),
        Just("score".into()),
        Just("submitted_at".into()),
        ">=?".prop_map(Into::into),
        ".{0,5}".prop_map(Into::into),
    ];
    proptest!(|(text in prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat()))| {
        let _ = super::read(&text, REVIEW_FIELDS);
    });
}

/// D1: what waits for an approver or a reviewer can be asked for, and what does not wait.
#[test]
fn what_waits_for_people_is_a_flag_over_a_word() {
    let read = |text| super::read(text, FINDING_FIELDS).unwrap_or_else(|wrong| panic!("{text:?}: {}", wrong.en));
    let pending = || is("acceptance", &["requested"]);
    let not_pending = || test("acceptance", Operator::NotEqual, Value::Words(vec!["requested"]));
    assert_eq!(read("acceptance_pending = true"), pending());
    assert_eq!(read("acceptance_pending != false"), pending());
    assert_eq!(read("acceptance_pending = false"), not_pending());
    assert_eq!(read("acceptance_pending != true"), not_pending());
    assert_eq!(read("fix_claimed = true"), is("status", &["fix_claimed"]));
    assert!(super::read("fix_claimed = yes", FINDING_FIELDS).is_err());
}

/// The tables of docs/filters.md name every field of both lists in order, each with everything that may follow it.
#[test]
fn the_page_names_every_field_and_operator() {
    let page = include_str!("../../../../docs/filters.md");
    let rows: Vec<(&str, Vec<&str>)> = page
        .lines()
        .filter_map(|line| {
            let [_, field, _, operators, _] = line.split('|').map(str::trim).collect::<Vec<_>>()[..] else {
                return None;
            };
            let name = field.strip_prefix('`')?.strip_suffix('`')?;
            Some((name, operators.split(' ').map(|operator| operator.trim_matches('`')).collect()))
        })
        .collect();
    let fields = REVIEW_FIELDS.iter().chain(FINDING_FIELDS);
    assert_eq!(rows, fields.map(|field| (field.name, field.kind.offered())).collect::<Vec<_>>());
}
