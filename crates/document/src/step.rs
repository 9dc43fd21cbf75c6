//! The way to a value in a file.

/// A step on the way to a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// A field.
    Key(String),
    /// An entry of a list, from 0.
    Index(usize),
}
