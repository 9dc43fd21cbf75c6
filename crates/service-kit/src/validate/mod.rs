//! Checks of single fields. Each check records problems in a [`Violations`] and returns the value to use. After a
//! violation the value is meaningless, and [`Violations::finish`] ends the call.
//!
//! [`Violations`]: crate::error::Violations
//! [`Violations::finish`]: crate::error::Violations::finish

mod characters;
mod fields;
#[cfg(test)]
mod tests;
mod texts;

pub(crate) use characters::{is_plain, is_readable, is_stored};
pub use fields::{count, enumeration, etag, message, optional_time, page_size, slug, time, time_of, uuid};
pub(crate) use haetae_domain::normal::{stored, visible};
pub use texts::{multiline, text};
