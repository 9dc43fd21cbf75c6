//! Single events of an export, changed by a stranger who signs it again.

use haetae_audit::Kind;
use haetae_proto::event::v1::{self as pb, event::Event};

/// Changes a commit, if it is one of those to change.
pub(super) type Forgery = fn(&mut pb::Commit) -> Option<()>;

/// One event of an export that a stranger changes before signing it again.
pub(super) struct Forged {
    pub(super) what: &'static str,
    pub(super) kind: Kind,
    /// What the finding has to name.
    pub(super) named: &'static str,
    pub(super) forge: Forgery,
}

const fn forged(what: &'static str, kind: Kind, named: &'static str, forge: Forgery) -> Forged {
    Forged { what, kind, named, forge }
}

/// The event of a commit that is of this kind.
macro_rules! event {
    ($commit:expr, $kind:ident) => {
        $commit
            .events
            .iter_mut()
            .find_map(|event| if let Some(Event::$kind(event)) = &mut event.event { Some(event) } else { None })?
    };
}

pub(super) use event;

/// B8: the log must hold what a commit says it rests on, and its time must not be before that; a signature does not matter.
pub(super) const BOUND: &[Forged] = &[
    forged("a decision dated a year before its request", Kind::Time, "dated", |commit| {
        event!(commit, ReviewDecided);
        commit.recorded_at.as_mut().map(|dated| dated.seconds -= 365 * 24 * 3600)
    }),
    forged("a request with another exposure than the one assessed", Kind::Binding, "request", |commit| {
        let profile = event!(commit, ReviewSubmitted).profile.as_mut()?;
        profile.exposure = 1 + profile.exposure % 3;
        Some(())
    }),
    forged("a decision on other evidence", Kind::Binding, "evidence", |commit| {
        event!(commit, ReviewDecided).basis.as_mut().map(|basis| basis.evidence_sha256.push(vec![7; 32].into()))
    }),
    forged("a decision on another level", Kind::Binding, "level", |commit| {
        event!(commit, ReviewDecided).basis.as_mut().map(|basis| basis.level = 1 + basis.level % 4)
    }),
    forged("a decision on a commit that is none of the diagnosis", Kind::Binding, "diagnosis", |commit| {
        event!(commit, ReviewDecided).basis.as_mut().map(|basis| basis.diagnosis_sequence = 1)
    }),
    forged("a checklist with another requester", Kind::Binding, "\"somebody\"", |commit| {
        event!(commit, DiagnosisGenerated).requester.as_mut().map(|person| person.subject = "somebody".into())
    }),
    forged("a checklist of another team", Kind::Binding, "DiagnosisGenerated", |commit| {
        event!(commit, DiagnosisGenerated).team = "others".into();
        Some(())
    }),
    forged("a checklist with more days for fixes", Kind::Binding, "DiagnosisGenerated", |commit| {
        let terms = event!(commit, DiagnosisGenerated).finding_terms.as_mut()?;
        terms.days.as_mut().map(|days| days.critical += 30)
    }),
    forged("a checklist under another policy version", Kind::Binding, "DiagnosisGenerated", |commit| {
        let terms = event!(commit, DiagnosisGenerated).finding_terms.as_mut()?;
        terms.policy.as_mut().map(|policy| policy.version += 1)
    }),
];

/// What only the platform writes by itself is no person's.
pub(super) const WRITTEN: &[Forged] = &[
    forged("an assessment by a person", Kind::Decision, "\"u100\"", |commit| {
        event!(commit, RiskAssessed);
        by_a_person(commit)
    }),
    forged("a residual risk by a person", Kind::Decision, "\"u100\"", |commit| {
        event!(commit, ResidualAssessed);
        by_a_person(commit)
    }),
    forged("a checklist by a person", Kind::Decision, "\"u100\"", |commit| {
        event!(commit, DiagnosisGenerated);
        by_a_person(commit)
    }),
    forged("a checklist by another service", Kind::Decision, "\"service:risk\"", |commit| {
        event!(commit, DiagnosisGenerated);
        commit.actor.as_mut().map(|by| by.subject = "service:risk".into())
    }),
    forged("a status by a person", Kind::Decision, "\"u100\"", |commit| {
        event!(commit, ReviewProgressed);
        by_a_person(commit)
    }),
    forged("a target by a person", Kind::Decision, "\"u100\"", |commit| {
        event!(commit, ReviewTargetSet);
        by_a_person(commit)
    }),
    forged("the end of an acceptance by a person", Kind::Decision, "\"u100\"", |commit| {
        event!(commit, AcceptanceEnded);
        by_a_person(commit)
    }),
    forged("the lapse of a request by a person", Kind::Decision, "\"u100\"", |commit| {
        event!(commit, AcceptanceRequestLapsed);
        by_a_person(commit)
    }),
];

/// Sets a person as the author of a commit.
fn by_a_person(commit: &mut pb::Commit) -> Option<()> {
    commit.actor.as_mut().map(|by| by.subject = "u100".into())
}

