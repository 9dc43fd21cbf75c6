//! The vocabulary of design and contracts as types. Scales of risk are declared from harmless to harmful, so that
//! `Ord` means "worse".

/// Declares a vocabulary: a closed set of words with their names in documents and contracts.
macro_rules! vocabulary {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $word)] $variant),+ }

        impl $name {
            /// Every word, in order.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The word as documents and read models write it.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// The word for its written form.
            pub fn parse(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|w| w.as_str() == word)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

mod assessment;
mod diagnosis;
mod request;
mod review;

pub use assessment::{Depth, Level};
pub use diagnosis::{AcceptanceState, Coverage, FindingStatus, Layer, Method, RevisionCause, VerdictResult};
pub use request::{Component, DataClass, Exposure, ImpactKind, ImpactLevel, ServiceType, Stage, UserScale};
pub use review::{DecisionOutcome, Status, TargetCause, TriageOutcome, Visibility};
