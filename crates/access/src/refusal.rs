//! Refusals.

use crate::Roles;

/// Why a call is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// The caller has none of the roles that would do.
    Roles(Roles),
    /// A role would do, on a review of the caller's own team.
    Team,
    /// The token names no team, and this call needs one.
    NoTeam,
    /// The token stands for a program, and this takes a person.
    NoPerson,
    /// The same person may not do both steps; the rules that say so, by id.
    Duties(Vec<String>),
    /// The caller may not even read the review: to be answered as if there were none.
    Hidden,
    /// The policies could not be judged; a defect.
    Defect(String),
}

/// The values of the annotation `refusal` of a `forbid`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Forbidden {
    SeparationOfDuties,
    PersonRequired,
    TeamRequired,
}

impl Forbidden {
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        match name {
            "separation_of_duties" => Some(Self::SeparationOfDuties),
            "person_required" => Some(Self::PersonRequired),
            "team_required" => Some(Self::TeamRequired),
            _ => None,
        }
    }
}
