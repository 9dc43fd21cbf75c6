//! Identifiers, people and times: the small values that every aggregate shares.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};
use uuid::Uuid;

use crate::normal::fold;

/// Namespace of every id Haetae derives.
const NAMESPACE: Uuid = Uuid::from_u128(0x6861_6574_6165_5f8e_9b1d_5f3a_0c2e_7d41);

/// Identifies a review, and with it its assessment and its diagnosis.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReviewId(pub Uuid);

impl ReviewId {
    /// The review that a caller requests with this `request_id`: a retry gets the same id, another caller never does.
    pub fn derive(caller: &str, request_id: Uuid) -> Self {
        Self(derive(&["review", caller, &request_id.to_string()]))
    }
}

impl std::fmt::Display for ReviewId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// Identifies a commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CommitId(pub Uuid);

impl CommitId {
    /// The commit a caller's request makes on an aggregate.
    pub fn of_request(subject: &str, caller: &str, request_id: Uuid) -> Self {
        Self(derive(&["request", subject, caller, &request_id.to_string()]))
    }

    /// The commit a reactor answers another commit with.
    pub fn of_reaction(reactor: &str, cause: CommitId) -> Self {
        Self(derive(&["reaction", reactor, &cause.0.to_string()]))
    }

    /// The commit that scores a review again because of an activation, and replaces the assessment at `replaced`.
    pub fn of_reassessment(activation: CommitId, subject: &str, replaced: u64) -> Self {
        Self(derive(&["reassessment", &activation.0.to_string(), subject, &replaced.to_string()]))
    }

    /// The commit that records what became due on an aggregate at `at`; `what` distinguishes its deadlines.
    pub fn of_deadline(subject: &str, what: &str, at: Timestamp) -> Self {
        Self(derive(&["deadline", subject, what, &at.to_string()]))
    }

    /// The commit that publishes a document version at start.
    pub fn of_publication(subject: &str, version: u32, content_hash: &[u8]) -> Self {
        let hash: String = content_hash.iter().map(|b| format!("{b:02x}")).collect();
        Self(derive(&["publication", subject, &version.to_string(), &hash]))
    }
}

/// Version-5 UUID of the parts; the unit separator distinguishes `["ab","c"]` from `["a","bc"]`.
fn derive(parts: &[&str]) -> Uuid {
    Uuid::new_v5(&NAMESPACE, parts.join("\u{1f}").as_bytes())
}

/// The prefix of the subjects of this platform's services.
const SERVICE: &str = "service:";

/// The person or service that did something.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Person {
    /// Subject of the identity provider.
    pub subject: String,
    /// Display name; may be empty.
    pub name: String,
}

impl Person {
    /// Whether this is one of the platform's services, acting without a person.
    pub fn is_service(&self) -> bool {
        self.subject.starts_with(SERVICE)
    }

    /// Whether this is a certain service of the platform, or one of its reactors: `service:risk` and
    /// `service:risk-residual` are `risk`.
    pub fn is_of_service(&self, service: &str) -> bool {
        let rest = self.subject.strip_prefix(SERVICE).and_then(|name| name.strip_prefix(service));
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    }

    /// Whether a subject is reserved, because readers could mistake it for one of the platform's services. It begins
    /// with `service:` in any ASCII spelling: in capitals, with signs or blanks in between or in front, or with
    /// digits and signs that look like the letters.
    pub fn is_reserved(subject: &str) -> bool {
        let separator = subject.find([':', ';']);
        let Some(start) = separator.and_then(|at| subject.get(..at)) else { return false };
        let letters = start.chars().filter_map(|c| match c.to_ascii_lowercase() {
            '1' | '!' | '|' | 'l' => Some('i'),
            '5' | '$' => Some('s'),
            '3' => Some('e'),
            c => c.is_alphanumeric().then_some(c),
        });
        letters.eq(SERVICE.trim_end_matches(':').chars())
    }

    /// Whether readers would take this display name for one of our services, which are shown as `시스템(위험 평가)` and
    /// `system (risk scoring)`: it is that word, alone or before a sign, behind
    /// whatever signs and in whatever letters look like it.
    pub fn reads_as_system(name: &str) -> bool {
        let plain: String = fold(name).nfd().filter(|c| !is_combining_mark(*c)).map(look_alike).nfc().collect();
        let begins = plain.trim_start_matches(|c: char| !c.is_alphanumeric());
        let letters: String = begins.chars().filter(|c| !c.is_whitespace()).collect();
        let hangul = ["시스템", "시스탬", "씨스템", "씨스탬"];
        let hangul =
            hangul.iter().any(|word| letters.strip_prefix(word).is_some_and(|rest| !is_followed_by_word(rest)));
        hangul || Self::is_reserved(&letters) || is_the_word_system(begins)
    }
}

