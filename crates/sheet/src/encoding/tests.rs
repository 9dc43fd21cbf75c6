use super::*;
use crate::{Given, SheetFormat, read, words::Lang};

const TABLE: &str = "checkpoint,layer,result,method,reason,compensating_control,evidence,evidence_ids,review_id,base\r\n\
                     점검 항목,정보 흐름,점검 결과,점검 방법,사유,보완 통제,증적,번호,검토,기준\r\n\
                     web:APP-01:1,,취약,시험,\"기본 비밀번호, 그대로\n둘째 줄 ①㎡ “따옴표”…\",,스캔 결과서,E-1,,\r\n";

fn cp949(text: &str) -> Vec<u8> {
    let (bytes, _, lost) = EUC_KR.encode(text);
    assert!(!lost, "{text}");
    bytes.into_owned()
}

fn utf16(mark: &[u8], text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
    [mark, &text.encode_utf16().flat_map(unit).collect::<Vec<u8>>()].concat()
}

/// A table says the same in every encoding and with every separator that spreadsheets write.
#[test]
fn a_table_is_the_same_however_a_spreadsheet_saved_it() {
    let expected = SheetFormat::Csv.parse(TABLE.as_bytes()).unwrap();
    assert_eq!(expected.tables[0].rows[2][4], "기본 비밀번호, 그대로\n둘째 줄 ①㎡ “따옴표”…");
    let Given { filled, faults, .. } = read(&expected, "R");
    assert!(faults.is_empty() && filled.len() == 1, "{faults:?}");
    // Only the quoted cell contains a comma.
    let quoted = TABLE.replace(", 그", "\u{1}");
    for between in [",", ";", "\t"] {
        let text = quoted.replace(',', between).replace('\u{1}', ", 그");
        let said = format!("sep={between}\r\n{text}");
        for bytes in [
            text.clone().into_bytes(),
            format!("\u{feff}{text}").into_bytes(),
            utf16(b"\xff\xfe", &text, u16::to_le_bytes),
            utf16(b"\xfe\xff", &text, u16::to_be_bytes),
            cp949(&text),
            cp949(&said),
            utf16(b"\xff\xfe", &said, u16::to_le_bytes),
        ] {
            assert_eq!(SheetFormat::Csv.parse(&bytes).unwrap(), expected, "{between:?} {bytes:?}");
        }
    }
}

/// Undecodable bytes are reported with row and column, in both languages.
#[test]
fn what_is_in_no_known_encoding_is_told_with_its_place() {
    let table = cp949(TABLE);
    let at = |text: &str| table.windows(text.len()).position(|part| part == text.as_bytes()).unwrap();
    let spoiled = |at: usize, bytes: &[u8]| [&table[..at], bytes, &table[at..]].concat();
    let cut = utf16(b"\xff\xfe", TABLE, u16::to_le_bytes);
    let cases: [(Vec<u8>, &str, &str); 6] = [
        // A byte of no encoding, and one that would be a Chinese character.
        (spoiled(at("E-1"), b"\xff\xff"), "row 3, column H", "neither UTF-8 nor CP949"),
        (spoiled(at("E-1"), b"\xd6\xd0"), "row 3, column H", "neither UTF-8 nor CP949"),
        (spoiled(at("web"), b"\xe9,"), "row 3, column A", "neither UTF-8 nor CP949"),
        (b"checkpoint\0".to_vec(), "row 1", "NUL"),
        (utf16(b"", TABLE, u16::to_le_bytes), "row 1", "CP949"),
        (cut[..cut.len() - 7].to_vec(), "row 3, column H", "not valid UTF-16"),
    ];
    for (bytes, place, why) in cases {
        let fault = SheetFormat::Csv.parse(&bytes).unwrap_err();
        let (en, ko) = (fault.say(Lang::En), fault.say(Lang::Ko));
        assert!(en.starts_with(place) && en.contains(why), "{place} {why}: {en}");
        assert!(ko.contains('행') && ko.contains("CSV UTF-8"), "{ko}");
    }
}
