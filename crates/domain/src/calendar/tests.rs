use super::*;

/// 2026 alone, with the substitute for the first of March and the fifth of May.
pub(crate) fn calendar() -> Calendar {
    let holiday = |day: &str| (day.parse().expect("a day"), Text::new("공휴일", "Holiday"));
    let holidays = ["2026-03-02", "2026-05-05", "2026-12-25"].map(holiday).into();
    Calendar { version: "test-1".into(), years: [2026].into(), holidays }
}

fn at(time: &str) -> Timestamp {
    time.parse().expect("a time")
}

#[test]
fn the_day_itself_weekends_and_holidays_do_not_count() {
    let end = |from: &str, days| calendar().end_of_business_day(at(from), days);
    // Friday before a weekend that ends with a holiday: Tuesday is the first.
    assert_eq!(end("2026-02-27T00:00:00+09:00", 1), Ok(at("2026-03-03T23:59:59+09:00")));
    assert_eq!(end("2026-02-27T23:59:59+09:00", 2), Ok(at("2026-03-04T23:59:59+09:00")));
    assert_eq!(end("2026-02-28T12:00:00+09:00", 1), Ok(at("2026-03-03T23:59:59+09:00")), "from a Saturday");
    assert_eq!(end("2026-03-03T12:00:00+09:00", 0), Ok(at("2026-03-03T23:59:59+09:00")));
    // What is the 27th in London is the 28th in Seoul.
    assert_eq!(end("2026-03-03T15:00:00Z", 1), Ok(at("2026-03-05T23:59:59+09:00")));
}

#[test]
fn business_days_between_two_times_are_those_of_the_days_in_seoul() {
    let between = |from: &str, to: &str| calendar().business_days(at(from), at(to));
    assert_eq!(between("2026-02-27T09:00:00+09:00", "2026-03-03T09:00:00+09:00"), Ok(1));
    assert_eq!(between("2026-03-03T00:00:00+09:00", "2026-03-03T23:59:00+09:00"), Ok(0));
    assert_eq!(between("2026-03-05T00:00:00+09:00", "2026-03-03T00:00:00+09:00"), Ok(0), "backwards");
}

#[test]
fn a_year_that_is_not_covered_is_named() {
    let missing = |from: &str, days| calendar().end_of_business_day(at(from), days);
    assert_eq!(missing("2026-12-31T12:00:00+09:00", 1), Err(MissingYear(2027)));
    assert_eq!(missing("1969-12-31T12:00:00+09:00", 1), Err(MissingYear(1970)));
    assert_eq!(
        calendar().business_days(at("2026-12-30T12:00:00+09:00"), at("2027-01-05T12:00:00+09:00")),
        Err(MissingYear(2027))
    );
}

#[test]
fn the_end_of_time_is_an_answer_and_no_panic() {
    let last = Timestamp::MAX;
    assert_eq!(calendar().end_of_business_day(last, 1), Err(MissingYear(10_000)));
    assert_eq!(
        calendar().end_of_business_day(Timestamp::MIN, u32::MAX),
        Err(MissingYear(day_in_seoul(Timestamp::MIN).year()))
    );
    let whole = Calendar { years: [9999].into(), ..calendar() };
    assert_eq!(whole.end_of_business_day(at("9999-12-30T00:00:00+09:00"), 3), Err(MissingYear(10_000)));
}

#[test]
fn summer_time_of_1987_and_1988_is_known() {
    // 23:30 in winter time was half past midnight on the clocks of that summer.
    assert_eq!(day_in_seoul(at("1987-07-01T14:30:00Z")), "1987-07-02".parse().expect("a day"));
    assert_eq!(day_in_seoul(at("1988-07-01T14:30:00Z")), "1988-07-02".parse().expect("a day"));
    assert_eq!(day_in_seoul(at("1989-07-01T14:30:00Z")), "1989-07-01".parse().expect("a day"));
    let year = Calendar { years: [1988].into(), ..calendar() };
    // The night in which summer began lacks an hour, the one in which it ended has one twice.
    assert_eq!(year.end_of_business_day(at("1988-05-06T00:00:00Z"), 1), Ok(at("1988-05-09T23:59:59+10:00")));
    assert_eq!(year.end_of_business_day(at("1988-10-07T00:00:00Z"), 1), Ok(at("1988-10-10T23:59:59+09:00")));
}

#[test]
fn faults_name_the_day() {
    assert_eq!(calendar().faults(), []);
    let mut wrong = calendar();
    wrong.version = " ".into();
    wrong.holidays.insert("2027-01-01".parse().expect("a day"), Text::new("신정", ""));
    let paths: Vec<_> = wrong.faults().into_iter().map(|fault| fault.path).collect();
    assert_eq!(paths, ["version", "holidays.2027-01-01", "holidays.2027-01-01"]);
}
