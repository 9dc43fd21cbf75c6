//! Korean particles: the choice between two forms depends on the sound of the preceding word.

/// The ending of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    /// In a vowel.
    Vowel,
    /// In ㄹ, after which 로 follows.
    L,
    /// In another consonant.
    Consonant,
}

/// The word and the particle of a pair that fits it, e.g. `검토를` for `을/를`.
#[must_use]
pub fn with_particle(word: &str, pair: &str) -> String {
    format!("{word}{}", particle(word, pair))
}

/// The particle of a pair that fits a word, e.g. `를` of `을/를`. Both, `을(를)`, if the pronunciation is unknown.
#[must_use]
pub fn particle(word: &str, pair: &str) -> String {
    let Some((after_consonant, after_vowel)) = pair.split_once('/') else { return pair.to_owned() };
    match (end(word), pair) {
        (Some(End::Vowel), _) | (Some(End::L), "으로/로") => after_vowel.to_owned(),
        (Some(End::Consonant | End::L), _) => after_consonant.to_owned(),
        (None, "으로/로") => "(으)로".to_owned(),
        (None, _) => format!("{after_consonant}({after_vowel})"),
    }
}

/// The final sound of a word; none for signs without a single reading.
fn end(word: &str) -> Option<End> {
    let read = without_signs(word);
    let last = read.chars().next_back()?;
    match last {
        '가'..='힣' => Some(match (u32::from(last) - u32::from('가')) % 28 {
            0 => End::Vowel,
            8 => End::L,
            _ => End::Consonant,
        }),
        '0'..='9' => Some(digits(read)),
        'a'..='z' | 'A'..='Z' => {
            let start = read.rfind(|c: char| !c.is_ascii_alphabetic()).map_or(0, |at| at + char_len(read, at));
            Some(letters(&read[start..]))
        }
        '%' => Some(End::Vowel), // 퍼센트
        _ => None,
    }
}

fn char_len(text: &str, at: usize) -> usize {
    text[at..].chars().next().map_or(0, char::len_utf8)
}

/// The word without parts that are not pronounced: quotes, and parentheses at its end.
fn without_signs(word: &str) -> &str {
    let quotes: &[char] = &['"', '\'', '”', '’', '」', '』', '》', '>', '`', '.', ',', '!', '?', ' '];
    let word = word.trim_end_matches(quotes);
    match word.strip_suffix(')').and_then(|open| open.rfind('(')) {
        Some(at) if at > 0 => word[..at].trim_end_matches(quotes),
        _ => word.trim_end_matches([')', ']', '}']),
    }
}

/// The final sound of a number: that of its last digit, or of 십, 백, 천, 만, 억 or 조.
fn digits(read: &str) -> End {
    let zeros = read.len() - read.trim_end_matches('0').len();
    match read.as_bytes().last() {
        Some(b'2' | b'4' | b'5' | b'9') => End::Vowel,
        Some(b'1' | b'7' | b'8') => End::L,
        Some(b'0') if (12..16).contains(&zeros) => End::Vowel, // 조
        _ => End::Consonant,
    }
}

/// Capitals are read by letter (`SBOM`: 엠), words as they sound in Korean (`server`: 서버).
fn letters(word: &str) -> End {
    let lower = word.to_ascii_lowercase();
    let by_letter = word.len() == 1 || word.bytes().all(|byte| byte.is_ascii_uppercase());
    let mut last = lower.bytes().rev();
    match (last.next(), last.next()) {
        (Some(b'l'), _) => End::L,
        (Some(b'r'), _) if by_letter => End::L,
        (Some(b'm' | b'n'), _) => End::Consonant,
        (Some(b'g'), Some(b'n')) if !by_letter => End::Consonant,
        // Short words stop at once: app 앱, web 웹, check 체크.
        (Some(b'b' | b'k' | b'p' | b't'), Some(before)) if !by_letter && word.len() <= 4 => {
            if b"aeiou".contains(&before) || lower.ends_with("pp") { End::Consonant } else { End::Vowel }
        }
        _ => End::Vowel,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_particle_fits_how_the_word_is_read() {
        for (word, pair, said) in [
            ("검토", "을/를", "검토를"),
            ("점검표", "은/는", "점검표는"),
            ("승인", "이/가", "승인이"),
            ("증적", "과/와", "증적과"),
            ("메일", "으로/로", "메일로"),
            ("서울", "은/는", "서울은"),
            ("조치", "으로/로", "조치로"),
            ("반려", "으로/로", "반려로"),
            ("심각", "으로/로", "심각으로"),
            ("김민호(검토자)", "이/가", "김민호(검토자)가"),
            ("‘결제’", "을/를", "‘결제’를"),
            ("3", "은/는", "3은"),
            ("F-2", "을/를", "F-2를"),
            ("R-2026-0141", "으로/로", "R-2026-0141로"),
            ("R-2026-0140", "을/를", "R-2026-0140을"),
            ("6", "으로/로", "6으로"),
            ("1000000000000", "은/는", "1000000000000는"),
            ("API", "을/를", "API를"),
            ("SSL", "을/를", "SSL을"),
            ("URL", "으로/로", "URL로"),
            ("SBOM", "이/가", "SBOM이"),
            ("CCTV", "은/는", "CCTV는"),
            ("PR", "을/를", "PR을"),
            ("server", "은/는", "server는"),
            ("mail", "으로/로", "mail로"),
            ("app", "을/를", "app을"),
            ("dashboard", "이/가", "dashboard가"),
            ("testing", "은/는", "testing은"),
            ("3%", "을/를", "3%를"),
            ("§", "을/를", "§을(를)"),
            ("", "으로/로", "(으)로"),
        ] {
            assert_eq!(with_particle(word, pair), said);
        }
    }
}
