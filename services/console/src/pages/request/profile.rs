//! The profile in a submitted form, in the contract's form.

use haetae_proto::{
    common::v1::{
        BusinessImpact, Component, DataClass, Exposure, ImpactLevel, LifecycleStage, ServiceProfile, ServiceType,
        UserScale,
    },
    words::Named,
};

use crate::pages::{inputs::number, sent::Sent};

/// The profile in a form; unanswered fields stay unspecified.
pub(in crate::pages) fn profile(sent: &Sent) -> ServiceProfile {
    fn several<E: Named>(sent: &Sent, name: &str) -> Vec<i32> {
        sent.all(name).map(number::<E>).collect()
    }
    let impact = |name: &str| number::<ImpactLevel>(sent.one(name));
    ServiceProfile {
        service_types: several::<ServiceType>(sent, "profile.service_types"),
        components: several::<Component>(sent, "profile.components"),
        stage: number::<LifecycleStage>(sent.one("profile.stage")),
        exposure: number::<Exposure>(sent.one("profile.exposure")),
        data_classes: several::<DataClass>(sent, "profile.data_classes"),
        user_scale: number::<UserScale>(sent.one("profile.user_scale")),
        impact: Some(BusinessImpact {
            financial: impact("profile.impact.financial"),
            reputation: impact("profile.impact.reputation"),
            legal_privacy: impact("profile.impact.legal_privacy"),
            safety: impact("profile.impact.safety"),
        }),
    }
}

/// Order and repetition carry no meaning.
pub(in crate::pages) fn sorted(profile: &ServiceProfile) -> ServiceProfile {
    let mut profile = profile.clone();
    for values in [&mut profile.service_types, &mut profile.components, &mut profile.data_classes] {
        values.sort_unstable();
        values.dedup();
    }
    profile
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_says_a_profile_in_the_words_of_the_contract() {
        let form = "profile.service_types=payment&profile.service_types=mobile_app&profile.exposure=internet\
                    &profile.stage=nonsense&profile.impact.safety=severe";
        let read = profile(&Sent::read(form.as_bytes()));
        assert_eq!(read.service_types, [i32::from(ServiceType::Payment), i32::from(ServiceType::MobileApp)]);
        assert_eq!((read.exposure(), read.stage), (Exposure::Internet, 0));
        assert_eq!(read.impact.unwrap().safety(), ImpactLevel::Severe);
        let turned = ServiceProfile { service_types: vec![7, 1, 7], ..read.clone() };
        assert_eq!(sorted(&turned), sorted(&read), "nothing is amended");
    }
}
