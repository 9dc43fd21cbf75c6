//! In which format a file is written.

use std::path::Path;

use super::fault::Fault;
use crate::words::Said;

/// How a file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// `.toml`.
    Toml,
    /// `.yaml`, `.yml`, and standard input, where JSON is understood too.
    Yaml,
    /// `.json`.
    Json,
}

impl Format {
    /// By the ending of the name; `-` is standard input.
    #[must_use]
    pub fn of(file: &Path) -> Option<Self> {
        if file == Path::new("-") {
            return Some(Self::Yaml);
        }
        match file.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "toml" => Some(Self::Toml),
            "yaml" | "yml" => Some(Self::Yaml),
            "json" => Some(Self::Json),
            _ => None,
        }
    }
}

/// The format of a file of this name.
pub(super) fn format(file: &Path) -> Result<Format, Fault> {
    Format::of(file).ok_or_else(|| {
        Fault::whole(Said {
            ko: "확장자로 형식을 알 수 없습니다. .toml, .yaml, .yml, .json 중 하나로 이름을 바꾸십시오.".into(),
            en: "the ending of the name tells no format; use .toml, .yaml, .yml or .json".into(),
        })
        .within(file)
    })
}
