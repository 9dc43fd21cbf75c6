//! Adding evidence, and checking references to it.

use super::{Diagnosis, Event, Rejection, State};
use crate::checkpoint_key::CheckpointKey;
use crate::evidence::{CLOCKS_DIFFER, Evidence, EvidenceId, File, References};
use crate::ids::Meta;

/// Adds a file whose bytes are stored; a diagnosis accepts up to `most` files. Allowed in any round and between
/// rounds, because fixes are documented after the conclusion.
pub fn add_evidence(state: &State, meta: &Meta, file: File, most: usize) -> Result<Vec<Event>, Rejection> {
    let diagnosis = state.open()?;
    let mut faults = Vec::new();
    if diagnosis.line(&file.checkpoint).is_none() {
        faults.push(Rejection::EvidenceOfNothing);
    }
    if file.collected_at > meta.at.saturating_add(CLOCKS_DIFFER).unwrap_or(meta.at) {
        faults.push(Rejection::CollectedLater);
    }
    Rejection::all(faults)?;
    if diagnosis.evidence.len() >= most {
        return Err(Rejection::EvidenceLimit { most });
    }
    let number = u32::try_from(diagnosis.evidence.len()).unwrap_or(u32::MAX).saturating_add(1);
    Ok(vec![Event::EvidenceAdded { id: EvidenceId(number), file: Box::new(file) }])
}

impl Diagnosis {
    /// The evidence with this number.
    pub fn evidence(&self, id: EvidenceId) -> Option<&Evidence> {
        self.evidence.get(id.index()?)
    }

    /// The evidence for a checkpoint, in the order it was added.
    pub fn evidence_for<'a>(&'a self, checkpoint: &'a CheckpointKey) -> impl Iterator<Item = &'a Evidence> {
        self.evidence.iter().filter(move |evidence| evidence.file.checkpoint == *checkpoint)
    }

    pub(super) fn added(&mut self, id: EvidenceId, file: &File, meta: &Meta) {
        self.evidence.push(Evidence { id, file: file.clone(), by: meta.by.clone(), at: meta.at });
    }

    /// The files that are not there, by their places in the list.
    pub(super) fn unknown_in(&self, references: &References) -> impl Iterator<Item = usize> {
        let files = references.files.iter().enumerate();
        files.filter(|(_, id)| self.evidence(**id).is_none()).map(|(index, _)| index)
    }

    pub(super) fn require(&self, references: &References) -> Result<(), Rejection> {
        let unknown = self.unknown_in(references);
        Rejection::all(unknown.map(|index| Rejection::UnknownEvidence { verdict: None, index }).collect())
    }
}
