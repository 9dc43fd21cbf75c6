//! The demo's facts as JSON, from responses of the services.

use haetae_cli::words::Word;
use serde::Serialize;

use super::{
    endpoints::Endpoints,
    knowledge,
    text::{Selection, Text},
};

/// Everything the demo shows.
#[derive(Debug, Serialize)]
pub(crate) struct Report {
    pub(crate) reviews: Vec<Review>,
    pub(crate) assessment: Assessment,
    pub(crate) checklist: Checklist,
    pub(crate) knowledge: knowledge::KnowledgeReport,
    pub(crate) summary: Summary,
    pub(crate) timeline: Timeline,
    pub(crate) endpoints: Endpoints,
}

/// A review as in lists.
#[derive(Debug, Serialize)]
pub(crate) struct Review {
    pub(crate) review_id: String,
    pub(crate) title: String,
    pub(crate) team: String,
    pub(crate) score: u32,
    pub(crate) level: Word,
    pub(crate) status: Word,
    pub(crate) depth: Word,
    pub(crate) judged: u32,
    pub(crate) checkpoints: u32,
    pub(crate) submitted_at: String,
}

/// A score and its reasons.
#[derive(Debug, Serialize)]
pub(crate) struct Assessment {
    pub(crate) review_id: String,
    pub(crate) score: u32,
    pub(crate) level: Word,
    pub(crate) depth: Word,
    pub(crate) target_days: u32,
    pub(crate) policy: Document,
    pub(crate) contributions: Vec<Contribution>,
    pub(crate) escalators: Vec<Escalator>,
}

/// A version of a policy or catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Document {
    pub(crate) id: String,
    pub(crate) version: u32,
}

/// One reason for a score.
#[derive(Debug, Serialize)]
pub(crate) struct Contribution {
    pub(crate) section: String,
    pub(crate) item: String,
    pub(crate) points: u32,
    pub(crate) explanation: Text,
}

/// A rule that lifted the level, or would have.
#[derive(Debug, Serialize)]
pub(crate) struct Escalator {
    pub(crate) id: String,
    pub(crate) floor: Word,
    pub(crate) explanation: Text,
}

/// A checklist by flow layer.
#[derive(Debug, Serialize)]
pub(crate) struct Checklist {
    pub(crate) review_id: String,
    pub(crate) catalogs: Vec<Document>,
    pub(crate) layers: Vec<Layer>,
}

/// The checkpoints of one layer.
#[derive(Debug, Serialize)]
pub(crate) struct Layer {
    pub(crate) layer: Word,
    pub(crate) checkpoints: Vec<Checkpoint>,
}

/// One thing to check.
#[derive(Debug, Serialize)]
pub(crate) struct Checkpoint {
    pub(crate) checkpoint: String,
    pub(crate) mandatory: bool,
    pub(crate) title: Text,
    pub(crate) check: Text,
    pub(crate) method: Word,
    pub(crate) selected_by: Vec<Selection>,
    pub(crate) verdict: Word,
    pub(crate) reason: String,
}

/// The number of reviews by level and status.
#[derive(Debug, Serialize)]
pub(crate) struct Summary {
    pub(crate) by_level: Vec<Count>,
    pub(crate) by_status: Vec<Count>,
}

/// The count of one kind.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Count {
    pub(crate) of: Word,
    pub(crate) count: u64,
}

/// The timeline of one review.
#[derive(Debug, Serialize)]
pub(crate) struct Timeline {
    pub(crate) review_id: String,
    pub(crate) entries: Vec<Entry>,
}

/// One event.
#[derive(Debug, Serialize)]
pub(crate) struct Entry {
    pub(crate) sequence: u64,
    pub(crate) occurred_at: String,
    pub(crate) actor: String,
    pub(crate) event: String,
    pub(crate) summary: Text,
    pub(crate) trace_id: String,
}
