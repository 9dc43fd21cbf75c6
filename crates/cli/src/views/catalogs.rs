//! Catalogues and their rules.

use haetae_proto::{
    checkpoint::v1::{Catalog, Rule, RuleCondition},
    common::v1::{Component, DataClass, Exposure, LifecycleStage, RiskLevel, ServiceType},
    words::label,
};

use super::{Look, look::document};
use crate::{
    table::Table,
    words::{Vocabulary as _, list},
};

/// A table of catalogues.
#[must_use]
pub fn catalogs(catalogs: &[Catalog], look: &Look) -> String {
    let mut table = Table::new([
        look.column_of(label::CATALOG_ID).whole(),
        look.figures("사용", "in use"),
        look.figures("최신", "latest").rank(1),
        look.figures("항목", "controls").rank(2),
        look.figures("위협", "threats").rank(3),
        look.column("이름", "title"),
    ]);
    for one in catalogs {
        table.row([
            one.version.as_ref().map(|version| version.document_id.clone()).unwrap_or_default(),
            in_use(one),
            format!("v{}", one.latest_version),
            one.control_count.to_string(),
            one.threat_count.to_string(),
            look.text(one.title.as_ref()).to_owned(),
        ]);
    }
    format!("{} ({})\n{}", look.pick("카탈로그", "Catalogues"), catalogs.len(), look.table(&table))
}

/// The version in use; a catalogue that was only published has none.
fn in_use(catalog: &Catalog) -> String {
    if catalog.active_version == 0 { "-".to_owned() } else { format!("v{}", catalog.active_version) }
}

/// Shows one version of a catalogue in figures.
#[must_use]
pub fn catalog(catalog: &Catalog, look: &Look) -> String {
    let lang = look.lang;
    let shown = look.facts([
        (lang.name(label::VERSION), document(catalog.version.as_ref())),
        (lang.pick("사용 중", "in use"), in_use(catalog)),
        (lang.pick("최신", "latest"), format!("v{}", catalog.latest_version)),
        (lang.pick("근거", "source"), look.text(catalog.source.as_ref()).to_owned()),
        (lang.pick("보안요구사항", "controls"), catalog.control_count.to_string()),
        (lang.pick("점검", "checks"), catalog.check_count.to_string()),
        (lang.pick("위협", "threats"), catalog.threat_count.to_string()),
        (lang.pick("대응 기술", "solutions"), catalog.solution_count.to_string()),
    ]);
    format!("{}\n{shown}", look.text(catalog.title.as_ref()))
}

/// Shows when controls are selected; empty without rules.
#[must_use]
pub fn rules(rules: &[Rule], look: &Look) -> String {
    if rules.is_empty() {
        return String::new();
    }
    let mut table = Table::new([
        look.column("규칙", "rule").whole(),
        look.figures("항목", "controls").rank(2),
        look.column("조건", "when").at_least(12),
        look.column("이유", "why").at_least(12).rank(1),
    ]);
    for rule in rules {
        table.row([
            rule.rule_id.clone(),
            rule.control_ids.len().to_string(),
            rule.when.as_ref().map(|when| condition(when, look)).unwrap_or_default(),
            look.text(rule.reason.as_ref()).to_owned(),
        ]);
    }
    format!("\n{} ({})\n{}", look.pick("선정 규칙", "Rules"), rules.len(), look.table(&table))
}

fn condition(when: &RuleCondition, look: &Look) -> String {
    let lang = look.lang;
    let at_least = |word: String| format!("≥ {word}");
    let parts = [
        list::<ServiceType>(&when.service_types, lang),
        list::<Component>(&when.components, lang),
        list::<DataClass>(&when.data_classes, lang),
        list::<LifecycleStage>(&when.stages, lang),
        Some(when.min_exposure)
            .filter(|one| *one != 0)
            .map(|one| at_least(look.word::<Exposure>(one)))
            .unwrap_or_default(),
        Some(when.min_level)
            .filter(|one| *one != 0)
            .map(|one| format!("{} {}", RiskLevel::kind(lang), at_least(look.word::<RiskLevel>(one))))
            .unwrap_or_default(),
    ];
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    if parts.is_empty() { look.pick("항상", "always").to_owned() } else { parts.join(" · ") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Lang;

    /// A catalogue that was only published is in use in no version.
    #[test]
    fn what_is_not_in_use_has_no_version() {
        let of = |active_version| Catalog { active_version, latest_version: 3, ..Catalog::default() };
        let look = Look::here(Lang::En);
        assert!(!catalog(&of(0), &look).contains("v0") && !catalogs(&[of(0)], &look).contains("v0"));
        assert!(catalog(&of(2), &look).contains("v2") && catalogs(&[of(2)], &look).contains("v2"));
    }
}
