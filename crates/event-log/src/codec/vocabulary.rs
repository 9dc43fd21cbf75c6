//! The words: domain enums ⇄ contract enums.

use haetae_domain::vocabulary as domain;
use haetae_proto::{
    common::v1 as wire,
    words::{Name, Named as _},
};

/// A word of the vocabulary with its number in the contracts.
pub trait Word: Copy + Sized {
    /// The number.
    fn to_wire(self) -> i32;
    /// The word for a number; none for 0 and for numbers this build does not know.
    fn from_wire(number: i32) -> Option<Self>;
    /// Its display name.
    fn name(self) -> Name;
}

macro_rules! words {
    ($domain:ident, $wire:ident { $($word:ident),+ $(,)? }) => {
        impl Word for domain::$domain {
            fn to_wire(self) -> i32 {
                (match self { $(Self::$word => wire::$wire::$word),+ }) as i32
            }

            fn from_wire(number: i32) -> Option<Self> {
                match wire::$wire::try_from(number).ok()? {
                    wire::$wire::Unspecified => None,
                    $(wire::$wire::$word => Some(Self::$word)),+
                }
            }

            fn name(self) -> Name {
                (match self { $(Self::$word => wire::$wire::$word),+ }).name()
            }
        }
    };
}

words!(
    ServiceType,
    ServiceType {
        Payment,
        Authentication,
        PersonalData,
        ExternalIntegration,
        Administration,
        FileExchange,
        MobileApp,
        PublicWeb,
        AiFeature,
        IotDevice,
    }
);
words!(Component, Component { Management, Infrastructure, PlatformSoftware, Device, Service, Interconnection });
words!(Stage, LifecycleStage { Planning, Operation, Advanced });
words!(Exposure, Exposure { Internal, Partner, Internet });
words!(DataClass, DataClass { Public, Internal, Confidential, Personal, Sensitive, UniqueIdentifier });
words!(UserScale, UserScale { UpTo1k, UpTo100k, UpTo1m, Over1m });
words!(ImpactLevel, ImpactLevel { None, Minor, Moderate, Major, Severe });
words!(Level, RiskLevel { Low, Medium, High, Critical });
words!(Depth, ReviewDepth { Waivable, Simplified, Full });
words!(Layer, FlowLayer { Client, Network, Gateway, Application, Data, Governance });
words!(Method, CheckMethod { Examine, Interview, Test });
words!(VerdictResult, VerdictResult { Pass, Fail, Partial, NotApplicable });
words!(Coverage, CoverageStatus { NotAssessed, Uncovered, PartlyCovered, Covered });
words!(FindingStatus, FindingStatus { Open, FixClaimed, Accepted, Closed, Void });
words!(AcceptanceState, AcceptanceState { Requested, Granted, Lapsed });
words!(RevisionCause, RevisionCause { Amended, Upgraded });
words!(
    Status,
    ReviewStatus {
        Received,
        NeedsInfo,
        InDiagnosis,
        AwaitingRemediation,
        AwaitingDecision,
        Approved,
        ApprovedWithConditions,
        Rejected,
        Waived,
        Withdrawn,
    }
);
words!(TriageOutcome, TriageOutcome { Diagnose, Waive, Reject, Duplicate });
words!(DecisionOutcome, DecisionOutcome { Approved, ApprovedWithConditions, Rejected });
words!(Visibility, CommentVisibility { Shared, Internal });
words!(TargetCause, TargetCause { Assessed, Resumed, Reopened });

#[cfg(test)]
mod tests {
    use super::*;

    fn round_trip<W: Word + PartialEq + std::fmt::Debug>(words: &[W]) {
        for word in words {
            assert_eq!(W::from_wire(word.to_wire()), Some(*word));
        }
        assert_eq!(W::from_wire(0), None);
        assert_eq!(W::from_wire(words.len() as i32 + 1), None, "the contract has a word the domain lacks");
        assert_eq!(W::from_wire(-1), None);
    }

    #[test]
    fn every_word_has_one_number_and_no_number_is_left_over() {
        round_trip(domain::ServiceType::ALL);
        round_trip(domain::Component::ALL);
        round_trip(domain::Stage::ALL);
        round_trip(domain::Exposure::ALL);
        round_trip(domain::DataClass::ALL);
        round_trip(domain::UserScale::ALL);
        round_trip(domain::ImpactLevel::ALL);
        round_trip(domain::Level::ALL);
        round_trip(domain::Depth::ALL);
        round_trip(domain::Layer::ALL);
        round_trip(domain::Method::ALL);
        round_trip(domain::VerdictResult::ALL);
        round_trip(domain::Coverage::ALL);
        round_trip(domain::FindingStatus::ALL);
        round_trip(domain::AcceptanceState::ALL);
        round_trip(domain::RevisionCause::ALL);
        round_trip(domain::Status::ALL);
        round_trip(domain::TriageOutcome::ALL);
        round_trip(domain::DecisionOutcome::ALL);
        round_trip(domain::Visibility::ALL);
        round_trip(domain::TargetCause::ALL);
    }
}
