//! In which encoding a spreadsheet has written a text.

use encoding_rs::EUC_KR;
use haetae_domain::encoded::text_of;

use crate::words::Said;

/// The text: UTF-8 and UTF-16 with or without the mark that UTF-16 needs; else CP949, in which Excel in Korean writes `CSV`,
/// where it can be nothing else.
///
/// # Errors
/// The text before what cannot be read, and why it cannot.
pub(super) fn decoded(bytes: &[u8]) -> Result<String, (String, Said)> {
    if let Ok(text) = text_of(bytes.to_vec()) {
        return match text.split_once('\0') {
            Some((before, _)) => Err((before.to_owned(), unmarked())),
            None => Ok(text),
        };
    }
    if let [0xff, 0xfe, units @ ..] | [0xfe, 0xff, units @ ..] = bytes {
        return Err((before(units, bytes[0] == 0xff), broken()));
    }
    let (text, read) = korean(bytes);
    if read == bytes.len() { Ok(text.replace("\r\n", "\n")) } else { Err((text, unknown())) }
}

/// Whether a text is neither in UTF-8 nor in UTF-16.
pub(super) fn is_cp949(bytes: &[u8]) -> bool {
    text_of(bytes.to_vec()).is_err() && !matches!(bytes, [0xff, 0xfe, ..] | [0xfe, 0xff, ..])
}

/// Decodes CP949 up to the first byte that is invalid or does not occur in Korean texts, and returns the number of
/// decoded bytes. Characters of other scripts would more likely belong to another encoding.
fn korean(bytes: &[u8]) -> (String, usize) {
    let (mut text, mut at) = (String::new(), 0);
    while at < bytes.len() {
        let length = if bytes[at].is_ascii() { 1 } else { 2 };
        let Some(one) = bytes.get(at..at + length) else { break };
        let Some(read) = EUC_KR.decode_without_bom_handling_and_without_replacement(one) else { break };
        if !read.chars().all(is_korean) {
            break;
        }
        text.push_str(&read);
        at += length;
    }
    (text, at)
}

/// Whether a character occurs in Korean texts: ASCII without control characters, Hangul, signs, units, circled letters.
fn is_korean(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='~')
        || matches!(c, '가'..='힣' | '\u{3131}'..='\u{318e}' | '\u{a1}'..='\u{bf}' | '×' | '÷')
        || matches!(c, '\u{2010}'..='\u{27bf}' | '\u{3000}'..='\u{3020}' | '\u{3200}'..='\u{33ff}' | '\u{ff01}'..='\u{ffe6}')
}

/// Returns the text before the first invalid UTF-16 unit.
fn before(units: &[u8], little: bool) -> String {
    let unit = |pair: &[u8; 2]| if little { u16::from_le_bytes(*pair) } else { u16::from_be_bytes(*pair) };
    char::decode_utf16(units.as_chunks().0.iter().map(unit)).map_while(Result::ok).collect()
}

fn broken() -> Said {
    Said {
        ko:
            "UTF-16 글자가 아닌 값이 있거나 파일이 잘렸습니다. 스프레드시트에서 'CSV UTF-8' 형식으로 다시 저장하십시오."
                .to_owned(),
        en: "the text is not valid UTF-16 from here on, or the file is truncated; save it as `CSV UTF-8` in the spreadsheet"
            .to_owned(),
    }
}

fn unmarked() -> Said {
    Said {
        ko:
            "빈 바이트(NUL)가 있습니다. 바이트 순서 표시(BOM)가 없는 UTF-16이면 'CSV UTF-8' 형식으로 다시 저장하십시오."
                .to_owned(),
        en: "there is a NUL byte; if it is UTF-16 without a byte order mark, save it as `CSV UTF-8`".to_owned(),
    }
}

fn unknown() -> Said {
    Said {
        ko: "문자 인코딩을 알 수 없습니다(UTF-8도 CP949도 아닙니다). 스프레드시트에서 'CSV UTF-8' 형식으로 다시 저장하십시오.".to_owned(),
        en: "the encoding is unknown from here on: neither UTF-8 nor CP949; save it as `CSV UTF-8` in the spreadsheet".to_owned(),
    }
}

#[cfg(test)]
mod tests;
