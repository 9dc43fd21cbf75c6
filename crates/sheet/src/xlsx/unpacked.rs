//! The size of an unpacked workbook. The sizes stated in the file are not trusted.

use std::io::{Cursor, Read as _, copy, sink};

use zip::ZipArchive;

use crate::limits::UNPACKED;

/// Whether an unpacked workbook is within the limit; true for bytes that are not an archive, which the reader reports.
pub(super) fn is_held(bytes: &[u8]) -> bool {
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else { return true };
    let mut left = UNPACKED;
    for place in 0..archive.len() {
        // A part that cannot be read uses no memory.
        let Ok(part) = archive.by_index(place) else { continue };
        match copy(&mut part.take(left + 1), &mut sink()) {
            Ok(read) if read > left => return false,
            Ok(read) => left -= read,
            Err(_) => {}
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write as _};

    use zip::{ZipWriter, write::SimpleFileOptions};

    use super::*;
    use crate::{SheetFormat, words::Lang};

    /// An archive with one part of so many blanks.
    fn packed(bytes: u64) -> Vec<u8> {
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        archive.start_file("xl/sharedStrings.xml", SimpleFileOptions::default()).unwrap();
        let blanks = vec![b' '; 1 << 20];
        for _ in 0..bytes >> 20 {
            archive.write_all(&blanks).unwrap();
        }
        archive.finish().unwrap().into_inner()
    }

    /// A few bytes that unpack to gigabytes are refused before they are unpacked.
    #[test]
    fn a_small_file_of_much_is_refused() {
        let (small, large) = (packed(UNPACKED), packed(UNPACKED + (1 << 20)));
        assert!(is_held(&small) && is_held(b"no archive"));
        assert!(large.len() < 1 << 20 && !is_held(&large), "{}", large.len());
        let told = SheetFormat::Xlsx.parse(&large).unwrap_err();
        assert!(told.say(Lang::En).contains("48 MiB") && told.say(Lang::Ko).contains("48 MiB"));
    }
}
