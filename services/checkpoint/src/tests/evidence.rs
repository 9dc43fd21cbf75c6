//! Files over the service's surface, on a log and objects in memory.

use std::time::Duration;

use bytes::Bytes;
use futures::{StreamExt as _, TryStreamExt as _, stream};
use haetae_event_log::objects::ObjectName;
use haetae_proto::checkpoint::v1::{
    self as pb, EvidenceUpload, UploadEvidenceRequest, checkpoint_service_server::CheckpointService as _,
    download_evidence_response::Part as Down, upload_evidence_request::Part as Up,
};
use haetae_proto::common::v1 as common;
use haetae_service_kit::{
    auth::{Principal, Role},
    clock,
    deadline::Deadline,
};
use sha2::{Digest as _, Sha256};
use tonic::{Code, Status};
use uuid::Uuid;

use crate::{
    commands::upload::upload,
    testing::{ID, World, from, generated, named, ok, refused},
};

const CHECKPOINT: &str = "smart-city-2021:4.2.2:1";
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n and more\0\0\0\0IEND\xaeB`\x82";
const OTHER: &[u8] = b"\x89PNG\r\n\x1a\n other\0\0\0\0IEND\xaeB`\x82";

/// One review of team `pay`; Park is of that team, Lee reviews.
struct Case {
    world: World,
}

impl Case {
    async fn new() -> Self {
        let world = World::new().await;
        generated(&world).await;
        Self { world }
    }

    async fn send(&self, messages: Vec<Result<Up, Status>>) -> Result<pb::UploadEvidenceResponse, Status> {
        let messages = messages.into_iter().map(|part| part.map(|part| UploadEvidenceRequest { part: Some(part) }));
        let deadline = Deadline::after(Duration::from_secs(20));
        upload(&self.world.desk, &caller("park", &[Role::Requester]), deadline, stream::iter(messages)).await
    }

    async fn upload(&self, file: EvidenceUpload, bytes: &[u8]) -> Result<pb::UploadEvidenceResponse, Status> {
        let chunks = bytes.chunks(7).map(|chunk| Ok(Up::Chunk(chunk.to_vec())));
        self.send([Ok(Up::Evidence(file))].into_iter().chain(chunks).collect()).await
    }

    async fn checkpoint(&self) -> (pb::Checkpoint, String) {
        let asked = pb::GetChecklistRequest { review_id: ID.to_string() };
        let answer = ok(self.world.checkpoints.get_checklist(from("lee", &[Role::Reviewer], asked)).await);
        let lines = answer.checklist.expect("a checklist").checkpoints;
        let line = lines.into_iter().find(|line| line.checkpoint == CHECKPOINT).expect("it is on the list");
        (line, answer.etag)
    }

    async fn download(&self, id: &str) -> Result<(pb::Evidence, Vec<u8>), Status> {
        let asked = pb::DownloadEvidenceRequest { review_id: ID.to_string(), evidence_id: id.into() };
        let asked = from("lee", &[Role::Reviewer], asked);
        let mut parts = self.world.checkpoints.download_evidence(asked).await?.into_inner();
        let Some(Ok(pb::DownloadEvidenceResponse { part: Some(Down::Evidence(file)) })) = parts.next().await else {
            panic!("it does not begin with what it is");
        };
        let chunks: Vec<Vec<u8>> = parts
            .map_ok(|part| match part.part {
                Some(Down::Chunk(chunk)) => chunk,
                Some(Down::Evidence(_)) | None => panic!("not a chunk"),
            })
            .try_collect()
            .await?;
        Ok((file, chunks.concat()))
    }
}

fn caller(subject: &str, roles: &[Role]) -> Principal {
    let request = from(subject, roles, UploadEvidenceRequest::default());
    request.extensions().get::<Principal>().expect("a caller").clone()
}

fn file(number: u128, bytes: &[u8]) -> EvidenceUpload {
    EvidenceUpload {
        request_id: Uuid::from_u128(number).to_string(),
        review_id: ID.to_string(),
        checkpoint: CHECKPOINT.into(),
        name: "설정 화면.png".into(),
        media_type: "image/png".into(),
        collected_at: Some(haetae_event_log::codec::timestamp_to_wire(clock::now())),
        size: bytes.len() as u64,
        sha256: Sha256::digest(bytes).to_vec(),
        validate_only: false,
    }
}

