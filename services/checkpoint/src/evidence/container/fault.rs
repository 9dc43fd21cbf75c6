//! What is wrong with a container.

/// What is wrong, and with which of its entries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::evidence) struct Fault {
    pub(in crate::evidence) entry: Option<String>,
    pub(in crate::evidence) why: Why,
}

/// Why it is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::evidence) enum Why {
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
    Incomplete,
}

/// Characters of a name that a refusal shows.
const SHOWN: usize = 80;

impl Fault {
    pub(in crate::evidence) const fn whole(why: Why) -> Self {
        Self { entry: None, why }
    }

    /// Of an entry. Its name is its maker's: shown without what could disguise it.
    pub(super) fn of(name: &str, why: Why) -> Self {
        let plain = |c: char| {
            if c.is_control() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}') { '?' } else { c }
        };
        let mut shown: String = name.chars().take(SHOWN).map(plain).collect();
        if name.chars().nth(SHOWN).is_some() {
            shown.push('…');
        }
        Self { entry: Some(shown), why }
    }

    /// In both languages.
    pub(in crate::evidence) fn texts(&self) -> (String, String) {
        let (ko, en) = self.why.texts();
        match &self.entry {
            Some(entry) => (format!("파일 안의 '{entry}': {ko}"), format!("`{entry}` inside the file: {en}")),
            None => (ko.to_owned(), en.to_owned()),
        }
    }
}

impl Why {
    const fn texts(self) -> (&'static str, &'static str) {
        match self {
            Self::Broken => {
                ("ZIP 구조가 손상되었거나 서로 맞지 않습니다.", "The ZIP structure is damaged or contradicts itself.")
            }
            Self::Empty => ("들어 있는 파일이 없습니다.", "There are no files in it."),
            Self::TooMany => {
                ("들어 있는 파일이 너무 많습니다(최대 2,000개).", "There are too many files in it: 2,000 at most.")
            }
            Self::TooLarge => (
                "압축을 풀면 너무 커집니다(최대 1GiB, 압축률 200배).",
                "It is too large when unpacked: 1 GiB at most, and 200 times the file.",
            ),
            Self::Overlaps => ("다른 파일과 영역이 겹칩니다.", "It shares bytes with another file."),
            Self::Wide => ("ZIP64 형식은 받지 않습니다.", "ZIP64 is not taken."),
            Self::Encrypted => ("암호화되어 내용을 확인할 수 없습니다.", "It is encrypted and cannot be looked into."),
            Self::Method => (
                "지원하지 않는 압축 방식입니다. deflate로 압축하십시오.",
                "It is compressed in a way that cannot be looked into: use deflate.",
            ),
            Self::Name => (
                "이름이 비었거나 너무 길거나 폴더 밖을 가리킵니다.",
                "Its name is empty, too long, or leads out of the folder.",
            ),
            Self::Nested => (
                "압축 파일 안의 압축 파일은 확인할 수 없습니다. 풀어서 올리십시오.",
                "A container in a container is not looked into: unpack it first.",
            ),
            Self::Program => {
                ("실행 파일과 스크립트는 증적으로 받지 않습니다.", "Programs and scripts are not taken as evidence.")
            }
            Self::Macro => {
                ("매크로가 있는 문서는 증적으로 받지 않습니다.", "Documents with macros are not taken as evidence.")
            }
            Self::Incomplete => {
                ("이 형식의 문서에 있어야 할 내용이 없습니다.", "It lacks what a document of this kind has to hold.")
            }
        }
    }
}
