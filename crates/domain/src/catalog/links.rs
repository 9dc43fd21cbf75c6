//! The threat graph of a catalogue: threat → solution → control.

use std::collections::BTreeSet;

use super::{Catalog, Control, Solution, Threat};
use crate::scoring::any_of;
use crate::vocabulary::Component;

impl Catalog {
    /// The solutions that manage a threat, in the catalogue's order.
    pub fn solutions_against<'a>(&'a self, threat: &str) -> impl Iterator<Item = &'a Solution> {
        self.solutions.iter().filter(move |s| s.manages(threat))
    }

    /// The controls that call for a solution, in the catalogue's order.
    pub fn controls_citing<'a>(&'a self, solution: &str) -> impl Iterator<Item = &'a Control> {
        self.controls.iter().filter(move |c| c.solutions.iter().any(|id| id == solution))
    }
}

impl Threat {
    /// Whether a service with these components faces it.
    pub fn concerns(&self, components: &BTreeSet<Component>) -> bool {
        any_of(&self.components, components)
    }
}

impl Solution {
    /// Whether it manages this threat.
    pub fn manages(&self, threat: &str) -> bool {
        self.manages.iter().any(|m| m.threat == threat)
    }
}
