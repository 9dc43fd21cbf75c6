//! One JSON object per log line, with the ids of the span it was written in.

use std::fmt::{self, Debug};

use opentelemetry::{Context, trace::TraceContextExt};
use serde_json::{Map, Value};
use tracing::{
    Event, Subscriber,
    field::{Field, Visit},
};
use tracing_subscriber::{
    fmt::{FmtContext, FormatEvent, FormatFields, format::Writer},
    registry::LookupSpan,
};

use crate::clock;

/// The fields of every line.
const STANDARD: [&str; 6] = ["time", "level", "target", "span", "trace_id", "span_id"];

pub(super) struct JsonLines;

impl<S, N> FormatEvent<S, N> for JsonLines
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(&self, ctx: &FmtContext<'_, S, N>, mut writer: Writer<'_>, event: &Event<'_>) -> fmt::Result {
        let mut line = Map::new();
        let mut put = |key: &str, value: String| line.insert(key.to_owned(), Value::String(value));
        put("time", clock::now().to_string());
        put("level", event.metadata().level().to_string());
        put("target", event.metadata().target().to_owned());
        if let Some(span) = ctx.lookup_current() {
            put("span", span.name().to_owned());
        }
        let context = Context::current();
        let ids = context.span().span_context().clone();
        if ids.is_valid() {
            put("trace_id", ids.trace_id().to_string());
            put("span_id", ids.span_id().to_string());
        }
        event.record(&mut Fields(&mut line));
        writeln!(writer, "{}", Value::Object(line))
    }
}

struct Fields<'a>(&'a mut Map<String, Value>);

impl Fields<'_> {
    /// Writes a field. A field with the name of a standard field, for example from a library, does not replace it.
    fn put(&mut self, field: &Field, value: impl Into<Value>) {
        let name = field.name();
        let key = if STANDARD.contains(&name) { format!("field_{name}") } else { name.to_owned() };
        self.0.insert(key, value.into());
    }
}

impl Visit for Fields<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.put(field, format!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.put(field, value);
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.put(field, value);
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.put(field, value);
    }

    fn record_f64(&mut self, field: &Field, value: f64) {
        self.put(field, value);
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.put(field, value);
    }
}
