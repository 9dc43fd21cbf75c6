//! The effect of a commit on findings and verdicts; the rest is dropped before commits are buffered.

use haetae_domain::diagnosis::{Event as DiagnosisEvent, Tally};
use haetae_domain::finding;
use haetae_domain::ids::Person;
use haetae_domain::review;
use haetae_domain::vocabulary::{Layer, Method, ServiceType, VerdictResult};
use haetae_event_log::codec::{
    Aggregate as _, Catalogs, CodecError, Diagnoses, Reviews, Word, meta_of, tally_from_wire,
};
use haetae_event_log::{Category, Recorded};
use haetae_projector::{PgTimestamp, Refusal};
use haetae_proto::common::v1::{DocumentVersion, ServiceProfile};
use haetae_proto::event::v1 as pb;
use haetae_proto::event::v1::event::Event;
use uuid::Uuid;

use super::catalogs::Published;
use crate::text::{clean, clean_person};

/// A commit that means anything.
#[derive(Debug)]
pub enum DiagnosisCommit {
    /// A version of a catalogue.
    Published(Published),
    /// Something in the diagnosis of a review, or the review's withdrawal.
    Diagnosed(Diagnosed),
}

/// The events of one diagnosis in one commit.
#[derive(Debug)]
pub struct Diagnosed {
    pub(super) review_id: Uuid,
    pub(super) sequence: u64,
    pub(super) at: PgTimestamp,
    pub(super) by: Person,
    pub(super) steps: Vec<DiagnosisStep>,
}

/// One event.
#[derive(Debug)]
pub(super) enum DiagnosisStep {
    Listed(ListedItems),
    Judged(RecordedVerdicts),
    Again(Again),
    Finding(Box<Touched>),
    /// The review was withdrawn: nothing has to be fixed any more.
    Withdrawn,
}

/// A new checklist, or a revised one.
#[derive(Debug)]
pub(super) struct ListedItems {
    /// Set only by the first one.
    pub(super) team: Option<String>,
    pub(super) service_types: Vec<ServiceType>,
    /// Each as catalogue and version.
    pub(super) catalogs: Vec<(String, u32)>,
    /// Number of checkpoints with a verdict afterwards; none for a first checklist.
    pub(super) judged: Option<u32>,
    /// Checkpoints that are on it since, or otherwise than before.
    pub(super) items: Vec<Item>,
    /// Checkpoints that were removed or changed.
    pub(super) gone: Vec<String>,
}

/// A checkpoint of a checklist.
#[derive(Clone, Debug)]
pub(super) struct Item {
    pub(super) checkpoint: String,
    pub(super) layer: Option<Layer>,
    pub(super) mandatory: bool,
}

/// Verdicts recorded together.
#[derive(Debug)]
pub(super) struct RecordedVerdicts {
    pub(super) verdicts: Vec<Verdict>,
    pub(super) round: u32,
    /// Whether it verified a fix, according to another event of the commit.
    pub(super) fix: bool,
    /// Checkpoints that have a verdict afterwards.
    pub(super) judged: u32,
}

#[derive(Debug)]
pub(super) struct Verdict {
    pub(super) checkpoint: String,
    pub(super) result: VerdictResult,
    pub(super) method: Method,
    /// Pieces of evidence it names, files and links; and files among them.
    pub(super) evidence: (i32, i32),
}

/// Checkpoints to be judged again.
#[derive(Debug)]
pub(super) struct Again {
    pub(super) checkpoints: Vec<String>,
    /// Checkpoints that have a verdict afterwards.
    pub(super) judged: u32,
}

/// An event of a finding.
#[derive(Debug)]
pub(super) struct Touched {
    pub(super) number: i32,
    pub(super) round: u32,
    pub(super) event: finding::Event,
}

/// The effect of a commit; none when it concerns neither a diagnosis nor a catalogue, and withdraws no review.
pub(super) fn read(recorded: &Recorded) -> Result<Option<DiagnosisCommit>, Refusal> {
    match recorded.key.category() {
        Category::Risk | Category::Policy | Category::Foreign => Ok(None),
        Category::Review => Ok(withdrawn(recorded)),
        Category::Catalog => published(recorded),
        Category::Diagnosis => diagnosed(recorded).map(|change| Some(DiagnosisCommit::Diagnosed(change))),
    }
}

