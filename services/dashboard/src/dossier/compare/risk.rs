//! Facets of the score and its parts.

use haetae_domain::{risk::State, text::Text};
use haetae_proto::words::label;

use super::facets::{FacetKind, Facets, same, version};
use crate::words::{named, reason_name, text};

pub(super) fn facets(state: &State) -> Facets {
    let mut facets = Facets::default();
    let State::Assessed { assessment, at: _, residual } = state else { return facets };
    let score = &assessment.score;
    let mut add = |key, name, shown| facets.add(FacetKind::Assessment, key, name, shown);
    add("score", text(label::SCORE), points(score.score));
    add("level", text(label::LEVEL), named(score.level));
    add("depth", text(label::DEPTH), named(score.depth));
    if !score.escalators.is_empty() {
        add("escalators", Text::new("상향 규칙", "escalators"), same(score.escalators.join(", ")));
    }
    if let Some(residual) = residual {
        add("residual.score", Text::new("잔여 위험 점수", "residual score"), points(residual.0.score));
        add("residual.level", Text::new("잔여 위험 등급", "residual level"), named(residual.0.level));
    }
    for reason in &score.contributions {
        let (section, item) = (reason.section.as_str(), &reason.item);
        let key = format!("{section}.{item}");
        facets.add(FacetKind::Contribution, key, reason_name(section, item), points(reason.points));
    }
    let policy = &assessment.policy;
    facets.add(FacetKind::Version, "policy", Text::new("평가 정책", "scoring policy"), version(policy.version));
    facets
}

fn points(points: u8) -> Text {
    Text::new(format!("{points}점"), points.to_string())
}
