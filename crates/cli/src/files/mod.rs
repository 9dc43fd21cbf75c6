//! Files people write: TOML, YAML or JSON, by the name's ending. What is wrong is said with its place.

mod check;
mod draft;
mod fault;
mod incoming;
mod outgoing;
mod request;
mod shown;
mod tree;
mod verdicts;
mod word;
mod written;

use std::path::{Path, PathBuf};

use haetae_audit::{read_text, read_text_from};
use serde::de::{DeserializeOwned, DeserializeSeed as _};

pub(crate) use self::draft::draft;
pub(crate) use self::shown::{Form, write_document};
pub(crate) use self::written::Written;
pub use self::{
    check::Checked,
    fault::Fault,
    incoming::Incoming,
    outgoing::Outgoing,
    request::RequestFile,
    verdicts::{VerdictLine, VerdictsFile},
    word::Given,
};
use self::{
    check::Faults,
    tree::{Step, Tree, UpTo},
};
use crate::words::{Said, os};

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

/// Reads a file of this kind; `-` is standard input.
///
/// # Errors
/// When it cannot be read, its format is not known, or it is not of this kind.
pub fn read<T: DeserializeOwned>(file: &Path) -> Result<T, Fault> {
    parse(&text(file)?, format(file)?).map_err(|fault| fault.within(file))
}

fn format(file: &Path) -> Result<Format, Fault> {
    Format::of(file).ok_or_else(|| {
        Fault::whole(Said {
            ko: "확장자로 형식을 알 수 없습니다. .toml, .yaml, .yml, .json 중 하나로 이름을 바꾸십시오.".into(),
            en: "the ending of the name tells no format; use .toml, .yaml, .yml or .json".into(),
        })
        .within(file)
    })
}

/// Reads a file of this kind; `-` is standard input. Names everything that is wrong with it at once.
///
/// # Errors
/// When it cannot be read, its format is not known, or it is not of this kind.
pub fn read_whole<T: DeserializeOwned + Checked>(file: &Path) -> Result<T, Vec<Fault>> {
    Written::open(file).map_err(|fault| vec![fault])?.read_whole()
}

/// Reads a text of this kind. Names everything that is wrong with it at once, in the order of the text.
///
/// # Errors
/// What is wrong, each with its place in the text.
pub fn parse_whole<T: DeserializeOwned + Checked>(text: &str, format: Format) -> Result<T, Vec<Fault>> {
    let first = match parse(text, format) {
        Ok(read) => return Ok(read),
        Err(fault) => fault,
    };
    // What is no such format at all has one fault, and nothing behind it can be read.
    let Ok(tree) = parse::<Tree>(text, format) else { return Err(vec![first]) };
    let mut faults = Faults::default();
    T::check(&tree, &mut faults);
    let placed = |(path, told): (Vec<Step>, Said)| Fault::placed(&path, line_of(text, format, &path), told);
    let mut found: Vec<Fault> = faults.into_found().into_iter().map(placed).collect();
    if found.is_empty() {
        found.push(first);
    }
    found.sort_by_key(Fault::line);
    Err(found)
}

/// The line of a value, from 1; none for the whole file.
fn line_of(text: &str, format: Format, path: &[Step]) -> Option<usize> {
    if path.is_empty() {
        return None;
    }
    match format {
        Format::Toml => {
            let error = UpTo(path).deserialize(toml::Deserializer::parse(text).ok()?).err()?;
            Some(Fault::line_of(text, error.span()?.start))
        }
        Format::Json => Some(UpTo(path).deserialize(&mut serde_json::Deserializer::from_str(text)).err()?.line()),
        Format::Yaml => {
            let read = serde_saphyr::with_deserializer_from_str(text, |yaml| UpTo(path).deserialize(yaml));
            usize::try_from(read.err()?.location()?.line()).ok()
        }
    }
}

/// A policy or catalogue as services take it, JSON, whatever format the file has.
///
/// # Errors
/// As [`read`].
pub fn document(file: &Path) -> Result<Vec<u8>, Fault> {
    let document: serde_json::Value = read(file)?;
    Ok(document.to_string().into_bytes())
}

/// The text of a file, the same whichever editor saved it; `-` is standard input.
///
/// # Errors
/// When it cannot be read.
pub fn text(file: &Path) -> Result<String, Fault> {
    let read = if file == Path::new("-") { read_text_from(std::io::stdin()) } else { read_text(file) };
    read.map_err(|error| unreadable(&error).within(file))
}

/// What cannot be read, and why.
pub(crate) fn unreadable(error: &std::io::Error) -> Fault {
    let Said { ko, en } = os(error);
    Fault::whole(Said { ko: format!("읽을 수 없습니다: {ko}"), en: format!("cannot be read: {en}") })
}

/// Reads a text of this kind.
///
/// # Errors
/// What is wrong, with its place in the text.
pub fn parse<T: DeserializeOwned>(text: &str, format: Format) -> Result<T, Fault> {
    match format {
        Format::Toml => {
            let at = |error: &toml::de::Error| error.span().map(|span| Fault::line_of(text, span.start));
            let whole = |error: toml::de::Error| Fault::new(String::new(), at(&error), error.message());
            serde_path_to_error::deserialize(toml::Deserializer::parse(text).map_err(whole)?)
                .map_err(|error| Fault::new(error.path().to_string(), at(error.inner()), error.inner().message()))
        }
        Format::Json => {
            let mut json = serde_json::Deserializer::from_str(text);
            let read = serde_path_to_error::deserialize(&mut json).map_err(|error| {
                let (line, told) = (error.inner().line(), error.inner().to_string());
                Fault::new(error.path().to_string(), Some(line), &told)
            })?;
            json.end().map_err(|error| Fault::new(String::new(), Some(error.line()), &error.to_string()))?;
            Ok(read)
        }
        Format::Yaml => yaml(text),
    }
}

fn yaml<T: DeserializeOwned>(text: &str) -> Result<T, Fault> {
    let mut path = String::new();
    let read = serde_saphyr::with_deserializer_from_str(text, |yaml| {
        serde_path_to_error::deserialize(yaml).map_err(|error| {
            path = error.path().to_string();
            error.into_inner()
        })
    });
    read.map_err(|error| {
        let line = error.location().and_then(|location| usize::try_from(location.line()).ok());
        Fault::new(path, line, &error.without_snippet().to_string())
    })
}

/// A file's name as people gave it.
fn name(file: &Path) -> PathBuf {
    if file == Path::new("-") { PathBuf::from("<stdin>") } else { file.to_owned() }
}
