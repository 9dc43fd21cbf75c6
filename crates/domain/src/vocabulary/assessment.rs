//! Words for the results of an assessment.

use serde::{Deserialize, Serialize};

vocabulary! {
    /// Level of a risk assessment (위험 등급).
    Level {
        /// Low.
        Low = "low",
        /// Medium.
        Medium = "medium",
        /// High.
        High = "high",
        /// Critical.
        Critical = "critical",
    }
}

vocabulary! {
    /// The required depth of the review (검토 수준).
    Depth {
        /// 생략.
        Waivable = "waivable",
        /// 간소화.
        Simplified = "simplified",
        /// 일반.
        Full = "full",
    }
}
