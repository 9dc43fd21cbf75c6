//! Facets of the request, its life cycle and the decision.

use haetae_domain::{
    calendar::{day_in_seoul, day_name},
    profile::Profile,
    review::{Decision, Due, Review, State, Target},
    text::{Text, counted},
    vocabulary::{ImpactKind, TriageOutcome},
};
use haetae_proto::words::label;

use super::facets::{FacetKind, Facets, person, same, version};
use crate::words::{field_name, ground_name, named, text, value_name};

pub(super) fn facets(state: &State) -> Facets {
    let mut facets = Facets::default();
    let Ok(review) = state.review() else { return facets };
    let status = if review.is_duplicate() { named(TriageOutcome::Duplicate) } else { named(review.status) };
    facets.add(FacetKind::Status, "status", text(label::STATUS), status);
    request(&mut facets, review);
    if let Some(assignee) = &review.assignee {
        facets.add(FacetKind::People, "assignee", text(label::ASSIGNEE), person(assignee));
    }
    if let Some(at) = &review.target {
        target(&mut facets, at, review.is_overdue());
    }
    if let Some(decided) = &review.decision {
        decision(&mut facets, decided);
    }
    facets
}

fn request(facets: &mut Facets, review: &Review) {
    let request = &review.request;
    for (path, words) in [("title", &request.title), ("description", &request.description)] {
        facets.add(FacetKind::Request, path, field_name(path), same(words));
    }
    for (path, words) in fields(&request.profile) {
        facets.add(FacetKind::Request, &*path, field_name(&path), value_name(&path, &words));
    }
}

/// The profile's fields as an amendment keeps them: words joined by commas.
fn fields(profile: &Profile) -> Vec<(String, String)> {
    fn joined(words: impl Iterator<Item = &'static str>) -> String {
        words.collect::<Vec<_>>().join(", ")
    }
    let mut fields = vec![
        ("service_types", joined(profile.service_types.iter().map(|word| word.as_str()))),
        ("components", joined(profile.components.iter().map(|word| word.as_str()))),
        ("stage", profile.stage.as_str().to_owned()),
        ("exposure", profile.exposure.as_str().to_owned()),
        ("data_classes", joined(profile.data_classes.iter().map(|word| word.as_str()))),
        ("user_scale", profile.user_scale.as_str().to_owned()),
    ];
    let kinds = ImpactKind::ALL.iter().map(|kind| (kind.as_str(), profile.impact.of(*kind).as_str().to_owned()));
    let impact: Vec<_> = kinds.map(|(kind, level)| (format!("profile.impact.{kind}"), level)).collect();
    fields.drain(..).map(|(name, words)| (format!("profile.{name}"), words)).chain(impact).collect()
}

fn target(facets: &mut Facets, target: &Target, overdue: bool) {
    let due = match target.due {
        Due::At(at) => day_name(day_in_seoul(at)),
        Due::UnknownYear(year) => Text::new(format!("{year}년 공휴일 미정"), format!("holidays of {year} unknown")),
    };
    facets.add(FacetKind::Target, "target.due", text(label::DUE_AT), due);
    let days = target.target_days;
    let days = Text::new(format!("영업일 {days}일"), counted(days, "business day"));
    facets.add(FacetKind::Target, "target.days", Text::new("처리 기간", "days given"), days);
    let overdue = if overdue { Text::new("예", "yes") } else { Text::new("아니요", "no") };
    facets.add(FacetKind::Target, "target.overdue", text(label::OVERDUE), overdue);
}

fn decision(facets: &mut Facets, decision: &Decision) {
    let Decision { decided, meta, moved } = decision;
    let mut add = |key: &str, name, shown| facets.add(FacetKind::Decision, key, name, shown);
    add("decision.outcome", Text::new("최종 판정", "decision"), named(decided.outcome));
    add("decision.reason", Text::new("최종 판정 사유", "reason of the decision"), same(&decided.reason));
    add("decision.by", Text::new("최종 판정자", "decided by"), person(&meta.by));
    for (n, condition) in (1..).zip(&decided.conditions) {
        let name = Text::new(format!("승인 조건 {n}"), format!("condition {n}"));
        add(&format!("decision.conditions.{n:03}"), name, same(condition));
    }
    let (ko, en): (Vec<_>, Vec<_>) = moved.iter().map(|moved| ground_name(&moved.what)).map(|t| (t.ko, t.en)).unzip();
    let stale = if moved.is_empty() {
        Text::new("유효", "holds")
    } else {
        Text::new(format!("재검토 필요: {}", ko.join(", ")), format!("out of date: {}", en.join(", ")))
    };
    add("decision.stale", Text::new("최종 판정 근거", "grounds of the decision"), stale);
    let basis = &decided.basis;
    add(
        "decision.policy",
        Text::new("최종 판정 당시 평가 정책", "policy of the decision"),
        version(basis.policy.version),
    );
    let round = Text::new(format!("{}차", basis.round), format!("round {}", basis.round));
    add("decision.round", Text::new("최종 판정 당시 진단", "round of the decision"), round);
}
