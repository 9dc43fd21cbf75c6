use std::{
    io,
    sync::{Arc, Mutex},
};

use serde_json::Value;

use super::*;

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Lines {
    fn parsed(&self) -> Vec<Value> {
        let bytes = self.0.lock().unwrap().clone();
        let text = String::from_utf8(bytes).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

/// Runs `work` under our subscriber without any exporter and returns the log lines.
fn logged(filter: &str, work: impl FnOnce()) -> Vec<Value> {
    let provider = provider(Resource::builder().build(), &TelemetryConfig::default()).unwrap();
    let lines = Lines::default();
    let writer = lines.clone();
    let subscriber = subscriber(filter, &provider, move || writer.clone()).unwrap();
    tracing::subscriber::with_default(subscriber, work);
    lines.parsed()
}

#[test]
fn lines_inside_a_span_carry_its_ids() {
    let lines = logged("info", || {
        tracing::info!("outside");
        let span = tracing::info_span!("work");
        let _entered = span.enter();
        tracing::info!(count = 3, "inside \"quoted\"\nbroken");
        tracing::debug!("filtered out");
    });
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[0]["message"], "outside");
    assert!(lines[0].get("trace_id").is_none());
    assert_eq!(lines[1]["message"], "inside \"quoted\"\nbroken");
    assert_eq!(lines[1]["count"], 3);
    assert_eq!(lines[1]["span"], "work");
    assert_eq!(lines[1]["trace_id"].as_str().unwrap().len(), 32);
    assert_eq!(lines[1]["span_id"].as_str().unwrap().len(), 16);
}

#[test]
fn a_field_takes_the_place_of_nothing_that_every_line_has() {
    let lines = logged("info", || {
        tracing::info!(time = 1, level = 2, target = 3, span = 4, trace_id = 5, span_id = 6, "of a library");
    });
    let line = &lines[0];
    assert_eq!((&line["level"], &line["message"]), (&Value::from("INFO"), &Value::from("of a library")));
    assert!(line["time"].is_string() && line["target"].is_string(), "{line}");
    for (name, value) in [("time", 1), ("level", 2), ("target", 3), ("span", 4), ("trace_id", 5), ("span_id", 6)] {
        assert_eq!(line[format!("field_{name}")], value, "{line}");
    }
}

#[test]
fn a_trace_goes_on_from_its_header_even_when_nothing_is_logged() {
    const PARENT: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    logged("off", || {
        assert_eq!(current_traceparent(), None);
        assert_eq!(current_trace_id(), None);
        let first = span_from_traceparent("follow up", PARENT).in_scope(|| {
            assert_eq!(current_trace_id_hex().unwrap(), &PARENT[3..35]);
            current_traceparent().unwrap()
        });
        assert!(first.starts_with(&PARENT[..36]) && first.ends_with("-01"), "{first}");
        assert_ne!(first, PARENT);
        let second = span_from_traceparent("next", &first).in_scope(current_trace_id);
        assert_eq!(second.unwrap()[..2], [0x0a, 0xf7]);
        let fresh = span_from_traceparent("new", "00-nonsense").in_scope(current_trace_id);
        assert_ne!(fresh.unwrap(), second.unwrap());
    });
}
