//! What no container may hold: programs, macros, and containers that are not looked into.

use flate2::{Decompress, FlushDecompress};

use super::{TYPES, Why, directory::Entry};

/// Endings of names that open as a program or a script.
const PROGRAMS: [&str; 44] = [
    "exe", "dll", "sys", "scr", "com", "cpl", "msi", "msix", "js", "jse", "vbs", "vbe", "wsf", "wsh", "hta", "ps1",
    "psm1", "psd1", "bat", "cmd", "lnk", "reg", "pif", "jar", "class", "apk", "dmg", "pkg", "appx", "chm", "scf",
    "sct", "wsc", "xll", "inf", "url", "iqy", "slk", "diagcab", "command", "desktop", "deb", "rpm", "sh",
];
/// The longer ones.
const LINKS: [&str; 5] = ["application", "appref-ms", "settingcontent-ms", "library-ms", "search-ms"];
/// Endings of office documents with macros.
const MACROS: [&str; 11] = ["docm", "dotm", "xlsm", "xltm", "xlsb", "xlam", "pptm", "potm", "ppsm", "ppam", "sldm"];
/// Endings of containers that are not looked into.
const CONTAINERS: [&str; 18] = [
    "zip", "7z", "rar", "gz", "tgz", "tar", "bz2", "xz", "zst", "iso", "img", "cab", "vhd", "vhdx", "lzh", "alz",
    "egg", "ace",
];
/// Endings of office documents, which may lie in others: charts bring their tables.
const OFFICE: [&str; 4] = ["docx", "xlsx", "pptx", "hwpx"];

/// Why an entry that begins so is refused, if it is.
pub(super) fn forbidden(entry: &Entry, content: &[u8], any: bool) -> Option<Why> {
    let name = entry.name.to_ascii_lowercase();
    let name = name.trim_end_matches(['.', ' ']); // as Windows does
    let file = name.rsplit('/').next().unwrap_or(name);
    let ending = file.rsplit_once('.').map_or("", |(_, ending)| ending);
    let sheets = name.contains("/macrosheets/"); // the macros of Excel 4
    if file == "vbaproject.bin"
        || sheets
        || MACROS.contains(&ending)
        || (entry.name.eq_ignore_ascii_case(TYPES) && speaks_of_macros(content))
    {
        Some(Why::Macro)
    } else if PROGRAMS.contains(&ending) || LINKS.contains(&ending) || program(content) {
        Some(Why::Program)
    } else if CONTAINERS.contains(&ending) || (container(content) && !OFFICE.contains(&ending)) {
        Some(Why::Nested)
    } else if any && name.starts_with("word/vba") {
        Some(Why::Macro)
    } else {
        None
    }
}

/// Whether a file that begins so is run when it is opened: Windows, Linux, macOS and Java, and scripts that name what runs
/// them.
pub(in crate::evidence) fn program(content: &[u8]) -> bool {
    const MAGIC: [&[u8]; 7] = [
        b"\x7fELF",
        b"\xfe\xed\xfa\xce",
        b"\xfe\xed\xfa\xcf",
        b"\xce\xfa\xed\xfe",
        b"\xcf\xfa\xed\xfe",
        b"\xca\xfe\xba\xbe",
        b"L\0\0\0\x01\x14\x02\0",
    ];
    // A text may begin with these two letters.
    let windows = content.starts_with(b"MZ") && content.contains(&0);
    windows || content.starts_with(b"#!") || MAGIC.iter().any(|magic| content.starts_with(magic))
}

fn container(content: &[u8]) -> bool {
    const MAGIC: [&[u8]; 6] = [b"PK\x03\x04", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"MSCF", b"\xfd7zXZ"];
    MAGIC.iter().any(|magic| content.starts_with(magic))
}

/// Whether the kinds of an office document's parts are those of one with macros. In either encoding of XML. A kind spelled with
/// references (`vba&#80;roject`) counts as one, and so does a document type, which could define others: the programs that write
/// documents use neither, and what they spell could be any kind.
fn speaks_of_macros(content: &[u8]) -> bool {
    let text: Vec<u8> = content.iter().filter(|byte| **byte != 0).map(u8::to_ascii_lowercase).collect();
    [&b"macroenabled"[..], b"vbaproject", b"macrosheet", b"&#", b"<!doctype"]
        .iter()
        .any(|word| text.windows(word.len()).any(|part| part == *word))
}

/// The first bytes of deflated content, so many at most.
pub(super) fn inflated(packed: &[u8], most: usize) -> Option<Vec<u8>> {
    let mut content = vec![0; most];
    let mut inflater = Decompress::new(false);
    inflater.decompress(packed, &mut content, FlushDecompress::Sync).ok()?;
    content.truncate(usize::try_from(inflater.total_out()).ok()?);
    Some(content)
}
