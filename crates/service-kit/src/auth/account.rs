//! Checks subjects and teams of tokens, so that no name can be mistaken for another.

use haetae_domain::ids::Person;
use unicode_normalization::UnicodeNormalization as _;

use super::refusal::Refusal;
use crate::validate::is_plain;

/// Longest subject, name or team accepted, in characters.
pub(super) const LONGEST: usize = 200;

/// The subject, if it is allowed.
///
/// Letters of other scripts look like Latin ones, and some scripts have letters that look like each other. Therefore
/// a subject consists of printable ASCII and whole Hangul syllables, which cannot be confused, and single blanks
/// between them. A subject that looks like the name of one of this platform's services is rejected.
pub(super) fn subject(claimed: String) -> Result<String, Refusal> {
    let subject = plain(&claimed)?;
    if subject != claimed {
        return Err(Refusal::Claim); // it is compared and recorded as it is, so it has to come in one form
    }
    if Person::is_reserved(&subject) { Err(Refusal::Reserved) } else { Ok(subject) }
}

/// A subject's or a team's text, composed: identity providers write Hangul in either form.
pub(super) fn plain(claimed: &str) -> Result<String, Refusal> {
    if claimed.chars().count() > LONGEST || !is_plain(claimed) {
        return Err(Refusal::Claim);
    }
    let composed: String = claimed.nfc().collect();
    let distinct = |c: char| c == ' ' || c.is_ascii_graphic() || matches!(c, '\u{ac00}'..='\u{d7a3}');
    if composed.chars().all(distinct) { Ok(composed) } else { Err(Refusal::LookAlike) }
}

#[cfg(test)]
mod tests;
