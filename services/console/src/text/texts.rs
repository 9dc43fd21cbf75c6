//! The sentences of the console, from files that are part of the program.

use std::{borrow::Cow, sync::LazyLock};

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use haetae_domain::{causes::with_causes, particle::with_particle};
use haetae_service_kit::error::Lang;

macro_rules! files {
    ($($name:literal),+ $(,)?) => {
        &[$((
            include_str!(concat!("../../texts/ko/", $name, ".ftl")),
            include_str!(concat!("../../texts/en/", $name, ".ftl")),
        )),+]
    };
}

/// Korean and English of each file.
const FILES: &[(&str, &str)] = files![
    "act",
    "approvals",
    "audit",
    "content",
    "decide",
    "frame",
    "insights",
    "signin",
    "fault",
    "time",
    "my_work",
    "ops",
    "publish",
    "request",
    "review",
    "review_tabs",
    "report",
    "reviews",
    "sheet",
    "checklist",
    "findings"
];

type Texts = FluentBundle<FluentResource>;

static KOREAN: LazyLock<Texts> = LazyLock::new(|| read(Lang::Ko));
static ENGLISH: LazyLock<Texts> = LazyLock::new(|| read(Lang::En));

/// A text of a language. A missing text is shown as its key; a test ensures that none is missing.
pub(super) fn text(lang: Lang, key: &str, arguments: Option<&FluentArgs<'_>>) -> String {
    let texts = lang.pick(&*KOREAN, &*ENGLISH);
    let Some(pattern) = texts.get_message(key).and_then(|message| message.value()) else {
        tracing::error!(key, ?lang, "there is no such text");
        return key.to_owned();
    };
    let mut faults = Vec::new();
    let said = texts.format_pattern(pattern, arguments, &mut faults);
    if !faults.is_empty() {
        tracing::error!(key, ?lang, ?faults, "a text is faulty");
    }
    said.into_owned()
}

fn read(lang: Lang) -> Texts {
    let mut texts = FluentBundle::new_concurrent(vec![lang.locale().parse().unwrap_or_default()]);
    // The isolation marks would appear in titles, and in text that is searched and copied.
    texts.set_use_isolating(false);
    if let Err(error) = texts.add_function("WITH", with) {
        tracing::error!(error = with_causes(&error), "WITH");
    }
    for (korean, english) in FILES {
        let resource =
            FluentResource::try_new(lang.pick(*korean, *english).to_owned()).unwrap_or_else(|(rest, faults)| {
                tracing::error!(?faults, ?lang, "a file of texts is faulty");
                rest
            });
        if let Err(faults) = texts.add_resource(resource) {
            tracing::error!(?faults, ?lang, "a text is there twice");
        }
    }
    texts
}

/// `WITH($name, "은/는")`: a word and the particle that fits it.
fn with<'a>(arguments: &[FluentValue<'a>], _: &FluentArgs<'_>) -> FluentValue<'a> {
    let text = |value: &FluentValue<'a>| match value {
        FluentValue::String(text) => Some(text.clone().into_owned()),
        FluentValue::Number(number) => Some(number.as_string().into_owned()),
        FluentValue::Custom(_) | FluentValue::None | FluentValue::Error => None,
    };
    match arguments {
        [word, pair] => match (text(word), text(pair)) {
            (Some(word), Some(pair)) => FluentValue::String(Cow::Owned(with_particle(&word, &pair))),
            _ => FluentValue::Error,
        },
        _ => FluentValue::Error,
    }
}

#[cfg(test)]
mod tests;
