//! A text with its source positions, so that a service's fault about a value can be reported with its line.

use std::path::{Path, PathBuf};

use haetae_sheet::words::Said;
use serde::de::DeserializeOwned;

use crate::{
    check::Checked,
    fault::Fault,
    format::Format,
    parse::{line_of, parse, parse_whole, tree},
    step::Step,
    tree::Tree,
};

/// A text with its format.
#[derive(Debug)]
pub struct Written {
    /// The file, where it is of one.
    file: Option<PathBuf>,
    text: String,
    format: Format,
}

impl Written {
    /// A text of a file.
    #[must_use]
    pub fn of(file: &Path, text: String, format: Format) -> Self {
        Self { file: Some(file.to_owned()), ..Self::text(text, format) }
    }

    /// A text of no file.
    #[must_use]
    pub const fn text(text: String, format: Format) -> Self {
        Self { file: None, text, format }
    }

    /// The value in it.
    ///
    /// # Errors
    /// All faults of the text.
    pub fn read_whole<T: DeserializeOwned + Checked>(&self) -> Result<T, Vec<Fault>> {
        let placed = |faults: Vec<Fault>| faults.into_iter().map(|fault| self.placed(fault)).collect();
        parse_whole(&self.text, self.format).map_err(placed)
    }

    /// The value in it, whatever it is, even where a whole one cannot be read; none where the text is not of its format.
    #[must_use]
    pub fn tree(&self) -> Option<Tree> {
        tree(&self.text, self.format).ok()
    }

    /// Returns the text of a field even if the file has other faults; empty if there is none.
    #[must_use]
    pub fn text_of(&self, field: &str) -> String {
        let tree = self.tree();
        tree.as_ref().and_then(|tree| tree.field(field)?.as_text()).unwrap_or_default().to_owned()
    }

    /// The value in it, whatever it is.
    ///
    /// # Errors
    /// The fault of the text.
    pub fn value<T: DeserializeOwned>(&self) -> Result<T, Fault> {
        parse(&self.text, self.format).map_err(|fault| self.placed(fault))
    }

    /// Whether every field is given once. TOML and YAML say so themselves; a JSON value would keep the last one silently.
    ///
    /// # Errors
    /// The fault of the first field that is given twice, or of the text.
    pub(crate) fn fields_once(&self) -> Result<(), Fault> {
        if self.format == Format::Json { self.value::<Tree>().map(|_| ()) } else { Ok(()) }
    }

    /// Creates a fault for a field at its line; a missing field is reported at the line of its parent.
    #[must_use]
    pub fn nearby(&self, field: &str, told: Said) -> Fault {
        self.at_line(self.steps_in(field), field, told)
    }

    /// The way to a field of a document, which names the entries of its lists by their ids: `controls[APP-04].checks[1].ko`.
    fn steps_in(&self, field: &str) -> Vec<Step> {
        let tree = self.tree();
        let (mut at, mut path) = (tree.as_ref(), Vec::new());
        for part in parts(field) {
            let step = match part {
                Part::Field(name) => Step::Key(name.to_owned()),
                Part::Entry(name) => {
                    let entries = at.map(Tree::items).unwrap_or_default();
                    let is_it = |entry: &Tree| NAMES.iter().any(|id| entry.field(id).is_some_and(|id| id.is(name)));
                    match entries.iter().position(is_it).or_else(|| name.parse().ok()) {
                        Some(index) => Step::Index(index),
                        None => Step::Key(name.to_owned()),
                    }
                }
            };
            at = at.and_then(|tree| match &step {
                Step::Key(name) => tree.field(name),
                Step::Index(index) => tree.items().get(*index),
            });
            path.push(step);
        }
        path
    }

    /// Creates a fault for a field by its path in the contract: `verdicts[3].reason`. A missing field has no line.
    #[must_use]
    pub fn fault(&self, field: &str, told: Said) -> Fault {
        self.at_line(steps(field), field, told)
    }

    /// At the line of a way or, where it leads nowhere, at the line of the nearest value on it.
    fn at_line(&self, mut path: Vec<Step>, field: &str, told: Said) -> Fault {
        let mut line = None;
        while line.is_none() && !path.is_empty() {
            line = line_of(&self.text, self.format, &path);
            path.pop();
        }
        self.placed(Fault::line_at(line.unwrap_or(0), Some(field), told))
    }

    /// Adds the file of the text to a fault.
    fn placed(&self, fault: Fault) -> Fault {
        match &self.file {
            Some(file) => fault.within(file),
            None => fault,
        }
    }

