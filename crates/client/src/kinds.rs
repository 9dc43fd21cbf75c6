//! Kinds of evidence files (docs/evidence.md) by file extension.

/// Media types by file extension.
const KINDS: [(&str, &str); 22] = [
    ("pdf", "application/pdf"),
    ("png", "image/png"),
    ("jpg", "image/jpeg"),
    ("jpeg", "image/jpeg"),
    ("gif", "image/gif"),
    ("webp", "image/webp"),
    ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    ("hwp", "application/x-hwp"),
    ("hwpx", "application/hwp+zip"),
    ("zip", "application/zip"),
    ("gz", "application/gzip"),
    ("pcap", "application/vnd.tcpdump.pcap"),
    ("pcapng", "application/vnd.tcpdump.pcap"),
    ("txt", "text/plain"),
    ("log", "text/plain"),
    ("csv", "text/csv"),
    ("md", "text/markdown"),
    ("eml", "message/rfc822"),
    ("sarif", "application/sarif+json"),
    ("json", "application/json"),
];

/// File extensions that are not accepted, with advice.
const NOT_TAKEN: [(&[&str], &str, &str); 5] = [
    (&["html", "htm", "mht", "mhtml"], "PDF로 인쇄해", "print it to PDF"),
    (&["msg"], "EML로 저장해", "save it as EML"),
    (&["svg"], "PNG나 PDF로 바꿔", "save it as PNG or PDF"),
    (&["doc", "xls", "ppt"], "DOCX, XLSX, PPTX로 저장해", "save it as DOCX, XLSX or PPTX"),
    (&["rar", "7z", "tar", "tgz", "egg", "alz"], "ZIP으로 묶어", "make a ZIP of it"),
];

/// Returns the media type for the extension of a file name, in lower case; `None` for an unknown extension.
#[must_use]
pub fn media_type(ending: &str) -> Option<&'static str> {
    KINDS.iter().find(|(known, _)| *known == ending).map(|(_, kind)| *kind)
}

/// Returns advice, in Korean and English, for a file of a kind that is not accepted; `None` for an unknown extension.
#[must_use]
pub fn instead_of(ending: &str) -> Option<(&'static str, &'static str)> {
    NOT_TAKEN.iter().find(|(endings, ..)| endings.contains(&ending)).map(|(_, ko, en)| (*ko, *en))
}
