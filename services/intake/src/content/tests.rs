use jiff::civil::{Date, Weekday, date};

use super::*;

fn shipped() -> Calendar {
    load_calendar(&Path::new(env!("CARGO_MANIFEST_DIR")).join("content")).expect("a table without faults")
}

fn named<'a>(calendar: &'a Calendar, year: i16, name: &str) -> Vec<(Date, &'a str)> {
    let of_year = calendar.holidays.iter().filter(|(day, _)| day.year() == year);
    of_year.filter(|(_, text)| text.ko.contains(name)).map(|(day, text)| (*day, text.ko.as_str())).collect()
}

fn weekend(day: Date) -> bool {
    matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
}

#[test]
fn every_year_has_the_holidays_of_fixed_date() {
    let calendar = shipped();
    for year in &calendar.years {
        let fixed = [(1, 1), (3, 1), (5, 5), (6, 6), (8, 15), (10, 3), (10, 9), (12, 25)];
        for (month, day) in fixed {
            assert!(calendar.holidays.contains_key(&date(*year, month, day)), "{year}-{month}-{day}");
        }
        // A holiday again from 2026 on.
        assert_eq!(calendar.holidays.contains_key(&date(*year, 7, 17)), *year >= 2026, "{year}");
    }
}

#[test]
fn both_great_holidays_last_three_days_around_the_day_itself() {
    let calendar = shipped();
    for year in &calendar.years {
        for (name, months) in [("설날", 1..=2), ("추석", 9..=10)] {
            let days = named(&calendar, *year, name);
            let days: Vec<_> = days.iter().filter(|(_, name)| !name.contains("대체")).collect();
            let [(eve, _), (day, name), (after, _)] = days[..] else { panic!("{year}: {days:?}") };
            assert_eq!((eve.tomorrow().ok(), day.tomorrow().ok()), (Some(*day), Some(*after)), "{year}");
            assert!(!name.contains("연휴") && months.contains(&day.month()), "{year}: {day} {name}");
        }
    }
}

#[test]
fn a_substitute_is_a_weekday_soon_after_what_it_stands_for_and_nothing_is_left_out() {
    let calendar = shipped();
    for (day, text) in calendar.holidays.iter().filter(|(_, text)| text.ko.contains("대체")) {
        assert!(!weekend(*day), "{day} {}", text.ko);
        let before = (1..=3)
            .any(|back| calendar.holidays.contains_key(&day.checked_sub(jiff::Span::new().days(back)).expect("a day")));
        assert!(before, "{day} {} stands for nothing", text.ko);
    }
    let substituted = ["삼일절", "어린이날", "부처님오신날", "제헌절", "광복절", "개천절", "한글날", "기독탄신일"];
    for (day, text) in calendar.holidays.iter().filter(|(day, text)| weekend(**day) && !text.ko.contains("대체")) {
        if !substituted.contains(&text.ko.as_str()) {
            continue;
        }
        let after = (1..=3).any(|on| {
            let day = day.checked_add(jiff::Span::new().days(on)).expect("a day");
            calendar.holidays.get(&day).is_some_and(|text| text.ko.contains("대체"))
        });
        assert!(after, "{day} {} has no substitute", text.ko);
    }
}

#[test]
fn business_days_of_known_months_come_out() {
    let calendar = shipped();
    let count = |year, month| {
        let first = date(year, month, 1);
        let days = first.series(jiff::Span::new().days(1)).take_while(|day| day.month() == month);
        days.filter(|day| calendar.is_business_day(*day).expect("covered")).count()
    };
    assert_eq!(
        [count(2025, 10), count(2026, 2), count(2026, 9), count(2027, 2), count(2028, 10)],
        [18, 17, 20, 18, 17]
    );
}

#[test]
fn a_faulty_table_is_refused_by_its_faults() {
    let dir = std::env::temp_dir().join(format!("haetae-holidays-{}", std::process::id()));
    std::fs::create_dir_all(&dir).expect("a folder");
    let refused = |text: &str| {
        std::fs::write(dir.join("holidays.toml"), text).expect("written");
        format!("{:#}", load_calendar(&dir).expect_err("refused"))
    };
    let error =
        refused("version = \"1\"\nyears = [2026]\n[holidays]\n2027-01-01 = { ko = \"신정\", en = \"New Year\" }\n");
    assert!(error.contains("holidays.2027-01-01: of a year that is not in years"), "{error}");
    let error = refused("version = \"1\"\nyears = [2026]\n[holidays]\n2026-02-30 = { ko = \"a\", en = \"b\" }\n");
    assert!(error.contains("is not a holiday table"), "{error}");
    std::fs::remove_dir_all(&dir).expect("removed");
}