#[tokio::test]
async fn a_file_comes_back_as_it_was_and_the_checklist_names_it() {
    let case = Case::new().await;
    let large: Vec<u8> = PNG.repeat(10_000);
    let added = case.upload(file(1, &large), &large).await.expect("added");
    let evidence = added.evidence.expect("evidence");
    assert_eq!((evidence.evidence_id.as_str(), evidence.size), ("E-1", large.len() as u64));
    assert_eq!(evidence.uploaded_by.as_ref().map(|by| by.subject.as_str()), Some("park"));
    let (line, etag) = case.checkpoint().await;
    assert_eq!((line.evidence, etag), (vec![evidence.clone()], added.etag));
    assert_eq!(case.download("E-1").await.expect("a file"), (evidence, large));
}

#[tokio::test]
async fn a_retry_has_one_effect_and_the_same_answer() {
    let case = Case::new().await;
    let first = case.upload(file(1, PNG), PNG).await.expect("added");
    case.upload(file(2, OTHER), OTHER).await.expect("added");
    let asked = EvidenceUpload { collected_at: Some(prost_types::Timestamp::default()), ..file(3, PNG) };
    case.upload(asked.clone(), PNG).await.expect("the third and last");
    assert_eq!(case.upload(asked, PNG).await.expect("again").evidence.expect("evidence").evidence_id, "E-3");
    let request =
        EvidenceUpload { collected_at: first.evidence.clone().and_then(|it| it.collected_at), ..file(1, PNG) };
    assert_eq!(case.upload(request.clone(), PNG).await.expect("again"), first);
    let other = EvidenceUpload { name: "다른 이름.png".into(), ..request };
    assert_eq!(named(case.upload(other, PNG).await), ["request_id"]);
    assert_eq!(case.world.objects.count(), 2, "the same bytes are kept once");

    let (code, text) = refused(case.upload(file(4, PNG), PNG).await.map(tonic::Response::new));
    assert_eq!((code, text.as_str()), (Code::ResourceExhausted, "A review may have at most 3 pieces of evidence."));
}

#[tokio::test]
async fn bytes_that_are_not_what_was_said_add_nothing() {
    let case = Case::new().await;
    assert_eq!(named(case.upload(file(1, PNG), &PNG[..9]).await), ["size"]);
    assert_eq!(named(case.upload(file(1, &PNG[..9]), PNG).await), ["size"]);
    let altered = [PNG, PNG].concat();
    let announced = EvidenceUpload { size: altered.len() as u64, ..file(1, PNG) };
    assert_eq!(named(case.upload(announced, &altered).await), ["sha256"]);
    let disguised = b"MZ\x90\0 this is a program";
    assert_eq!(named(case.upload(file(1, disguised), disguised).await), ["media_type"]);
    let text = EvidenceUpload { media_type: "text/plain".into(), ..file(1, b"a\xff") };
    assert_eq!(named(case.upload(text, b"a\xff").await), ["media_type"]);
    let cut = EvidenceUpload { media_type: "text/plain".into(), ..file(1, b"a\xed\x95") };
    assert_eq!(named(case.upload(cut, b"a\xed\x95").await), ["media_type"]);
    assert_eq!((case.checkpoint().await.0.evidence, case.world.objects.count()), (vec![], 0));
}

#[tokio::test]
async fn an_upload_says_first_what_it_is_and_then_only_bytes() {
    let case = Case::new().await;
    assert_eq!(named(case.send(vec![]).await), ["evidence"]);
    assert_eq!(named(case.send(vec![Ok(Up::Chunk(PNG.to_vec()))]).await), ["evidence"]);
    let again = vec![Ok(Up::Evidence(file(1, PNG))), Ok(Up::Evidence(file(1, PNG)))];
    assert_eq!(named(case.send(again).await), ["chunk"]);
    let gone = vec![Ok(Up::Evidence(file(1, PNG))), Ok(Up::Chunk(PNG.to_vec())), Err(Status::cancelled("gone"))];
    assert_eq!(case.send(gone).await.expect_err("refused").code(), Code::Cancelled);
    let never = stream::iter([Ok(UploadEvidenceRequest { part: Some(Up::Evidence(file(1, PNG))) })]);
    let never = never.chain(stream::pending());
    let soon = Deadline::after(Duration::from_millis(50));
    let late = upload(&case.world.desk, &caller("park", &[Role::Requester]), soon, never).await;
    assert_eq!(late.expect_err("refused").code(), Code::DeadlineExceeded);
    assert_eq!((case.checkpoint().await.0.evidence, case.world.objects.count()), (vec![], 0));
}

#[tokio::test]
async fn a_dry_run_looks_at_the_bytes_too_and_keeps_nothing() {
    let case = Case::new().await;
    let dry = |file| EvidenceUpload { validate_only: true, ..file };
    let answer = case.upload(dry(file(1, PNG)), PNG).await.expect("it would be added");
    assert_eq!((answer.evidence.expect("evidence").evidence_id.as_str(), answer.etag.as_str()), ("E-1", ""));
    assert_eq!(named(case.upload(dry(file(1, PNG)), &PNG[..9]).await), ["size"]);
    assert_eq!((case.checkpoint().await.0.evidence, case.world.objects.count()), (vec![], 0));
}

