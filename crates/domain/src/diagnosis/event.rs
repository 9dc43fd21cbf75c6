//! The events of a diagnosis.

use super::{Standing, Tally};
use crate::basis::{BasisChange, basis_change};
use crate::checkpoint_key::CheckpointKey;
use crate::document::DocumentVersion;
use crate::evidence::{EvidenceId, File, References};
use crate::finding::{self, FindingId};
use crate::ids::Person;
use crate::policy::FindingDays;
use crate::profile::Profile;
use crate::selection::Selected;
use crate::vocabulary::{Coverage, Level, Method, RevisionCause, VerdictResult};

/// Stored permanently: add variants, never rename or reuse one. Tallies and standings are those after the whole
/// commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The checklist was generated.
    Generated(Generated),
    /// Checkpoints were judged.
    VerdictsRecorded {
        /// One or more.
        verdicts: Vec<Verdict>,
        /// The whole checklist afterwards.
        tally: Tally,
        /// The standing afterwards.
        standing: Standing,
    },
    /// A round was concluded.
    Concluded(Concluded),
    /// A new round began.
    Reopened(Reopened),
    /// The checklist was regenerated.
    Revised(Box<Revised>),
    /// Something happened to a finding.
    Finding {
        /// Which.
        id: FindingId,
        /// What.
        event: finding::Event,
        /// The standing of the diagnosis afterwards.
        standing: Standing,
    },
    /// A file was added as evidence; this does not change the standing of the diagnosis.
    EvidenceAdded {
        /// Its number.
        id: EvidenceId,
        /// The file.
        file: Box<File>,
    },
}

/// The answers of one event to every question that other code asks of it.
struct Traits<'a> {
    /// The change of the basis of an earlier decision, which the approver then has to review.
    unsettles: Option<BasisChange>,
    /// Whether only a reviewer could do it.
    reviewers: bool,
    /// The content that only this event has.
    own: Own<'a>,
}

/// The content that only one event has.
#[derive(Clone, Copy)]
enum Own<'a> {
    Nothing,
    /// The diagnosis begins with it.
    Beginning,
    /// The judgements.
    Verdicts(&'a [Verdict]),
    /// The end of a round.
    End(&'a Concluded),
    /// The event of a finding.
    Finding(FindingId, &'a finding::Event),
}

impl Event {
    /// One row for each event: a new one does not compile before it has answered every question.
    fn traits(&self) -> Traits<'_> {
        let row = |unsettles, reviewers, own| Traits { unsettles, reviewers, own };
        match self {
            Self::Generated(_) => row(None, false, Own::Beginning),
            Self::VerdictsRecorded { verdicts, .. } => {
                row(Some(basis_change!(VerdictsRecorded)), true, Own::Verdicts(verdicts))
            }
            Self::Concluded(concluded) => row(None, true, Own::End(concluded)),
            Self::Reopened(_) => row(Some(basis_change!(DiagnosisReopened)), true, Own::Nothing),
            // A checklist revised after an amendment is a service's work, as is the first.
            Self::Revised(revised) => {
                row(Some(basis_change!(ChecklistRevised)), revised.cause == RevisionCause::Upgraded, Own::Nothing)
            }
            Self::Finding { id, event, .. } => {
                row(event.unsettles_decision(), event.only_reviewers_may(), Own::Finding(*id, event))
            }
            Self::EvidenceAdded { .. } => row(None, false, Own::Nothing),
        }
    }

    /// The change of the basis of an earlier decision, which the approver then has to review; none for an event that
    /// does not change the basis.
    #[must_use]
    pub fn unsettles_decision(&self) -> Option<BasisChange> {
        self.traits().unsettles
    }

    /// Whether only a reviewer could do it.
    #[must_use]
    pub fn only_reviewers_may(&self) -> bool {
        self.traits().reviewers
    }

    /// Whether only a requester of the team could do it.
    #[must_use]
    pub fn only_requesters_may(&self) -> bool {
        self.on_finding().is_some_and(|(_, event)| event.only_requesters_may())
    }

    /// Whether the diagnosis begins with it.
    #[must_use]
    pub fn begins(&self) -> bool {
        matches!(self.traits().own, Own::Beginning)
    }

    /// The judgements that it records.
    #[must_use]
    pub fn verdicts(&self) -> &[Verdict] {
        if let Own::Verdicts(verdicts) = self.traits().own { verdicts } else { &[] }
    }

    /// The end of a round; none for any other event.
    #[must_use]
    pub fn concluded(&self) -> Option<&Concluded> {
        if let Own::End(concluded) = self.traits().own { Some(concluded) } else { None }
    }

    /// The event of a finding, and the finding; none for any other event.
    #[must_use]
    pub fn on_finding(&self) -> Option<(FindingId, &finding::Event)> {
        if let Own::Finding(id, event) = self.traits().own { Some((id, event)) } else { None }
    }

    /// The same, to be changed.
    #[must_use]
    pub const fn on_finding_mut(&mut self) -> Option<(FindingId, &mut finding::Event)> {
        match self {
            Self::Finding { id, event, .. } => Some((*id, event)),
            Self::Generated(_)
            | Self::VerdictsRecorded { .. }
            | Self::Concluded(_)
            | Self::Reopened(_)
            | Self::Revised(_)
            | Self::EvidenceAdded { .. } => None,
        }
    }
}

impl Event {
    /// Sets the tally and the standing after the whole commit.
    pub(super) fn settle(&mut self, now: Tally, stands: Standing) {
        match self {
            Self::Generated(_) | Self::EvidenceAdded { .. } => {}
            Self::VerdictsRecorded { tally, standing, .. }
            | Self::Concluded(Concluded { tally, standing, .. })
            | Self::Reopened(Reopened { tally, standing, .. }) => (*tally, *standing) = (now, stands),
            Self::Revised(revised) => (revised.tally, revised.standing) = (now, stands),
            Self::Finding { event, standing, .. } => {
                *standing = stands;
                if let Some(tally) = event.tally_mut() {
                    *tally = now;
                }
            }
        }
    }
}

/// A checklist and its inputs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Generated {
    /// The catalogue versions used.
    pub catalogs: Vec<DocumentVersion>,
    /// The inputs.
    pub profile: Profile,
    /// The level it was made for.
    pub level: Level,
    /// Requester of the review, who may not judge it.
    pub requester: Person,
    /// Team of the review.
    pub team: String,
    /// In order.
    pub checkpoints: Vec<Selected>,
    /// The time limits for fixes.
    pub terms: FindingTerms,
}

