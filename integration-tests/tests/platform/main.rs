//! The platform as a whole: four processes, a real log, a real database; one file per promise.

mod story;
