//! The risk aggregate.

use std::borrow::Cow;

use haetae_domain::ids::Meta;
use haetae_domain::policy::FindingDays;
use haetae_domain::residual::{NextControl, Open, Residual};
use haetae_domain::risk::{self, Assessment, Event, State};
use haetae_domain::scoring::{Contribution, Score, Section};
use haetae_domain::vocabulary::{Component, DataClass, Exposure, ImpactKind, ServiceType, Stage, UserScale};
use haetae_proto::event::v1 as pb;
use haetae_proto::event::v1::event::Event as WireEvent;

use super::{
    Aggregate, CodecError, Word, person_from_wire, person_to_wire, profile_to_wire, version_from_wire, version_to_wire,
};
use crate::Category;

/// Assessments, `ev.risk.<review id>`.
pub struct Risks;

impl Aggregate for Risks {
    const CATEGORY: Category = Category::Risk;
    type Event = Event;
    type State = State;

    fn evolve(state: State, event: &Event, meta: &Meta) -> State {
        risk::evolve(state, event, meta)
    }

    fn encode(event: &Event) -> WireEvent {
        match event {
            Event::Assessed(a) => WireEvent::RiskAssessed(pb::RiskAssessed {
                policy: Some(version_to_wire(&a.policy)),
                profile: Some(profile_to_wire(&a.profile)),
                requester: Some(person_to_wire(&a.requester)),
                team: a.team.clone(),
                score: a.score.score.into(),
                level: a.score.level.to_wire(),
                contributions: a.score.contributions.iter().map(contribution_to_wire).collect(),
                escalators: a.score.escalators.clone(),
                depth: a.score.depth.to_wire(),
                target_days: a.score.target_days.into(),
                finding_days: Some(finding_days_to_wire(&a.score.finding_days)),
                automatic_waiver: a.score.automatic_waiver,
            }),
            Event::ResidualAssessed(r) => WireEvent::ResidualAssessed(residual_to_wire(r)),
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "every other event belongs to another aggregate")]
    fn decode(event: WireEvent) -> Result<Event, CodecError> {
        match event {
            WireEvent::RiskAssessed(a) => Ok(Event::Assessed(assessment_from_wire(a)?)),
            WireEvent::ResidualAssessed(r) => Ok(Event::ResidualAssessed(residual_from_wire(r)?)),
            other => Err(CodecError::Misplaced(other.name())),
        }
    }
}

fn assessment_from_wire(a: pb::RiskAssessed) -> Result<Assessment, CodecError> {
    let contributions: Result<_, _> = a.contributions.into_iter().map(contribution_from_wire).collect();
    Ok(Assessment {
        policy: version_from_wire(a.policy)?,
        profile: super::profile::required(a.profile.as_ref())?,
        requester: person_from_wire(a.requester),
        team: a.team,
        score: Score {
            score: u8::try_from(a.score).map_err(|_| CodecError::field("score"))?,
            level: Word::from_wire(a.level).ok_or_else(|| CodecError::field("level"))?,
            contributions: contributions?,
            escalators: a.escalators,
            depth: Word::from_wire(a.depth).ok_or_else(|| CodecError::field("depth"))?,
            target_days: u16::try_from(a.target_days).map_err(|_| CodecError::field("target_days"))?,
            finding_days: finding_days_from_wire(a.finding_days)?,
            automatic_waiver: a.automatic_waiver,
        },
    })
}

fn residual_to_wire(r: &Residual) -> pb::ResidualAssessed {
    let next = |n: &NextControl| pb::ResidualControl {
        catalog_id: n.catalog.clone(),
        control_id: n.control.clone(),
        score: n.score.into(),
    };
    pb::ResidualAssessed {
        policy: Some(version_to_wire(&r.policy)),
        round: r.round,
        inherent_score: r.inherent.into(),
        score: r.score.into(),
        level: r.level.to_wire(),
        by_threats: r.open.by_threats,
        open: r.open.open,
        of: r.open.of,
        next: r.next.iter().map(next).collect(),
    }
}

fn residual_from_wire(r: pb::ResidualAssessed) -> Result<Residual, CodecError> {
    let points = |points: u32, field: &str| u8::try_from(points).map_err(|_| CodecError::field(field));
    let next = |n: pb::ResidualControl| {
        Ok(NextControl { catalog: n.catalog_id, control: n.control_id, score: points(n.score, "next.score")? })
    };
    Ok(Residual {
        policy: version_from_wire(r.policy)?,
        round: r.round,
        inherent: points(r.inherent_score, "inherent_score")?,
        score: points(r.score, "score")?,
        level: Word::from_wire(r.level).ok_or_else(|| CodecError::field("level"))?,
        open: Open { by_threats: r.by_threats, open: r.open, of: r.of },
        next: r.next.into_iter().map(next).collect::<Result<_, CodecError>>()?,
    })
}

pub(super) fn finding_days_to_wire(d: &FindingDays) -> pb::FindingDays {
    pb::FindingDays { low: d.low.into(), medium: d.medium.into(), high: d.high.into(), critical: d.critical.into() }
}

/// Older assessments have no deadlines for findings; the default applies.
pub(super) fn finding_days_from_wire(d: Option<pb::FindingDays>) -> Result<FindingDays, CodecError> {
    let Some(d) = d else { return Ok(FindingDays::default()) };
    let days = |days: u32| u16::try_from(days).map_err(|_| CodecError::field("finding_days"));
    Ok(FindingDays { low: days(d.low)?, medium: days(d.medium)?, high: days(d.high)?, critical: days(d.critical)? })
}

fn contribution_to_wire(c: &Contribution) -> pb::Contribution {
    pb::Contribution { section: c.section.as_str().into(), item: c.item.clone().into_owned(), points: c.points.into() }
}

fn contribution_from_wire(c: pb::Contribution) -> Result<Contribution, CodecError> {
    let section = Section::parse(&c.section).ok_or_else(|| CodecError::field("contributions.section"))?;
    Ok(Contribution {
        section,
        item: known_item(section, &c.item).map_or(Cow::Owned(c.item), Cow::Borrowed),
        points: u8::try_from(c.points).map_err(|_| CodecError::field("contributions.points"))?,
    })
}

/// The static string equal to `item`, so that reading an assessment does not allocate a string for each item.
fn known_item(section: Section, item: &str) -> Option<&'static str> {
    match section {
        Section::ServiceTypes => ServiceType::parse(item).map(ServiceType::as_str),
        Section::Components => Component::parse(item).map(Component::as_str),
        Section::DataClasses => DataClass::parse(item).map(DataClass::as_str),
        Section::Stage => Stage::parse(item).map(Stage::as_str),
        Section::Exposure => Exposure::parse(item).map(Exposure::as_str),
        Section::UserScale => UserScale::parse(item).map(UserScale::as_str),
        Section::Impact => ImpactKind::parse(item).map(ImpactKind::as_str),
        Section::Escalator => None,
    }
}
