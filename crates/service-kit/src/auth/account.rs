//! Which subjects and teams a token may name: those that no reader takes for another.

use haetae_domain::ids::Person;
use unicode_normalization::UnicodeNormalization as _;

use super::refusal::Refusal;
use crate::validate::is_plain;

/// Longest subject, name or team accepted, in characters.
pub(super) const LONGEST: usize = 200;

/// The subject, if it may be one.
///
/// Letters of other scripts look like Latin ones, and one script has letters that look like another's. So a subject has the
/// printable characters of ASCII and whole Hangul syllables, which look like neither; single blanks only between others. A subject
/// that reads like that of one of our services is refused.
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
