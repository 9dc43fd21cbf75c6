//! The scoring items of a policy, read from its document.

use haetae_proto::{
    common::v1::{
        Component, DataClass, Exposure, ImpactLevel, LifecycleStage, ReviewDepth, RiskLevel, ServiceType, UserScale,
    },
    words::label,
};
use serde_json::Value;

use super::Look;
use crate::{
    table::{Align, Table},
    words::{Lang, Vocabulary, read},
};

/// The points of every item, the scores from which levels hold, and what each level entails; empty for a document that this
/// build does not understand.
#[must_use]
pub fn points(document: &[u8], look: &Look) -> String {
    let Ok(document) = serde_json::from_slice::<Value>(document) else { return String::new() };
    let mut table = Table::new([
        (look.pick("영역", "section"), Align::Left),
        (look.pick("항목", "item"), Align::Left),
        (look.pick("점수", "points"), Align::Right),
    ]);
    items::<ServiceType>(&mut table, &document["service_types"], look.lang);
    items::<Component>(&mut table, &document["components"], look.lang);
    items::<DataClass>(&mut table, &document["data_classes"], look.lang);
    items::<LifecycleStage>(&mut table, &document["stage"], look.lang);
    items::<Exposure>(&mut table, &document["exposure"], look.lang);
    items::<UserScale>(&mut table, &document["user_scale"], look.lang);
    impact(&mut table, &document["impact"], look.lang);
    let levels = levels(&document, look);
    format!("\n{}\n{}", look.table(&table), look.table(&levels)) + &escalators(&document["escalators"], look)
}

/// The words of an object's names, in the order of the vocabulary, with their values.
fn by_word<E: Vocabulary>(object: &Value, lang: Lang) -> Vec<(String, &Value)> {
    let Some(object) = object.as_object() else { return Vec::new() };
    let mut found: Vec<_> = object.iter().map(|(name, value)| (read::<E>(name).ok(), name, value)).collect();
    found.sort_by_key(|(word, ..)| word.map_or(i32::MAX, Into::into));
    let said = |word: Option<E>, name: &String| word.map_or_else(|| name.clone(), |word| word.say(lang).to_owned());
    found.into_iter().map(|(word, name, value)| (said(word, name), value)).collect()
}

fn items<E: Vocabulary>(table: &mut Table, section: &Value, lang: Lang) {
    let heading = capped(E::kind(lang), section, lang);
    for (word, item) in by_word::<E>(&section["items"], lang) {
        table.row([heading.clone(), word, item["points"].to_string()]);
    }
}

fn impact(table: &mut Table, section: &Value, lang: Lang) {
    let heading = capped(lang.pick("영향", "impact"), section, lang);
    for (kind, ko, en) in [
        ("financial", "금전", "money"),
        ("reputation", "평판", "reputation"),
        ("legal_privacy", "법·개인정보", "law and privacy"),
        ("safety", "안전", "safety"),
    ] {
        for (level, points) in by_word::<ImpactLevel>(&section["kinds"][kind]["points"], lang) {
            table.row([heading.clone(), format!("{}: {level}", lang.pick(ko, en)), points.to_string()]);
        }
    }
}

/// The section, and what limits the sum of several items.
fn capped(name: &str, section: &Value, lang: Lang) -> String {
    match (&section["cap"], &section["further_percent"]) {
        (Value::Number(cap), Value::Number(percent)) => match lang {
            Lang::Ko => format!("{name} (최대 {cap}점, 추가 항목은 {percent}%)"),
            Lang::En => format!("{name} (at most {cap}, further ones {percent} %)"),
        },
        _ => name.to_owned(),
    }
}

fn levels(document: &Value, look: &Look) -> Table {
    let mut table = Table::new([
        (look.pick("등급", "level"), Align::Left),
        (look.pick("점수 하한", "from"), Align::Right),
        (look.name(label::DEPTH), Align::Left),
        (look.pick("처리 기한(영업일)", "due (business days)"), Align::Right),
        (look.pick("조치 기한(일)", "fix (days)"), Align::Right),
    ]);
    let number = |value: &Value| if value.is_null() { String::new() } else { value.to_string() };
    let Some(levels) = document["levels"].as_object() else { return table };
    let mut levels: Vec<_> = levels.iter().collect();
    levels.sort_by_key(|(name, _)| read::<RiskLevel>(name).map_or(i32::MAX, Into::into));
    for (name, terms) in levels {
        let level = read::<RiskLevel>(name).map_or_else(|_| name.clone(), |level| level.say(look.lang).to_owned());
        let depth = terms["depth"].as_str().unwrap_or_default();
        let from = &document["cut_offs"][name.as_str()];
        table.row([
            level,
            if from.is_null() { "0".to_owned() } else { from.to_string() },
            read::<ReviewDepth>(depth).map_or_else(|_| depth.to_owned(), |depth| depth.say(look.lang).to_owned()),
            number(&terms["target_days"]),
            number(&document["finding_days"][name.as_str()]),
        ]);
    }
    table
}

/// Rules that lift the level, each with the level it lifts to and why.
fn escalators(escalators: &Value, look: &Look) -> String {
    let lang = look.lang;
    let mut out = String::new();
    for one in escalators.as_array().into_iter().flatten() {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let floor = text(&one["floor"]);
        let floor = read::<RiskLevel>(&floor).map_or(floor, |level| level.say(lang).to_owned());
        let why = text(&one["explanation"][lang.tag()]);
        let line = match lang {
            Lang::Ko => format!("  {}: 최소 {floor}. {why}", text(&one["id"])),
            Lang::En => format!("  {}: at least {floor}. {why}", text(&one["id"])),
        };
        out.push_str(&look.lines(&line));
        out.push('\n');
    }
    if out.is_empty() { out } else { format!("\n{out}") }
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;

    /// D9: a policy shows its points, by the words people use and in their order.
    #[test]
    fn a_policy_shows_its_points() {
        let document = br#"{"service_types":{"cap":20,"further_percent":40,"items":{"payment":{"points":12}}},
            "exposure":{"items":{"internet":{"points":10},"internal":{"points":0}}},
            "impact":{"cap":30,"further_percent":50,"kinds":{"safety":{"points":{"severe":20,"none":0}}}},
            "cut_offs":{"medium":40,"high":60,"critical":80},
            "levels":{"low":{"depth":"waivable","target_days":120},"critical":{"depth":"full","target_days":7}},
            "escalators":[{"id":"life-safety","floor":"critical","explanation":{"ko":"\uc0dd\uba85","en":"Life."}}]}"#;
        let look = |lang| Look::new(lang, TimeZone::UTC);
        let en = points(document, &look(Lang::En));
        let place = |text: &str| en.find(text).unwrap_or_else(|| panic!("{text}: {en}"));
        assert!(place("at most 20, further ones 40 %") < place("12"));
        assert!(place("safety: none") < place("safety: severe"));
        assert!(en.contains("life-safety: at least Critical. Life."), "{en}");
        let ko = points(document, &look(Lang::Ko));
        assert!(ko.contains("최대 20점") && ko.contains("안전") && ko.contains("결제"), "{ko}");
        assert_eq!(points(b"?", &look(Lang::Ko)), "");
    }
}
