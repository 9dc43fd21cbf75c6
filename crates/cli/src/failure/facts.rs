//! The facts of a refusal, as people read them. Programs get them as the service sent them.

use haetae_domain::calendar::SEOUL;
use haetae_proto::{
    common::v1::{FindingStatus, ReviewStatus, RoundState},
    words::field,
};
use jiff::Timestamp;

use super::{
    fields,
    names::{DUTIES, FACTS, VALUES, word},
};
use crate::words::{self, Lang, Vocabulary, read, role};

/// A fact in words; one that this build does not know, as the service sent it.
pub(super) fn said(name: &str, value: &str, lang: Lang) -> String {
    let Some(called) = called(name, lang) else {
        return format!("{name} = {value}");
    };
    let value = match name {
        "allowed" if value.is_empty() => lang.pick("없음", "nothing").to_owned(),
        "allowed" => each(value, ",", ", ", |step| taken(step, lang)),
        "any_of_roles" => each(value, ",", ", ", |one| role(one, lang).to_owned()),
        "changes" => each(value, ";", "; ", |change| changed(change, lang)),
        "rules" => each(value, ",", ", ", |duty| word(DUTIES, duty, lang)),
        "field" => each(value, ",", ", ", |field| fields::said(field, lang)),
        "status" => status(value, lang),
        "requested_at" | "ends_at" => in_korea(value),
        "moved" | "of" | "damage" | "own_team" | "person" | "missing_claim" => {
            each(value, ",", ", ", |one| word(VALUES, one, lang))
        }
        _ => value.to_owned(),
    };
    format!("{called}: {value}")
}

/// The display name of a fact: its own, or that of the field with the same name.
fn called(name: &str, lang: Lang) -> Option<&'static str> {
    let own = FACTS.iter().find(|(known, ..)| *known == name).map(|(_, ko, en)| lang.pick(ko, en));
    own.or_else(|| field(name).map(|name| lang.name(name)))
}

/// A step and the command that takes it; the call's name in a build that does not know it.
fn taken(method: &str, lang: Lang) -> String {
    let known = words::step(method, lang);
    known.map_or_else(|| method.to_owned(), |(name, commands)| format!("{name} ({})", commands.join(" | ")))
}

fn each(value: &str, between: &str, then: &str, say: impl Fn(&str) -> String) -> String {
    value.split(between).map(|one| say(one.trim())).collect::<Vec<_>>().join(then)
}

/// The status of a review, a finding or a round.
fn status(value: &str, lang: Lang) -> String {
    let of_review = read::<ReviewStatus>(value).map(|status| status.say(lang));
    let of_either = of_review.or_else(|_| read::<FindingStatus>(value).map(|status| status.say(lang)));
    let of_any = of_either.or_else(|_| read::<RoundState>(value).map(|state| state.say(lang)));
    of_any.unwrap_or(value).to_owned()
}

/// `FixClaimed+FixVerified by lee at 2026-11-30T03:00:00Z` in words, at Korea's time.
fn changed(change: &str, lang: Lang) -> String {
    let parts = change.rsplit_once(" at ").and_then(|(what, at)| Some((what.rsplit_once(" by ")?, at)));
    let Some(((events, who), at)) = parts else { return change.to_owned() };
    let events = each(events, "+", ", ", |event| {
        haetae_proto::words::event(event).map_or_else(|| event.to_owned(), |name| lang.name(name).to_owned())
    });
    format!("{events} ({who}, {})", in_korea(at))
}

/// A time of the API at Korea's time.
fn in_korea(at: &str) -> String {
    let shown = |at: Timestamp| at.to_zoned(SEOUL.clone()).strftime("%Y-%m-%d %H:%M:%S %:z").to_string();
    at.parse().map_or_else(|_| at.to_owned(), shown)
}

#[cfg(test)]
mod tests;
