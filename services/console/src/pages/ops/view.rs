//! View model of `/ops`.

use std::collections::BTreeMap;

use askama::Template;
use haetae_proto::dashboard::v1::{
    GenerationState, ListParkedResponse, ListProjectionsResponse, ParkedCause, ParkedCommit, Projection,
    ProjectionState, Rebuild, RebuildKind, RebuildStage, RebuildState, ReviewRow,
};
use jiff::Timestamp;

use crate::{
    pages::{frame::Frame, lists::address, parts::review_path, visitor::Visitor},
    text::{Say, moment, stamp},
};

/// The page.
#[derive(Template)]
#[template(path = "ops/page.html")]
pub(super) struct OpsPage {
    frame: Frame,
    t: Say,
    heads_stand_still: bool,
    projections: Vec<ProjectionLine>,
    parked: Vec<Parked>,
    next: Option<String>,
}

/// How a read model is, in a word.
pub(super) struct State {
    pub(super) word: String,
    /// The class of the stylesheet.
    pub(super) class: &'static str,
}

/// A read model.
struct ProjectionLine {
    name: String,
    about: String,
    state: State,
    /// How far it is of how far the log is.
    position: String,
    lag: String,
    parked: u32,
    generations: String,
    rebuild: Option<String>,
}

/// A commit that is in no read model.
struct Parked {
    projection: String,
    sequence: u64,
    /// Its review: number and address.
    review: Option<(String, String)>,
    cause: String,
    reason: String,
    since: String,
    whole: String,
}

impl OpsPage {
    /// How the read models are.
    pub(super) fn new(
        visitor: &Visitor,
        projections: &ListProjectionsResponse,
        parked: &ListParkedResponse,
        reviews: &BTreeMap<String, ReviewRow>,
        now: Timestamp,
    ) -> Self {
        let t = visitor.say();
        let next = parked.next_page_token.as_str();
        Self {
            frame: Frame::new(&visitor.visit, &t.text("menu-ops")),
            heads_stand_still: projections.heads_stand_still,
            projections: projections.projections.iter().map(|one| row(t, one, now)).collect(),
            parked: parked.commits.iter().map(|one| self::parked(t, one, reviews, now)).collect(),
            next: (!next.is_empty()).then(|| address("/ops", &[("page", next)])),
            t,
        }
    }
}

impl State {
    /// How a read model is.
    pub(super) fn of(t: Say, one: &Projection) -> Self {
        let class = match one.state() {
            ProjectionState::Following => "ok",
            ProjectionState::RebuildNeeded => "warn",
            ProjectionState::Unspecified | ProjectionState::NotInstalled | ProjectionState::StandsStill => "bad",
        };
        Self { word: t.word::<ProjectionState>(one.state), class }
    }
}

/// What reads a read model; empty for one that this build does not know.
pub(super) fn about(t: Say, name: &str) -> String {
    match name {
        "archive" => t.text("ops-about-archive"),
        "board" => t.text("ops-about-board"),
        "diagnosis" => t.text("ops-about-diagnosis"),
        _ => String::new(),
    }
}

/// How far it is of how far the log is.
pub(super) fn position(t: Say, one: &Projection) -> String {
    let head = one.head.map_or_else(|| t.text("ops-unknown"), |head| head.to_string());
    format!("{}/{head}", one.position)
}

/// How many commits it lacks, and how long the first of them has waited.
pub(super) fn lag(t: Say, one: &Projection) -> String {
    let waited = one.lag.as_ref().map_or(0, |lag| lag.seconds.max(0)).to_string();
    match one.lag_commits {
        None => t.text("ops-unknown"),
        Some(0) => t.text("ops-no-lag"),
        Some(lag) => t.with("ops-lag", &[("commits", &lag.to_string()), ("seconds", &waited)]),
    }
}

/// What a rebuild is for, and how it is.
pub(super) fn kind_and_state(t: Say, one: &Rebuild) -> String {
    format!("{}: {}", t.word::<RebuildKind>(one.kind), t.word::<RebuildState>(one.state))
}

