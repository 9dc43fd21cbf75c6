//! Timers of reviews: target dates that pass while a review is open.

use haetae_domain::{
    review::{Due, Event, breach},
    vocabulary::TriageOutcome,
};
use haetae_event_log::codec::Reviews;
use haetae_service_kit::{
    clock,
    timers::{Timers, Wake},
};

/// A review has one deadline.
const TARGET: &str = "target";

/// Records the breach of each target date, once.
pub(crate) fn timers() -> Timers<Reviews> {
    Timers { service: "intake", wakes, due: breach, now: clock::now }
}

/// The requester's answer sets a new target date, so no date is pending while the question is open.
fn wakes(event: &Event) -> Vec<Wake> {
    match event {
        Event::TargetSet(target) => match target.due {
            Due::At(at) => vec![Wake::at(TARGET, at)],
            Due::UnknownYear(_) => vec![Wake::never(TARGET)],
        },
        Event::TargetBreached { .. } | Event::InfoRequested { .. } | Event::Reopened { .. } => {
            vec![Wake::never(TARGET)]
        }
        Event::Triaged(triaged) if triaged.outcome == TriageOutcome::Diagnose => vec![],
        Event::Triaged(_) | Event::Decided(_) | Event::Withdrawn { .. } => vec![Wake::Over],
        Event::Submitted(_)
        | Event::DiagnosisStarted
        | Event::Amended(_)
        | Event::InfoProvided { .. }
        | Event::QuestionRetracted { .. }
        | Event::Assigned { .. }
        | Event::Released { .. }
        | Event::Commented { .. }
        | Event::DecisionStaled { .. }
        | Event::Progressed(_) => vec![],
    }
}

#[cfg(test)]
mod tests {
    use haetae_domain::{
        document::DocumentVersion,
        review::{Target, Triaged},
        vocabulary::TargetCause,
    };
    use jiff::Timestamp;

    use super::*;

    #[test]
    fn a_target_is_pending_until_it_is_breached_waited_over_or_closed() {
        let policy = DocumentVersion { id: "scoring".into(), version: 1, content_hash: [0; 32] };
        let at = Timestamp::UNIX_EPOCH;
        let target = |due| {
            let (policy, calendar) = (policy.clone(), String::new());
            Event::TargetSet(Target {
                due,
                target_days: 5,
                paused_days: 0,
                policy,
                calendar,
                cause: TargetCause::Assessed,
            })
        };
        let triaged =
            |outcome| Event::Triaged(Triaged { outcome, reason: String::new(), duplicate_of: None, automatic: false });
        assert_eq!(wakes(&target(Due::At(at))), [Wake::at("target", at)]);
        for over in [
            target(Due::UnknownYear(2029)),
            Event::TargetBreached { due_at: at, policy: policy.clone() },
            Event::InfoRequested { question: String::new() },
        ] {
            assert_eq!(wakes(&over), [Wake::never("target")], "{over:?}");
        }
        assert_eq!(wakes(&triaged(TriageOutcome::Diagnose)), []);
        assert_eq!(wakes(&triaged(TriageOutcome::Waive)), [Wake::Over]);
        assert_eq!(wakes(&Event::Withdrawn { reason: String::new() }), [Wake::Over]);
    }
}
