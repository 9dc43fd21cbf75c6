//! Converts assessments to the contract's form, with explanations from the policy version they were made with.

use haetae_domain::{
    policy::Policy,
    residual::{NextControl, Open, Residual},
    risk::Assessment,
    scoring::{Contribution, Section},
    text::{Text, counted},
    vocabulary::{Component, DataClass, Exposure, ImpactKind, ServiceType, Stage, UserScale},
};
use haetae_event_log::codec::{Word as _, profile_to_wire, version_to_wire};
use haetae_proto::risk::v1 as pb;
use haetae_service_kit::{clock::timestamp, commands::text};
use jiff::Timestamp;

/// The assessment without the review's id and time.
pub(crate) fn assessment(a: &Assessment, policy: &Policy) -> pb::Assessment {
    let mut contributions: Vec<_> = a.score.contributions.iter().map(|c| contribution(c, policy)).collect();
    contributions.sort_by_key(|c| std::cmp::Reverse(c.points)); // stable: sections keep their order among equals
    pb::Assessment {
        review_id: String::new(),
        policy: Some(version_to_wire(&a.policy)),
        profile: Some(profile_to_wire(&a.profile)),
        score: a.score.score.into(),
        level: a.score.level.to_wire(),
        contributions,
        escalators: a.score.escalators.iter().filter_map(|id| escalator(id, policy)).collect(),
        depth: a.score.depth.to_wire(),
        target_days: a.score.target_days.into(),
        assessed_at: None,
        residual: None,
    }
}

/// The residual risk after a concluded round.
pub(crate) fn residual(r: &Residual, at: Timestamp) -> pb::Residual {
    let next = |n: &NextControl| pb::ResidualControl {
        catalog_id: n.catalog.clone(),
        control_id: n.control.clone(),
        score: n.score.into(),
    };
    pb::Residual {
        round: r.round,
        policy: Some(version_to_wire(&r.policy)),
        score: r.score.into(),
        level: r.level.to_wire(),
        explanation: Some(text(&why(r))),
        next: r.next.iter().map(next).collect(),
        assessed_at: Some(timestamp(at)),
    }
}

fn why(r: &Residual) -> Text {
    let Residual { inherent, score, open: Open { by_threats, open, of }, .. } = r;
    let done = of.saturating_sub(*open);
    if *by_threats {
        let (threats, percent) = (of / 2, u64::from(done) * 100 / u64::from(*of).max(1));
        return Text::new(
            format!("위협 {threats}개에 대한 대응률이 {percent}%여서 {inherent}점 가운데 {score}점이 남았습니다."),
            format!(
                "{percent}% covered of {}, which leaves {score} of {}.",
                counted(threats, "threat"),
                counted(inherent, "point")
            ),
        );
    }
    Text::new(
        format!("적용되는 점검 항목 {of}건 중 {done}건이 양호하여 {inherent}점 가운데 {score}점이 남았습니다."),
        format!(
            "{done} of {} passed, which leaves {score} of {}.",
            counted(of, "applicable checkpoint"),
            counted(inherent, "point")
        ),
    )
}

fn contribution(c: &Contribution, policy: &Policy) -> pb::Contribution {
    pb::Contribution {
        section: c.section.as_str().to_owned(),
        item: c.item.clone().into_owned(),
        points: c.points.into(),
        explanation: explanation(c.section, &c.item, policy).map(text),
    }
}

fn escalator(id: &str, policy: &Policy) -> Option<pb::Escalator> {
    let escalator = policy.escalators.iter().find(|e| e.id == id)?;
    Some(pb::Escalator {
        escalator_id: id.to_owned(),
        floor: escalator.floor.to_wire(),
        explanation: Some(text(&escalator.explanation)),
    })
}

fn explanation<'p>(section: Section, item: &str, policy: &'p Policy) -> Option<&'p Text> {
    let found = match section {
        Section::ServiceTypes => policy.service_types.items.get(&ServiceType::parse(item)?),
        Section::Components => policy.components.items.get(&Component::parse(item)?),
        Section::DataClasses => policy.data_classes.items.get(&DataClass::parse(item)?),
        Section::Stage => policy.stage.items.get(&Stage::parse(item)?),
        Section::Exposure => policy.exposure.items.get(&Exposure::parse(item)?),
        Section::UserScale => policy.user_scale.items.get(&UserScale::parse(item)?),
        Section::Impact => return policy.impact.kinds.get(&ImpactKind::parse(item)?).map(|i| &i.explanation),
        Section::Escalator => return policy.escalators.iter().find(|e| e.id == item).map(|e| &e.explanation),
    };
    found.map(|i| &i.explanation)
}
