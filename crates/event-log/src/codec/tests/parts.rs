//! A commit read in part.

use super::*;

/// Commits of every kind, as they are stored.
fn commits() -> impl Strategy<Value = Recorded> {
    let diagnosis = (proptest::collection::vec(version(), 0..3), profile(), one(Level::ALL), person(), words());
    let checklist = (diagnosis, proptest::collection::vec(selected(), 0..40), terms()).prop_map(
        |((catalogs, profile, level, requester, team), checkpoints, terms)| {
            let generated = Generated { catalogs, profile, level, requester, team, checkpoints, terms };
            Diagnoses::encode(&diagnosis::Event::Generated(generated))
        },
    );
    let verdicts =
        (proptest::collection::vec(verdict(), 1..4), tally(), standing()).prop_map(|(verdicts, tally, standing)| {
            Diagnoses::encode(&diagnosis::Event::VerdictsRecorded { verdicts, tally, standing })
        });
    let assessed =
        (version(), profile(), person(), words(), score()).prop_map(|(policy, profile, requester, team, score)| {
            Risks::encode(&risk::Event::Assessed(Assessment { policy, profile, requester, team, score }))
        });
    let published = any::<Vec<u8>>().prop_map(|document| {
        let event = document::Event::Published { version: 1, content_hash: [1; 32], document };
        Catalogs::encode(&event)
    });
    let started = Just(Reviews::encode(&review::Event::DiagnosisStarted));
    let event = prop_oneof![3 => checklist, 1 => verdicts, 1 => assessed, 1 => published, 1 => started];
    (proptest::collection::vec(event, 0..4), person(), any::<[u8; 16]>(), any::<bool>(), 1u64..).prop_map(
        |(events, by, id, called, version)| {
            let key = AggregateKey::new(Category::Diagnosis, "r1").expect("a key");
            let id = CommitId(uuid::Uuid::from_bytes(id));
            let draft = CommitDraft {
                key: &key,
                id,
                version,
                by: &by,
                at: jiff::Timestamp::new(1_767_225_600, 123).expect("a time"),
                request: called.then_some(RequestMark { id: id.0, hash: [7; 32], verbatim: None }),
                cause: (!called).then_some((id, version)),
                trace: None,
            };
            Recorded {
                sequence: 1,
                payload: draft.encode(events),
                key: key.clone(),
                traceparent: None,
                stored_at: None,
            }
        },
    )
}

/// What [`Recorded::decode_lean`] promises to leave of a whole commit.
fn without_texts(mut commit: pb::Commit) -> pb::Commit {
    for event in &mut commit.events {
        let Some(WireEvent::DiagnosisGenerated(generated)) = &mut event.event else { continue };
        let checkpoints = generated.checkpoints.iter().map(|checkpoint| pb::SelectedCheckpoint {
            layer: checkpoint.layer,
            mandatory: checkpoint.mandatory,
            ..pb::SelectedCheckpoint::default()
        });
        *generated = pb::DiagnosisGenerated {
            catalogs: std::mem::take(&mut generated.catalogs),
            profile: generated.profile.take(),
            level: generated.level,
            team: std::mem::take(&mut generated.team),
            checkpoints: checkpoints.collect(),
            ..pb::DiagnosisGenerated::default()
        };
    }
    commit
}

proptest! {
    #[test]
    fn a_commit_read_in_part_is_that_part_of_the_whole(stored in commits()) {
        let whole = stored.decode().expect("a commit");
        prop_assert_eq!(stored.decode_lean().expect("a commit"), without_texts(whole.clone()));
        let envelope = pb::Commit { events: Vec::new(), ..whole };
        prop_assert_eq!(stored.decode_envelope().expect("a commit"), envelope);
    }

    #[test]
    fn what_is_no_whole_commit_is_refused_in_part_too(stored in commits(), cut in any::<proptest::sample::Index>()) {
        let cut = cut.index(stored.payload.len());
        let broken = Recorded { payload: stored.payload.slice(..cut), ..stored };
        prop_assert_eq!(broken.decode_lean().is_ok(), broken.decode().is_ok());
    }
}

#[test]
fn an_unknown_event_and_another_aggregate_are_told_in_part_as_in_whole() {
    let key = AggregateKey::new(Category::Review, "r1").expect("a key");
    // An event of a kind that comes later: field 19 of the kind of an empty message.
    let unknown = pb::Commit {
        commit_id: vec![1; 16].into(),
        category: "review".into(),
        aggregate_id: "r1".into(),
        recorded_at: Some(prost_types::Timestamp::default()),
        ..pb::Commit::default()
    };
    let mut payload = unknown.encode_to_vec();
    payload.extend_from_slice(&[11 << 3 | 2, 3, 0x9a, 0x01, 0]);
    let stored = Recorded { sequence: 1, key, payload: payload.into(), traceparent: None, stored_at: None };
    let commit = stored.decode_lean().expect("a commit");
    assert_eq!(commit, stored.decode().expect("a commit"));
    assert_eq!(commit.events, [pb::Event::default()]);
    let elsewhere = Recorded { key: AggregateKey::new(Category::Review, "r2").expect("a key"), ..stored };
    assert!(elsewhere.decode_lean().is_err() && elsewhere.decode_envelope().is_err());
}
