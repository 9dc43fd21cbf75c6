//! Pages say what the code does: docs/errors.md its reasons, deploy/README.md its limits of connections.

use haetae_proto::common::v1::ErrorReason;
use haetae_service_kit::{config::ServerConfig, error::ApiError};

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

#[test]
fn the_limits_of_connections_are_those_of_the_page() {
    let page = include_str!("../../../deploy/README.md");
    let config = ServerConfig::default();
    let limits = [
        ("MAX_CONNECTIONS", u64::from(config.max_connections.get())),
        ("MAX_CONNECTIONS_PER_PEER", config.max_connections_per_peer.get().into()),
        ("MAX_UNKNOWN_CONNECTIONS", config.max_unknown_connections.get().into()),
        ("UNKNOWN_SILENCE_MS", config.unknown_silence_ms.get()),
        ("MAX_CALLS_WITHOUT_TOKEN", config.max_calls_without_token.get().into()),
        ("PING_MS", config.ping_ms.get()),
        ("PING_ANSWER_MS", config.ping_answer_ms.get()),
    ];
    for (key, default) in limits {
        let row = format!("| `HAETAE__SERVER__{key}` | {default} |");
        assert!(page.contains(&row), "{row}");
    }
}

/// `InvalidArgument` as contracts write it.
fn screaming(name: &str) -> String {
    let words = name.char_indices().map(|(at, c)| if at > 0 && c.is_uppercase() { format!("_{c}") } else { c.into() });
    words.collect::<String>().to_uppercase()
}
