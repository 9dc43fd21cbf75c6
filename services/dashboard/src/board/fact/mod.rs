//! Facts: the part of an event that the board keeps. A fact is read from the log, folded into the row of its review,
//! stored with the timeline, and displayed as a sentence.

mod acceptance;
mod assessment;
mod columns;
mod decision;
mod diagnosis;
mod finding;
mod inputs;
mod read;
mod request;
mod table;
mod told;
mod wire;
mod work;

use haetae_domain::text::Text;
use haetae_event_log::codec::CodecError;
use haetae_proto::event::v1::event::Event;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::{Map, Value};

use table::facts;

pub(crate) use columns::Column;
pub(super) use read::Happened;
pub(super) use request::{Asked, Submitted};

/// The data that the board keeps of an event in addition to its timeline entry and the review's row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Also {
    Nothing,
    /// The request: texts for searches, and inputs of the score.
    Request,
    /// The request as it was amended, and the fields that were.
    Amendment,
    /// The review that covers this one, if one does.
    Duplicate,
    /// Checkpoints are to be judged in another round, as trends count.
    Round,
    /// A fix was not enough, as trends count.
    Fix,
}

facts! {
    // Event                    what is kept of it           columns that it changes  what else is kept
    of_reviews {
        ReviewSubmitted        (Box<request::Submitted>)    []                       Request;
        ReviewDiagnosisStarted (work::DiagnosisStarted)     [Status]                 Nothing;
        ReviewAmended          (Box<request::Amended>)      []                       Amendment;
        ReviewWithdrawn        (request::Withdrawn)         [Status]                 Nothing;
        ReviewInfoRequested    (request::InfoRequested)     [Status]                 Nothing;
        ReviewInfoProvided     (request::InfoProvided)      [Status]                 Nothing;
        ReviewTriaged          (work::Triaged)              [Status]                 Duplicate;
        ReviewAssigned         (work::Assigned)             [Assignee]               Nothing;
        ReviewReleased         (work::Released)             [Assignee]               Nothing;
        ReviewDecided          (decision::Decided)          [Status]                 Nothing;
        ReviewReopened         (decision::Reopened)         [Status, DecisionStale]  Nothing;
        ReviewCommented        (request::Commented)         []                       Nothing;
        ReviewTargetSet        (work::TargetSet)            [DueAt]                  Nothing;
        ReviewTargetBreached   (work::TargetBreached)       [Overdue]                Nothing;
        ReviewDecisionStaled   (decision::DecisionStaled)   [DecisionStale]          Nothing;
        ReviewProgressed       (work::Progressed)           [Status]                 Nothing;
        ReviewQuestionRetracted (request::QuestionRetracted) [Status]                Nothing;
    }
    of_diagnoses {
        RiskAssessed           (assessment::Assessed)       [Score, Level, Depth]    Nothing;
        ResidualAssessed       (assessment::Residual)       []                       Nothing;
        DiagnosisGenerated     (diagnosis::Generated)       []                       Nothing;
        VerdictsRecorded       (diagnosis::Judged)          []                       Nothing;
        DiagnosisConcluded     (diagnosis::Concluded)       []                       Nothing;
        DiagnosisReopened      (diagnosis::Reopened)        []                       Round;
        ChecklistRevised       (diagnosis::Revised)         []                       Nothing;
        EvidenceAdded          (diagnosis::EvidenceAdded)   []                       Nothing;
    }
    of_findings {
        FindingOpened          (finding::Opened)            []                       Nothing;
        FindingAssigned        (finding::Assigned)          []                       Nothing;
        FixClaimed             (finding::FixClaimed)        []                       Nothing;
        FixVerified            (finding::FixVerified)       []                       Nothing;
        FixRejected            (finding::FixRejected)       []                       Fix;
        AcceptanceRequested    (acceptance::Requested)      []                       Nothing;
        AcceptanceApproved     (acceptance::Approved)       []                       Nothing;
        AcceptanceDeclined     (acceptance::Declined)       []                       Nothing;
        AcceptanceRevoked      (acceptance::Revoked)        []                       Nothing;
        AcceptanceEnding       (acceptance::Ending)         []                       Nothing;
        AcceptanceEnded        (acceptance::Ended)          []                       Nothing;
        FindingOverdue         (finding::Overdue)           []                       Nothing;
        FindingCorrected       (finding::Corrected)         []                       Nothing;
        FindingRetracted       (finding::Retracted)         []                       Nothing;
        AcceptanceRequestLapsed (acceptance::Lapsed)        []                       Nothing;
    }
    of_documents { PolicyPublished PolicyActivated CatalogPublished CatalogActivated }
}

impl Fact {
    /// The fact of a stored timeline entry.
    ///
    /// # Errors
    /// When the stored value does not match the event, or the event does not concern a review.
    pub(crate) fn parse(event: &str, stored: Value) -> serde_json::Result<Self> {
        if stored.get(event).is_some() {
            return serde_json::from_value(stored);
        }
        serde_json::from_value(Map::from_iter([(event.to_owned(), stored)]).into())
    }

    /// Whether work of this kind has to be done again, as trends count. A round without checkpoints is no such work.
    pub(in crate::board) fn repeats(&self, work: Also) -> bool {
        self.also() == work && !self.reopened().is_some_and(diagnosis::Reopened::is_empty)
    }

    /// The review that it names, by its id.
    pub(crate) fn other_review(&self) -> Option<&str> {
        self.triaged().and_then(work::Triaged::duplicate_of)
    }

    /// The sentence, with a name for the other review of [`Self::other_review`].
    pub(crate) fn sentence_naming(&self, other: &Text) -> Text {
        self.triaged().map_or_else(|| self.sentence(), |triaged| triaged.sentence_naming(other))
    }
}

#[cfg(test)]
mod tests;
