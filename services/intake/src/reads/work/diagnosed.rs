//! The part of a diagnosis that the list of work needs: its level, its judges and the findings that are not closed.

use std::collections::{BTreeMap, BTreeSet};

use haetae_domain::{
    diagnosis::{self, Diagnosis},
    finding::{self, Finding, FindingId},
    ids::Meta,
    vocabulary::Level,
};
use haetae_event_log::codec::{Aggregate as _, CodecError, Diagnoses, Word as _};
use haetae_proto::event::v1::event::Event as WireEvent;

/// A diagnosis without its checklist and without texts.
#[derive(Clone, Debug, Default)]
pub(super) struct Diagnosed {
    pub(super) level: Option<Level>,
    pub(super) judges: BTreeSet<String>,
    pub(super) findings: BTreeMap<FindingId, Finding>,
}

/// The part of an event of a diagnosis that matters here.
pub(super) enum Fact {
    Level(Option<Level>),
    Judged,
    Finding(FindingId, finding::Event),
    Nothing,
}

impl Fact {
    #[expect(clippy::wildcard_enum_match_arm, reason = "all other events are read by the codec")]
    pub(super) fn read(event: WireEvent) -> Result<Self, CodecError> {
        Ok(match event {
            // Read without the checkpoints' texts, as the codec would refuse it.
            WireEvent::DiagnosisGenerated(generated) => Self::Level(Level::from_wire(generated.level)),
            WireEvent::ChecklistRevised(revised) => Self::Level(Level::from_wire(revised.level)),
            WireEvent::VerdictsRecorded(_) => Self::Judged,
            other => match Diagnoses::decode(other)? {
                diagnosis::Event::Finding { id, event, standing: _ } => Self::Finding(id, event),
                diagnosis::Event::Generated(_)
                | diagnosis::Event::VerdictsRecorded { .. }
                | diagnosis::Event::Concluded(_)
                | diagnosis::Event::Reopened(_)
                | diagnosis::Event::Revised(_)
                | diagnosis::Event::EvidenceAdded { .. } => Self::Nothing,
            },
        })
    }
}

impl Diagnosed {
    pub(super) fn of(diagnosis: &Diagnosis) -> Self {
        let unclosed = diagnosis.findings.iter().filter(|finding| !finding.is_over());
        Self {
            level: Some(diagnosis.generated.level),
            judges: diagnosis.judges.clone(),
            findings: unclosed.map(|finding| (finding.id, lean(finding.clone()))).collect(),
        }
    }

    /// Applies the next event.
    pub(super) fn take(&mut self, fact: Fact, meta: &Meta) {
        match fact {
            Fact::Level(level) => self.level = level,
            Fact::Judged => {
                self.judges.insert(meta.by.subject.clone());
            }
            Fact::Finding(id, event) => self.happened(id, &event, meta),
            Fact::Nothing => {}
        }
    }

    fn happened(&mut self, id: FindingId, event: &finding::Event, meta: &Meta) {
        let after = finding::evolve(self.findings.remove(&id), id, event, meta);
        if let Some(finding) = after.filter(|finding| !finding.is_over()) {
            self.findings.insert(id, lean(finding));
        }
    }
}

/// A finding without its long texts, which no work list shows and which would fill the memory.
fn lean(mut finding: Finding) -> Finding {
    finding.history = vec![];
    finding.opened.reason = String::new();
    if let Some(fix) = &mut finding.fix {
        (fix.description, fix.evidence) = Default::default();
    }
    let accepted = finding.accepted.as_mut().map(|accepted| &mut accepted.request);
    for request in finding.request.iter_mut().chain(accepted) {
        (request.asked.reason, request.asked.conditions) = Default::default();
    }
    finding
}
