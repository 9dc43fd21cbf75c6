//! What a commit means to the board: the facts it keeps, the rest dropped before anything waits in memory.

use haetae_domain::diagnosis::{Standing, Tally};
use haetae_domain::ids::Person;
use haetae_domain::review::Course;
use haetae_domain::vocabulary::{Component, Depth, Level, RevisionCause, ServiceType, VerdictResult};
use haetae_event_log::codec::{
    Aggregate as _, CodecError, Reviews, Word, event_name, meta_of, person_from_wire, standing_from_wire,
    tally_from_wire,
};
use haetae_event_log::{Category, Recorded};
use haetae_projector::{PgTimestamp, Refusal};
use haetae_proto::event::v1 as pb;
use haetae_proto::event::v1::event::Event;
use uuid::Uuid;

use super::{evidence::EvidenceAdded, findings::FindingFacts, life::Life, profiles::Inputs};
use crate::text::{clean, clean_person};

/// A commit: where and when it was recorded, and what it means to a review; nothing for policies and catalogues.
#[derive(Clone, Debug)]
pub struct Noted {
    pub(crate) sequence: u64,
    pub(crate) at: PgTimestamp,
    pub(crate) change: Option<Change>,
    /// The review whose request this is, when that is parked: it keeps its number.
    pub(crate) parked: Option<Uuid>,
}

/// What is left of a parked commit: nothing unless it is a request.
pub(super) fn set_aside(noted: &Noted) -> Option<Noted> {
    let change = noted.change.as_ref().filter(|change| change.requests())?;
    Some(Noted { sequence: noted.sequence, at: noted.at, change: None, parked: Some(change.review_id) })
}

/// The same of one that cannot be read. The first commit of every review is its request.
pub(super) fn set_aside_unread(recorded: &Recorded) -> Option<Noted> {
    let mut commit = recorded.decode_envelope().ok()?;
    let meta = meta_of(&mut commit).ok()?;
    let is_request = recorded.key.category() == Category::Review && commit.version == 1;
    let review_id = Uuid::try_parse(recorded.key.id()).ok().filter(|_| is_request)?;
    Some(Noted { sequence: recorded.sequence, at: PgTimestamp::new(meta.at), change: None, parked: Some(review_id) })
}

/// What happened to one review in one commit.
#[derive(Clone, Debug)]
pub(crate) struct Change {
    pub(crate) review_id: Uuid,
    pub(crate) sequence: u64,
    pub(crate) at: PgTimestamp,
    pub(crate) actor: Person,
    pub(crate) trace_id: Option<String>,
    /// Its findings afterwards; none when nothing happened to them.
    pub(crate) findings: Option<OpenAndAccepted>,
    /// The checklist after a Fail was taken back; none otherwise.
    pub(crate) retracted: Option<Tally>,
    pub(crate) events: Vec<Happened>,
}

impl Change {
    /// Whether the review is requested by it, perhaps not for the first time.
    pub(super) fn requests(&self) -> bool {
        self.events.iter().any(|event| matches!(event.fact, Fact::Submitted(_)))
    }

    /// Whether only those who work on reviews are told of it. Such a change leaves the row as it was: lists, exports and
    /// watched lists would show its time to everybody who sees the review.
    pub(super) fn is_internal(&self) -> bool {
        !self.events.is_empty() && self.events.iter().all(|event| event.internal)
    }
}

/// How many findings of a review are open, and how many accepted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct OpenAndAccepted {
    pub(crate) open: u32,
    pub(crate) accepted: u32,
}

/// One event: its name, what it makes of the status of its review, and what the board keeps of it.
#[derive(Clone, Debug)]
pub(crate) struct Happened {
    pub(crate) name: &'static str,
    pub(crate) course: Course,
    /// Whether only those who work on reviews read it.
    pub(crate) internal: bool,
    pub(crate) fact: Fact,
}

