//! Faults of a command line, in Korean.

use std::error::Error as _;

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::words::Said;

/// The error as people who read Korean see it; none for one that only shows help.
pub(crate) fn korean(error: &clap::Error) -> Option<String> {
    let told = sentence(error)?;
    let mut out = format!("오류: {told}\n");
    for (kind, name) in [
        (ContextKind::SuggestedSubcommand, "비슷한 명령"),
        (ContextKind::SuggestedArg, "비슷한 옵션"),
        (ContextKind::SuggestedValue, "비슷한 값"),
        (ContextKind::ValidSubcommand, "가능한 명령"),
        (ContextKind::ValidValue, "가능한 값"),
    ] {
        if let Some(values) = context(error, kind) {
            out.push_str(&format!("  {name}: {values}\n"));
        }
    }
    if let Some(usage) = context(error, ContextKind::Usage) {
        out.push_str(&format!("\n{}\n", usage_line(&usage)));
    }
    out.push_str("\n자세한 내용은 --help로 확인하십시오.\n");
    Some(out)
}

/// Translates clap's usage line into Korean, except for names.
pub(super) fn usage_line(usage: &str) -> String {
    let usage = usage.trim().replace("Usage:", "사용법:").replace("[OPTIONS]", "[옵션]").replace("<COMMAND>", "<명령>");
    VALUES.iter().fold(usage, |usage, (en, ko)| {
        usage.replace(&format!("<{en}>"), &format!("<{ko}>")).replace(&format!("[{en}]"), &format!("[{ko}]"))
    })
}

/// The placeholder of a value, in Korean. Words that Koreans write in Latin letters, such as `URL`, stay.
pub(super) const VALUES: [(&str, &str); 19] = [
    ("ACCOUNT", "계정"),
    ("CATALOG", "카탈로그"),
    ("CHECKPOINT", "점검 항목"),
    ("CONTROL", "보안요구사항"),
    ("DATE", "날짜"),
    ("DAY", "날"),
    ("DIR", "폴더"),
    ("FILE", "파일"),
    ("FINDING", "조치 항목"),
    ("FORM", "형식"),
    ("MOMENT", "시점"),
    ("PROFILE", "프로필"),
    ("PROOF", "증명"),
    ("REVIEW", "검토"),
    ("SECONDS", "초"),
    ("TIME", "시각"),
    ("TOKEN", "토큰"),
    ("TYPE", "종류"),
    ("VERSION", "버전"),
];

#[expect(clippy::wildcard_enum_match_arm, reason = "the other kinds are no fault of the command line")]
fn sentence(error: &clap::Error) -> Option<String> {
    let arg = context(error, ContextKind::InvalidArg).unwrap_or_default();
    let value = context(error, ContextKind::InvalidValue).unwrap_or_default();
    let told = match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            return None;
        }
        ErrorKind::InvalidSubcommand => {
            format!("알 수 없는 명령입니다: {}", context(error, ContextKind::InvalidSubcommand).unwrap_or_default())
        }
        ErrorKind::UnknownArgument => format!("알 수 없는 옵션이나 인자입니다: {arg}"),
        ErrorKind::MissingRequiredArgument => format!("필요한 옵션이나 인자가 없습니다: {arg}"),
        ErrorKind::MissingSubcommand => "명령이 없습니다.".to_owned(),
        ErrorKind::ArgumentConflict => match context(error, ContextKind::PriorArg) {
            Some(prior) if prior != arg => format!("{arg}와(과) {prior}은(는) 함께 쓸 수 없습니다."),
            Some(_) | None => format!("{arg}은(는) 한 번만 쓸 수 있습니다."),
        },
        ErrorKind::InvalidValue if value.is_empty() => format!("{arg}에 값이 없습니다."),
        ErrorKind::InvalidValue => format!("{arg}에 쓸 수 없는 값입니다: {value}"),
        ErrorKind::ValueValidation => match source(error) {
            Some(said) => format!("{arg}: {said}"),
            None => {
                let wanted = wanted(&arg).map(|wanted| format!(". {}", wanted.ko)).unwrap_or_default();
                format!("{arg}에 쓸 수 없는 값입니다: {value}{wanted}")
            }
        },
        ErrorKind::NoEquals => format!("{arg}에는 =로 값을 붙여야 합니다."),
        ErrorKind::TooManyValues => format!("{arg}의 값이 너무 많습니다: {value}"),
        ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => format!("{arg}의 값이 모자라거나 너무 많습니다."),
        ErrorKind::InvalidUtf8 => "명령줄에 UTF-8이 아닌 글자가 있습니다.".to_owned(),
        _ => "명령줄을 읽을 수 없습니다.".to_owned(),
    };
    Some(told)
}

/// The error as people who read English see it, where the library would say it in its own words.
pub(crate) fn english(error: &clap::Error) -> Option<String> {
    if error.kind() != ErrorKind::ValueValidation || source(error).is_some() {
        return None;
    }
    let (arg, value) = (context(error, ContextKind::InvalidArg)?, context(error, ContextKind::InvalidValue)?);
    let wanted = wanted(&arg)?.en;
    Some(format!("error: invalid value '{value}' for '{arg}': {wanted}\n\nFor more information, try '--help'.\n"))
}

/// Describes the value of an argument by its value name.
fn wanted(arg: &str) -> Option<Said> {
    let (ko, en) = match arg.split_once('<').map_or("", |(_, name)| name.trim_end_matches('>')) {
        "TIME" | "DATE" | "시각" | "날짜" => (
            "한국 날짜(예: 2026-12-31)나 시각(예: 2026-12-31T18:00:00+09:00)을 씁니다.",
            "give a day in Korea, e.g. 2026-12-31, or a time, e.g. 2026-12-31T18:00:00+09:00",
        ),
        "MOMENT" | "시점" => (
            "한국 날짜(예: 2026-01-31), 시각(예: 2026-01-31T18:00:00+09:00), 로그 위치(예: 120) 중 하나를 씁니다.",
            "give a day in Korea, e.g. 2026-01-31, a time, e.g. 2026-01-31T18:00:00+09:00, or a position of the log, e.g. 120",
        ),
        "DAY" | "날" => ("날짜(예: 2026-01-31)를 씁니다.", "give a day, e.g. 2026-01-31"),
        "N" | "SECONDS" | "초" => ("범위 안의 정수를 씁니다.", "give a whole number within the range"),
        _ => return None,
    };
    Some(Said { ko: ko.to_owned(), en: en.to_owned() })
}

/// Returns the message of one of this crate's parsers.
fn source(error: &clap::Error) -> Option<String> {
    Some(error.source()?.downcast_ref::<Said>()?.ko.clone())
}

fn context(error: &clap::Error, kind: ContextKind) -> Option<String> {
    let text = match error.get(kind)? {
        ContextValue::String(text) => text.clone(),
        ContextValue::Strings(texts) => texts.join(", "),
        ContextValue::StyledStr(text) => text.to_string(),
        ContextValue::StyledStrs(texts) => texts.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
        ContextValue::Number(number) => number.to_string(),
        ContextValue::Bool(_) | ContextValue::None => return None,
        _ => return None,
    };
    Some(text).filter(|text| !text.is_empty())
}
