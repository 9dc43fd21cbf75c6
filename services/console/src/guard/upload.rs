//! A form with files. The service requires the size and the hash of a file before its bytes, so the file is buffered
//! in memory until it is complete; a budget limits all buffered files together.

use std::{sync::Arc, time::Duration};

use axum::{
    body::Body,
    http::{
        HeaderMap,
        header::{CONTENT_LENGTH, CONTENT_TYPE},
    },
};
use bytes::Bytes;
use multer::{Constraints, Field, Multipart, SizeLimit, parse_boundary};
use sha2::{Digest as _, Sha256};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};

use super::key::{FORM_KEY, is_form_key};
use crate::{api::Problem, config::UploadsSection, session::Session};

/// Largest value of a field that is no file, in bytes: a catalogue that is typed, whose lines browsers end by two characters.
const LARGEST_FIELD: usize = 2 << 20;
/// A file above the limit is still read up to this multiple of the limit, and discarded, so that the person gets a
/// page with the reason. Browsers show no page when a request is cut off.
const READ_ON: u64 = 8;
/// Most fields and files of a form.
const MOST_FIELDS: usize = 20;
const MOST_FILES: usize = 100;
/// Time limit for receiving a file.
const WITHIN: Duration = Duration::from_secs(300);
/// How long a file waits for others.
const WAITS: Duration = Duration::from_secs(20);
/// The unit of the budget, in bytes.
const UNIT: u64 = 1 << 10;

/// Limits of forms with files.
#[derive(Debug)]
pub(crate) struct Uploads {
    largest: u64,
    budget: Arc<Semaphore>,
}

/// A form with files, or without any where the person has chosen none.
#[derive(Debug)]
pub(crate) struct Uploaded {
    /// The other fields.
    pub(crate) fields: Vec<(String, String)>,
    /// The files, in the order they were sent. Together they hold no more bytes than the largest file.
    pub(crate) files: Vec<UploadedFile>,
    _held: OwnedSemaphorePermit,
}

/// A file.
#[derive(Debug)]
pub(crate) struct UploadedFile {
    /// The name as sent by the browser; it is never used as a path.
    pub(crate) name: String,
    /// How many bytes came.
    pub(crate) size: u64,
    /// The hash of its bytes.
    pub(crate) sha256: [u8; 32],
    /// Its bytes in pieces; none of a file above the limit, alone or together with the files before it.
    pub(crate) pieces: Option<Vec<Bytes>>,
}

impl Uploaded {
    /// The file of a form that takes one; none where the person has chosen none, or sent several.
    pub(crate) fn file(&self) -> Option<&UploadedFile> {
        if let [file] = self.files.as_slice() { Some(file) } else { None }
    }

    /// A form with these fields.
    #[cfg(test)]
    pub(crate) fn with(fields: Vec<(String, String)>, file: Option<UploadedFile>) -> Self {
        let held = Arc::new(Semaphore::new(1)).try_acquire_owned().unwrap();
        Self { fields, files: file.into_iter().collect(), _held: held }
    }
}

impl Uploads {
    /// As configured.
    pub(crate) fn new(config: &UploadsSection) -> Self {
        let units = usize::try_from(config.memory.max(config.max_file_bytes) / UNIT + 1).unwrap_or(usize::MAX);
        let budget = Semaphore::new(units.min(Semaphore::MAX_PERMITS));
        Self { largest: config.max_file_bytes, budget: Arc::new(budget) }
    }

    /// The largest file that is held, in bytes.
    pub(crate) const fn largest(&self) -> u64 {
        self.largest
    }

    /// Reserves memory for a file, according to the size that the request declares.
    async fn room(&self, headers: &HeaderMap) -> Result<OwnedSemaphorePermit, Problem> {
        let length = headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
        let most = length.unwrap_or(self.largest).min(self.largest);
        let units = u32::try_from(most / UNIT + 1).unwrap_or(u32::MAX);
        let room = timeout(WAITS, Arc::clone(&self.budget).acquire_many_owned(units)).await;
        room.ok().and_then(Result::ok).ok_or_else(Problem::busy)
    }

    /// Reads a form of a session. The form's key comes first, so that nothing is buffered for a form of another
    /// session or site.
    ///
    /// # Errors
    /// When it is not a form of this session, or no form at all; when it takes too long or is too large.
    pub(super) async fn read(&self, session: &Session, headers: &HeaderMap, body: Body) -> Result<Uploaded, Problem> {
        timeout(WITHIN, self.whole(session, headers, body)).await.map_err(|_| Problem::busy())?
    }

    async fn whole(&self, session: &Session, headers: &HeaderMap, body: Body) -> Result<Uploaded, Problem> {
        let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let boundary = parse_boundary(kind).map_err(|_| Problem::no_form())?;
        let most = self.largest.saturating_mul(READ_ON);
        let limits = Constraints::new().size_limit(SizeLimit::new().whole_stream(most));
        let mut parts = Multipart::with_constraints(body.into_data_stream(), boundary, limits);
        match parts.next_field().await.map_err(|error| broken(&error))? {
            Some(first) if first.name() == Some(FORM_KEY) => {
                if !is_form_key(session, &text(first).await?) {
                    return Err(Problem::stale_form());
                }
            }
            Some(_) | None => return Err(Problem::stale_form()),
        }
        let held = self.room(headers).await?;
        let (mut fields, mut files, mut room) = (Vec::new(), Vec::new(), self.largest);
        while let Some(part) = parts.next_field().await.map_err(|error| broken(&error))? {
            let name = part.name().unwrap_or_default().to_owned();
            match part.file_name().map(str::to_owned) {
                None => fields.push((name, text(part).await?)),
                // An empty field of a file has neither name nor bytes.
                Some(named) => {
                    let file = file(named, part, room).await?;
                    room -= if file.pieces.is_some() { file.size } else { 0 };
                    files.extend(Some(file).filter(|file| file.size > 0 || !file.name.is_empty()));
                }
            }
            if fields.len() > MOST_FIELDS || files.len() > MOST_FILES {
                return Err(Problem::form_too_large());
            }
        }
        Ok(Uploaded { fields, files, _held: held })
    }
}

