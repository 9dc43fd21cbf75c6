//! What a folder keeps of earlier exports: a new export goes beside it only when it is of the same log.

use std::{
    collections::HashSet,
    fs::File,
    io::{self, BufReader, ErrorKind, Read},
    path::Path,
};

use haetae_domain::text::Text;

use crate::{split_notes, text::read_text};

/// Why a file of an earlier export is not replaced.
#[derive(Debug)]
pub enum Kept {
    /// It cannot be read.
    Unread(io::Error),
    /// It is another public key.
    Key,
    /// So many of its heads are none of the log.
    Heads(usize),
    /// It is an export of another history.
    Log,
}

impl Kept {
    /// The reason in both languages; none for a file that cannot be read.
    #[must_use]
    pub fn text(&self) -> Option<Text> {
        let (ko, en) = match self {
            Self::Unread(_) => return None,
            Self::Key => (
                "다른 공개 키가 이미 있습니다. 바꾸지 않았습니다. 다른 폴더를 지정하십시오.".to_owned(),
                "holds another public key; it is not replaced. Give another folder".to_owned(),
            ),
            Self::Heads(count) => (
                format!("이 로그에 없는 헤드가 {count}건 있습니다. 바꾸지 않았습니다. 다른 폴더를 지정하십시오."),
                format!("holds heads that this log does not have ({count}); it is not replaced. Give another folder"),
            ),
            Self::Log => (
                "다른 로그를 내보낸 파일입니다. 바꾸지 않았습니다. 다른 폴더를 지정하십시오.".to_owned(),
                "is an export of another log; it is not replaced. Give another folder".to_owned(),
            ),
        };
        Some(Text { ko, en })
    }
}

impl From<io::Error> for Kept {
    fn from(error: io::Error) -> Self {
        Self::Unread(error)
    }
}

/// Whether the file is absent or has this public key.
///
/// # Errors
/// When it has another one or cannot be read.
pub fn keeps_key(file: &Path, key: &str) -> Result<(), Kept> {
    match absent(read_text(file))? {
        Some(kept) if kept.trim() != key.trim() => Err(Kept::Key),
        _ => Ok(()),
    }
}

/// Whether the file is absent or all of its heads are among these notes.
///
/// # Errors
/// When it has others or cannot be read.
pub fn keeps_heads(file: &Path, notes: &str) -> Result<(), Kept> {
    let Some(kept) = absent(read_text(file))? else { return Ok(()) };
    let known: HashSet<String> = split_notes(notes).into_iter().collect();
    let others = split_notes(&kept).iter().filter(|note| !known.contains(*note)).count();
    if others > 0 { Err(Kept::Heads(others)) } else { Ok(()) }
}

/// Whether the file is absent or one of the two exports is the beginning of the other.
///
/// # Errors
/// When they differ or cannot be read.
pub fn keeps_log(file: &Path, export: impl Read) -> Result<(), Kept> {
    let Some(kept) = absent(File::open(file))? else { return Ok(()) };
    let (mut kept, mut export) = (BufReader::new(kept), BufReader::new(export));
    let (mut of_kept, mut of_export) = (Vec::new(), Vec::new());
    loop {
        piece(&mut kept, &mut of_kept)?;
        piece(&mut export, &mut of_export)?;
        let both = of_kept.len().min(of_export.len());
        if of_kept.get(..both) != of_export.get(..both) {
            return Err(Kept::Log);
        }
        if both < PIECE {
            return Ok(());
        }
    }
}

/// Bytes compared at once.
const PIECE: usize = 64 * 1024;

fn piece(from: &mut impl Read, into: &mut Vec<u8>) -> io::Result<()> {
    into.clear();
    from.take(PIECE as u64).read_to_end(into).map(|_| ())
}

fn absent<T>(read: io::Result<T>) -> io::Result<Option<T>> {
    match read {
        Ok(read) => Ok(Some(read)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An export of the same log goes on; a key, a head or a log of another one stays as it is kept.
    #[test]
    fn only_an_export_of_the_same_log_goes_on() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str, text: &[u8]| {
            let file = folder.path().join(name);
            std::fs::write(&file, text).unwrap();
            file
        };
        let none = folder.path().join("none");
        assert!(keeps_key(&none, "a").is_ok() && keeps_heads(&none, "").is_ok() && keeps_log(&none, &b""[..]).is_ok());

        let key = file("key", b"log+1+a\r\n");
        assert!(keeps_key(&key, "log+1+a").is_ok());
        assert!(matches!(keeps_key(&key, "log+1+b"), Err(Kept::Key)));

        let note = |n: u32| format!("x\n{n}\nroot\n\n\u{2014} x sig{n}\n");
        let heads = file("heads", (note(1) + "\n" + &note(2)).as_bytes());
        assert!(keeps_heads(&heads, &(note(3) + &note(2) + &note(1))).is_ok());
        assert!(matches!(keeps_heads(&heads, &(note(3) + &note(2))), Err(Kept::Heads(1))));

        let long: Vec<u8> = (0..=250).cycle().take(3 * PIECE).collect();
        let log = file("log", &long[..2 * PIECE + 5]);
        assert!(keeps_log(&log, &long[..]).is_ok() && keeps_log(&log, &long[..PIECE]).is_ok());
        let mut other = long.clone();
        other[2 * PIECE + 4] ^= 1;
        assert!(matches!(keeps_log(&log, &other[..]), Err(Kept::Log)));
        assert!(Kept::Log.text().is_some() && Kept::Unread(ErrorKind::Other.into()).text().is_none());
    }
}
