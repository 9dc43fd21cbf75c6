//! Sections and keys of a configuration.

/// One section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Section {
    pub(crate) name: String,
    /// Whether the program starts without it, so that its required keys are required only if one of it is set.
    pub(crate) optional: bool,
    /// The first paragraph of the struct's description.
    pub(crate) about: String,
    pub(crate) keys: Vec<Key>,
}

/// One key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Key {
    pub(crate) name: String,
    pub(crate) kind: String,
    pub(crate) default: Default,
    pub(crate) about: String,
}

/// What holds without the key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Default {
    /// The program does not start without the key.
    Required,
    /// Nothing.
    None,
    /// This value.
    Value(String),
}