/// How many letters of the word have to be known.
const LETTERS_KNOWN: usize = 3;

/// Whether a text begins with the word `system`, also with blanks or signs between its letters. A letter that is
/// neither ASCII nor of East Asia may stand for any of its letters, but not for most: no name mixes scripts in a word.
fn is_the_word_system(text: &str) -> bool {
    let mut rest = text.chars().peekable();
    let mut known = 0;
    for letter in "system".chars() {
        while rest.next_if(|c| !c.is_alphanumeric()).is_some() {}
        match rest.next() {
            Some(c) if c == letter => known += 1,
            // `rn` looks like `m`.
            Some('r') if letter == 'm' && rest.next_if_eq(&'n').is_some() => known += 1,
            Some(c) if !c.is_ascii() && !is_east_asian(c) => {}
            Some(_) | None => return false,
        }
    }
    known >= LETTERS_KNOWN && !is_followed_by_word(rest.collect::<String>().trim_start())
}

/// Whether a text begins with a letter: a team may be called 시스템운영팀, and a person System Kim.
fn is_followed_by_word(rest: &str) -> bool {
    rest.starts_with(char::is_alphabetic)
}

/// The ASCII letter that a sign, a digit or a letter of another script looks like; others as they are.
fn look_alike(c: char) -> char {
    // Letters in circles, in squares and those of flags.
    let framed = |first: u32| u32::from(c).checked_sub(first).filter(|at| *at < 26);
    if let Some(at) = [0x1_f150, 0x1_f170, 0x1_f1e6].into_iter().find_map(framed) {
        return char::from_u32(u32::from('a') + at).unwrap_or(c);
    }
    match c {
        '5' | '$' | '§' | 'ѕ' | 'ꜱ' | 'ʂ' | 'ƨ' | 'ς' | 'σ' | 'ş' | 'տ' | 'ꮪ' => 's',
        'у' | 'ү' | 'ұ' | 'γ' | 'υ' | '¥' | 'ʏ' | 'ყ' | 'ƴ' | 'ỿ' | 'ў' => 'y',
        '7' | '+' | 'т' | 'τ' | 'ᴛ' | 'ŧ' | 'ţ' => 't',
        '3' | '€' | 'е' | 'є' | 'ε' | 'ҽ' | 'ә' | 'ᴇ' | 'ɛ' | 'э' => 'e',
        'м' | 'μ' | 'ᴍ' | 'ɱ' | 'ṃ' => 'm',
        'ѵ' | 'ν' | 'ᴠ' => 'v',
        'г' | 'ʀ' => 'r',
        'і' | 'ι' | 'ɪ' | 'ı' => 'i',
        'с' | 'ϲ' | 'ᴄ' => 'c',
        c => c,
    }
}

/// Whether a letter is Hangul, Han, Kana or Bopomofo, which look like no Latin letter.
const fn is_east_asian(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{11ff}' | '\u{3040}'..='\u{9fff}' | '\u{a960}'..='\u{a97f}' | '\u{ac00}'..='\u{d7ff}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// The metadata of an event's commit: the actor and the time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meta {
    /// The actor.
    pub by: Person,
    /// When.
    pub at: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// F11: a caller cannot sign as a service, in whatever letters.
    #[test]
    fn subjects_of_services_are_reserved() {
        for reserved in ["service:intake", "Service:intake", "SERVICE:"] {
            assert!(Person::is_reserved(reserved), "{reserved}");
        }
        for alike in ["service :risk", "5erv1ce:risk", "-service;risk", "\"service:risk\"", "ser vice:risk"] {
            assert!(Person::is_reserved(alike), "{alike}");
        }
        for free in ["service", "services:intake", "service-now:kim", "kim", "kim:service:a", "서비스:접수", ""] {
            assert!(!Person::is_reserved(free), "{free}");
        }
    }

    #[test]
    fn derived_ids_depend_on_every_part() {
        let request = Uuid::from_u128(7);
        assert_eq!(ReviewId::derive("a", request), ReviewId::derive("a", request));
        assert_ne!(ReviewId::derive("a", request), ReviewId::derive("b", request));
        assert_ne!(derive(&["ab", "c"]), derive(&["a", "bc"]));
    }
}