/// Withdrawals are the only events of a review that count here, so other commits of a review that cannot be read do
/// not block findings.
fn withdrawn(recorded: &Recorded) -> Option<DiagnosisCommit> {
    let mut commit = recorded.decode_lean().ok()?;
    let meta = meta_of(&mut commit).ok()?;
    let review_id = Uuid::try_parse(recorded.key.id()).ok()?;
    let mut events = commit.events.into_iter().filter_map(|event| Reviews::decode(event.event?).ok());
    events.find(review::Event::withdraws)?;
    let (sequence, at, by) = (recorded.sequence, PgTimestamp::new(meta.at), clean_person(meta.by));
    Some(DiagnosisCommit::Diagnosed(Diagnosed { review_id, sequence, at, by, steps: vec![DiagnosisStep::Withdrawn] }))
}

fn published(recorded: &Recorded) -> Result<Option<DiagnosisCommit>, Refusal> {
    let commit = recorded.decode_lean()?;
    for event in commit.events {
        let event = Catalogs::decode(event.event.ok_or(CodecError::UnknownEvent)?)?;
        if let Some((version, _, document)) = event.published() {
            let published = Published::read(recorded.key.id(), recorded.sequence, (version, document));
            return Ok(Some(DiagnosisCommit::Published(published.ok_or_else(|| field("document"))?)));
        }
    }
    Ok(None)
}

fn diagnosed(recorded: &Recorded) -> Result<Diagnosed, Refusal> {
    // The whole of it: the keys of checkpoints are among the texts of a checklist.
    let mut commit = recorded.decode()?;
    let meta = meta_of(&mut commit)?;
    let review_id = Uuid::try_parse(recorded.key.id()).map_err(|_| field("aggregate_id"))?;
    let steps = commit.events.into_iter().map(|event| step(event.event.ok_or(CodecError::UnknownEvent)?));
    let mut steps = steps.filter_map(Result::transpose).collect::<Result<Vec<_>, _>>()?;
    let verifies =
        |step: &DiagnosisStep| matches!(step, DiagnosisStep::Finding(touched) if touched.event.verifies_fix());
    let fix = steps.iter().any(verifies);
    for step in &mut steps {
        if let DiagnosisStep::Judged(judged) = step {
            judged.fix = fix;
        }
    }
    let (sequence, at, by) = (recorded.sequence, PgTimestamp::new(meta.at), clean_person(meta.by));
    Ok(Diagnosed { review_id, sequence, at, by, steps })
}

#[expect(clippy::wildcard_enum_match_arm, reason = "what is not read here is read by the domain, without a wildcard")]
fn step(event: Event) -> Result<Option<DiagnosisStep>, CodecError> {
    Ok(Some(match event {
        Event::DiagnosisGenerated(e) => {
            let mut listed = listed(e.profile.as_ref(), e.catalogs)?;
            listed.team = Some(clean(e.team));
            listed.items = e.checkpoints.into_iter().map(item).collect();
            DiagnosisStep::Listed(listed)
        }
        Event::ChecklistRevised(e) => {
            let judged = judged(&tally_from_wire(e.tally)?);
            let listed = ListedItems { judged: Some(judged), ..listed(e.profile.as_ref(), e.catalogs)? };
            let keys = |keys: Vec<String>| keys.into_iter().map(clean).collect::<Vec<_>>();
            let (added, changed, mut gone) = (keys(e.added), keys(e.changed), keys(e.retired));
            let mut items: Vec<_> = e.checkpoints.into_iter().map(item).collect();
            items.retain(|item| added.contains(&item.checkpoint) || changed.contains(&item.checkpoint));
            gone.extend(changed);
            DiagnosisStep::Listed(ListedItems { items, gone, ..listed })
        }
        Event::VerdictsRecorded(e) => {
            let verdicts = e.verdicts.into_iter().map(verdict).collect::<Result<_, _>>()?;
            let (tally, round) = (tally_from_wire(e.tally)?, e.standing.map_or(1, |standing| standing.round));
            DiagnosisStep::Judged(RecordedVerdicts { verdicts, round, fix: false, judged: judged(&tally) })
        }
        Event::DiagnosisReopened(e) => {
            let checkpoints = e.checkpoints.into_iter().map(clean).collect();
            DiagnosisStep::Again(Again { checkpoints, judged: judged(&tally_from_wire(e.tally)?) })
        }
        Event::DiagnosisConcluded(_) | Event::EvidenceAdded(_) => return Ok(None),
        event => touched(event)?,
    }))
}

