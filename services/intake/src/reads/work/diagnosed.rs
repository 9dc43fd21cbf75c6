//! The part of a diagnosis that the list of work needs: its level, its judges, how far it is, and the findings that are not closed.

use std::collections::{BTreeMap, BTreeSet};

use haetae_domain::{
    diagnosis::{self, Diagnosis},
    finding::{self, Finding, FindingId},
    ids::Meta,
    vocabulary::Level,
};
use haetae_event_log::codec::{Aggregate as _, CodecError, Diagnoses, Word as _, tally_from_wire};
use haetae_proto::{common::v1 as wire, event::v1::event::Event as WireEvent};

/// A diagnosis without its checklist and without texts.
#[derive(Clone, Debug, Default)]
pub(super) struct Diagnosed {
    pub(super) level: Option<Level>,
    pub(super) judges: BTreeSet<String>,
    pub(super) findings: BTreeMap<FindingId, Finding>,
    /// Those whose fix was sent back.
    pub(super) sent_back: BTreeSet<FindingId>,
    /// Whether every checkpoint is judged.
    pub(super) judged: bool,
}

/// The part of an event of a diagnosis that matters here.
pub(super) enum Fact {
    Generated(Option<Level>),
    Revised(Option<Level>, bool),
    Verdicts(bool),
    /// Another round, and whether every checkpoint is still judged in it.
    Reopened(bool),
    Finding(FindingId, finding::Event),
    Nothing,
}

impl Fact {
    #[expect(clippy::wildcard_enum_match_arm, reason = "all other events are read by the codec")]
    pub(super) fn read(event: WireEvent) -> Result<Self, CodecError> {
        Ok(match event {
            // Read without the checkpoints' texts, as the codec would refuse it.
            WireEvent::DiagnosisGenerated(generated) => Self::Generated(Level::from_wire(generated.level)),
            WireEvent::ChecklistRevised(revised) => {
                Self::Revised(Level::from_wire(revised.level), is_judged(revised.tally))
            }
            WireEvent::VerdictsRecorded(recorded) => Self::Verdicts(is_judged(recorded.tally)),
            other => match Diagnoses::decode(other)? {
                diagnosis::Event::Finding { id, event, standing: _ } => Self::Finding(id, event),
                diagnosis::Event::Reopened(reopened) => Self::Reopened(reopened.tally.is_judged()),
                diagnosis::Event::Generated(_)
                | diagnosis::Event::VerdictsRecorded { .. }
                | diagnosis::Event::Concluded(_)
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
            sent_back: unclosed.clone().filter(|finding| was_sent_back(finding)).map(|finding| finding.id).collect(),
            findings: unclosed.map(|finding| (finding.id, lean(finding.clone()))).collect(),
            judged: diagnosis.tally().is_judged(),
        }
    }

    /// Applies the next event.
    pub(super) fn take(&mut self, fact: Fact, meta: &Meta) {
        match fact {
            Fact::Generated(level) => (self.level, self.judged) = (level, false),
            Fact::Revised(level, judged) => (self.level, self.judged) = (level, judged),
            Fact::Verdicts(judged) => {
                self.judges.insert(meta.by.subject.clone());
                self.judged = judged;
            }
            Fact::Reopened(judged) => self.judged = judged,
            Fact::Finding(id, event) => self.happened(id, &event, meta),
            Fact::Nothing => {}
        }
    }

    fn happened(&mut self, id: FindingId, event: &finding::Event, meta: &Meta) {
        if let Some((_, tally)) = event.takes_back() {
            self.judged = tally.is_judged();
        }
        if event.rejects_fix() {
            self.sent_back.insert(id);
        }
        let after = finding::evolve(self.findings.remove(&id), id, event, meta);
        if let Some(finding) = after.filter(|finding| !finding.is_over()) {
            self.findings.insert(id, lean(finding));
        } else {
            self.sent_back.remove(&id);
        }
    }
}

/// Whether every checkpoint is judged; not known without a tally.
fn is_judged(tally: Option<wire::Tally>) -> bool {
    tally_from_wire(tally).is_ok_and(|tally| tally.is_judged())
}

fn was_sent_back(finding: &Finding) -> bool {
    finding.history.iter().any(|happened| happened.event.rejects_fix())
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
