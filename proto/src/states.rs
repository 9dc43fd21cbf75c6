//! States that messages say in flags, as values of the vocabulary.

use crate::{
    checkpoint::v1::RiskAcceptance,
    common::v1::{AcceptanceState, RoundState},
    dashboard::v1::AcceptanceRow,
};

impl RoundState {
    /// The state of a round that is concluded or not.
    #[must_use]
    pub const fn of(concluded: bool) -> Self {
        if concluded { Self::Concluded } else { Self::InProgress }
    }
}

impl AcceptanceState {
    const fn of(granted: bool, lapsed: bool) -> Self {
        match (granted, lapsed) {
            (true, _) => Self::Granted,
            (false, true) => Self::Lapsed,
            (false, false) => Self::Requested,
        }
    }
}

impl RiskAcceptance {
    /// The state of the acceptance.
    #[must_use]
    pub const fn state(&self) -> AcceptanceState {
        AcceptanceState::of(self.granted, self.lapsed)
    }
}

impl AcceptanceRow {
    /// The state of the acceptance.
    #[must_use]
    pub const fn state(&self) -> AcceptanceState {
        AcceptanceState::of(self.granted, self.lapsed)
    }
}
