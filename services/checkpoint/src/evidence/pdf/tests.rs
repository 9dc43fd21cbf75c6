use std::io::Write as _;

use super::*;

fn look(bytes: &[u8], piece: usize) -> Result<(), (String, Why)> {
    let mut pdf = Pdf::default();
    let seen = bytes.chunks(piece).try_for_each(|block| pdf.see(block)).and_then(|()| pdf.end());
    seen.map_err(|fault| (fault.entry.unwrap_or_default(), fault.why))
}

fn with_objects(objects: &[u8]) -> Vec<u8> {
    let mut writer = flate2::write::ZlibEncoder::new(vec![], flate2::Compression::default());
    writer.write_all(objects).expect("memory");
    let packed = writer.finish().expect("memory");
    let head = b"%PDF-1.7\n5 0 obj <</Type/ObjStm/Filter/FlateDecode/N 1/First 4>>\nstream\r\n";
    [&head[..], &packed, b"\nendstream endobj\n6 0 obj <</Launch 1>> endobj\n%%EOF\n"].concat()
}

fn with_packing(filter: &str) -> Vec<u8> {
    let objects = "3c3c2f532f4a6176615363726970743e3e>";
    format!("%PDF-1.7\n5 0 obj <</Type/ObjStm/Filter[{filter}]/N 1>>\nstream\n{objects}\nendstream endobj\n%%EOF\n")
        .into()
}

/// F10: a document that runs something or carries a file is refused and the name that does it is shown, in the file, with
/// escapes and in a stream of objects, wherever it is cut.
#[test]
fn what_runs_or_carries_something_is_named() {
    let plain = |dictionary: &str| format!("%PDF-1.7\n1 0 obj <<{dictionary}>> endobj\n%%EOF\n").into_bytes();
    type Named = Option<(&'static str, Why)>;
    let cases: Vec<(Vec<u8>, Named)> = vec![
        (plain("/Type/Catalog /Pages 2 0 R /URI (https://a)"), None),
        (plain("/OpenAction <</S/JavaScript /JS (app.alert(1))>>"), Some(("/JavaScript", Why::Active))),
        (plain("/S/J#61vaScrip#74/JS(x)"), Some(("/JavaScript", Why::Active))),
        (plain("/A<</S /Launch/F(calc.exe)>>"), Some(("/Launch", Why::Active))),
        (plain("/Names<</EmbeddedFiles 3 0 R>>"), Some(("/EmbeddedFiles", Why::Active))),
        (plain("/Type/EmbeddedFile"), Some(("/EmbeddedFile", Why::Active))),
        (plain("/Subtype/RichMedia"), Some(("/RichMedia", Why::Active))),
        (plain("/AcroForm<</XFA 4 0 R>>"), Some(("/XFA", Why::Active))),
        (plain("/Encrypt 9 0 R"), Some(("/Encrypt", Why::Encrypted))),
        (plain("/Subtype/FileAttachment/FS 3 0 R"), Some(("/FileAttachment", Why::Active))),
        (plain("/Type/Filespec/F(a.exe)/EF<</F 3 0 R>>"), Some(("/EF", Why::Active))),
        (plain("/F(a.exe)/E#46 \n 9 0 R"), Some(("/EF", Why::Active))),
        (plain(&format!("/EF{}<</F 3 0 R>>", " ".repeat(900))), Some(("/EF", Why::Active))),
        (plain("/S/Rendition/JS(x)"), Some(("/Rendition", Why::Active))),
        (plain("/JS 4 0 R"), Some(("/JS", Why::Active))),
        (plain("/OpenAction<</S/GoToR/F(\\\\\\\\srv\\\\x.pdf)>>"), Some(("/GoToR", Why::Active))),
        (plain("/S/GoToE/T<<>>"), Some(("/GoToE", Why::Active))),
        (plain("/S/ImportData/F(a.fdf)"), Some(("/ImportData", Why::Active))),
        (plain("/S/SubmitForm/F(https://a)"), Some(("/SubmitForm", Why::Active))),
        (plain("/S/URI/URI(\\\\\\\\srv\\\\x)"), Some(("/URI", Why::Active))),
        (plain("/S/URI/URI(\\134\\134srv)"), Some(("/URI", Why::Active))),
        (plain("/S/URI/URI (file://srv/x)"), Some(("/URI", Why::Active))),
        (plain("/S/URI/URI<5c 5C737276>"), Some(("/URI", Why::Active))),
        (plain("/S/URI/URI(file:///C:/a.txt)/EF1 2/EFX(a)/JSON(a)"), None),
        (plain("/S/GoTo/D[1 0 R/XYZ]/EF/JS"), None),
        (with_packing("/ASCIIHexDecode"), Some(("/ObjStm", Why::Method))),
        (plain("/EncryptMetadata false /JavaScripts 1 /Launcher 2"), None),
        (with_objects(b"1 0 <</S/JavaScript/JS(x)>>"), Some(("/JavaScript", Why::Active))),
        // It is read on after the stream of objects.
        (with_objects(b"1 0 <</Type/Catalog>>"), Some(("/Launch", Why::Active))),
    ];
    for (bytes, expected) in cases {
        for piece in [1, 7, 64, 4_096] {
            let expected = expected.map_or(Ok(()), |(name, why)| Err((name.to_owned(), why)));
            assert_eq!(look(&bytes, piece), expected, "{piece} {}", String::from_utf8_lossy(&bytes));
        }
    }
}

/// F10: behind the end of a document no other file begins, wherever it is cut; blanks and later changes may follow.
#[test]
fn another_file_behind_the_end_is_refused() {
    let document = &b"%PDF-1.7\n1 0 obj <</Type/Catalog>> endobj\n%%EOF\n"[..];
    let program = [document, b"MZ\x90\0\x03\0\0\0\x04", &[7; 9_000]].concat();
    let blank = [document, b"\r\n\0\0 MZ", &[0; 20]].concat();
    let page = [document, b"<html><script>"].concat();
    let changed = [document, b"2 0 obj <<>> endobj\n%%EOF\n\0\0"].concat();
    let harmless = [document, b"Mozilla printed this"].concat();
    for piece in [1, 3, 64, 100_000] {
        for bytes in [&program, &blank, &page] {
            assert_eq!(look(bytes, piece), Err((String::new(), Why::Polyglot)), "{piece}");
        }
        for bytes in [document, &changed, &harmless] {
            assert_eq!(look(bytes, piece), Ok(()), "{piece}");
        }
    }
}
