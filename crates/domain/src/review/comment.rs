//! Commenting on a review.

use super::Command;
use super::transitions::permit;
use super::{Event, Rejection, State};
use crate::vocabulary::Visibility;

/// Adds a comment.
///
/// # Errors
/// When the review does not exist.
pub fn comment(state: &State, text: &str, visibility: Visibility) -> Result<Vec<Event>, Rejection> {
    permit(Command::Comment, state.review()?.status)?;
    Ok(vec![Event::Commented { text: text.to_owned(), visibility }])
}
