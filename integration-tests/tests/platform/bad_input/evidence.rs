//! Files that are not what they are said to be, and wrong questions for files.

use haetae_integration_tests::fresh_id;
use haetae_proto::checkpoint::v1::{
    DownloadEvidenceRequest, EvidenceUpload, GetChecklistResponse, UploadEvidenceRequest, upload_evidence_request::Part,
};
use haetae_service_kit::clock;
use prost_types::Timestamp;
use sha2::{Digest as _, Sha256};
use tonic::Code;

use super::cases::{Case, HUGE, Messages, control_characters, not_uuids};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n and more\0\0\0\0IEND\xaeB`\x82";
/// A PDF that starts a program.
const LAUNCHES: &[u8] = b"%PDF-1.4\n1 0 obj<</OpenAction<</S/Launch/F(cmd.exe)>>>>endobj\n%%EOF";

/// Messages of an upload.
fn messages(file: EvidenceUpload, chunks: &[&[u8]]) -> Messages<UploadEvidenceRequest> {
    let chunks = chunks.iter().map(|chunk| Part::Chunk(chunk.to_vec()));
    let parts = std::iter::once(Part::Evidence(file)).chain(chunks);
    Messages(parts.map(|part| UploadEvidenceRequest { part: Some(part) }).collect())
}

/// Of UploadEvidence, each tried for real and as a rehearsal.
pub(crate) fn uploads(list: &GetChecklistResponse) -> Vec<Case> {
    let checklist = list.checklist.clone().unwrap_or_default();
    let checkpoint = checklist.checkpoints.first().map(|line| line.checkpoint.clone()).unwrap_or_default();
    let good = EvidenceUpload {
        request_id: fresh_id().to_string(),
        review_id: checklist.review_id,
        checkpoint,
        name: "설정 화면.png".to_owned(),
        media_type: "image/png".to_owned(),
        collected_at: Some(Timestamp { seconds: 1_700_000_000, nanos: 0 }),
        size: PNG.len() as u64,
        sha256: Sha256::digest(PNG).to_vec(),
        validate_only: false,
    };
    let mut cases = [facts(&good), bytes(&good), orders(&good)].concat();
    let absent = EvidenceUpload { review_id: fresh_id().to_string(), ..good };
    let missing = ("a review that is not there", Code::NotFound, "CHECKLIST_NOT_FOUND");
    cases.push(Case::refused(missing.0, missing.1, missing.2, messages(absent, &[PNG])));
    cases
}

/// What is said of the file.
fn facts(good: &EvidenceUpload) -> Vec<Case> {
    let everything = ["request_id", "review_id", "checkpoint", "name", "media_type", "size", "sha256", "collected_at"];
    let mut cases = vec![Case::all_invalid("nothing", &everything, messages(EvidenceUpload::default(), &[]))];
    let mut add = |what: &str, field: &str, change: &dyn Fn(&mut EvidenceUpload)| {
        for validate_only in [false, true] {
            let mut file = EvidenceUpload { validate_only, ..good.clone() };
            change(&mut file);
            cases.push(Case::invalid(what, field, messages(file, &[PNG])));
        }
    };
    for (what, id) in not_uuids() {
        add(&what, "request_id", &|f| f.request_id.clone_from(&id));
        add(&what, "review_id", &|f| f.review_id.clone_from(&id));
    }
    for wrong in ["", "web", "a:b:c:d", "web-service:NO-99:1", "*:*:*"] {
        add(wrong, "checkpoint", &|f| f.checkpoint = wrong.to_owned());
    }
    for (what, name) in control_characters() {
        add(what, "name", &|f| f.name = name.to_owned());
    }
    add("nothing", "name", &|f| f.name.clear());
    add("a line break", "name", &|f| f.name = "a\nb".to_owned());
    add("256 characters", "name", &|f| f.name = "증".repeat(256));
    add("a megabyte", "name", &|f| f.name = "a".repeat(HUGE));
    for wrong in ["", "png", "image/*", "IMAGE/PNG", "image/png; q=1", "application/x-msdownload", "text/html"] {
        add(wrong, "media_type", &|f| f.media_type = wrong.to_owned());
    }
    for wrong in [0, (32 << 20) + 1, u64::MAX] {
        add(&wrong.to_string(), "size", &|f| f.size = wrong);
    }
    for wrong in [1, 31, 33, 64] {
        add(&format!("{wrong} bytes"), "sha256", &|f| f.sha256 = vec![0; wrong]);
    }
    let tomorrow = clock::now().as_second() + 86_400;
    for (what, seconds) in [
        ("tomorrow", tomorrow),
        ("the year 9999", 253_402_207_200),
        ("the year 10000", 253_402_300_800),
        ("the end of time", i64::MAX),
        ("before 1970", -1),
        ("the year 0", -62_167_219_200),
    ] {
        add(what, "collected_at", &|f| f.collected_at = Some(Timestamp { seconds, nanos: 0 }));
    }
    add("no time", "collected_at", &|f| f.collected_at = None);
    // Empty is only for a check of what is said, before the file is read.
    let unhashed = EvidenceUpload { sha256: Vec::new(), ..good.clone() };
    cases.push(Case::invalid("0 bytes", "sha256", messages(unhashed, &[PNG])));
    cases
}

/// Bytes that are not what was said.
fn bytes(good: &EvidenceUpload) -> Vec<Case> {
    let mut cases = vec![];
    let mut add = |what: &str, field: &str, media_type: &str, said: &[u8], sent: &[&[u8]]| {
        for validate_only in [false, true] {
            let file = EvidenceUpload {
                media_type: media_type.to_owned(),
                size: said.len() as u64,
                sha256: Sha256::digest(said).to_vec(),
                validate_only,
                ..good.clone()
            };
            cases.push(Case::invalid(what, field, messages(file, sent)));
        }
    };
    let altered: Vec<u8> = PNG.iter().map(|byte| if *byte == b'm' { b'M' } else { *byte }).collect();
    add("one byte less", "size", "image/png", PNG, &[&PNG[1..]]);
    add("no bytes", "size", "image/png", PNG, &[]);
    add("empty chunks", "size", "image/png", PNG, &[&[], &[]]);
    add("one byte more", "size", "image/png", PNG, &[PNG, b"!"]);
    add("another file of that size", "sha256", "image/png", PNG, &[&altered]);
    let program = b"MZ\x90\0\x03\0\0\0";
    for media_type in ["image/png", "application/pdf", "text/plain", "application/zip", "application/json"] {
        add("a program", "media_type", media_type, program, &[program]);
    }
    add("a document", "media_type", "text/plain", b"%PDF-1.7 ", &[b"%PDF", b"-1.7 "]);
    let cp949 = b"\xb0\xa1\xb3\xaa\xb4\xd9";
    add("another encoding", "media_type", "text/csv", cp949, &[cp949]);
    add("half a character", "media_type", "text/plain", b"\xed\x95", &[b"\xed", b"\x95"]);
    add("a zero", "media_type", "text/plain", b"a\0b", &[b"a\0b"]);
    for (what, zip) in [
        ("a PDF that starts a program, in a ZIP", zipped("a.pdf", LAUNCHES, 0x3084_cf03, 0x81a4_0000)),
        ("a link in a ZIP", zipped("l", b"/tmp", 0x0abb_c42e, 0xa1ff_0000)),
    ] {
        let (begins, rest) = zip.split_at(40);
        add(what, "media_type", "application/zip", &zip, &[begins, rest]);
    }
    cases
}

/// A ZIP file of one stored entry.
fn zipped(name: &str, content: &[u8], checksum: u32, attributes: u32) -> Vec<u8> {
    let bytes = |length: usize| u32::try_from(length).unwrap_or(u32::MAX).to_le_bytes();
    let length = bytes(content.len());
    let sizes = [checksum.to_le_bytes(), length, length].concat();
    // The length of the name, and no extra field.
    let common = [&[20, 0, 0, 0, 0, 0, 0, 0, 0x21, 0][..], &sizes, &bytes(name.len())].concat();
    let entry = [&b"PK\x03\x04"[..], &common, name.as_bytes(), content].concat();
    let attributes = attributes.to_le_bytes();
    let line = [&b"PK\x01\x02\x14\x03"[..], &common, &[0; 6], &attributes, &[0; 4], name.as_bytes()].concat();
    let directory = [bytes(line.len()), bytes(entry.len())].concat();
    [&entry[..], &line, b"PK\x05\x06\0\0\0\0\x01\0\x01\0", &directory, &[0; 2]].concat()
}

/// Messages that do not belong there.
fn orders(good: &EvidenceUpload) -> Vec<Case> {
    let chunk = |bytes: Vec<u8>| UploadEvidenceRequest { part: Some(Part::Chunk(bytes)) };
    let nothing = UploadEvidenceRequest { part: None };
    let mut twice = messages(good.clone(), &[]);
    twice.0.extend(messages(good.clone(), &[PNG]).0);
    let mut silent = messages(good.clone(), &[]);
    silent.0.push(nothing.clone());
    let mut large = messages(EvidenceUpload { size: 4 << 20, ..good.clone() }, &[PNG]);
    large.0.push(chunk(vec![0; 2 << 20]));
    vec![
        Case::invalid("no message", "evidence", Messages(Vec::<UploadEvidenceRequest>::new())),
        Case::invalid("an empty message", "evidence", Messages(vec![nothing])),
        Case::invalid("bytes first", "evidence", Messages(vec![chunk(PNG.to_vec())])),
        Case::invalid("what it is twice", "chunk", twice),
        Case::invalid("an empty message", "chunk", silent),
        Case::refused("a message over the limit", Code::OutOfRange, "MESSAGE_TOO_LARGE", large),
    ]
}

/// Of DownloadEvidence.
pub(crate) fn downloads(review_id: &str) -> Vec<Case> {
    let of = |review_id: &str, evidence_id: &str| DownloadEvidenceRequest {
        review_id: review_id.to_owned(),
        evidence_id: evidence_id.to_owned(),
    };
    let mut cases = vec![];
    for (what, id) in not_uuids() {
        cases.push(Case::invalid(&what, "review_id", of(&id, "E-1")));
    }
    for wrong in ["", "1", "e-1", "E-0", "E-01", "E-1 ", "F-1", "E-*", "../E-1", "E-99999999999"] {
        cases.push(Case::invalid(wrong, "evidence_id", of(review_id, wrong)));
    }
    let missing = of(review_id, "E-1");
    cases.push(Case::refused("evidence that is not there", Code::NotFound, "EVIDENCE_NOT_FOUND", missing));
    let nowhere = of(&fresh_id().to_string(), "E-1");
    cases.push(Case::refused("a review that is not there", Code::NotFound, "CHECKLIST_NOT_FOUND", nowhere));
    cases
}
