//! Residual risk: the score that remains after a concluded round of diagnosis, and the controls that would lower it
//! most.
//!
//! A part of the score always remains, because no control removes all risk. The rest is multiplied by the share that
//! is still open. Where the catalogues name threats, that is the share of threats not covered, a partly covered one
//! counting half; otherwise the share of applicable checkpoints that did not pass.

use std::cmp::Reverse;

use crate::diagnosis::{Concluded, ControlGain};
use crate::document::DocumentVersion;
use crate::policy::{CutOffs, ResidualRule};
use crate::vocabulary::{Coverage, Level};

/// Controls named as the next ones.
pub const NEXT: usize = 3;

/// A residual score and its basis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Residual {
    /// The policy version that defines the remaining part and the levels.
    pub policy: DocumentVersion,
    /// The concluded round.
    pub round: u32,
    /// The score before any control: that of the assessment.
    pub inherent: u8,
    /// The residual score.
    pub score: u8,
    /// By the policy's cut-offs.
    pub level: Level,
    /// Its inputs.
    pub open: Open,
    /// The controls that would lower it most, greatest effect first; at most [`NEXT`].
    pub next: Vec<NextControl>,
}

/// The open part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Open {
    /// Whether halves of threats are counted; otherwise checkpoints.
    pub by_threats: bool,
    /// The number of open ones.
    pub open: u32,
    /// The total.
    pub of: u32,
}

/// A control, and the residual score if all of its checkpoints passed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NextControl {
    /// The catalogue that names it.
    pub catalog: String,
    /// Its id.
    pub control: String,
    /// The score then.
    pub score: u8,
}

/// The residual of a score after a concluded round.
pub fn residual(
    policy: DocumentVersion,
    rule: ResidualRule,
    cut_offs: &CutOffs,
    inherent: u8,
    concluded: &Concluded,
) -> Residual {
    let open = Open::after(concluded);
    let score = open.left_of(inherent, rule);
    let mut gains: Vec<_> = concluded.gains.iter().map(|gain| (open.gained(gain), gain)).collect();
    gains.sort_by_key(|(gained, _)| Reverse(*gained)); // stable: the smaller control stays first among equals
    let next = gains.into_iter().filter(|(gained, _)| *gained > 0).take(NEXT).map(|(gained, gain)| NextControl {
        catalog: gain.catalog.clone(),
        control: gain.control.clone(),
        score: Open { open: open.open.saturating_sub(gained), ..open }.left_of(inherent, rule),
    });
    let next = next.collect();
    Residual { policy, round: concluded.round, inherent, score, level: cut_offs.level(score), open, next }
}

impl Residual {
    /// The residual of another score under another rule, after the same round.
    pub fn under(&self, rule: ResidualRule, cut_offs: &CutOffs, inherent: u8) -> (u8, Level) {
        let score = self.open.left_of(inherent, rule);
        (score, cut_offs.level(score))
    }
}

impl Open {
    fn after(concluded: &Concluded) -> Self {
        let halves = |coverage: Coverage| match coverage {
            Coverage::NotAssessed | Coverage::Uncovered => 2,
            Coverage::PartlyCovered => 1,
            Coverage::Covered => 0,
        };
        let threats = &concluded.coverage;
        if threats.is_empty() {
            let of = concluded.tally.total.saturating_sub(concluded.tally.not_applicable);
            return Self { by_threats: false, open: of.saturating_sub(concluded.tally.pass), of };
        }
        let open = threats.iter().map(|threat| halves(threat.coverage)).sum();
        Self { by_threats: true, open, of: u32::try_from(threats.len()).unwrap_or(u32::MAX / 2).saturating_mul(2) }
    }

    const fn gained(&self, gain: &ControlGain) -> u32 {
        if self.by_threats { gain.coverage_halves } else { gain.checkpoints }
    }

    /// Rounded up: a rounding never hides risk.
    fn left_of(&self, inherent: u8, rule: ResidualRule) -> u8 {
        let kept = u64::from(rule.kept_percent.min(100));
        let (open, of) = (u64::from(self.open.min(self.of)), u64::from(self.of));
        // With nothing that could be open, only the constant part remains.
        let (open, of) = if of == 0 { (0, 1) } else { (open, of) };
        let left = (u64::from(inherent) * (kept * of + (100 - kept) * open)).div_ceil(100 * of);
        u8::try_from(left).unwrap_or(inherent)
    }
}

#[cfg(test)]
mod tests;
