use bytes::Bytes;
use haetae_service_kit::error::Lang;

use super::*;

fn file(name: &str, bytes: &[u8]) -> UploadedFile {
    let pieces = Some(vec![Bytes::copy_from_slice(bytes)]);
    UploadedFile { name: name.into(), size: bytes.len() as u64, sha256: [0; 32], pieces }
}

async fn told(text: &str, format: &str, file: Option<UploadedFile>) -> (Draft, Result<Given, Wrong>) {
    let fields = [("document", text), ("format", format)];
    let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
    read(Say::in_language(Lang::En), &Uploaded::with(fields, file)).await.unwrap()
}

#[tokio::test]
async fn a_text_and_a_file_are_read_alike_and_shown_again() {
    let (typed, document) = told("id = \"web\"\r\nn = 1\r\n", "toml", None).await;
    let document = document.unwrap();
    assert_eq!((typed.text.as_str(), document.field("id").as_str()), ("id = \"web\"\nn = 1\n", "web"));
    let (shown, other) = told("ignored", "toml", Some(file("a.YAML", b"\xef\xbb\xbfid: web\r\nn: 1\r\n"))).await;
    assert_eq!((shown.text.as_str(), shown.format), ("id: web\nn: 1\n", Format::Yaml));
    assert_eq!(other.unwrap().digest(), document.digest(), "the same content");
}

#[tokio::test]
async fn what_cannot_be_read_says_why_and_keeps_what_was_typed() {
    let large = vec![b'a'; usize::try_from(LARGEST).unwrap() + 1];
    for (text, format, file, why) in [
        ("", "toml", None, "Choose a file"),
        ("a = 1\nb = = 2\n", "toml", None, "line 2"),
        ("{\n\"a\": }", "json", None, "line 2"),
        ("a = 1", "toml", Some(file("policy.pdf", b"%PDF")), ".toml"),
        ("a = 1", "toml", Some(file("policy.toml", &large)), "1 MB"),
        ("a = 1", "toml", Some(file("policy.toml", b"\xff\xff\xff")), "UTF-8"),
    ] {
        let (draft, refused) = told(text, format, file).await;
        let Err(Wrong::Faults(faults)) = refused else { panic!("{why}: {refused:?}") };
        assert!(faults.len() == 1 && faults[0].contains(why), "{why} is not in {faults:?}");
        assert_eq!((draft.text.as_str(), draft.format.name()), (text, format));
    }
}
