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
/// printable characters of ASCII and whole Hangul syllables, which look like neither; single blanks only between others. What
/// reads like the subject of one of our services is nobody's.
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
mod tests {
    use super::*;

    /// F11: no subject can be mistaken for one of our services or for another person.
    #[test]
    fn a_subject_is_mistaken_for_no_other() {
        for fine in
            ["kim", "Kim@example.com", "auth0|5f7c", "CORP\\kim", "CN=Kim Hana,OU=보안팀", "홍길동", "service-now"]
        {
            assert_eq!(subject(fine.to_owned()).unwrap(), fine);
        }
        for service in [
            "service:intake",
            "Service:intake",
            "SERVICE:",
            "service :intake",
            "service: intake",
            "service;intake",
            "serv1ce:intake",
            "servlce:intake",
            "5ervice:risk",
            "$ervice:risk",
            "s3rvice:risk",
            "ser vice:risk",
            "-service:risk",
            "\"service:risk\"",
        ] {
            assert!(matches!(subject(service.to_owned()), Err(Refusal::Reserved)), "{service}");
        }
        for alike in [
            "s\u{435}rvice:intake", // Cyrillic
            "\u{455}ervice:intake",
            "serv\u{131}ce:intake",  // dotless
            "ｓｅｒｖｉｃｅ:intake", // full width
            "service：intake",
            "service\u{a789}intake",  // a letter like a colon
            "\u{1d42c}ervice:intake", // mathematical
            "ser\u{3bd}ice:intake",   // Greek
            "se\u{301}rvice:intake",
            "k\u{456}m",
            "ＫＩＭ",
            "k\u{131}m",
            "ㅎㅗㅇ", // letters instead of syllables
            "\u{3147}",
            "金",
            "kim\u{2010}a", // a hyphen like the one of ASCII
        ] {
            let refused = subject(alike.to_owned());
            assert!(matches!(refused, Err(Refusal::LookAlike)), "{alike}: {refused:?}");
        }
        for hidden in
            ["", " kim", "kim ", "ki  m", "kim\u{200b}", "\u{feff}service:risk", "kim\n", "\u{1112}\u{1169}\u{11bc}"]
        {
            assert!(matches!(subject(hidden.to_owned()), Err(Refusal::Claim)), "{hidden:?}");
        }
        assert!(subject("k".repeat(LONGEST)).is_ok() && subject("k".repeat(LONGEST + 1)).is_err());
    }

    #[test]
    fn a_team_is_composed_and_mistaken_for_no_other() {
        assert_eq!(plain("\u{1100}\u{116d}통과").unwrap(), "교통과");
        assert_eq!(plain("R&D (1팀)").unwrap(), "R&D (1팀)");
        for alike in ["t\u{435}am-a", "ｔｅａｍ-a", "ㄱ팀"] {
            assert!(matches!(plain(alike), Err(Refusal::LookAlike)), "{alike}");
        }
    }
}
