//! Files over the real services: they come back as they were or not at all.

use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use base64::{Engine as _, engine::general_purpose::URL_SAFE};
use futures::stream;
use haetae_integration_tests::{Caller, Refusal, World, eventually, fresh_id, run, samples};
use haetae_proto::{
    checkpoint::v1::{
        DownloadEvidenceRequest, Evidence, EvidenceUpload, GetChecklistRequest, UploadEvidenceRequest,
        UploadEvidenceResponse, download_evidence_response::Part as Down, upload_evidence_request::Part as Up,
    },
    dashboard::v1::GetTimelineRequest,
};
use haetae_service_kit::clock;
use sha2::{Digest as _, Sha256};
use tonic::{Code, Response, Status};

const CHUNK: usize = 200_000;
const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";
const END: &[u8] = b"\0\0\0\0IEND\xaeB`\x82";

/// A review of team `pay`; Park is of that team, Lee reviews, Han is of another.
struct Case {
    id: String,
    checkpoint: String,
    lee: Caller,
    park: Caller,
    han: Caller,
}

impl Case {
    async fn new(world: &World) -> Result<Self> {
        let (park, lee, han) =
            (world.requester("park", "pay")?, world.reviewer("lee")?, world.requester("han", "parks")?);
        let id = park.submit(samples::ordinary()).await?.id;
        let list = lee.checklist(&id).await?.checklist.context("a checklist")?;
        let checkpoint = list.checkpoints.first().context("a checkpoint")?.checkpoint.clone();
        Ok(Self { id, checkpoint, lee, park, han })
    }

    fn file(&self, bytes: &[u8]) -> EvidenceUpload {
        EvidenceUpload {
            request_id: fresh_id().to_string(),
            review_id: self.id.clone(),
            checkpoint: self.checkpoint.clone(),
            name: "-설정 \"화면\".png".to_owned(),
            media_type: "image/png".to_owned(),
            collected_at: Some(haetae_event_log::codec::timestamp_to_wire(clock::now())),
            size: bytes.len() as u64,
            sha256: Sha256::digest(bytes).to_vec(),
            validate_only: false,
        }
    }

    async fn upload(&self, bytes: &[u8]) -> Result<UploadEvidenceResponse> {
        Ok(send(&self.park, self.file(bytes), bytes).await?.into_inner())
    }

    async fn download(&self, caller: &Caller, id: &str) -> Result<(Evidence, Vec<u8>), Status> {
        let request = DownloadEvidenceRequest { review_id: self.id.clone(), evidence_id: id.to_owned() };
        let mut parts = caller.checkpoint().download_evidence(request).await?.into_inner();
        let first = parts.message().await?.and_then(|message| message.part);
        let Some(Down::Evidence(file)) = first else { return Err(Status::internal("it does not say what it is")) };
        let mut bytes = Vec::new();
        while let Some(message) = parts.message().await? {
            let Some(Down::Chunk(chunk)) = message.part else { return Err(Status::internal("not a chunk")) };
            bytes.extend(chunk);
        }
        Ok((file, bytes))
    }

    /// The files the checklist names.
    async fn listed(&self) -> Result<Vec<Evidence>> {
        let request = GetChecklistRequest { review_id: self.id.clone() };
        let list = self.lee.checkpoint().get_checklist(request).await?.into_inner().checklist.context("a checklist")?;
        Ok(list.checkpoints.into_iter().flat_map(|line| line.evidence).collect())
    }
}

async fn send(caller: &Caller, file: EvidenceUpload, bytes: &[u8]) -> Result<Response<UploadEvidenceResponse>, Status> {
    let chunks: Vec<_> = bytes.chunks(CHUNK).map(|chunk| Up::Chunk(chunk.to_vec())).collect();
    let parts = std::iter::once(Up::Evidence(file)).chain(chunks);
    let messages = stream::iter(parts.map(|part| UploadEvidenceRequest { part: Some(part) }));
    caller.checkpoint().upload_evidence(messages).await
}