#[tokio::test]
async fn what_is_wrong_with_the_file_is_said_before_its_bytes_come() {
    let case = Case::new().await;
    type Change = fn(&mut EvidenceUpload);
    let wrong: [(&str, Change); 18] = [
        ("request_id", |f| f.request_id = "1".into()),
        ("checkpoint", |f| f.checkpoint = "web".into()),
        ("checkpoint", |f| f.checkpoint = "smart-city-2021:9.9.9:1".into()),
        ("name", |f| f.name = String::new()),
        ("name", |f| f.name = "a\nb".into()),
        ("name", |f| f.name = "gnp.\u{202e}exe".into()),
        ("name", |f| f.name = "증".repeat(256)),
        ("name", |f| f.name = "화면.png.EXE".into()),
        ("name", |f| f.name = "결과.html. ".into()),
        ("name", |f| f.name = "report.docm".into()),
        ("media_type", |f| f.media_type = "application/x-msdownload".into()),
        ("media_type", |f| f.media_type = "IMAGE/PNG".into()),
        ("size", |f| f.size = 0),
        ("size", |f| f.size = (32 << 20) + 1),
        ("sha256", |f| f.sha256 = vec![0; 31]),
        ("collected_at", |f| f.collected_at = None),
        ("collected_at", |f| f.collected_at = Some(prost_types::Timestamp { seconds: 253_402_300_800, nanos: 0 })),
        ("collected_at", |f| f.collected_at = Some(prost_types::Timestamp { seconds: -1, nanos: 0 })),
    ];
    for (field, spoil) in wrong {
        let mut file = file(1, PNG);
        spoil(&mut file);
        let only = vec![Ok(Up::Evidence(file))];
        assert_eq!(named(case.send(only).await), [field]);
    }
    let tomorrow = clock::now().as_second() + 86_400;
    let collected_at = Some(prost_types::Timestamp { seconds: tomorrow, nanos: 0 });
    let early = EvidenceUpload { collected_at, ..file(1, PNG) };
    assert_eq!(named(case.send(vec![Ok(Up::Evidence(early))]).await), ["collected_at"]);
}

#[tokio::test]
async fn a_name_is_data_and_is_kept_as_it_is_but_for_its_normal_form() {
    let case = Case::new().await;
    for (number, (name, kept)) in
        [("-rf \"etc\" > x.png", "-rf \"etc\" > x.png"), ("\u{1112}\u{1162}.png", "해.png")].into_iter().enumerate()
    {
        let asked = EvidenceUpload { name: name.into(), ..file(number as u128 + 1, PNG) };
        let evidence = case.upload(asked, PNG).await.expect("added").evidence.expect("evidence");
        assert_eq!(evidence.name, kept);
        assert!(!evidence.location.contains("etc"), "{}", evidence.location);
    }
    // A client that saves a file under its name stays in its folder.
    for path in ["../a.png", "..\\a.png", "/etc/a.png", "C:\\a.png", "c:a.png", "a/../b.png", "..", "．．／a.png"] {
        let asked = EvidenceUpload { name: path.into(), ..file(9, PNG) };
        assert_eq!(named(case.upload(asked, PNG).await), ["name"], "{path}");
    }
}

#[tokio::test]
async fn verdicts_and_fixes_rest_on_files_of_the_review_only() {
    let case = Case::new().await;
    case.upload(file(1, PNG), PNG).await.expect("added");
    let verdicts = |etag: String, ids: &[&str]| pb::RecordVerdictsRequest {
        request_id: Uuid::from_u128(9).to_string(),
        review_id: ID.to_string(),
        etag,
        verdicts: vec![pb::VerdictInput {
            checkpoint: CHECKPOINT.into(),
            result: common::VerdictResult::Fail as i32,
            method: common::CheckMethod::Test as i32,
            reason: "기본 비밀번호".into(),
            evidence_ids: ids.iter().map(|id| (*id).to_owned()).collect(),
            ..Default::default()
        }],
        validate_only: false,
    };
    let checkpoints = &case.world.checkpoints;
    let judge = async |ids: &[&str]| {
        let request = verdicts(case.checkpoint().await.1, ids);
        checkpoints.record_verdicts(from("lee", &[Role::Reviewer], request)).await
    };
    for wrong in ["E-2", "1", "E-01"] {
        let refusal = judge(&["E-1", wrong]).await.expect_err("refused");
        assert!(
            format!("{:?}", tonic_types::StatusExt::get_error_details(&refusal))
                .contains("verdicts[0].evidence_ids[1]")
        );
    }
    let judged = ok(judge(&["E-1"]).await);
    assert_eq!(judged.judged[0].verdict.as_ref().expect("a verdict").evidence_ids, ["E-1"]);

    let claim = |etag: &str, id: &str| pb::ClaimFixRequest {
        request_id: Uuid::from_u128(10).to_string(),
        review_id: ID.to_string(),
        finding_id: "F-1".into(),
        etag: etag.to_owned(),
        description: "교체".into(),
        evidence_ids: vec![id.to_owned()],
        ..Default::default()
    };
    let (code, _) = refused(checkpoints.claim_fix(from("park", &[Role::Requester], claim(&judged.etag, "E-2"))).await);
    assert_eq!(code, Code::InvalidArgument);
    let claimed = ok(checkpoints.claim_fix(from("park", &[Role::Requester], claim(&judged.etag, "E-1"))).await);
    let fix = claimed.finding.and_then(|finding| finding.fix).expect("a fix");
    assert_eq!(fix.evidence_ids, ["E-1"]);
    let asked = pb::GetFindingRequest { review_id: ID.to_string(), finding_id: "F-1".into() };
    let finding = ok(checkpoints.get_finding(from("lee", &[Role::Reviewer], asked)).await);
    assert_eq!(finding.evidence.len(), 1);
}

