//! Texts of people.

use std::ops::RangeInclusive;

use haetae_domain::{
    characters::{Forbidden, control_in, formless_in},
    normal::stored,
};

use super::{characters::is_readable, fields::missing};
use crate::error::Violations;

/// One line of text with an allowed number of characters: no control, private-use or unassigned characters, NFC, and
/// at least one visible character. A lower bound of 0 makes it optional.
pub fn text(v: &mut Violations, field: &str, value: &str, chars: RangeInclusive<usize>) -> String {
    checked(v, field, value, chars, |_| false)
}

/// Like [`text`], with line breaks and tabs allowed. A line break is `\n`; the `\r\n` of other systems becomes one.
pub fn multiline(v: &mut Violations, field: &str, value: &str, chars: RangeInclusive<usize>) -> String {
    checked(v, field, value, chars, |c| matches!(c, '\n' | '\t'))
}

fn checked(
    v: &mut Violations,
    field: &str,
    value: &str,
    chars: RangeInclusive<usize>,
    also_allowed: fn(char) -> bool,
) -> String {
    let (least, most) = chars.into_inner();
    // Keep one character more than allowed: enough to detect an excessive length, without processing a huge input
    // further.
    let normal: String = stored(value).chars().take(most + 1).collect();
    if least > 0 && normal.is_empty() {
        return missing(v, field, String::new());
    }
    let length = normal.chars().count();
    if length > most {
        v.add(field, format!("{most}자 이하여야 합니다."), format!("Must have at most {most} characters."));
    } else if length < least {
        v.add(field, format!("{least}자 이상이어야 합니다."), format!("Must have at least {least} characters."));
    }
    if let Some(Forbidden { shown, why }) = control_in(&normal, also_allowed) {
        v.add(
            field,
            format!("{shown} 문자를 포함할 수 없습니다. {}", why.ko),
            format!("Must not contain {shown}: {}.", why.en),
        );
    } else if let Some(c) = formless_in(&normal) {
        v.add(
            field,
            format!("{c} 문자를 포함할 수 없습니다. 사용자 정의 문자, 할당되지 않은 문자, 비문자는 쓸 수 없습니다."),
            format!("Must not contain {c}: private-use and unassigned characters and noncharacters are not allowed."),
        );
    } else if !is_readable(&normal) {
        v.add(field, "눈에 보이는 글자가 있어야 합니다.", "Must have a visible character.");
    }
    normal
}
