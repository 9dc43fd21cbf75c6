//! The changes that an event made to its review, derived from the row before its commit and the row after it, and
//! from the values that an amendment stores.

use haetae_proto::dashboard::v1::TimelineChange;

use crate::{
    board::Review,
    grpc::show::text,
    store::Entry,
    words::{field_name, value_name},
};

/// The changes of an entry, from the rows around its commit; the row before is none for the request.
pub(super) fn changes(entry: &Entry, before: Option<&Review>, after: Option<&Review>) -> Vec<TimelineChange> {
    let amended = entry.fact.amendments().iter().map(|(field, before, after)| {
        // A description is kept without its texts.
        let shown = |value: &str| (field != "description").then(|| text(value_name(field, value)));
        TimelineChange {
            field: field.clone(),
            name: Some(text(field_name(field))),
            before: shown(before),
            after: shown(after),
        }
    });
    let (Some(before), Some(after)) = (before, after) else { return amended.collect() };
    let moved = entry.fact.columns().iter().filter_map(|column| {
        let (before, after) = (column.of(before), column.of(after));
        let (field, name) = column.named();
        (before != after).then(|| TimelineChange {
            field: field.to_owned(),
            name: Some(text(name)),
            before: before.map(text),
            after: after.map(text),
        })
    });
    amended.chain(moved).collect()
}