/// Reads a file; its bytes are held if there is room for all of them.
async fn file(name: String, mut part: Field<'_>, room: u64) -> Result<UploadedFile, Problem> {
    let (mut size, mut hash, mut pieces) = (0_u64, Sha256::new(), Some(Vec::new()));
    while let Some(piece) = part.chunk().await.map_err(|error| broken(&error))? {
        size += piece.len() as u64;
        if size > room {
            pieces = None;
        }
        if let Some(pieces) = &mut pieces {
            hash.update(&piece);
            pieces.push(piece);
        }
    }
    Ok(UploadedFile { name, size, sha256: hash.finalize().into(), pieces })
}

async fn text(mut part: Field<'_>) -> Result<String, Problem> {
    let mut bytes = Vec::new();
    while let Some(piece) = part.chunk().await.map_err(|error| broken(&error))? {
        if bytes.len() + piece.len() > LARGEST_FIELD {
            return Err(Problem::form_too_large());
        }
        bytes.extend_from_slice(&piece);
    }
    String::from_utf8(bytes).map_err(|_| Problem::no_form())
}

fn broken(error: &multer::Error) -> Problem {
    let too_large = matches!(error, multer::Error::StreamSizeExceeded { .. });
    if too_large { Problem::form_too_large() } else { Problem::no_form() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{api::Kind, guard::form_key, session::tests::tokens};

    fn session(form: &str) -> Session {
        Session::new(&tokens(None), &form.into(), 0)
    }

    async fn read(parts: &[(&str, &str)]) -> Result<Uploaded, Kind> {
        let part = |(name, value): &(&str, &str)| {
            format!("--b\r\nContent-Disposition: form-data; name={name}\r\n\r\n{value}\r\n")
        };
        let body = parts.iter().map(part).collect::<String>() + "--b--\r\n";
        let headers = [(CONTENT_TYPE, "multipart/form-data; boundary=b".parse().unwrap())].into_iter().collect();
        let uploads = Uploads::new(&UploadsSection { max_file_bytes: 64, memory: 0 });
        uploads.read(&session("Zm9ybTE"), &headers, body.into()).await.map_err(|problem| problem.kind)
    }

    const FILE: &str = "\"file\"; filename=\"a.txt\"";

    #[tokio::test]
    async fn a_file_that_is_too_large_is_counted_and_not_held() {
        let key = form_key(&session("Zm9ybTE"));
        let (small, large) = ("a".repeat(64), "a".repeat(65));
        let whole = read(&[("form_key", &key), ("checkpoint", "x"), (FILE, &small)]).await.unwrap();
        assert_eq!(whole.fields, [("checkpoint".to_owned(), "x".to_owned())]);
        let file = whole.file().unwrap();
        assert_eq!((file.name.as_str(), file.size, file.pieces.as_ref().unwrap().concat().len()), ("a.txt", 64, 64));
        assert_eq!(file.sha256, <[u8; 32]>::from(Sha256::digest(small)));
        let form = read(&[("form_key", &key), (FILE, &large)]).await.unwrap();
        let file = form.file().unwrap();
        assert!(file.size == 65 && file.pieces.is_none());
        let far = "a".repeat(1000);
        assert_eq!(read(&[("form_key", &key), (FILE, &far)]).await.unwrap_err(), Kind::TooLarge);
    }

    #[tokio::test]
    async fn several_files_share_the_room_of_one_and_each_is_counted() {
        let key = form_key(&session("Zm9ybTE"));
        let (half, more, rest) = ("a".repeat(40), "b".repeat(30), "c".repeat(24));
        let form = read(&[("form_key", &key), (FILE, &half), (FILE, &more), (FILE, &rest)]).await.unwrap();
        let held: Vec<_> = form.files.iter().map(|file| (file.size, file.pieces.is_some())).collect();
        assert_eq!(held, [(40, true), (30, false), (24, true)]);
        assert!(form.file().is_none(), "a form that takes one file takes none of several");
        let many = [&[("form_key", key.as_str())][..], &[(FILE, "a"); MOST_FILES + 1][..]].concat();
        assert_eq!(read(&many).await.unwrap_err(), Kind::TooLarge);
    }

    #[tokio::test]
    async fn nothing_is_read_for_a_form_that_does_not_begin_with_its_key() {
        let (own, foreign) = (form_key(&session("Zm9ybTE")), form_key(&session("Zm9ybTI")));
        for parts in
            [&[][..], &[(FILE, "a")], &[("form_key", &foreign), (FILE, "a")], &[("a", "b"), ("form_key", &own)]]
        {
            assert_eq!(read(parts).await.unwrap_err(), Kind::StaleForm, "{parts:?}");
        }
    }
}
