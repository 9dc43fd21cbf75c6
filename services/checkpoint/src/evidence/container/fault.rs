//! The faults of a container.

/// A fault, and the entry that has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FileFault {
    pub(in crate::evidence) entry: Option<String>,
    pub(in crate::evidence) why: Why,
}

/// Why a file is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Why {
    Broken,
    Empty,
    TooMany,
    TooLarge,
    Overlaps,
    Wide,
    Encrypted,
    Method,
    Name,
    Nested,
    Program,
    Macro,
    /// Two entries have one name.
    Twice,
    /// A page, or a picture that a browser runs as one.
    Page,
    /// An old binary document or an embedded object.
    Compound,
    /// A document fetches something from outside when it is opened.
    External,
    /// A document holds controls that run when it is opened.
    Control,
    /// A document brings in one of another kind when it is opened.
    Foreign,
    /// An entry is a link to another, a device or a pipe.
    Special,
    /// An entry is not of the kind that its ending says.
    Kind,
    /// A PDF runs, carries, opens or sends something.
    Active,
    /// The bytes are also a valid file of another kind.
    Polyglot,
    /// The file does not end as its kind requires.
    Unfinished,
    /// A packed file is cut or damaged.
    Cut,
    /// Bytes follow the end of a packed file.
    Trailing,
    Incomplete,
}

/// Characters of a name that a refusal shows.
const SHOWN: usize = 80;

impl FileFault {
    pub(in crate::evidence) const fn whole(why: Why) -> Self {
        Self { entry: None, why }
    }

    /// A fault of an entry. Its author chose the name, so invisible characters are replaced.
    pub(in crate::evidence) fn of(name: &str, why: Why) -> Self {
        let plain = |c: char| {
            if c.is_control() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}') { '?' } else { c }
        };
        let mut shown: String = name.chars().take(SHOWN).map(plain).collect();
        if name.chars().nth(SHOWN).is_some() {
            shown.push('…');
        }
        Self { entry: Some(shown), why }
    }

    /// The text in Korean and English.
    pub(crate) fn texts(&self) -> (String, String) {
        let (ko, en) = self.why.texts();
        match &self.entry {
            Some(entry) => (format!("파일 안의 '{entry}': {ko}"), format!("`{entry}` inside the file: {en}")),
            None => (ko.to_owned(), en.to_owned()),
        }
    }
}

// The longer texts, in Korean and English.
const TWICE: (&str, &str) = (
    "같은 이름의 파일이 또 있습니다. 어느 것이 열릴지 알 수 없습니다.",
    "Another entry has the same name: which of them is opened cannot be known.",
);
const PAGE: (&str, &str) = (
    "웹 페이지(HTML, SVG, 서버 스크립트)는 증적으로 받지 않습니다. PDF로 인쇄해 올리십시오.",
    "Pages (HTML, SVG, server scripts) are not accepted as evidence: print them to PDF.",
);
const COMPOUND: (&str, &str) = (
    "옛 Office 문서(doc, xls, ppt), RTF, MSG, HWP 또는 삽입된 OLE 개체는 매크로나 프로그램이 있을 수 있어 여기에 담을 수 없습니다. docx, xlsx, pptx 또는 PDF로 저장하고, HWP는 따로 올리십시오.",
    "An old Office document (doc, xls, ppt), RTF, MSG, HWP or an embedded OLE object may hold macros or programs: save it as docx, xlsx, pptx or PDF, and upload HWP by itself.",
);
const EXTERNAL: (&str, &str) = (
    "문서를 열면 외부의 내용을 불러옵니다(서식 파일, 연결된 그림, 외부 통합 문서, 데이터 연결, DDE 등). 연결을 끊고 저장하십시오.",
    "The document fetches something from elsewhere when it is opened (a template, a linked picture or workbook, a data connection, DDE): break the link and save it.",
);
const CONTROL: (&str, &str) = (
    "ActiveX 컨트롤이 있는 문서는 받지 않습니다. 컨트롤을 지우고 저장하십시오.",
    "Documents with ActiveX controls are not accepted: remove the controls and save it.",
);
const FOREIGN: (&str, &str) = (
    "문서를 열 때 다른 형식의 문서를 끼워 넣습니다(altChunk). Word에서 열어 다시 저장하십시오.",
    "The document brings in one of another kind when it is opened (altChunk): open it in Word and save it again.",
);
const SPECIAL: (&str, &str) = (
    "심볼릭 링크, 장치 등 일반 파일이 아닌 항목은 받지 않습니다.",
    "It is no ordinary file but a symbolic link, a device or the like.",
);
const KIND: (&str, &str) =
    ("내용이 확장자가 말하는 형식이 아닙니다.", "Its bytes are not of the kind that its ending says.");
