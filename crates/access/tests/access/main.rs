//! The shipped policies against the contracts, against a table written by hand, and against the documentation.

mod contracts;
mod exhaustive;
mod loading;
mod table;
