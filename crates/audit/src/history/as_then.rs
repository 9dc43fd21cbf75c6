//! Earlier rules: derived events as the build of that time would have written them.

use haetae_domain::{
    diagnosis,
    finding::{self, FindingId},
    ids::Meta,
};
use jiff::Timestamp;

/// Adjusts derived events to the rules at the time of the commit. Originally a finding kept the text it was opened
/// with, then followed only the Fails of its own round; no event recorded the lapse of a request for acceptance, and a
/// fix was due at the minute of the verdict instead of the end of the day.
pub(super) fn as_then(
    mut derived: Vec<diagnosis::Event>,
    stored: &[diagnosis::Event],
    meta: &Meta,
) -> Vec<diagnosis::Event> {
    for event in &mut derived {
        let Some((id, event)) = event.on_finding_mut() else { continue };
        let Some(opened) = event.opened_mut() else { continue };
        let then = finding::due_in_the_beginning(meta.at, opened.due_days);
        if stored.iter().any(|event| was_due(event, id, then)) {
            opened.due_at = then;
        }
    }
    let is_stored = |same: &dyn Fn(FindingId, &finding::Event) -> bool| {
        stored.iter().filter_map(diagnosis::Event::on_finding).any(|(id, event)| same(id, event))
    };
    derived.retain(|event| {
        let Some((id, event)) = event.on_finding() else { return true };
        if event.corrects().is_some() {
            return is_stored(&|stored, event| stored == id && event.corrects().is_some());
        }
        !event.is_lapse() || is_stored(&|_, event| event.is_lapse())
    });
    derived
}

/// Whether an event opens this finding with this due date.
fn was_due(event: &diagnosis::Event, finding: FindingId, due_at: Timestamp) -> bool {
    let opened = event.on_finding().and_then(|(id, event)| Some((id, event.opened()?.due_at)));
    opened == Some((finding, due_at))
}
