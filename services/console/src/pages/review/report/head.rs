//! The signed head of the log that a report rests on.

use haetae_proto::dashboard::v1::LogHead;
use haetae_service_kit::auth::Role;

use crate::{
    api::{Ground, Problem, log_heads},
    pages::visitor::Visitor,
    text::{Say, moment},
};

/// What proves that the decision stands in the log as it was made.
#[derive(Debug, Default)]
pub(super) struct Rests {
    /// In a sentence; empty before there is a decision.
    pub(super) about: String,
    /// The signed head as it is kept; none for those who may not read heads, and before one is signed.
    pub(super) note: Option<String>,
    /// How it is checked.
    pub(super) commands: Vec<String>,
}

impl Rests {
    /// Of the decision of a review. Calls ListLogHeads for those who may read heads.
    ///
    /// # Errors
    /// When the dashboard refuses or does not answer.
    pub(super) async fn of(visitor: &Visitor, ground: &Ground) -> Result<Self, Problem> {
        let Some(decision) = &ground.found.overview.decision else { return Ok(Self::default()) };
        let reads = visitor.caller.roles.has_any(&[Role::Auditor, Role::Operator]);
        let heads = if reads { Some(log_heads(&visitor.api, "").await?.heads) } else { None };
        Ok(Self::new(visitor.say(), (&ground.found.overview.number, decision.sequence), heads.as_deref()))
    }

    /// Of the decision that is such a commit of the log, with heads that the person may read, the latest first.
    pub(super) fn new(t: Say, (number, sequence): (&str, u64), heads: Option<&[LogHead]>) -> Self {
        let place = sequence.to_string();
        // The first that has it: later ones have it too.
        let head = heads.and_then(|heads| heads.iter().rfind(|head| head.size >= sequence));
        let about = match (heads, head) {
            (_, Some(head)) => {
                let (size, signed) = (head.size.to_string(), moment(t, head.signed_at.as_ref()));
                t.with("report-head", &[("place", &place), ("size", &size), ("signed", &signed)])
            }
            (Some(_), None) => t.with("report-head-later", &[("place", &place)]),
            (None, None) => t.with("report-head-ask", &[("place", &place)]),
        };
        let commands = vec![
            format!("haetae audit prove --review {number} --to proofs"),
            "haetae audit check --key public-key proofs/*.tlog-proof".to_owned(),
        ];
        Self { about, note: head.map(|head| head.note.clone()), commands }
    }
}

#[cfg(test)]
mod tests {
    use haetae_service_kit::error::Lang;

    use super::*;

    #[test]
    fn a_decision_rests_on_the_first_head_that_has_it() {
        let head = |size: u64| LogHead { size, note: format!("haetae\n{size}\n"), ..LogHead::default() };
        let heads = [head(60), head(45), head(40), head(39)];
        let of = |heads: Option<&[LogHead]>| Rests::new(Say::in_language(Lang::En), ("R-2026-0142", 40), heads);
        let found = of(Some(&heads));
        assert_eq!(found.note.as_deref(), Some("haetae\n40\n"));
        assert!(found.about.contains("40"), "{found:?}");
        let (unsigned, asks) = (of(Some(&heads[3..])), of(None));
        assert!(unsigned.note.is_none() && asks.note.is_none() && unsigned.about != asks.about);
        assert!(asks.about.contains("40") && asks.commands[0].contains("R-2026-0142"), "{asks:?}");
    }
}
