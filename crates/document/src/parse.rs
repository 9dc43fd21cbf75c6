//! Parses a text into a value, or into faults with their positions.

use haetae_sheet::words::Said;
use serde::de::{DeserializeOwned, DeserializeSeed as _};

use crate::{
    check::{Checked, Faults},
    fault::Fault,
    format::Format,
    spelling::Spelling,
    step::Step,
    tree::{Tree, UpTo},
};

/// Reads a text of this kind.
///
/// # Errors
/// The fault, with its position in the text.
pub fn parse<T: DeserializeOwned>(text: &str, format: Format) -> Result<T, Fault> {
    match format {
        Format::Toml => {
            let at = |error: &toml::de::Error| error.span().map(|span| Fault::line_of(text, span.start));
            let whole = |error: toml::de::Error| {
                let told = match error.span() {
                    Some(span) => format!("{} at line ?, column {}", error.message(), column_of(text, span.start)),
                    None => error.message().to_owned(),
                };
                Fault::new(String::new(), at(&error), &twice(text, &error).unwrap_or(told))
            };
            serde_path_to_error::deserialize(toml::Deserializer::parse(text).map_err(whole)?).map_err(|error| {
                let (path, error) = (error.path().to_string(), error.inner());
                let told = twice(text, error).unwrap_or_else(|| error.message().to_owned());
                Fault::new(path, at(error), &told)
            })
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

/// The fault for a duplicate key; its name can only be found in the text.
fn twice(text: &str, error: &toml::de::Error) -> Option<String> {
    let key = error.span().filter(|_| error.message() == "duplicate key").and_then(|span| text.get(span))?;
    Some(format!("duplicate field `{}`", key.trim()))
}

/// The column of a position in a text, from 1.
fn column_of(text: &str, position: usize) -> usize {
    let before = text.get(..position).unwrap_or(text);
    before.rsplit('\n').next().unwrap_or_default().chars().count() + 1
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

/// The values in a text, whatever they are.
///
/// # Errors
/// When it is not of this format.
pub fn tree(text: &str, format: Format) -> Result<Tree, Fault> {
    let tree = parse(text, format)?;
    Ok(match format {
        Format::Json | Format::Toml => tree,
        Format::Yaml => {
            let spelt = serde_saphyr::with_deserializer_from_str(text, |yaml| Spelling(&tree).deserialize(yaml));
            spelt.unwrap_or(tree)
        }
    })
}

/// Reads a text of this kind. Names everything that is wrong with it at once, in the order of the text.
///
/// # Errors
/// The faults, each with its position in the text.
pub fn parse_whole<T: DeserializeOwned + Checked>(text: &str, format: Format) -> Result<T, Vec<Fault>> {
    let first = match parse(text, format) {
        Ok(read) => return Ok(read),
        Err(fault) => fault,
    };
    // A text that is not valid in its format has one fault, because nothing after it can be read.
    let Ok(tree) = tree(text, format) else { return Err(vec![first]) };
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
#[must_use]
pub fn line_of(text: &str, format: Format, path: &[Step]) -> Option<usize> {
    if path.is_empty() {
        return None;
    }
    let up_to = UpTo { path, reads_it: format != Format::Json };
    match format {
        Format::Toml => {
            let error = up_to.deserialize(toml::Deserializer::parse(text).ok()?).err()?;
            Some(Fault::line_of(text, error.span()?.start))
        }
        Format::Json => Some(up_to.deserialize(&mut serde_json::Deserializer::from_str(text)).err()?.line()),
        Format::Yaml => {
            let read = serde_saphyr::with_deserializer_from_str(text, |yaml| up_to.deserialize(yaml));
            usize::try_from(read.err()?.location()?.line()).ok()
        }
    }
}

#[cfg(test)]
mod tests {
    use haetae_sheet::words::Lang;
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Form {
        title: String,
        #[expect(dead_code, reason = "only whether it is read")]
        open: bool,
    }

    impl Checked for Form {
        fn check(tree: &Tree, faults: &mut Faults) {
            faults.fields(tree, (&["title", "open"], &[]), |faults, name, value| match name {
                "open" => faults.flag(value),
                _ => faults.text(value),
            });
        }
    }

    /// A YAML value that is a text where a text is wanted is one beside other faults too, however YAML takes it alone; where
    /// there is no value, there is no text.
    #[test]
    fn a_plain_value_of_yaml_is_a_text_where_one_is_wanted() {
        for title in ["2026", "y", "no", "true", "1.0", "0x1F", "2026-01-01", "'2026'"] {
            let form = parse_whole::<Form>(&format!("title: {title}\nopen: true\n"), Format::Yaml).unwrap();
            assert_eq!(form.title, title.trim_matches('\''), "as it is spelt");
            let faults = parse_whole::<Form>(&format!("title: {title}\nopen: true\nextra: 1\n"), Format::Yaml);
            let told: Vec<_> = faults.unwrap_err().iter().map(|fault| fault.say(Lang::En)).collect();
            assert!(told.len() == 1 && told[0].starts_with("line 3, extra: unknown field"), "{title}: {told:?}");
            let tree = tree(&format!("a: [{{title: {title}}}]\n"), Format::Yaml).unwrap();
            let inner = tree.field("a").and_then(|list| list.items().first()?.field("title")?.as_text());
            assert_eq!(inner, Some(title.trim_matches('\'')));
        }
        for nothing in ["", "~", "null", "[a]"] {
            let faults = parse_whole::<Form>(&format!("title: {nothing}\nopen: true\nextra: 1\n"), Format::Yaml);
            assert_eq!(faults.unwrap_err().len(), 2, "{nothing:?} is no text");
        }
        for (text, format) in [
            ("title = 2026\nopen = true\nextra = 1\n", Format::Toml),
            (r#"{"title": 2026, "open": true, "extra": 1}"#, Format::Json),
        ] {
            assert_eq!(parse_whole::<Form>(text, format).unwrap_err().len(), 2, "a number where texts are quoted");
        }
    }
}
