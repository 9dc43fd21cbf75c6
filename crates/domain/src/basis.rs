//! Changes of the basis of a decision.

/// An event of the assessment or the diagnosis that changes the basis of a decision. Only the domain makes one, in the row
/// of the event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BasisChange(&'static str);

impl BasisChange {
    /// The change by an event of this name; written as `basis_change!(RiskAssessed)`.
    pub(crate) const fn by(event: &'static str) -> Self {
        Self(event)
    }

    /// The name of the event in the log.
    #[must_use]
    pub const fn event(self) -> &'static str {
        self.0
    }
}

/// The change of the basis of a decision by an event, which is named as in the contract. A test of the codec compares the
/// names.
macro_rules! basis_change {
    ($event:ident) => {
        $crate::basis::BasisChange::by(stringify!($event))
    };
}

pub(crate) use basis_change;