const PROGRAM: (&str, &str) = (
    "실행 파일, 스크립트, 그리고 다른 프로그램이나 연결을 여는 파일은 증적으로 받지 않습니다.",
    "Programs, scripts and files that start a program or a connection are not accepted as evidence.",
);
const ACTIVE: (&str, &str) = (
    "스크립트, 프로그램 실행, 첨부 파일, 다른 파일을 여는 링크, 양식 전송 또는 XFA 양식이 있는 PDF는 받지 않습니다. 다시 PDF로 인쇄해 올리십시오.",
    "A PDF with scripts, starts of programs, attached files, links that open other files, forms that are sent or XFA forms is not accepted: print it to PDF again.",
);
const POLYGLOT: (&str, &str) = (
    "다른 형식(압축 파일, PDF, 웹 페이지, 스크립트)으로도 열리는 내용이 섞여 있습니다.",
    "It can also be opened as another kind of file: a container, a PDF, a page or a script.",
);
const METHOD: (&str, &str) = (
    "지원하지 않는 압축 방식입니다. deflate로 압축하십시오.",
    "It is compressed in a way that cannot be looked into: use deflate.",
);
const TOO_LARGE: (&str, &str) = (
    "압축을 풀면 너무 커집니다(최대 1GiB, 압축률 200배).",
    "It is too large when unpacked: 1 GiB at most, and 200 times the file.",
);

impl Why {
    pub(crate) const fn texts(self) -> (&'static str, &'static str) {
        match self {
            Self::Broken => {
                ("ZIP 구조가 손상되었거나 서로 맞지 않습니다.", "The ZIP structure is damaged or contradicts itself.")
            }
            Self::Empty => ("들어 있는 파일이 없습니다.", "There are no files in it."),
            Self::TooMany => {
                ("들어 있는 파일이 너무 많습니다(최대 2,000개).", "There are too many files in it: 2,000 at most.")
            }
            Self::TooLarge => TOO_LARGE,
            Self::Overlaps => ("다른 파일과 영역이 겹칩니다.", "It shares bytes with another file."),
            Self::Wide => ("ZIP64 형식은 받지 않습니다.", "ZIP64 is not taken."),
            Self::Encrypted => ("암호화되어 내용을 확인할 수 없습니다.", "It is encrypted and cannot be looked into."),
            Self::Twice => TWICE,
            Self::Page => PAGE,
            Self::Compound => COMPOUND,
            Self::External => EXTERNAL,
            Self::Active => ACTIVE,
            Self::Polyglot => POLYGLOT,
            Self::Unfinished => (
                "파일 끝이 잘렸거나 끝난 뒤에 다른 내용이 붙어 있습니다.",
                "It is cut off, or other bytes follow its end.",
            ),
            Self::Cut => ("gzip 파일이 잘렸거나 손상되었습니다.", "The gzip file is cut off or damaged."),
            Self::Trailing => (
                "gzip 파일이 끝난 뒤에 다른 내용이 붙어 있습니다. 파일 하나만 압축해 올리십시오.",
                "Bytes follow the end of the gzip file: pack one file, once.",
            ),
            Self::Method => METHOD,
            Self::Name => (
                "이름이 비었거나 너무 길거나, 폴더 밖이나 장치(CON, NUL 등)를 가리키거나, 보이지 않는 문자가 있습니다.",
                "Its name is empty, too long, leads out of the folder, names a device (CON, NUL, …), or has characters that cannot be seen.",
            ),
            Self::Nested => (
                "압축 파일 안의 압축 파일과 문서(docx, xlsx, pptx, hwpx)는 확인할 수 없습니다. 풀어서 따로 올리십시오.",
                "A container or a document (docx, xlsx, pptx, hwpx) in a container is not looked into: upload it by itself.",
            ),
            Self::Program => PROGRAM,
            Self::Control => CONTROL,
            Self::Foreign => FOREIGN,
            Self::Special => SPECIAL,
            Self::Kind => KIND,
            Self::Macro => {
                ("매크로가 있는 문서는 증적으로 받지 않습니다.", "Documents with macros are not accepted as evidence.")
            }
            Self::Incomplete => {
                ("이 형식의 문서에 있어야 할 내용이 없습니다.", "It lacks what a document of this kind has to hold.")
            }
        }
    }
}