/// A picture of so many bytes, unlike any other.
fn picture(size: usize) -> Vec<u8> {
    let seed = fresh_id();
    let noise = (0..u32::MAX).flat_map(|n| Sha256::new().chain_update(seed).chain_update(n.to_be_bytes()).finalize());
    SIGNATURE.iter().copied().chain(noise).take(size - END.len()).chain(END.iter().copied()).collect()
}

#[test]
fn megabytes_come_back_as_they_were_and_the_timeline_tells() -> Result<()> {
    run(async {
        let world = World::shared().await?;
        let case = Case::new(&world).await?;
        let bytes = picture(7_000_001);
        let file = case.file(&bytes);
        let first = send(&case.park, file.clone(), &bytes).await?.into_inner();
        assert_eq!(send(&case.park, file.clone(), &bytes).await?.into_inner(), first, "once, and told alike");
        let other = EvidenceUpload { name: "other.png".to_owned(), ..file };
        assert_eq!(Refusal::expected(send(&case.park, other, &bytes).await)?.reason, "REQUEST_ID_REUSED");

        let added = first.evidence.clone().context("evidence")?;
        assert_eq!((added.evidence_id.as_str(), added.name.as_str()), ("E-1", "-설정 \"화면\".png"));
        assert_eq!(added.location, format!("EVIDENCE/{}/{}", case.id, hex::encode(&added.sha256)));
        assert_eq!(case.listed().await?, std::slice::from_ref(&added));
        let (file, read) = case.download(&case.lee, "E-1").await?;
        assert!((file, read) == (added, bytes), "other bytes came back");

        let request = GetTimelineRequest {
            review_id: case.id.clone(),
            consistency_token: first.consistency_token,
            ..Default::default()
        };
        let entries = case.park.dashboard().get_timeline(request).await?.into_inner().entries;
        let told = entries.into_iter().find(|entry| entry.event == "EvidenceAdded").context("a line")?;
        let told = told.summary.context("a sentence")?;
        assert!(told.ko.contains("증적을 등록했습니다: E-1 -설정 \"화면\".png"), "{told:?}");
        assert!(told.en.starts_with("Added evidence for checkpoint"), "{told:?}");
        Ok(())
    })
}

#[test]
fn a_caller_who_goes_away_in_the_middle_leaves_no_evidence() -> Result<()> {
    run(async {
        let world = World::shared().await?;
        let case = Case::new(&world).await?;
        let bytes = picture(2 * CHUNK);
        let (sender, receiver) = tokio::sync::mpsc::channel(4);
        let messages = tokio_stream::wrappers::ReceiverStream::new(receiver);
        let mut checkpoint = case.park.checkpoint();
        let call = tokio::spawn(async move { checkpoint.upload_evidence(messages).await });
        for part in [Up::Evidence(case.file(&bytes)), Up::Chunk(bytes[..CHUNK].to_vec())] {
            sender.send(UploadEvidenceRequest { part: Some(part) }).await?;
        }
        // The first block is there: the service is in the middle of it.
        let stored = async || {
            let blocks = world.log().await?.context().get_stream("OBJ_EVIDENCE").await?;
            let blocks: Vec<_> = futures::StreamExt::collect(blocks.info_with_subjects("$O.EVIDENCE.C.>").await?).await;
            anyhow::Ok((!blocks.is_empty()).then_some(()))
        };
        eventually("a block", stored).await?;
        call.abort();
        drop(sender);

        let added = case.upload(&bytes).await?.evidence.context("evidence")?;
        assert_eq!(case.listed().await?, [added], "nothing but the second attempt");
        assert!(case.download(&case.park, "E-1").await?.1 == bytes, "the blocks of two uploads never mix");
        Ok(())
    })
}

