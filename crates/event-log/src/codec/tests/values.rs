//! Values as events may hold them.

use super::*;

pub(super) fn one<K: Copy + std::fmt::Debug + 'static>(all: &'static [K]) -> impl Strategy<Value = K> {
    proptest::sample::select(all)
}

pub(super) fn some<K: Copy + Ord + std::fmt::Debug + 'static>(all: &'static [K]) -> impl Strategy<Value = BTreeSet<K>> {
    proptest::sample::subsequence(all, 1..=all.len()).prop_map(|words| words.into_iter().collect())
}

pub(super) fn words() -> impl Strategy<Value = String> {
    proptest::string::string_regex("[가-힣a-z ]{0,12}").expect("a pattern")
}

pub(super) fn person() -> impl Strategy<Value = Person> {
    (words(), words()).prop_map(|(subject, name)| Person { subject, name })
}

pub(super) fn version() -> impl Strategy<Value = DocumentVersion> {
    (words(), 1u32.., any::<[u8; 32]>()).prop_map(|(id, version, content_hash)| DocumentVersion {
        id,
        version,
        content_hash,
    })
}

pub(super) fn profile() -> impl Strategy<Value = Profile> {
    let level = || one(ImpactLevel::ALL);
    let impact = (level(), level(), level(), level()).prop_map(|(financial, reputation, legal_privacy, safety)| {
        Impact { financial, reputation, legal_privacy, safety }
    });
    let scales = (one(Stage::ALL), one(Exposure::ALL), one(UserScale::ALL), impact);
    (some(ServiceType::ALL), some(Component::ALL), some(DataClass::ALL), scales).prop_map(
        |(service_types, components, data_classes, (stage, exposure, user_scale, impact))| Profile {
            service_types,
            components,
            stage,
            exposure,
            data_classes,
            user_scale,
            impact,
        },
    )
}

pub(super) fn score() -> impl Strategy<Value = Score> {
    let contribution = (one(Section::ALL), words(), any::<u8>()).prop_map(|(section, item, points)| Contribution {
        section,
        item: Cow::Owned(item),
        points,
    });
    let lists = (proptest::collection::vec(contribution, 0..6), proptest::collection::vec(words(), 0..3));
    let terms = (one(Depth::ALL), any::<u16>(), any::<bool>());
    (any::<u8>(), one(Level::ALL), lists, terms, finding_days()).prop_map(
        |(score, level, (contributions, escalators), (depth, target_days, automatic_waiver), finding_days)| Score {
            score,
            level,
            contributions,
            escalators,
            depth,
            target_days,
            finding_days,
            automatic_waiver,
        },
    )
}

pub(super) fn finding_days() -> impl Strategy<Value = FindingDays> {
    any::<[u16; 4]>().prop_map(|[low, medium, high, critical]| FindingDays { low, medium, high, critical })
}

pub(super) fn terms() -> impl Strategy<Value = FindingTerms> {
    (proptest::option::of(version()), finding_days()).prop_map(|(policy, days)| FindingTerms { policy, days })
}

pub(super) fn key() -> impl Strategy<Value = CheckpointKey> {
    let part = || proptest::string::string_regex("[a-z0-9.-]{1,8}").expect("a pattern");
    (part(), part(), part()).prop_map(|(catalog, control, check)| CheckpointKey { catalog, control, check })
}

pub(super) fn selected() -> impl Strategy<Value = Selected> {
    (key(), one(Layer::ALL), any::<bool>(), proptest::collection::vec(words(), 0..3))
        .prop_map(|(key, layer, mandatory, rules)| Selected { key, layer, mandatory, rules })
}

pub(super) fn verdict() -> impl Strategy<Value = Verdict> {
    let words = (words(), evidence::references(), words());
    (key(), one(VerdictResult::ALL), one(Method::ALL), words).prop_map(
        |(checkpoint, result, method, (reason, evidence, compensating_control))| Verdict {
            checkpoint,
            result,
            method,
            reason,
            evidence,
            compensating_control,
        },
    )
}