    /// Combines known faults with a service's faults about other fields, sorted by line.
    #[must_use]
    pub fn with_told(&self, mut known: Vec<Fault>, told: Vec<(String, String)>) -> Vec<Fault> {
        let news = told.into_iter().filter(|(field, _)| !known.iter().any(|fault| fault.covers(field)));
        // The service's text is in the caller's language.
        let news = news.map(|(field, told)| self.fault(&field, Said { ko: told.clone(), en: told }));
        let news: Vec<_> = news.collect();
        known.extend(news);
        known.sort_by_key(Fault::line);
        known
    }
}

/// The fields by which entries of a list are named.
const NAMES: [&str; 2] = ["id", "threat"];

/// A part of a field's name.
enum Part<'a> {
    Field(&'a str),
    /// An entry of a list: its place, or its id.
    Entry(&'a str),
}

/// The parts of a field's name; ids may have points.
fn parts(field: &str) -> Vec<Part<'_>> {
    let (mut parts, mut rest) = (Vec::new(), field);
    while !rest.is_empty() {
        rest = match rest.strip_prefix('[').and_then(|inside| inside.split_once(']')) {
            Some((name, after)) => {
                parts.push(Part::Entry(name));
                after
            }
            None => {
                let name = rest.trim_start_matches('.');
                let (name, after) = name.split_at(name.find(['.', '[']).unwrap_or(name.len()));
                parts.push(Part::Field(name));
                after
            }
        };
    }
    parts
}

fn steps(field: &str) -> Vec<Step> {
    let step = |part: Part<'_>| match part {
        Part::Field(name) => Step::Key(name.to_owned()),
        Part::Entry(name) => name.parse().map_or_else(|_| Step::Key(name.to_owned()), Step::Index),
    };
    parts(field).into_iter().map(step).collect()
}

#[cfg(test)]
mod tests {
    use haetae_sheet::words::Lang;

    use super::*;

    /// Files (D4): a service's fault about a field is reported with file, line and path; a missing field has no line.
    #[test]
    fn what_a_service_says_has_its_line() {
        let text =
            "[[verdicts]]\ncheckpoint = \"a:b:1\"\n\n[[verdicts]]\ncheckpoint = \"a:b:2\"\nevidence_ids = [\"E-9\"]\n";
        let written = Written::of("v.toml".as_ref(), text.into(), Format::Toml);
        for (field, line) in [("verdicts[1].checkpoint", 5), ("verdicts[1].evidence_ids[0]", 6)] {
            let told = written.fault(field, Said { ko: "값".into(), en: "is wrong".into() }).say(Lang::En);
            assert_eq!(told, format!("v.toml, line {line}, {field}: is wrong"));
        }
        let yaml = "verdicts:\n  - checkpoint: a\n  - checkpoint: b\n    result: fail\n";
        let json = "{\"verdicts\": [\n{\"checkpoint\": \"a\"},\n{\"checkpoint\": \"b\",\n\"result\": \"fail\"}]}";
        // The parser of TOML has no place for a table of a list: the list is nearest.
        for (text, format, line) in [(text, Format::Toml, 1), (yaml, Format::Yaml, 3), (json, Format::Json, 3)] {
            let written = Written::text(text.into(), format);
            let told = |field| written.fault(field, Said { ko: "값".into(), en: "is wrong".into() });
            assert_eq!(told("verdicts[1].reason").line(), Some(line), "{format:?}: where the entry is");
            assert_eq!(told("title").line(), None, "{format:?}");
        }
    }

    /// A service names the entries of a document's lists by their ids, which may have points and may be figures.
    #[test]
    fn an_entry_is_found_by_its_id() {
        let text = "[[controls]]\nid = \"APP-04\"\n\n[[controls]]\nid = \"4.2.2\"\narea = { ko = \"\" }\n\n\
                    [[controls.checks]]\nid = \"2\"\n\n[[controls.checks]]\nid = \"1\"\nko = \"\"\n";
        let written = Written::text(text.into(), Format::Toml);
        for (field, line) in
            [("controls[4.2.2].area.ko", 6), ("controls[4.2.2].checks[1].ko", 13), ("controls[1].id", 5)]
        {
            let told = written.nearby(field, Said { ko: "값".into(), en: "is wrong".into() });
            assert_eq!(told.line(), Some(line), "{field}");
        }
    }

    /// A service's fault about a document is reported at its line; a missing field, at the line of its parent.
    #[test]
    fn what_is_missing_is_told_where_it_is_missing() {
        let text =
            "{\n  \"title\": 1,\n  \"service_types\": {\n    \"items\": {\n      \"paymnt\": {}\n    }\n  }\n}\n";
        let written = Written::text(text.into(), Format::Json);
        for (field, line) in
            [("title", 2), ("service_types.items.paymnt", 5), ("service_types.items.payment", 4), ("stage.items", 0)]
        {
            let told = written.nearby(field, Said { ko: "값".into(), en: "is wrong".into() });
            assert_eq!(told.line().unwrap_or(0), line, "{field}");
        }
    }
}
