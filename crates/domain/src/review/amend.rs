//! Amending the request, by the requester's team.

use jiff::Timestamp;

use super::Command;
use super::target::reopened;
use super::transitions::permit;
use super::{Amended, Event, FieldChange, Moved, Rejection, Review, State};
use crate::calendar::Calendar;
use crate::profile::Profile;
use crate::vocabulary::{ImpactKind, Status};

/// The fields to change; an absent field stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Amendment {
    /// One line.
    pub title: Option<String>,
    /// Free text.
    pub description: Option<String>,
    /// The whole profile.
    pub profile: Option<Profile>,
}

/// Amends the request. Any difference in the profile is material: the risk is assessed again, a decision becomes stale
/// and a waiver ends, after which its time is counted from the start again. A field that stays as it was changes nothing.
///
/// # Errors
/// When it was withdrawn, or when nothing is given.
pub fn amend(
    state: &State,
    amendment: &Amendment,
    now: Timestamp,
    calendar: &Calendar,
) -> Result<Vec<Event>, Rejection> {
    let review = state.review()?;
    permit(Command::Amend, review.status)?;
    if *amendment == Amendment::default() {
        return Err(Rejection::NothingToAmend);
    }
    let amended = amended(review, amendment);
    if amended.changes.is_empty() {
        return Ok(vec![]);
    }
    let (material, moved) = (amended.material, moved(&amended.changes));
    let mut events = vec![Event::Amended(amended)];
    if material && review.status == Status::Waived {
        events.push(Event::Reopened { reason: String::new(), status: review.by_standing(&review.standing) });
        events.extend(reopened(review, now, calendar));
    } else if material && review.decision.is_some() {
        events.push(Event::DecisionStaled { moved });
    }
    Ok(events)
}

fn amended(review: &Review, amendment: &Amendment) -> Amended {
    let request = &review.request;
    let title = amendment.title.clone().unwrap_or_else(|| request.title.clone());
    let description = amendment.description.clone().unwrap_or_else(|| request.description.clone());
    let profile = amendment.profile.clone().unwrap_or_else(|| request.profile.clone());
    let mut changes = vec![];
    note(&mut changes, "title", request.title.clone(), title.clone());
    note(&mut changes, "description", request.description.clone(), description.clone());
    let text = changes.len();
    for ((field, before), (_, after)) in fields(&request.profile).into_iter().zip(fields(&profile)) {
        note(&mut changes, field, before, after);
    }
    let material = changes.len() > text;
    Amended { title, description, profile, changes, material }
}

fn note(changes: &mut Vec<FieldChange>, field: &str, before: String, after: String) {
    if before != after {
        changes.push(FieldChange { field: field.to_owned(), before, after });
    }
}

/// Every field of a profile by its path in the contract.
fn fields(profile: &Profile) -> [(&'static str, String); 10] {
    let impact = |kind| profile.impact.of(kind).to_string();
    [
        ("profile.service_types", words(&profile.service_types)),
        ("profile.components", words(&profile.components)),
        ("profile.stage", profile.stage.to_string()),
        ("profile.exposure", profile.exposure.to_string()),
        ("profile.data_classes", words(&profile.data_classes)),
        ("profile.user_scale", profile.user_scale.to_string()),
        ("profile.impact.financial", impact(ImpactKind::Financial)),
        ("profile.impact.reputation", impact(ImpactKind::Reputation)),
        ("profile.impact.legal_privacy", impact(ImpactKind::LegalPrivacy)),
        ("profile.impact.safety", impact(ImpactKind::Safety)),
    ]
}

fn words<W: ToString>(words: impl IntoIterator<Item = W>) -> String {
    words.into_iter().map(|word| word.to_string()).collect::<Vec<_>>().join(", ")
}

fn moved(changes: &[FieldChange]) -> Vec<Moved> {
    let material = changes.iter().filter(|change| change.field.starts_with("profile."));
    material.map(|change| Moved { what: change.field.clone(), sequence: 0 }).collect()
}
