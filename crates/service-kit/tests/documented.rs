//! docs/errors.md says what the code does.

use haetae_proto::common::v1::ErrorReason;
use haetae_service_kit::error::ApiError;

const TABLE: &str = include_str!("../../../docs/errors.md");

#[test]
fn every_reason_has_one_row_with_its_status() {
    let rows: Vec<_> = TABLE.lines().filter(|line| line.starts_with("| `")).collect();
    let reasons: Vec<_> = (1..1000).filter_map(|number| ErrorReason::try_from(number).ok()).collect();
    for reason in &reasons {
        let error = ApiError::new(*reason, "", "");
        let start = format!("| `{}` | `{}` |", error.reason_name(), screaming(&format!("{:?}", error.code())));
        assert_eq!(rows.iter().filter(|row| row.starts_with(&start)).count(), 1, "{start}");
    }
    assert_eq!(rows.len(), reasons.len(), "a row for a reason that does not exist");
}

/// `InvalidArgument` as contracts write it.
fn screaming(name: &str) -> String {
    let words = name.char_indices().map(|(at, c)| if at > 0 && c.is_uppercase() { format!("_{c}") } else { c.into() });
    words.collect::<String>().to_uppercase()
}
