//! Deadlines: the time that the caller allows, within the limits of the service.

use std::time::Duration;

use http::{HeaderMap, HeaderValue};
use tokio::time::Instant;
use tonic::Request;

use crate::{config::ServerConfig, error::ApiError};

const HEADER: &str = "grpc-timeout";

/// With less time left than this nothing is begun, because no command could be finished.
const LEAST: Duration = Duration::from_millis(1);

/// When the answer to a call has to be there. In the extensions of every request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Deadline(Instant);

impl Deadline {
    /// A deadline this long from now, for work that no call requested.
    pub fn after(duration: Duration) -> Self {
        Self(Instant::now() + duration)
    }

    /// The deadline of a call.
    pub fn from_request<T>(request: &Request<T>) -> Self {
        let known = request.extensions().get().copied();
        known.unwrap_or_else(|| Self::after(ServerConfig::default().default_deadline()))
    }

    /// The moment itself.
    pub fn at(self) -> Instant {
        self.0
    }

    /// The time left; zero when it has passed.
    pub fn remaining(self) -> Duration {
        self.0.saturating_duration_since(Instant::now())
    }

    /// The deadline minus 10 % of the time left, so that a wait that timed out can still be reported to the caller.
    pub fn kept_back(self) -> Self {
        Self::after(self.remaining().mul_f64(0.9))
    }

    /// Fails with `DEADLINE_EXCEEDED` when it has passed. To be called before every step that cannot be undone.
    pub fn check(self) -> Result<(), ApiError> {
        if self.remaining() < LEAST {
            return Err(ApiError::deadline_exceeded());
        }
        Ok(())
    }
}

/// The limits of deadlines in a service.
#[derive(Debug, Clone, Copy)]
pub(crate) struct DeadlineLimits {
    pub(crate) default: Duration,
    pub(crate) most: Duration,
    /// Longest time for an upload, which is also its default: a slow connection ends it only when nothing arrives.
    pub(crate) upload: Duration,
    /// How long an upload may send nothing.
    pub(crate) silence: Duration,
}

impl DeadlineLimits {
    pub(crate) fn of_config(config: &ServerConfig) -> Self {
        Self {
            default: config.default_deadline(),
            most: config.max_deadline(),
            upload: config.max_upload(),
            silence: config.upload_silence(),
        }
    }

    /// The deadline of an upload that began just now.
    pub(crate) fn of_upload(&self, headers: &HeaderMap) -> Result<Deadline, ApiError> {
        Ok(Deadline::after(asked(headers)?.map_or(self.upload, |asked| asked.min(self.upload))))
    }

    /// The deadline of a call that arrived just now.
    pub(crate) fn of(&self, headers: &HeaderMap) -> Result<Deadline, ApiError> {
        let asked = asked(headers)?.unwrap_or(self.default);
        Ok(Deadline::after(asked.min(self.most)))
    }
}

/// The time-out that the caller specified, if any; `INVALID_FIELD` if it cannot be parsed.
pub(crate) fn asked(headers: &HeaderMap) -> Result<Option<Duration>, ApiError> {
    let Some(value) = headers.get(HEADER) else {
        return Ok(None);
    };
    parse(value).map(Some).ok_or_else(|| {
        ApiError::invalid_field(
            HEADER,
            "1~8자리 숫자와 단위(H, M, S, m, u, n)로 써야 합니다.",
            "Must be 1–8 digits and a unit of H, M, S, m, u or n.",
        )
    })
}

/// Parses the value as the gRPC over HTTP/2 specification defines it: at most eight digits and a unit.
fn parse(value: &HeaderValue) -> Option<Duration> {
    let (unit, digits) = value.as_bytes().split_last()?;
    if !(1..=8).contains(&digits.len()) || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let amount: u64 = std::str::from_utf8(digits).ok()?.parse().ok()?;
    match unit {
        b'H' => Some(Duration::from_secs(amount * 3600)),
        b'M' => Some(Duration::from_secs(amount * 60)),
        b'S' => Some(Duration::from_secs(amount)),
        b'm' => Some(Duration::from_millis(amount)),
        b'u' => Some(Duration::from_micros(amount)),
        b'n' => Some(Duration::from_nanos(amount)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_is_read_as_the_specification_writes_it() {
        for (value, duration) in [
            ("1n", Some(Duration::from_nanos(1))),
            ("250m", Some(Duration::from_millis(250))),
            ("99999999H", Some(Duration::from_secs(99_999_999 * 3600))),
            ("100000000n", None),
            ("1", None),
            ("S", None),
            ("-1S", None),
            ("1s", None),
            ("", None),
        ] {
            assert_eq!(parse(&HeaderValue::from_static(value)), duration, "{value}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn the_default_and_the_maximum_hold() {
        let limits = DeadlineLimits::of_config(&ServerConfig::default());
        let of = |value: Option<&'static str>| {
            let mut headers = HeaderMap::new();
            if let Some(value) = value {
                headers.insert(HEADER, HeaderValue::from_static(value));
            }
            limits.of(&headers).map(Deadline::remaining)
        };
        assert_eq!(of(None).unwrap(), Duration::from_secs(10));
        assert_eq!(of(Some("1S")).unwrap(), Duration::from_secs(1));
        assert_eq!(of(Some("1H")).unwrap(), Duration::from_secs(60));
        // F9: an upload over a slow line may take longer than a call.
        assert_eq!(limits.of_upload(&HeaderMap::new()).unwrap().remaining(), Duration::from_secs(3600));
        let error = of(Some("soon")).unwrap_err();
        assert_eq!(error.violations()[0].field, "grpc-timeout");
    }
}
