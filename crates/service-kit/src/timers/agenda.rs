//! The pending deadlines, by time.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::Timestamp;

/// The effect of an event on the deadlines of its aggregate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wake {
    /// From now on this one is at `at`, wherever it was before.
    At {
        /// Distinguishes the deadlines of one aggregate.
        what: String,
        /// When.
        at: Timestamp,
    },
    /// This deadline is cancelled, or met.
    Never {
        /// Which.
        what: String,
    },
    /// All deadlines of the aggregate are cancelled.
    Over,
}

impl Wake {
    /// A deadline.
    pub fn at(what: impl Into<String>, at: Timestamp) -> Self {
        Self::At { what: what.into(), at }
    }

    /// No such deadline.
    pub fn never(what: impl Into<String>) -> Self {
        Self::Never { what: what.into() }
    }
}

/// One deadline.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Pending {
    pub(super) at: Timestamp,
    /// The id of the aggregate.
    pub(super) id: String,
    pub(super) what: String,
}

/// Every deadline that is pending.
#[derive(Debug, Default)]
pub(super) struct Agenda {
    in_order: BTreeSet<Pending>,
    by_id: HashMap<String, BTreeMap<String, Timestamp>>,
}

impl Agenda {
    pub(super) fn note(&mut self, id: &str, wake: Wake) {
        match wake {
            Wake::At { what, at } => {
                self.drop_one(id, &what);
                self.in_order.insert(Pending { at, id: id.to_owned(), what: what.clone() });
                self.by_id.entry(id.to_owned()).or_default().insert(what, at);
            }
            Wake::Never { what } => self.drop_one(id, &what),
            Wake::Over => {
                for (what, at) in self.by_id.remove(id).unwrap_or_default() {
                    self.in_order.remove(&Pending { at, id: id.to_owned(), what });
                }
            }
        }
    }

    /// When the next one is.
    pub(super) fn next(&self) -> Option<Timestamp> {
        self.in_order.first().map(|pending| pending.at)
    }

    /// The earliest deadlines due by `now`.
    pub(super) fn due(&self, now: Timestamp, most: usize) -> Vec<Pending> {
        self.in_order.iter().take_while(|pending| pending.at <= now).take(most).cloned().collect()
    }

    /// Removes a deadline that was met. Keeps it if it was set again in the meantime.
    pub(super) fn done(&mut self, met: &Pending) {
        if self.in_order.contains(met) {
            self.drop_one(&met.id, &met.what);
        }
    }

    fn drop_one(&mut self, id: &str, what: &str) {
        let Some(of_id) = self.by_id.get_mut(id) else { return };
        if let Some(at) = of_id.remove(what) {
            self.in_order.remove(&Pending { at, id: id.to_owned(), what: what.to_owned() });
        }
        if of_id.is_empty() {
            self.by_id.remove(id);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::constant(second, 0)
    }

    fn named(due: &[Pending]) -> Vec<(&str, &str)> {
        due.iter().map(|pending| (pending.id.as_str(), pending.what.as_str())).collect()
    }

    #[test]
    fn deadlines_come_in_order_and_only_when_they_are_due() {
        let mut agenda = Agenda::default();
        agenda.note("b", Wake::at("target", at(20)));
        agenda.note("a", Wake::at("target", at(10)));
        agenda.note("a", Wake::at("F-1", at(30)));
        assert_eq!(agenda.next(), Some(at(10)));
        assert_eq!(named(&agenda.due(at(9), 9)), []);
        assert_eq!(named(&agenda.due(at(20), 9)), [("a", "target"), ("b", "target")]);
        assert_eq!(named(&agenda.due(at(30), 2)), [("a", "target"), ("b", "target")]);
    }

    #[test]
    fn a_deadline_moves_is_cleared_and_ends_with_its_aggregate() {
        let mut agenda = Agenda::default();
        agenda.note("a", Wake::at("target", at(10)));
        agenda.note("a", Wake::at("target", at(40)));
        agenda.note("a", Wake::at("F-1", at(20)));
        agenda.note("b", Wake::at("F-1", at(25)));
        assert_eq!(named(&agenda.due(at(99), 9)), [("a", "F-1"), ("b", "F-1"), ("a", "target")]);
        agenda.note("a", Wake::never("F-1"));
        agenda.note("a", Wake::never("F-1"));
        assert_eq!(named(&agenda.due(at(99), 9)), [("b", "F-1"), ("a", "target")]);
        agenda.note("a", Wake::Over);
        agenda.note("c", Wake::Over);
        assert_eq!(named(&agenda.due(at(99), 9)), [("b", "F-1")]);
        agenda.note("b", Wake::Over);
        assert_eq!((agenda.next(), agenda.by_id.len()), (None, 0));
    }

    #[test]
    fn what_was_met_goes_but_what_was_set_anew_stays() {
        let mut agenda = Agenda::default();
        agenda.note("a", Wake::at("target", at(10)));
        let met = agenda.due(at(10), 1).remove(0);
        agenda.note("a", Wake::at("target", at(50)));
        agenda.done(&met);
        assert_eq!(agenda.next(), Some(at(50)));
        let met = agenda.due(at(50), 1).remove(0);
        agenda.done(&met);
        agenda.done(&met);
        assert_eq!((agenda.next(), agenda.by_id.len()), (None, 0));
    }
}
