//! Marks incomplete responses: units may be parked in the read models that a response was read from. The read records
//! them, and the response lists them in a header.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use http::{HeaderName, HeaderValue};

/// The header, e.g. `board=2, diagnosis=1`.
pub(super) const HEADER: HeaderName = HeaderName::from_static("haetae-parked");

tokio::task_local! {
    static NOTED: Noted;
}

/// The parked units recorded for one response. Clones share them.
#[derive(Debug, Clone, Default)]
pub(super) struct Noted(Arc<Mutex<BTreeMap<&'static str, u32>>>);

/// Records how many units are parked in a read model, so that the response to the current call can list them. Does
/// nothing outside a call.
pub fn note_parked(read_model: &'static str, units: u32) {
    // Outside a call there is no response to mark.
    let _ = NOTED.try_with(|noted| {
        let mut noted = noted.0.lock().unwrap_or_else(PoisonError::into_inner);
        noted.insert(read_model, units);
    });
}

impl Noted {
    /// Runs a handler and collects its records here.
    pub(super) async fn during<F: Future>(self, handler: F) -> F::Output {
        NOTED.scope(self, handler).await
    }

    /// The header's value; none when nothing is parked.
    pub(super) fn header(&self) -> Option<HeaderValue> {
        let noted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let parked: Vec<_> = noted.iter().filter(|(_, units)| **units > 0).collect();
        let text: Vec<_> = parked.iter().map(|(read_model, units)| format!("{read_model}={units}")).collect();
        HeaderValue::from_str(&text.join(", ")).ok().filter(|value| !value.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_answer_is_marked_by_what_it_was_read_from_and_by_nothing_else() {
        let (one, other) = (Noted::default(), Noted::default());
        one.clone()
            .during(async {
                note_parked("diagnosis", 1);
                note_parked("board", 3);
                note_parked("board", 2);
            })
            .await;
        other.clone().during(async { note_parked("board", 0) }).await;
        note_parked("board", 9);
        assert_eq!(one.header().unwrap(), "board=2, diagnosis=1");
        assert_eq!(other.header(), None);
    }
}