pub(super) fn tally() -> impl Strategy<Value = Tally> {
    any::<[u32; 7]>().prop_map(|[total, mandatory, pass, fail, partial, not_applicable, mandatory_open]| Tally {
        total,
        mandatory,
        pass,
        fail,
        partial,
        not_applicable,
        mandatory_open,
    })
}

pub(super) fn decision() -> impl Strategy<Value = review::Decided> {
    let versions = (version(), proptest::collection::vec(version(), 0..3), one(Level::ALL));
    let evidence = proptest::collection::vec(any::<[u8; 32]>(), 0..3);
    let basis = (any::<[u64; 3]>(), any::<[u32; 3]>(), versions, evidence).prop_map(
        |([review, assessment, diagnosis], [round, open, accepted], (policy, catalogs, level), evidence)| {
            let (open_findings, accepted_findings) = (open, accepted);
            review::Basis {
                review,
                assessment,
                diagnosis,
                policy,
                catalogs,
                level,
                round,
                open_findings,
                accepted_findings,
                evidence,
            }
        },
    );
    (one(DecisionOutcome::ALL), words(), proptest::collection::vec(words(), 0..3), basis)
        .prop_map(|(outcome, reason, conditions, basis)| review::Decided { outcome, reason, conditions, basis })
}

pub(super) fn target() -> impl Strategy<Value = review::Target> {
    let due = prop_oneof![time().prop_map(review::Due::At), (1i16..).prop_map(review::Due::UnknownYear)];
    (due, any::<u16>(), any::<u32>(), version(), words(), one(TargetCause::ALL)).prop_map(
        |(due, target_days, paused_days, policy, calendar, cause)| review::Target {
            due,
            target_days,
            paused_days,
            policy,
            calendar,
            cause,
        },
    )
}

pub(super) fn amended() -> impl Strategy<Value = review::Amended> {
    let change = (words(), words(), words());
    let change = change.prop_map(|(field, before, after)| review::FieldChange { field, before, after });
    (words(), words(), profile(), proptest::collection::vec(change, 0..3), any::<bool>()).prop_map(
        |(title, description, profile, changes, material)| review::Amended {
            title,
            description,
            profile,
            changes,
            material,
        },
    )
}

pub(super) fn progress() -> impl Strategy<Value = review::Progress> {
    (one(Status::ALL), any::<[u32; 3]>(), any::<bool>(), words()).prop_map(|(status, numbers, concluded, cause)| {
        let [round, open_findings, accepted_findings] = numbers;
        review::Progress {
            status,
            standing: Standing { round, concluded, open_findings, accepted_findings, ..Standing::default() },
            cause,
        }
    })
}

/// Everything that happens to a review after its submission.
pub(super) fn later() -> impl Strategy<Value = review::Event> {
    use review::{Event, Moved, Triaged};
    let triaged = (one(TriageOutcome::ALL), words(), proptest::option::of("[a-z]{1,9}"), any::<bool>());
    let moved = (words(), any::<u64>()).prop_map(|(what, sequence)| Moved { what, sequence });
    prop_oneof![
        amended().prop_map(Event::Amended),
        words().prop_map(|reason| Event::Withdrawn { reason }),
        words().prop_map(|question| Event::InfoRequested { question }),
        (words(), one(Status::ALL)).prop_map(|(answer, status)| Event::InfoProvided { answer, status }),
        (words(), one(Status::ALL)).prop_map(|(reason, status)| Event::QuestionRetracted { reason, status }),
        triaged.prop_map(|(outcome, reason, duplicate_of, automatic)| {
            Event::Triaged(Triaged { outcome, reason, duplicate_of, automatic })
        }),
        (person(), any::<bool>(), words()).prop_map(|(assignee, claimed, reason)| Event::Assigned {
            assignee,
            claimed,
            reason
        }),
        words().prop_map(|reason| Event::Released { reason }),
        decision().prop_map(|decided| Event::Decided(Box::new(decided))),
        (words(), one(Status::ALL)).prop_map(|(reason, status)| Event::Reopened { reason, status }),
        (words(), one(Visibility::ALL)).prop_map(|(text, visibility)| Event::Commented { text, visibility }),
        target().prop_map(Event::TargetSet),
        (time(), version()).prop_map(|(due_at, policy)| Event::TargetBreached { due_at, policy }),
        proptest::collection::vec(moved, 0..3).prop_map(|moved| Event::DecisionStaled { moved }),
        progress().prop_map(Event::Progressed),
    ]
}

