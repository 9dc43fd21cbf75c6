//! The bytes of an upload, cut into the blocks of the object store. Each block is checked before it is stored.

use bytes::{Bytes, BytesMut};
use futures::{Stream, StreamExt as _};
use haetae_domain::evidence::File;
use haetae_event_log::objects::{BLOCK, Draft};
use haetae_proto::checkpoint::v1::{UploadEvidenceRequest, upload_evidence_request::Part};
use haetae_service_kit::error::ApiError;
use sha2::{Digest as _, Sha256};
use tonic::Status;

use crate::{
    desk::evidence_store::failed,
    evidence::{Content, Contradiction, Kind, Look},
};

/// Receives all bytes of a file, which must have the announced size and hash, and writes them into the draft if there is one.
pub(super) async fn receive(
    messages: impl Stream<Item = Result<UploadEvidenceRequest, Status>> + Send + Unpin,
    file: &File,
    kind: &'static Kind,
    draft: Option<&mut Box<dyn Draft>>,
) -> Result<(), Status> {
    let mut incoming = Incoming { messages, waiting: BytesMut::new(), left: file.size };
    let (mut hash, mut look, mut draft) = (Sha256::new(), Look::new(kind, file.size), draft);
    while let Some(block) = incoming.block().await? {
        look.see(&block).map_err(|found| contradiction(&found, kind))?;
        hash.update(&block);
        if let Some(draft) = &mut draft {
            draft.write(block).await.map_err(|error| failed(&error))?;
        }
    }
    look.end().map_err(|found| contradiction(&found, kind))?;
    if hash.finalize()[..] == file.sha256 {
        return Ok(());
    }
    let (ko, en) = ("받은 파일의 해시와 다릅니다.", "Is not the hash of the bytes that came.");
    Err(ApiError::invalid_field("sha256", ko, en).into())
}

struct Incoming<S> {
    messages: S,
    /// Bytes not yet returned: less than a block and a message.
    waiting: BytesMut,
    /// Bytes that are still to come.
    left: u64,
}

impl<S: Stream<Item = Result<UploadEvidenceRequest, Status>> + Unpin> Incoming<S> {
    /// The next block; all but the last are full.
    async fn block(&mut self) -> Result<Option<Bytes>, Status> {
        while self.waiting.len() < BLOCK {
            let Some(message) = self.messages.next().await else { break };
            self.take(message?)?;
        }
        if self.waiting.len() < BLOCK && self.left > 0 {
            return Err(size("선언한 크기보다 받은 파일이 작습니다.", "More bytes were announced than came."));
        }
        let next = self.waiting.len().min(BLOCK);
        Ok((next > 0).then(|| self.waiting.split_to(next).freeze()))
    }

    fn take(&mut self, message: UploadEvidenceRequest) -> Result<(), Status> {
        let Some(Part::Chunk(chunk)) = message.part else {
            let (ko, en) = ("첫 메시지 다음에는 chunk만 보낼 수 있습니다.", "Only chunks follow the first message.");
            return Err(ApiError::invalid_field("chunk", ko, en).into());
        };
        let left = self.left.checked_sub(chunk.len() as u64);
        self.left =
            left.ok_or_else(|| size("선언한 크기보다 받은 파일이 큽니다.", "Fewer bytes were announced than came."))?;
        self.waiting.extend_from_slice(&chunk);
        Ok(())
    }
}

fn size(ko: &'static str, en: &'static str) -> Status {
    ApiError::invalid_field("size", ko, en).into()
}

fn contradiction(found: &Contradiction, kind: &Kind) -> Status {
    let media_type = kind.media_type;
    let (ko, en) = match found {
        Contradiction::Signature if matches!(kind.content, Content::Text) => (
            format!("{media_type} 텍스트가 아니라 웹 페이지, 스크립트 또는 다른 형식의 문서입니다."),
            format!("The bytes are not {media_type}, but a page, a script or another kind of document."),
        ),
        Contradiction::Signature => {
            (format!("파일 내용이 {media_type} 형식이 아닙니다."), format!("The bytes are not those of {media_type}."))
        }
        Contradiction::Encoding => (
            format!("{media_type} 파일은 제어 문자가 없는 UTF-8 텍스트여야 합니다."),
            format!("The bytes of {media_type} have to be UTF-8 without control characters."),
        ),
        Contradiction::Json(at) => (
            format!("{media_type} 파일은 올바른 JSON이어야 합니다. {at}번째 바이트에서 어긋납니다."),
            format!("The bytes of {media_type} have to be JSON; byte {at} does not belong there."),
        ),
        Contradiction::Inside(fault) => fault.texts(),
    };
    ApiError::invalid_field("media_type", ko, en).into()
}
