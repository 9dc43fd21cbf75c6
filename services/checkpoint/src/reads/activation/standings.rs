//! Which reviews are open, and their short numbers: a few bytes of each.

use std::collections::HashMap;

use haetae_domain::review::{Course, Number};
use haetae_event_log::{
    Recorded,
    codec::{Aggregate as _, Reviews, meta_of},
};
use uuid::Uuid;

/// The standings of the reviews of a log, from its first commit on.
#[derive(Debug, Default)]
pub(super) struct Standings {
    /// The number of each, and whether it is open.
    reviews: HashMap<Uuid, (Number, bool)>,
    /// The last number given in each year.
    numbers: HashMap<Number, Number>,
}

impl Standings {
    /// Takes the next commit of a review. The service that owns a commit reports it if it cannot be read.
    pub(super) fn note(&mut self, recorded: &Recorded) {
        let (Ok(mut commit), Ok(id)) = (recorded.decode(), Uuid::try_parse(recorded.key.id())) else { return };
        // The first commit of every review is its request.
        if let (1, Ok(meta)) = (commit.version, meta_of(&mut commit)) {
            let year = Number::of_year(meta.at).start;
            let number = self.numbers.get(&year).map_or(year, |last| *last).next();
            self.numbers.insert(year, number);
            self.reviews.insert(id, (number, true));
        }
        let Some((_, open)) = self.reviews.get_mut(&id) else { return };
        for event in commit.events {
            let Some(Ok(event)) = event.event.map(Reviews::decode) else { continue };
            match event.course() {
                Course::To(status) => *open = status.is_open(),
                Course::Begins | Course::Stays => {}
            }
        }
    }

    /// The open ones, in the order of their numbers.
    pub(super) fn open(self) -> Vec<(Number, Uuid)> {
        let open = self.reviews.into_iter().filter(|(_, (_, open))| *open);
        let mut open: Vec<_> = open.map(|(id, (number, _))| (number, id)).collect();
        open.sort_unstable();
        open
    }
}