#[test]
fn an_upload_ends_with_its_deadline() -> Result<()> {
    run(async {
        let world = World::shared().await?;
        let case = Case::new(&world).await?;
        let bytes = picture(2 * CHUNK);
        let first = UploadEvidenceRequest { part: Some(Up::Evidence(case.file(&bytes))) };
        let never = futures::StreamExt::chain(stream::iter([first]), stream::pending());
        let mut request = tonic::Request::new(never);
        request.set_timeout(Duration::from_millis(300));
        let refusal = case.park.checkpoint().upload_evidence(request).await;
        let Err(status) = refusal else { bail!("it was not refused") };
        // Client and server have the same deadline, and the client may be first.
        assert!([Code::DeadlineExceeded, Code::Cancelled].contains(&status.code()), "{status:?}");
        assert_eq!(case.listed().await?, []);
        Ok(())
    })
}

#[test]
fn a_damaged_file_ends_in_data_loss_and_is_mended_by_the_same_bytes() -> Result<()> {
    run(async {
        let world = World::shared().await?;
        let case = Case::new(&world).await?;
        let bytes = picture(300_000);
        let added = case.upload(&bytes).await?.evidence.context("evidence")?;
        let name = added.location.strip_prefix("EVIDENCE/").context("the bucket")?;
        let js = world.log().await?.context().clone();
        let mut altered = bytes.clone();
        altered[200_000] ^= 1;
        let nuid = fresh_id().simple().to_string();
        for block in altered.chunks(128 * 1024) {
            js.publish(format!("$O.EVIDENCE.C.{nuid}"), block.to_vec().into()).await?.await?;
        }
        let damage = async |chunks: u64| {
            let described = serde_json::json!({
                "name": name, "bucket": "EVIDENCE", "nuid": nuid, "size": bytes.len(), "chunks": chunks, "digest": "",
            });
            let subject = format!("$O.EVIDENCE.M.{}", URL_SAFE.encode(name));
            js.publish(subject, described.to_string().into()).await?.await?;
            anyhow::Ok(())
        };
        for (chunks, found) in [(3, "altered"), (4, "cut")] {
            damage(chunks).await?;
            let Err(status) = case.download(&case.lee.clone().reading("ko"), "E-1").await else {
                bail!("other bytes were taken for the file");
            };
            let refusal = Refusal::of(&status)?;
            assert_eq!((refusal.code, refusal.reason.as_str()), (Code::DataLoss, "EVIDENCE_DAMAGED"));
            assert_eq!((refusal.metadata["damage"].as_str(), refusal.locale.as_str()), (found, "ko"));
        }
        let again = case.upload(&bytes).await?.evidence.context("evidence")?;
        assert_eq!((again.evidence_id.as_str(), &again.location), ("E-2", &added.location));
        for id in ["E-1", "E-2"] {
            assert!(case.download(&case.lee, id).await?.1 == bytes, "{id} is mended");
        }
        Ok(())
    })
}

#[test]
fn to_another_team_there_is_no_such_review() -> Result<()> {
    run(async {
        let world = World::shared().await?;
        let case = Case::new(&world).await?;
        let bytes = picture(1_000);
        case.upload(&bytes).await?;
        let nowhere = fresh_id().to_string();
        let told = |refusal: Refusal, id: &str| format!("{refusal:?}").replace(id, "<review>");
        let absent = EvidenceUpload { review_id: nowhere.clone(), ..case.file(&bytes) };
        let absent = Refusal::expected(send(&case.han, absent, &bytes).await)?;
        let foreign = Refusal::expected(send(&case.han, case.file(&bytes), &bytes).await)?;
        assert_eq!(told(foreign, &case.id), told(absent, &nowhere));
        let ask = async |review_id: &str| {
            let request = DownloadEvidenceRequest { review_id: review_id.to_owned(), evidence_id: "E-1".to_owned() };
            Refusal::expected(case.han.checkpoint().download_evidence(request).await)
        };
        let (absent, foreign) = (ask(&nowhere).await?, ask(&case.id).await?);
        assert_eq!((foreign.code, foreign.reason.as_str()), (Code::NotFound, "CHECKLIST_NOT_FOUND"));
        assert_eq!(told(foreign, &case.id), told(absent, &nowhere));
        Ok(())
    })
}