/// Time limits for fixes, and the policy that defines them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FindingTerms {
    /// The policy version; none for the default.
    pub policy: Option<DocumentVersion>,
    /// By severity.
    pub days: FindingDays,
}

/// One judgement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Which checkpoint.
    pub checkpoint: CheckpointKey,
    /// The judgement.
    pub result: VerdictResult,
    /// The method.
    pub method: Method,
    /// Why; required unless Pass.
    pub reason: String,
    /// Its evidence.
    pub evidence: References,
    /// The control that compensates for the missing part; only for Partial, and empty in the oldest commits.
    pub compensating_control: String,
}

/// The end of a round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Concluded {
    /// From 1.
    pub round: u32,
    /// The reviewer's summary; may be empty.
    pub summary: String,
    /// The whole checklist.
    pub tally: Tally,
    /// The standing afterwards.
    pub standing: Standing,
    /// The coverage of each threat.
    pub coverage: Vec<ThreatStanding>,
    /// The gain from passing each control that has not passed, greatest gain first.
    pub gains: Vec<ControlGain>,
}

/// The coverage of a threat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ThreatStanding {
    /// The catalogue that names it.
    pub catalog: String,
    /// Its id.
    pub threat: String,
    /// The coverage.
    pub coverage: Coverage,
}

/// The gain from a control that has not passed, if all of its checkpoints passed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ControlGain {
    /// The catalogue that names it.
    pub catalog: String,
    /// Its id.
    pub control: String,
    /// Its checkpoints that have not passed, except those that are not applicable.
    pub checkpoints: u32,
    /// Coverage gained, in halves of a threat.
    pub coverage_halves: u32,
}

/// The start of another round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reopened {
    /// The new round.
    pub round: u32,
    /// Why; empty when the revision in the same commit is the reason.
    pub reason: String,
    /// The checkpoints to judge: failed, changed or added.
    pub checkpoints: Vec<CheckpointKey>,
    /// The whole checklist afterwards.
    pub tally: Tally,
    /// The standing afterwards.
    pub standing: Standing,
}

/// A regenerated checklist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revised {
    /// Why.
    pub cause: RevisionCause,
    /// The catalogue versions now.
    pub catalogs: Vec<DocumentVersion>,
    /// The inputs now.
    pub profile: Profile,
    /// The level now.
    pub level: Level,
    /// The whole checklist now, in order.
    pub checkpoints: Vec<Selected>,
    /// The checkpoints that were not on it before.
    pub added: Vec<CheckpointKey>,
    /// The checkpoints whose requirement or check changed.
    pub changed: Vec<CheckpointKey>,
    /// The checkpoints that were removed from it.
    pub retired: Vec<CheckpointKey>,
    /// Time limits for fixes from now on.
    pub terms: FindingTerms,
    /// The whole checklist afterwards.
    pub tally: Tally,
    /// The standing afterwards.
    pub standing: Standing,
}