/// What the rules give has to be what was recorded: the finding names the event and the field.
pub(super) const DERIVED: &[Forged] = &[
    forged("a revised checklist with a check less", Kind::Decision, "ChecklistRevised.checkpoints", |commit| {
        event!(commit, ChecklistRevised).checkpoints.pop().map(drop)
    }),
    forged("another status after the diagnosis", Kind::Decision, "ReviewProgressed.status", |commit| {
        let progressed = event!(commit, ReviewProgressed);
        progressed.status = if progressed.status == 4 { 5 } else { 4 };
        Some(())
    }),
    forged("another round in the review", Kind::Decision, "ReviewProgressed.round", |commit| {
        event!(commit, ReviewProgressed).round += 1;
        Some(())
    }),
    forged("another cause in the review", Kind::Decision, "ReviewProgressed.cause", |commit| {
        event!(commit, ReviewProgressed).cause = "DiagnosisReopened".into();
        Some(())
    }),
    forged("something else moved under a decision", Kind::Decision, "ReviewDecisionStaled.moved", |commit| {
        event!(commit, ReviewDecisionStaled).moved.first_mut().map(|moved| moved.what = "AcceptanceEnded".into())
    }),
    forged("another standing after a conclusion", Kind::Decision, "DiagnosisConcluded.standing", |commit| {
        event!(commit, DiagnosisConcluded).standing.as_mut().map(|standing| standing.open_findings += 1)
    }),
    forged("a gain that passing would not bring", Kind::Decision, "DiagnosisConcluded.gains", |commit| {
        let gain = pb::ControlGain { catalog_id: "small".into(), ..Default::default() };
        event!(commit, DiagnosisConcluded).gains.push(gain);
        Some(())
    }),
    forged("an amendment that says less", Kind::Decision, "ReviewAmended.changes", |commit| {
        event!(commit, ReviewAmended).changes.pop().map(drop)
    }),
    forged("an amendment that does not matter", Kind::Decision, "ReviewAmended.material", |commit| {
        event!(commit, ReviewAmended).material = false;
        Some(())
    }),
    forged("a target of more days", Kind::Decision, "ReviewTargetSet.target_days", |commit| {
        event!(commit, ReviewTargetSet).target_days += 3;
        Some(())
    }),
    forged("a target for another reason", Kind::Decision, "ReviewTargetSet.cause", |commit| {
        event!(commit, ReviewTargetSet).cause = 3;
        Some(())
    }),
    forged("a target before its days have passed", Kind::Decision, "ReviewTargetSet.due_at", |commit| {
        event!(commit, ReviewTargetSet).due_at.as_mut().map(|due_at| due_at.seconds = 24 * 3600 - 9 * 3600 - 1)
    }),
    forged("a residual risk of nothing", Kind::Decision, "ResidualAssessed.score", |commit| {
        let residual = event!(commit, ResidualAssessed);
        (residual.score, residual.level) = (0, 1);
        Some(())
    }),
    forged("a residual risk of another round", Kind::Decision, "ResidualAssessed.round", |commit| {
        event!(commit, ResidualAssessed).round += 1;
        Some(())
    }),
    forged("a residual risk of another score", Kind::Decision, "ResidualAssessed.inherent_score", |commit| {
        event!(commit, ResidualAssessed).inherent_score += 1;
        Some(())
    }),
    forged("a residual risk of more checkpoints", Kind::Decision, "ResidualAssessed.of", |commit| {
        event!(commit, ResidualAssessed).of += 1;
        Some(())
    }),
    forged("an acceptance of another end", Kind::Decision, "AcceptanceApproved.ends_at", |commit| {
        event!(commit, AcceptanceApproved).ends_at.as_mut().map(|ends_at| ends_at.seconds += 3 * 24 * 3600)
    }),
    forged("an end other than that of the acceptance", Kind::Decision, "AcceptanceEnded.ends_at", |commit| {
        event!(commit, AcceptanceEnded).ends_at.as_mut().map(|ends_at| ends_at.seconds += 3 * 24 * 3600)
    }),
    forged("another standing after an acceptance ended", Kind::Decision, "AcceptanceEnded.standing", |commit| {
        event!(commit, AcceptanceEnded).standing.as_mut().map(|standing| standing.open_findings += 1)
    }),
    forged("a request that lapsed at another end", Kind::Decision, "AcceptanceRequestLapsed.ends_at", |commit| {
        event!(commit, AcceptanceRequestLapsed).ends_at.as_mut().map(|ends_at| ends_at.seconds -= 60)
    }),
    forged("an acceptance that ended ten seconds early", Kind::Decision, "the rules give nothing", |commit| {
        event!(commit, AcceptanceEnded);
        commit.recorded_at.as_mut().map(|dated| dated.seconds -= 10)
    }),
    forged("an announcement of another day", Kind::Decision, "AcceptanceEnding.days", |commit| {
        event!(commit, AcceptanceEnding).days = 3;
        Some(())
    }),
];
