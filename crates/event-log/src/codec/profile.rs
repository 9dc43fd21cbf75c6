//! Profiles and people.

use std::collections::BTreeSet;

use haetae_domain::ids::Person;
use haetae_domain::profile::{Impact, Profile};
use haetae_domain::vocabulary::ImpactLevel;
use haetae_proto::common::v1 as wire;

use super::CodecError;
use super::vocabulary::Word;

/// A problem with one field of a profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileProblem {
    /// Path from the profile, e.g. `service_types[1]`.
    pub path: String,
    /// The unknown number in the field; none when the field is missing.
    pub unknown: Option<i32>,
}

/// The contract's shape.
pub fn profile_to_wire(profile: &Profile) -> wire::ServiceProfile {
    wire::ServiceProfile {
        service_types: profile.service_types.iter().map(|w| w.to_wire()).collect(),
        components: profile.components.iter().map(|w| w.to_wire()).collect(),
        stage: profile.stage.to_wire(),
        exposure: profile.exposure.to_wire(),
        data_classes: profile.data_classes.iter().map(|w| w.to_wire()).collect(),
        user_scale: profile.user_scale.to_wire(),
        impact: Some(wire::BusinessImpact {
            financial: profile.impact.financial.to_wire(),
            reputation: profile.impact.reputation.to_wire(),
            legal_privacy: profile.impact.legal_privacy.to_wire(),
            safety: profile.impact.safety.to_wire(),
        }),
    }
}

/// The domain's shape.
///
/// # Errors
/// Every problem at once, in the order of the contract.
pub fn profile_from_wire(profile: &wire::ServiceProfile) -> Result<Profile, Vec<ProfileProblem>> {
    let mut problems = Problems::default();
    let service_types = problems.set("service_types", &profile.service_types, true);
    let components = problems.set("components", &profile.components, false);
    let stage = problems.word("stage", profile.stage);
    let exposure = problems.word("exposure", profile.exposure);
    let data_classes = problems.set("data_classes", &profile.data_classes, true);
    let user_scale = problems.word("user_scale", profile.user_scale);
    let impact = problems.impact(profile.impact.as_ref());
    match (stage, exposure, user_scale, impact) {
        (Some(stage), Some(exposure), Some(user_scale), Some(impact)) if problems.0.is_empty() => {
            Ok(Profile { service_types, components, stage, exposure, data_classes, user_scale, impact })
        }
        _ => Err(problems.0),
    }
}

#[derive(Default)]
struct Problems(Vec<ProfileProblem>);

impl Problems {
    fn word<W: Word>(&mut self, path: &str, number: i32) -> Option<W> {
        let word = W::from_wire(number);
        if word.is_none() {
            self.0.push(ProfileProblem { path: path.to_owned(), unknown: (number != 0).then_some(number) });
        }
        word
    }

    fn set<W: Word + Ord>(&mut self, path: &str, numbers: &[i32], required: bool) -> BTreeSet<W> {
        if required && numbers.is_empty() {
            self.0.push(ProfileProblem { path: path.to_owned(), unknown: None });
        }
        numbers.iter().enumerate().filter_map(|(n, number)| self.word(&format!("{path}[{n}]"), *number)).collect()
    }

    fn impact(&mut self, impact: Option<&wire::BusinessImpact>) -> Option<Impact> {
        let Some(impact) = impact else {
            self.0.push(ProfileProblem { path: "impact".to_owned(), unknown: None });
            return None;
        };
        let financial: Option<ImpactLevel> = self.word("impact.financial", impact.financial);
        let reputation = self.word("impact.reputation", impact.reputation);
        let legal_privacy = self.word("impact.legal_privacy", impact.legal_privacy);
        let safety = self.word("impact.safety", impact.safety);
        Some(Impact { financial: financial?, reputation: reputation?, legal_privacy: legal_privacy?, safety: safety? })
    }
}

/// The contract's shape.
pub fn person_to_wire(person: &Person) -> wire::Person {
    wire::Person { subject: person.subject.clone(), name: person.name.clone() }
}

/// The domain's shape; a person without subject and name when absent.
pub fn person_from_wire(person: Option<wire::Person>) -> Person {
    person.map(|p| Person { subject: p.subject, name: p.name }).unwrap_or_default()
}

/// The profile of a stored event.
pub(super) fn required(profile: Option<&wire::ServiceProfile>) -> Result<Profile, CodecError> {
    let profile = profile.ok_or_else(|| CodecError::field("profile"))?;
    profile_from_wire(profile).map_err(|problems| {
        CodecError::field(problems.first().map_or_else(|| "profile".to_owned(), |p| format!("profile.{}", p.path)))
    })
}
