//! Identifiers, people and times: the small values that every aggregate shares.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
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

/// Who did something.
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
    /// `system (risk scoring)`.
    pub fn reads_as_system(name: &str) -> bool {
        let letters = fold(name)
            .chars()
            .filter(|c| !c.is_whitespace())
            .map(|c| match c {
                '5' | '$' => 's',
                '3' => 'e',
                c => c,
            })
            .collect::<String>();
        let rests = ["system", "시스템"].iter().filter_map(|word| letters.strip_prefix(word));
        let mut rests = rests.filter(|rest| rest.is_empty() || rest.starts_with(['(', '[', '{', '<', ':']));
        Self::is_reserved(&letters) || rests.next().is_some()
    }
}

/// The metadata of an event's commit: the actor and the time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meta {
    /// Who decided.
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
