//! The service on a log in memory.

mod activation;
mod assessments;
mod checklist;
mod evidence;
mod faulty_catalogs;
mod findings;
mod publishing;
mod reading;