#[tokio::test]
async fn a_damaged_file_is_told_apart_from_one_that_never_was() {
    let case = Case::new().await;
    let answer = case.download("E-1").await.expect_err("refused");
    assert_eq!((answer.code(), answer.message()), (Code::NotFound, "The review has no such evidence."));
    assert_eq!(case.download("../E-1").await.expect_err("refused").code(), Code::InvalidArgument);

    case.upload(file(1, PNG), PNG).await.expect("added");
    let name = ObjectName::new(ID, Sha256::digest(PNG).into());
    case.world.objects.damage(&name, vec![Bytes::from_static(PNG), Bytes::from_static(b"!")]);
    assert_eq!(case.download("E-1").await.expect_err("refused").code(), Code::DataLoss);
    case.world.objects.damage(&name, vec![]);
    assert_eq!(case.download("E-1").await.expect_err("refused").code(), Code::DataLoss);

    case.upload(file(2, PNG), PNG).await.expect("the same bytes mend it");
    assert_eq!(case.download("E-1").await.expect("a file").1, PNG);
}

#[tokio::test]
async fn a_caller_who_may_not_see_the_review_does_not_find_it() {
    let case = Case::new().await;
    let stranger = Principal { team: Some("other".into()), ..caller("han", &[Role::Requester]) };
    let first = stream::iter([Ok(UploadEvidenceRequest { part: Some(Up::Evidence(file(1, PNG))) })]);
    let soon = Deadline::after(Duration::from_secs(5));
    let refusal = upload(&case.world.desk, &stranger, soon, first).await.expect_err("refused");
    let none = EvidenceUpload { review_id: Uuid::from_u128(77).to_string(), ..file(1, PNG) };
    let missing = case.upload(none, PNG).await.expect_err("refused");
    assert_eq!((refusal.code(), refusal.message()), (missing.code(), missing.message()));
    assert_eq!(refusal.code(), Code::NotFound);
}

/// D10: what is said about a file is checked before its bytes are read, so that one that is too large is refused at once.
#[tokio::test]
async fn what_is_said_about_a_file_is_checked_without_its_bytes() {
    let case = Case::new().await;
    let said = |size| EvidenceUpload { size, sha256: Vec::new(), validate_only: true, ..file(90, PNG) };
    let fits = ok(case.upload(said(1 << 20), &[]).await.map(tonic::Response::new));
    assert_eq!(fits.etag, "");
    assert_eq!(named(case.upload(said(u64::MAX), &[]).await), ["size"]);
    let kept = EvidenceUpload { validate_only: false, ..said(1 << 20) };
    assert_eq!(named(case.upload(kept, &[]).await), ["sha256"]);
}

/// What the checklist and the clock find wrong is named with everything else.
#[tokio::test]
async fn every_wrong_field_of_a_file_is_named_at_once() {
    let case = Case::new().await;
    let later = clock::now() + jiff::SignedDuration::from_hours(24);
    let wrong = EvidenceUpload {
        checkpoint: "web:none:1".into(),
        collected_at: Some(haetae_event_log::codec::timestamp_to_wire(later)),
        ..file(1, PNG)
    };
    assert_eq!(named(case.upload(wrong.clone(), PNG).await), ["checkpoint", "collected_at"]);
    let more = EvidenceUpload { name: String::new(), sha256: vec![1], ..wrong };
    assert_eq!(named(case.upload(more, PNG).await), ["name", "sha256", "checkpoint", "collected_at"]);
}
