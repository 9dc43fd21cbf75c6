//! Errors of the operating system, in the person's language.

use std::io::{Error, ErrorKind};

use super::Said;

/// Translates an I/O error: the system's text in English; in Korean a text by kind, with the system's error number for
/// rare kinds.
pub(crate) fn os(error: &Error) -> Said {
    Said { ko: korean(error), en: error.to_string() }
}

fn korean(error: &Error) -> String {
    let known = KINDS.iter().find(|(kind, _)| *kind == error.kind()).map(|(_, text)| (*text).to_owned());
    let numbered = || error.raw_os_error().map(|number| format!("운영 체제 오류 {number}번"));
    known.or_else(numbered).unwrap_or_else(|| format!("입출력 오류({error})"))
}

/// Common kinds of errors.
const KINDS: [(ErrorKind, &str); 19] = [
    (ErrorKind::NotFound, "파일이나 폴더가 없습니다"),
    (ErrorKind::PermissionDenied, "권한이 없습니다"),
    (ErrorKind::AlreadyExists, "이미 있습니다"),
    (ErrorKind::IsADirectory, "파일이 아니라 폴더입니다"),
    (ErrorKind::NotADirectory, "경로 중간에 폴더가 아닌 것이 있습니다"),
    (ErrorKind::DirectoryNotEmpty, "폴더가 비어 있지 않습니다"),
    (ErrorKind::ReadOnlyFilesystem, "읽기 전용 저장 장치입니다"),
    (ErrorKind::StorageFull, "저장 공간이 부족합니다"),
    (ErrorKind::QuotaExceeded, "사용할 수 있는 저장 공간 한도를 넘었습니다"),
    (ErrorKind::FileTooLarge, "파일이 너무 큽니다"),
    (ErrorKind::InvalidFilename, "파일 이름이 올바르지 않습니다"),
    (ErrorKind::InvalidInput, "경로나 값이 올바르지 않습니다"),
    (ErrorKind::InvalidData, "내용의 형식이 맞지 않습니다(글자는 UTF-8이나 UTF-16이어야 합니다)"),
    (ErrorKind::UnexpectedEof, "파일이 중간에서 끝났습니다"),
    (ErrorKind::BrokenPipe, "받는 쪽이 닫혔습니다"),
    (ErrorKind::ResourceBusy, "다른 프로그램이 사용하고 있습니다"),
    (ErrorKind::Interrupted, "중단되었습니다"),
    (ErrorKind::TimedOut, "제한 시간이 지났습니다"),
    (ErrorKind::OutOfMemory, "메모리가 부족합니다"),
];

/// Why a connection could not be made: a library passes on what the system says. In Korean by what it says, as far as people
/// meet it; in either language without the number under which the system knows it.
pub(crate) fn network(cause: &str) -> Said {
    let en = cause.split(" (os error ").next().unwrap_or(cause);
    let small = en.to_ascii_lowercase();
    let known = CAUSES.iter().find(|(parts, _)| parts.iter().any(|part| small.contains(part)));
    Said { ko: known.map_or(en, |(_, ko)| ko).to_owned(), en: en.to_owned() }
}

/// Messages of systems and libraries about a connection, in lower case.
const CAUSES: [(&[&str], &str); 7] = [
    (&["connection refused"], "연결이 거부되었습니다"),
    (&["connection reset", "broken pipe", "connection aborted"], "연결이 끊겼습니다"),
    (&["timed out", "no answer in time", "deadline"], "제한 시간 안에 응답이 없습니다"),
    (&["lookup address", "dns error", "not known"], "주소를 찾을 수 없습니다"),
    (&["network is unreachable", "no route to host"], "네트워크에 연결할 수 없습니다"),
    (&["certificate", "unknownissuer"], "서버 인증서를 확인할 수 없습니다"),
    (
        &["operation was canceled", "corrupt message", "http2 error", "frame with invalid size"],
        "그 주소는 gRPC로 응답하지 않습니다. 주소와 http, https를 확인하십시오",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    /// No number of the system is shown to people, and under Korean no English of what they meet.
    #[test]
    fn a_connection_that_fails_is_told_in_one_language() {
        let refused = network("tcp connect error: Connection refused (os error 111)");
        assert_eq!(
            (refused.ko.as_str(), refused.en.as_str()),
            ("연결이 거부되었습니다", "tcp connect error: Connection refused")
        );
        assert_eq!(network("no answer in time").ko, "제한 시간 안에 응답이 없습니다");
        for other in ["operation was canceled", "received corrupt message of type InvalidContentType"] {
            assert!(network(other).ko.contains("gRPC"), "another protocol: {other}");
        }
        assert_eq!(network("something new").ko, "something new", "rather than nothing");
    }

    /// Under Korean no English of the system is shown; English says it as the system does.
    #[test]
    fn the_systems_words_are_korean_under_korean() {
        for (kind, text) in KINDS {
            assert_eq!(os(&Error::from(kind)).ko, text, "{kind:?}");
        }
        let missing = std::fs::read("/no/such/file").expect_err("there is none");
        let said = os(&missing);
        assert_eq!(
            (said.ko.as_str(), said.en.contains("No such file")),
            ("파일이나 폴더가 없습니다", true),
            "{said:?}"
        );
        // A kind without words: too many symbolic links, by its number on this system.
        let rare = os(&Error::from_raw_os_error(40));
        assert_eq!(rare.ko, "운영 체제 오류 40번");
    }
}
