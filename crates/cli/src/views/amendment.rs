//! The changes of a request, shown before they are made.

use haetae_proto::{
    intake::v1::{AmendReviewRequest, Review},
    words::label,
};

use super::{Look, profile::profile};

/// Each part of a request that becomes another one, as `what: before → after`; empty where all stays as it is.
#[must_use]
pub fn amendment(now: &Review, wanted: &AmendReviewRequest, look: &Look) -> String {
    let lang = look.lang;
    let texts = [
        (lang.name(label::TITLE), &now.title, &wanted.title),
        (lang.name(label::DESCRIPTION), &now.description, &wanted.description),
    ];
    let texts = texts.into_iter().map(|(name, before, after)| {
        let after = after.as_ref().unwrap_or(before);
        (name, before.clone(), after.clone())
    });
    let before = now.profile.as_ref().map(|one| profile(one, look)).unwrap_or_default();
    let after = wanted.profile.as_ref().or(now.profile.as_ref()).map(|one| profile(one, look)).unwrap_or_default();
    let profile = after.into_iter().enumerate().map(|(place, (name, after))| {
        let before = before.get(place).map(|(_, before)| before.clone()).unwrap_or_default();
        (name, before, after)
    });
    let different = texts.chain(profile).filter(|(_, before, after)| before != after);
    let none = lang.pick("(없음)", "(none)");
    let or_none = |text: String| if text.is_empty() { none.to_owned() } else { text };
    let line = |(name, before, after): (&str, String, String)| {
        look.lines(&format!("  {name}: {} → {}", or_none(before), or_none(after)))
    };
    different.map(line).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use haetae_proto::common::v1::{Exposure, ServiceProfile};
    use jiff::tz::TimeZone;

    use super::*;
    use crate::words::Lang;

    #[test]
    fn what_becomes_other_is_shown_and_nothing_else() {
        let of = |exposure: Exposure| Some(ServiceProfile { exposure: exposure.into(), ..Default::default() });
        let now = Review { title: "주차장".into(), profile: of(Exposure::Internal), ..Default::default() };
        let wanted = AmendReviewRequest {
            title: Some("주차장".into()),
            description: Some("관제".into()),
            profile: of(Exposure::Internet),
            ..Default::default()
        };
        let look = |lang| Look::new(lang, TimeZone::UTC);
        let told = amendment(&now, &wanted, &look(Lang::Ko));
        assert_eq!(told, "  설명: (없음) → 관제\n  노출 범위: 내부망 → 인터넷");
        let told = amendment(&now, &AmendReviewRequest::default(), &look(Lang::En));
        assert_eq!(told, "", "what is not given stays");
    }
}