fn row(t: Say, one: &Projection, now: Timestamp) -> ProjectionLine {
    let generation = |of: &haetae_proto::dashboard::v1::Generation| {
        format!("{} ({})", of.generation, t.word::<GenerationState>(of.state))
    };
    ProjectionLine {
        name: one.name.clone(),
        about: about(t, &one.name),
        state: State::of(t, one),
        position: position(t, one),
        lag: lag(t, one),
        parked: one.parked_units,
        generations: one.generations.iter().map(generation).collect::<Vec<_>>().join(", "),
        rebuild: one.latest_rebuild.as_ref().map(|rebuild| self::rebuild(t, rebuild, now)),
    }
}

/// The progress of a rebuild, or its result.
fn rebuild(t: Say, one: &Rebuild, now: Timestamp) -> String {
    let mut parts = vec![kind_and_state(t, one)];
    if one.state() == RebuildState::Running {
        parts.push(format!("{} {}/{}", t.word::<RebuildStage>(one.stage), one.done, one.target));
        let left = one.remaining.as_ref().map(|left| left.seconds.max(0).to_string());
        parts.extend(left.map(|left| t.with("ops-left", &[("seconds", &left)])));
    }
    parts.push(stamp(t, one.finished_at.as_ref().or(one.started_at.as_ref()), now));
    parts.push(one.outcome.clone());
    parts.retain(|part| !part.is_empty());
    parts.join(" · ")
}

fn parked(t: Say, one: &ParkedCommit, reviews: &BTreeMap<String, ReviewRow>, now: Timestamp) -> Parked {
    let number = reviews.get(&one.review_id).map(|row| row.number.clone());
    Parked {
        projection: one.projection.clone(),
        sequence: one.sequence,
        review: number.and_then(|number| review_path(&number).map(|path| (number, path))),
        cause: t.word::<ParkedCause>(one.cause),
        reason: one.reason.clone(),
        since: stamp(t, one.since.as_ref(), now),
        whole: moment(t, one.since.as_ref()),
    }
}

#[cfg(test)]
mod tests {
    use haetae_service_kit::{auth::Role, error::Lang};

    use super::*;
    use crate::pages::visitor::tests::{readable, visitor};

    #[test]
    fn a_read_model_that_stands_still_and_a_parked_commit_are_seen() {
        let still = Projection {
            name: "board".into(),
            state: ProjectionState::StandsStill.into(),
            position: 7,
            head: Some(9),
            lag_commits: Some(2),
            lag: Some(prost_types::Duration { seconds: 40, nanos: 0 }),
            latest_rebuild: Some(Rebuild {
                state: RebuildState::Running.into(),
                done: 3,
                target: 9,
                ..Rebuild::default()
            }),
            ..Projection::default()
        };
        let projections = ListProjectionsResponse { projections: vec![still], heads_stand_still: true };
        let commit = ParkedCommit {
            review_id: "a".into(),
            subject: "ev.review.a".into(),
            cause: ParkedCause::Unreadable.into(),
            ..ParkedCommit::default()
        };
        let parked = ListParkedResponse { commits: vec![commit], next_page_token: "a b".into() };
        let row = ReviewRow { number: "R-2026-0142".into(), ..ReviewRow::default() };
        let reviews = BTreeMap::from([("a".to_owned(), row)]);
        let now = "2026-12-02T03:00:00Z".parse().unwrap();
        let page = |lang| {
            let page = OpsPage::new(&visitor(lang, Role::Operator), &projections, &parked, &reviews, now);
            let page = page.render().unwrap();
            readable(&page);
            page
        };
        let korean = page(Lang::Ko);
        for text in ["tag bad", "반영 중단", "7/9", "2건, 40초", "3/9", "R-2026-0142", "해석 불가", "page=a+b"]
        {
            assert!(korean.contains(text), "{text} is not in {korean}");
        }
        assert!(korean.contains("role=\"alert\"") && !korean.contains("ev.review"), "{korean}");
        assert!(page(Lang::En).contains("2 commits, 40 s"));
    }
}