/// What the board keeps of an event.
#[derive(Clone, Debug)]
pub(crate) enum Fact {
    Submitted(Box<Submitted>),
    DiagnosisStarted,
    Life(Box<Life>),
    Assessed { score: u8, level: Level, depth: Depth, policy_version: u32, target_days: u32 },
    Residual { round: u32, score: u8, level: Level },
    Generated { tally: Tally },
    Judged { verdicts: Tally, tally: Tally },
    Concluded { round: u32, tally: Tally, standing: Standing },
    Reopened { round: u32, reason: String, again: u32, tally: Tally },
    Revised { cause: RevisionCause, added: u32, changed: u32, retired: u32, tally: Tally },
    Finding(Box<FindingFacts>),
    Evidence(Box<EvidenceAdded>),
}

/// Work that has to be done again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Again {
    /// Checkpoints are judged in another round.
    Round,
    /// A fix was not enough.
    Fix,
}

impl Fact {
    /// The work that it has done again.
    pub(super) const fn again(&self) -> Option<Again> {
        match self {
            Self::Reopened { .. } => Some(Again::Round),
            Self::Finding(facts) => facts.again(),
            Self::Submitted(_)
            | Self::DiagnosisStarted
            | Self::Life(_)
            | Self::Assessed { .. }
            | Self::Residual { .. }
            | Self::Generated { .. }
            | Self::Judged { .. }
            | Self::Concluded { .. }
            | Self::Revised { .. }
            | Self::Evidence(_) => None,
        }
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Submitted {
    pub(crate) title: String,
    pub(crate) description: String,
    pub(crate) team: String,
    pub(crate) requester: Person,
    pub(crate) service_types: Vec<ServiceType>,
    pub(crate) components: Vec<Component>,
    pub(crate) inputs: Inputs,
}

/// What a commit means.
pub(crate) fn read(recorded: &Recorded) -> Result<Noted, Refusal> {
    let mut commit = recorded.decode_lean()?;
    let meta = meta_of(&mut commit)?;
    let standing = commit.events.iter().rev().find_map(|event| event.event.as_ref().and_then(standing));
    let findings =
        standing.map(|standing| OpenAndAccepted { open: standing.open_findings, accepted: standing.accepted_findings });
    let retracted = commit.events.iter().find_map(|event| retracted(event.event.as_ref()?)).transpose()?;
    let events = commit.events.into_iter().map(|event| happened(event.event));
    let events: Vec<_> = events.filter_map(Result::transpose).collect::<Result<_, _>>()?;
    let (sequence, at) = (recorded.sequence, PgTimestamp::new(meta.at));
    match recorded.key.category() {
        Category::Policy | Category::Catalog | Category::Foreign => {
            return Ok(Noted { sequence, at, change: None, parked: None });
        }
        Category::Review | Category::Risk | Category::Diagnosis => {}
    }
    let review_id = Uuid::try_parse(recorded.key.id()).map_err(|_| field("aggregate_id"))?;
    let (actor, trace_id) = (clean_person(meta.by), hex(&commit.trace_id));
    let change = Change { review_id, sequence, at, actor, trace_id, findings, retracted, events };
    Ok(Noted { sequence, at, change: Some(change), parked: None })
}

/// Where a diagnosis stands after an event; none for one that says nothing about its findings.
fn standing(event: &Event) -> Option<&pb::DiagnosisStanding> {
    match event {
        Event::VerdictsRecorded(e) => e.standing.as_ref(),
        Event::DiagnosisConcluded(e) => e.standing.as_ref(),
        Event::DiagnosisReopened(e) => e.standing.as_ref(),
        Event::ChecklistRevised(e) => e.standing.as_ref(),
        Event::FindingOpened(e) => e.standing.as_ref(),
        Event::FindingAssigned(e) => e.standing.as_ref(),
        Event::FixClaimed(e) => e.standing.as_ref(),
        Event::FixVerified(e) => e.standing.as_ref(),
        Event::FixRejected(e) => e.standing.as_ref(),
        Event::AcceptanceRequested(e) => e.standing.as_ref(),
        Event::AcceptanceApproved(e) => e.standing.as_ref(),
        Event::AcceptanceDeclined(e) => e.standing.as_ref(),
        Event::AcceptanceRevoked(e) => e.standing.as_ref(),
        Event::AcceptanceEnding(e) => e.standing.as_ref(),
        Event::AcceptanceEnded(e) => e.standing.as_ref(),
        Event::FindingOverdue(e) => e.standing.as_ref(),
        Event::FindingCorrected(e) => e.standing.as_ref(),
        Event::FindingRetracted(e) => e.standing.as_ref(),
        Event::ReviewSubmitted(_)
        | Event::ReviewDiagnosisStarted(_)
        | Event::ReviewAmended(_)
        | Event::ReviewWithdrawn(_)
        | Event::ReviewInfoRequested(_)
        | Event::ReviewInfoProvided(_)
        | Event::ReviewTriaged(_)
        | Event::ReviewAssigned(_)
        | Event::ReviewReleased(_)
        | Event::ReviewDecided(_)
        | Event::ReviewReopened(_)
        | Event::ReviewCommented(_)
        | Event::ReviewTargetSet(_)
        | Event::ReviewTargetBreached(_)
        | Event::ReviewDecisionStaled(_)
        | Event::ReviewProgressed(_)
        | Event::RiskAssessed(_)
        | Event::ResidualAssessed(_)
        | Event::PolicyPublished(_)
        | Event::PolicyActivated(_)
        | Event::DiagnosisGenerated(_)
        | Event::EvidenceAdded(_)
        | Event::CatalogPublished(_)
        | Event::CatalogActivated(_) => None,
    }
}

/// The checklist after a retraction.
fn retracted(event: &Event) -> Option<Result<Tally, CodecError>> {
    let Event::FindingRetracted(retracted) = event else { return None };
    Some(tally_from_wire(retracted.tally))
}

/// An event that this build does not know is an error; one that is not about a review is none.
fn happened(event: Option<Event>) -> Result<Option<Happened>, CodecError> {
    let event = event.ok_or(CodecError::UnknownEvent)?;
    let name = event_name(&event);
    let (mut course, mut internal) = (Course::Stays, false);
    let fact = match event {
        Event::ReviewSubmitted(e) => submitted(e)?,
        Event::RiskAssessed(e) => assessed(e)?,
        Event::ResidualAssessed(e) => Fact::Residual {
            round: e.round,
            score: u8::try_from(e.score).map_err(|_| field("score"))?,
            level: word(e.level, "level")?,
        },
        Event::DiagnosisGenerated(e) => Fact::Generated { tally: fresh(&e.checkpoints) },
        Event::VerdictsRecorded(e) => Fact::Judged { verdicts: count(&e.verdicts)?, tally: tally_from_wire(e.tally)? },
        event @ (Event::ReviewDiagnosisStarted(_)
        | Event::ReviewAmended(_)
        | Event::ReviewWithdrawn(_)
        | Event::ReviewInfoRequested(_)
        | Event::ReviewInfoProvided(_)
        | Event::ReviewTriaged(_)
        | Event::ReviewAssigned(_)
        | Event::ReviewReleased(_)
        | Event::ReviewDecided(_)
        | Event::ReviewReopened(_)
        | Event::ReviewCommented(_)
        | Event::ReviewTargetSet(_)
        | Event::ReviewTargetBreached(_)
        | Event::ReviewDecisionStaled(_)
        | Event::ReviewProgressed(_)) => {
            let event = Reviews::decode(event)?;
            (course, internal) = (event.course(), event.is_internal());
            Life::of(event).map_or(Fact::DiagnosisStarted, |life| Fact::Life(Box::new(life)))
        }
        Event::DiagnosisConcluded(e) => concluded(e)?,
        Event::DiagnosisReopened(e) => reopened(e)?,
        Event::ChecklistRevised(e) => revised(e)?,
        event @ (Event::FindingOpened(_)
        | Event::FindingAssigned(_)
        | Event::FixClaimed(_)
        | Event::FixVerified(_)
        | Event::FixRejected(_)
        | Event::AcceptanceRequested(_)
        | Event::AcceptanceApproved(_)
        | Event::AcceptanceDeclined(_)
        | Event::AcceptanceRevoked(_)
        | Event::AcceptanceEnding(_)
        | Event::AcceptanceEnded(_)
        | Event::FindingOverdue(_)
        | Event::FindingCorrected(_)
        | Event::FindingRetracted(_)) => match FindingFacts::read(event)? {
            Some(facts) => Fact::Finding(Box::new(facts)),
            None => return Ok(None),
        },
        Event::EvidenceAdded(e) => Fact::Evidence(Box::new(e.into())),
        Event::PolicyPublished(_)
        | Event::PolicyActivated(_)
        | Event::CatalogPublished(_)
        | Event::CatalogActivated(_) => return Ok(None),
    };
    Ok(Some(Happened { name, course, internal, fact }))
}

fn submitted(e: pb::ReviewSubmitted) -> Result<Fact, CodecError> {
    let profile = e.profile.ok_or_else(|| field("profile"))?;
    Ok(Fact::Submitted(Box::new(Submitted {
        title: clean(e.title),
        description: e.description,
        team: clean(e.team),
        requester: clean_person(person_from_wire(e.requester)),
        service_types: words(&profile.service_types, "profile.service_types")?,
        components: words(&profile.components, "profile.components")?,
        inputs: Inputs::from(&profile),
    })))
}

fn assessed(e: pb::RiskAssessed) -> Result<Fact, CodecError> {
    Ok(Fact::Assessed {
        score: u8::try_from(e.score).map_err(|_| field("score"))?,
        level: word(e.level, "level")?,
        depth: word(e.depth, "depth")?,
        policy_version: e.policy.ok_or_else(|| field("policy"))?.version,
        target_days: e.target_days,
    })
}

fn concluded(e: pb::DiagnosisConcluded) -> Result<Fact, CodecError> {
    let standing = standing_from_wire(e.standing)?;
    Ok(Fact::Concluded { round: e.round, tally: tally_from_wire(e.tally)?, standing })
}

fn reopened(e: pb::DiagnosisReopened) -> Result<Fact, CodecError> {
    let again = number(e.checkpoints.len());
    Ok(Fact::Reopened { round: e.round, reason: clean(e.reason), again, tally: tally_from_wire(e.tally)? })
}

fn revised(e: pb::ChecklistRevised) -> Result<Fact, CodecError> {
    Ok(Fact::Revised {
        cause: word(e.cause, "cause")?,
        added: number(e.added.len()),
        changed: number(e.changed.len()),
        retired: number(e.retired.len()),
        tally: tally_from_wire(e.tally)?,
    })
}

/// The tally of a checklist on which nothing is judged.
fn fresh(checkpoints: &[pb::SelectedCheckpoint]) -> Tally {
    let mandatory = number(checkpoints.iter().filter(|checkpoint| checkpoint.mandatory).count());
    Tally { total: number(checkpoints.len()), mandatory, mandatory_open: mandatory, ..Tally::default() }
}

/// The verdicts of one commit by result.
fn count(verdicts: &[pb::Verdict]) -> Result<Tally, CodecError> {
    let mut tally = Tally { total: number(verdicts.len()), ..Tally::default() };
    for verdict in verdicts {
        match word(verdict.result, "verdicts.result")? {
            VerdictResult::Pass => tally.pass += 1,
            VerdictResult::Fail => tally.fail += 1,
            VerdictResult::Partial => tally.partial += 1,
            VerdictResult::NotApplicable => tally.not_applicable += 1,
        }
    }
    Ok(tally)
}

/// As a set: order and repetition carry no meaning.
fn words<W: Word + Ord>(numbers: &[i32], name: &str) -> Result<Vec<W>, CodecError> {
    let mut words = numbers.iter().map(|number| word(*number, name)).collect::<Result<Vec<_>, _>>()?;
    words.sort_unstable();
    words.dedup();
    Ok(words)
}

fn word<W: Word>(number: i32, name: &str) -> Result<W, CodecError> {
    W::from_wire(number).ok_or_else(|| field(name))
}

fn field(name: &str) -> CodecError {
    CodecError::Field { field: name.to_owned() }
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn hex(trace_id: &[u8]) -> Option<String> {
    (!trace_id.is_empty()).then(|| hex::encode(trace_id))
}