/// Reads an event of a finding. `step` has to read every other event of a diagnosis; a test checks this for all
/// events.
fn touched(event: Event) -> Result<DiagnosisStep, CodecError> {
    match Diagnoses::decode(event)? {
        DiagnosisEvent::Finding { id, event, standing } => {
            let number = i32::try_from(id.0).map_err(|_| field("finding"))?;
            Ok(DiagnosisStep::Finding(Box::new(Touched { number, round: standing.round, event })))
        }
        DiagnosisEvent::Generated(_)
        | DiagnosisEvent::VerdictsRecorded { .. }
        | DiagnosisEvent::Concluded(_)
        | DiagnosisEvent::Reopened(_)
        | DiagnosisEvent::Revised(_)
        | DiagnosisEvent::EvidenceAdded { .. } => Err(CodecError::UnknownEvent),
    }
}

fn listed(profile: Option<&ServiceProfile>, catalogs: Vec<DocumentVersion>) -> Result<ListedItems, CodecError> {
    let words = profile.map_or(&[][..], |profile| &profile.service_types);
    let words = words.iter().map(|word| ServiceType::from_wire(*word).ok_or_else(|| field("profile.service_types")));
    let mut service_types = words.collect::<Result<Vec<_>, _>>()?;
    service_types.sort_unstable();
    service_types.dedup();
    let catalogs = catalogs.into_iter().map(|catalog| (clean(catalog.document_id), catalog.version)).collect();
    Ok(ListedItems { team: None, service_types, catalogs, judged: None, items: Vec::new(), gone: Vec::new() })
}

fn item(selected: pb::SelectedCheckpoint) -> Item {
    let pb::SelectedCheckpoint { catalog_id, control_id, check_id, layer, mandatory, .. } = selected;
    let checkpoint = clean(format!("{catalog_id}:{control_id}:{check_id}"));
    Item { checkpoint, layer: Layer::from_wire(layer), mandatory }
}

fn verdict(verdict: pb::Verdict) -> Result<Verdict, CodecError> {
    let count = |pieces: usize| i32::try_from(pieces).unwrap_or(i32::MAX);
    let (links, files) = (verdict.evidence.len(), verdict.evidence_ids.len());
    Ok(Verdict {
        evidence: (count(links + files), count(files)),
        checkpoint: clean(verdict.checkpoint),
        result: VerdictResult::from_wire(verdict.result).ok_or_else(|| field("verdicts.result"))?,
        method: Method::from_wire(verdict.method).ok_or_else(|| field("verdicts.method"))?,
    })
}

/// Checkpoints that have a verdict.
pub(super) const fn judged(tally: &Tally) -> u32 {
    tally.pass + tally.fail + tally.partial + tally.not_applicable
}

fn field(name: &str) -> CodecError {
    CodecError::Field { field: name.to_owned() }
}

#[cfg(test)]
mod tests {
    use haetae_proto::words::EVENTS;
    use prost::{
        Message as _,
        encoding::{WireType, encode_key},
    };

    use super::*;

    /// The event of this number in the contract, without content; none where no event has it.
    fn empty(number: u32) -> Option<Event> {
        let mut bytes = Vec::new();
        encode_key(number, WireType::LengthDelimited, &mut bytes);
        bytes.push(0);
        pb::Event::decode(bytes.as_slice()).expect("an event").event
    }

    /// No event of a diagnosis parks its commit for want of an arm.
    #[test]
    fn every_event_of_a_diagnosis_is_read() {
        let events: Vec<_> = (1..1_000).filter_map(empty).collect();
        assert_eq!(events.len(), EVENTS.len());
        for event in events {
            let is_of_another = matches!(Diagnoses::decode(event.clone()), Err(CodecError::Misplaced(_)));
            let unread = matches!(step(event.clone()), Err(CodecError::UnknownEvent | CodecError::Misplaced(_)));
            assert_eq!(unread, is_of_another, "{}", event.name());
        }
    }
}