pub(super) fn standing() -> impl Strategy<Value = Standing> {
    (any::<[u32; 4]>(), any::<bool>()).prop_map(
        |([round, mandatory_open, open_findings, accepted_findings], concluded)| Standing {
            round,
            concluded,
            mandatory_open,
            open_findings,
            accepted_findings,
        },
    )
}

pub(super) fn time() -> impl Strategy<Value = Timestamp> {
    (-377_705_023_201..=253_402_207_200i64, 0..1_000_000_000i32)
        .prop_map(|(second, nanos)| Timestamp::new(second, if second < 0 { 0 } else { nanos }).expect("in range"))
}

pub(super) fn opened() -> impl Strategy<Value = Opened> {
    let origin = (key(), words(), one(Level::ALL), one(Level::ALL), any::<bool>(), words());
    let due = (time(), any::<u16>(), proptest::option::of(version()), proptest::option::of(version()));
    (origin, due, proptest::option::of((1..99u32).prop_map(FindingId))).prop_map(
        |(
            (checkpoint, reason, severity, review_level, mandatory, team),
            (due_at, due_days, policy, catalog),
            previous,
        )| {
            Opened {
                checkpoint,
                reason,
                severity,
                review_level,
                mandatory,
                team,
                due_at,
                due_days,
                policy,
                catalog,
                previous,
            }
        },
    )
}

pub(super) fn happened() -> impl Strategy<Value = finding::Event> {
    use finding::Event as E;
    let list = || proptest::collection::vec(words(), 0..3);
    prop_oneof![
        opened().prop_map(|opened| E::Opened(Box::new(opened))),
        (person(), words()).prop_map(|(assignee, reason)| E::Assigned { assignee, reason }),
        (words(), evidence::references()).prop_map(|(description, evidence)| E::FixClaimed { description, evidence }),
        Just(E::FixVerified),
        words().prop_map(|reason| E::FixRejected { reason }),
        (words(), list(), time()).prop_map(|(reason, conditions, ends_at)| E::AcceptanceRequested(Asked {
            reason,
            conditions,
            ends_at
        })),
        (words(), time(), any::<bool>()).prop_map(|(reason, ends_at, granted)| E::AcceptanceApproved {
            reason,
            ends_at,
            granted
        }),
        words().prop_map(|reason| E::AcceptanceDeclined { reason }),
        time().prop_map(|ends_at| E::AcceptanceRequestLapsed { ends_at }),
        words().prop_map(|reason| E::AcceptanceRevoked { reason }),
        (any::<u16>(), time()).prop_map(|(days, ends_at)| E::AcceptanceEnding { days, ends_at }),
        time().prop_map(|ends_at| E::AcceptanceEnded { ends_at }),
        time().prop_map(|due_at| E::Overdue { due_at }),
        words().prop_map(|reason| E::Corrected { reason }),
        (words(), key(), tally()).prop_map(|(reason, checkpoint, tally)| E::Retracted { reason, checkpoint, tally }),
    ]
}

pub(super) fn keys() -> impl Strategy<Value = Vec<CheckpointKey>> {
    proptest::collection::vec(key(), 0..4)
}
