//! What clients wrote down: every command they gave, the answer they got, and what they read afterwards.

use std::collections::BTreeSet;

use haetae_event_log::Category;
use haetae_proto::{
    checkpoint::v1::{
        ClaimFixRequest, ConcludeDiagnosisRequest, RecordVerdictsRequest, RetractFindingRequest, VerifyFixRequest,
    },
    common::v1::ServiceProfile,
    intake::v1::{AmendReviewRequest, DecideReviewRequest, SubmitReviewRequest},
};
use prost::Message as _;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

/// Everything the clients of one run wrote down.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    /// Every command that was given at least once.
    pub commands: Vec<Asked>,
    /// Every read that was answered.
    pub reads: Vec<Read>,
}

/// A command and how it was answered.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Chosen by the client, the same for every retry.
    pub request_id: Uuid,
    /// Who asked.
    pub caller: Who,
    /// What was asked.
    pub command: Command,
    /// The answer.
    pub answer: CommandOutcome,
}

/// Who asked, as the token said.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Who {
    /// `sub`.
    pub subject: String,
    /// `name`.
    pub name: String,
    /// `team`.
    pub team: String,
}

/// What was asked, whole.
#[derive(Clone, Debug)]
pub enum Command {
    /// A review was requested.
    Submit(SubmitReviewRequest),
    /// A review was amended; always to something else.
    Amend(AmendReviewRequest),
    /// Verdicts were recorded.
    Judge(RecordVerdictsRequest),
    /// A round was concluded.
    Conclude(ConcludeDiagnosisRequest),
    /// A finding was said to be fixed.
    ClaimFix(ClaimFixRequest),
    /// It was found fixed.
    VerifyFix(VerifyFixRequest),
    /// A mistaken Fail was taken back.
    Retract(RetractFindingRequest),
    /// A review was decided on.
    Decide(DecideReviewRequest),
}

impl Command {
    /// What is done.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Submit(_) => "submitted",
            Self::Amend(_) => "amended",
            Self::Judge(_) => "judged",
            Self::Conclude(_) => "concluded",
            Self::ClaimFix(_) => "fixed",
            Self::VerifyFix(_) => "verified",
            Self::Retract(_) => "retracted",
            Self::Decide(_) => "decided",
        }
    }

    /// The aggregates it changes.
    pub(super) const fn category(&self) -> Category {
        match self {
            Self::Submit(_) | Self::Amend(_) | Self::Decide(_) => Category::Review,
            Self::Judge(_) | Self::Conclude(_) | Self::ClaimFix(_) | Self::VerifyFix(_) | Self::Retract(_) => {
                Category::Diagnosis
            }
        }
    }

    /// The review it is about, and the etag it was decided on; none of a submission.
    pub fn target(&self) -> Option<(&str, &str)> {
        match self {
            Self::Submit(_) => None,
            Self::Amend(r) => Some((&r.review_id, &r.etag)),
            Self::Judge(r) => Some((&r.review_id, &r.etag)),
            Self::Conclude(r) => Some((&r.review_id, &r.etag)),
            Self::ClaimFix(r) => Some((&r.review_id, &r.etag)),
            Self::VerifyFix(r) => Some((&r.review_id, &r.etag)),
            Self::Retract(r) => Some((&r.review_id, &r.etag)),
            Self::Decide(r) => Some((&r.review_id, &r.etag)),
        }
    }

    /// The hash that commits keep of it.
    pub(super) fn hash(&self) -> [u8; 32] {
        let message = match self {
            Self::Submit(r) => {
                SubmitReviewRequest { profile: in_order(r.profile.as_ref()), ..r.clone() }.encode_to_vec()
            }
            Self::Amend(r) => AmendReviewRequest { profile: in_order(r.profile.as_ref()), ..r.clone() }.encode_to_vec(),
            Self::Judge(r) => r.encode_to_vec(),
            Self::Conclude(r) => r.encode_to_vec(),
            Self::ClaimFix(r) => r.encode_to_vec(),
            Self::VerifyFix(r) => r.encode_to_vec(),
            Self::Retract(r) => r.encode_to_vec(),
            Self::Decide(r) => r.encode_to_vec(),
        };
        Sha256::digest(message).into()
    }
}

/// The profile as requests are compared: order and repetition carry no meaning.
fn in_order(profile: Option<&ServiceProfile>) -> Option<ServiceProfile> {
    let set = |list: &[i32]| list.iter().copied().collect::<BTreeSet<_>>().into_iter().collect();
    profile.map(|profile| ServiceProfile {
        service_types: set(&profile.service_types),
        components: set(&profile.components),
        data_classes: set(&profile.data_classes),
        ..profile.clone()
    })
}

/// How a command was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CommandOutcome {
    /// It took effect.
    Acknowledged {
        /// The review it took effect on.
        review_id: String,
        /// Sequence in the etag.
        etag: u64,
        /// Sequence in the consistency token.
        position: u64,
    },
    /// It did not and never will.
    Refused,
    /// No answer came.
    Unknown,
}

/// The timeline of a review, read with the token of a write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Read {
    /// Which review.
    pub review_id: String,
    /// Sequence in the token given.
    pub position: u64,
    /// Sequences of the entries shown.
    pub shown: Vec<u64>,
}
