use haetae_proto::common::v1::ErrorReason;
use proptest::prelude::*;

use super::*;
use crate::error::Violations;

fn long() -> Vec<ApiError> {
    let mut v = Violations::new();
    for n in 0..20 {
        v.add(&format!("verdicts[{n}].{}", "가".repeat(300)), "잘못되었습니다. ".repeat(40), "Is wrong. ".repeat(40));
    }
    let changed = ApiError::changed_meanwhile().with("changes", "VerdictsRecorded by 김하나 at now; ".repeat(500));
    let facts = (0..12).fold(changed, |error, n| error.with(&format!("fact{n}"), "값".repeat(500)));
    let text = "장애가 발생했습니다. ".repeat(2_000);
    vec![v.finish().unwrap_err(), facts, ApiError::new(ErrorReason::Internal, text.clone(), text)]
}

/// F18: no answer has more in its trailers than common clients take, whatever made it long.
#[test]
fn every_status_fits_into_the_trailers_and_keeps_its_reason() {
    for lang in [Lang::Ko, Lang::En] {
        for error in long() {
            let (reason, code) = (error.reason_name(), error.code());
            assert!(size(&error.status(lang)) > MOST_BYTES, "{reason} tells nothing");
            let status = error.into_status(lang);
            assert!(size(&status) <= MOST_BYTES, "{reason}: {}", size(&status));
            let details = status.get_error_details();
            assert_eq!((details.error_info().unwrap().reason.as_str(), status.code()), (reason, code));
            assert!(ApiError::of_status(&status).is_some_and(|whole| whole.reason_name() == reason));
        }
    }
}

#[test]
fn of_a_fact_that_is_too_long_the_end_is_kept_and_a_short_status_is_left_alone() {
    let changes = (0..900).map(|n| format!("Change{n}")).collect::<Vec<_>>().join("; ");
    let status = ApiError::changed_meanwhile().with("changes", changes).into_status(Lang::En);
    let kept = &status.get_details_error_info().unwrap().metadata["changes"];
    assert!(kept.starts_with('…') && kept.ends_with("Change899"), "{kept}");
    let short = ApiError::changed_meanwhile().with("changes", "one").into_status(Lang::En);
    assert_eq!(short.get_details_error_info().unwrap().metadata["changes"], "one");
}

/// Texts as services make them, up to far more than trailers hold.
fn texts() -> impl Strategy<Value = String> {
    let unit = prop_oneof![
        Just("가"),
        Just("점검 항목 "),
        Just("VerdictsRecorded by 김하나 at 2026; "),
        Just("%\u{1f525}\n"),
        Just("\"<{}>\"")
    ];
    let times = prop_oneof![4 => 0..40_usize, 1 => 0..4_000_usize];
    (unit, times).prop_map(|(unit, times)| unit.repeat(times))
}

fn errors() -> impl Strategy<Value = ApiError> {
    let reason = (1..60_i32).prop_filter_map("a reason", |number| ErrorReason::try_from(number).ok());
    let facts = proptest::collection::btree_map("[a-z_]{1,24}", texts(), 0..60);
    let fields = proptest::collection::vec(("[a-z.]{1,60}", texts(), texts()), 0..40);
    (reason, texts(), texts(), facts, fields, any::<bool>()).prop_map(|(reason, ko, en, facts, fields, again)| {
        let error = facts.into_iter().fold(ApiError::new(reason, ko, en), |e, (key, value)| e.with(&key, value));
        let error = fields.into_iter().fold(error, |e, (field, ko, en)| e.violation(&field, ko, en));
        if again { error.retry_after(std::time::Duration::from_secs(1)) } else { error }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// F18: whatever reason it is and however many facts, fields and long Korean texts it has, it fits, and what fits
    /// already is not touched.
    #[test]
    fn no_error_is_too_large_for_the_trailers(error in errors(), korean: bool) {
        let lang = if korean { Lang::Ko } else { Lang::En };
        let (whole, reason) = (error.status(lang), error.reason_name());
        let status = error.into_status(lang);
        prop_assert!(size(&status) <= MOST_BYTES, "{}", size(&status));
        prop_assert_eq!(status.get_details_error_info().map(|info| info.reason), Some(reason.to_owned()));
        if size(&whole) <= MOST_BYTES {
            let fields = |status: &Status| status.get_details_bad_request().map(|bad| bad.field_violations.len());
            prop_assert_eq!(fields(&status), fields(&whole));
            prop_assert_eq!(status.message(), whole.message());
        }
    }
}
