//! View model of `/ops/board`: one read model, its generations, and the forms that rebuild it.

use askama::Template;
use haetae_client::request_id;
use haetae_proto::dashboard::v1::{
    Comparison, Generation, GenerationState, Projection, Rebuild, RebuildStage, RebuildState,
};
use jiff::Timestamp;

use super::{
    step::{Step, is_ticked},
    view::{State, about, kind_and_state, lag, position},
};
use crate::{
    api::Problem,
    pages::{
        fault,
        frame::Frame,
        sent::{Sent, next_id},
        visitor::Visitor,
    },
    text::{Say, stamp},
};

/// The page.
#[derive(Template)]
#[template(path = "ops/model.html")]
pub(super) struct ModelPage {
    frame: Frame,
    t: Say,
    name: String,
    /// What reads it; empty for one that this build does not know.
    about: String,
    /// What was begun just now; empty otherwise.
    pub(super) said: String,
    /// Why the form was refused; empty otherwise.
    problem: String,
    state: State,
    position: String,
    lag: String,
    parked: u32,
    generations: Vec<GenerationLine>,
    latest: Option<Latest>,
    running: bool,
    request_id: String,
    replace_differing: bool,
    drop_dependents: bool,
}

/// A generation.
struct GenerationLine {
    number: i32,
    state: String,
    position: u64,
    parked: u32,
    /// What to type to confirm a step.
    confirm: String,
    /// What can be done with it, and whether that is shown at once.
    steps: Vec<Form>,
    open: bool,
}

/// A step with a generation.
struct Form {
    name: &'static str,
    title: String,
    about: String,
    /// Whether it may drop what others have built.
    drops_others: bool,
    /// What was typed for the name, and why that is no confirmation.
    typed: String,
    wrong: String,
}

/// The latest rebuild.
struct Latest {
    what: String,
    /// While it runs: what it does, of how many commits it replayed how many, and how long it takes.
    stage: String,
    done: u64,
    target: u64,
    left: String,
    /// Each thing to know about it, with its name.
    facts: Vec<(String, String)>,
}

/// A form that was refused.
#[derive(Clone, Copy)]
pub(super) struct Refused<'a> {
    pub(super) step: Step,
    pub(super) sent: &'a Sent,
    /// The refusal; none when the name was typed wrong.
    pub(super) problem: Option<&'a Problem>,
}

impl ModelPage {
    /// The page of a read model.
    pub(super) fn new(visitor: &Visitor, one: &Projection, refused: Option<Refused<'_>>, now: Timestamp) -> Self {
        let t = visitor.say();
        let problem = refused.and_then(|refused| refused.problem);
        let sent = refused.map(|refused| refused.sent);
        let ticked = |name: &str| sent.is_some_and(|sent| is_ticked(sent, name));
        let again = |(sent, problem): (&Sent, &Problem)| next_id(sent, problem);
        Self {
            frame: Frame::new(&visitor.visit, &t.with("ops-model-title", &[("name", &one.name)])),
            name: one.name.clone(),
            about: about(t, &one.name),
            said: String::new(),
            problem: problem.map(|problem| fault::says(t, problem)).unwrap_or_default(),
            state: State::of(t, one),
            position: position(t, one),
            lag: lag(t, one),
            parked: one.parked_units,
            generations: one.generations.iter().map(|of| row(t, (one, of), refused)).collect(),
            latest: one.latest_rebuild.as_ref().map(|rebuild| latest(t, rebuild, now)),
            running: one.latest_rebuild.as_ref().is_some_and(|rebuild| rebuild.state() == RebuildState::Running),
            request_id: sent.zip(problem).map_or_else(request_id, again),
            replace_differing: ticked("replace_differing"),
            drop_dependents: ticked("drop_dependents"),
            t,
        }
    }
}

fn row(t: Say, (one, of): (&Projection, &Generation), refused: Option<Refused<'_>>) -> GenerationLine {
    let retired = of.state() == GenerationState::Retired;
    let unconfirmed =
        refused.filter(|it| it.problem.is_none() && it.sent.one("generation") == of.generation.to_string());
    let form = |step: Step| {
        let wrong = unconfirmed.filter(|it| it.step == step);
        Form {
            name: step.name(),
            title: step.title(t),
            about: step.about(t),
            drops_others: step == Step::Switch,
            typed: wrong.map(|it| it.sent.one("name").to_owned()).unwrap_or_default(),
            wrong: wrong.map(|_| t.with("ops-confirm-wrong", &[("name", &one.name)])).unwrap_or_default(),
        }
    };
    let steps = [(Step::Switch, retired && of.writable), (Step::Drop, of.state() != GenerationState::Live)];
    GenerationLine {
        number: of.generation,
        state: t.word::<GenerationState>(of.state),
        position: of.position,
        parked: of.parked_units,
        confirm: t.with("ops-confirm", &[("name", &one.name)]),
        steps: steps.into_iter().filter(|(_, can)| *can).map(|(step, _)| form(step)).collect(),
        open: unconfirmed.is_some(),
    }
}

fn latest(t: Say, one: &Rebuild, now: Timestamp) -> Latest {
    let number = |generation: i32| if generation == 0 { String::new() } else { generation.to_string() };
    let left = one.remaining.as_ref().map(|left| left.seconds.max(0).to_string());
    let compared = one.comparison() != Comparison::Unspecified;
    let mended = if one.mended_commits == 0 { String::new() } else { one.mended_commits.to_string() };
    let facts = [
        (t.text("ops-by"), one.started_by.clone()),
        (t.text("ops-started"), stamp(t, one.started_at.as_ref(), now)),
        (t.text("ops-finished"), stamp(t, one.finished_at.as_ref(), now)),
        (t.kind::<Comparison>(), if compared { t.word::<Comparison>(one.comparison) } else { String::new() }),
        (t.text("ops-live-since"), number(one.generation)),
        (t.text("ops-live-before"), number(one.retired_generation)),
        (t.text("ops-mended"), mended),
        (t.text("ops-dropped"), one.dropped.join(", ")),
        (t.text("ops-outcome"), one.outcome.clone()),
    ];
    Latest {
        what: kind_and_state(t, one),
        stage: t.word::<RebuildStage>(one.stage),
        done: one.done,
        target: one.target,
        left: left.map(|left| t.with("ops-left", &[("seconds", &left)])).unwrap_or_default(),
        facts: facts.into_iter().filter(|(_, value)| !value.is_empty()).collect(),
    }
}
