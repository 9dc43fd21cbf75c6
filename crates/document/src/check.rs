//! Collects all faults of a file.

use haetae_domain::text::{Text, did_you_mean, nearest};
use haetae_sheet::words::{self, Said, Vocabulary};

use crate::{step::Step, tree::Tree};

/// A kind of file that can be checked.
pub trait Checked {
    /// Notes everything that is wrong.
    #[doc(hidden)]
    fn check(tree: &Tree, faults: &mut Faults);
}

/// The faults of a file found so far.
#[derive(Debug, Default)]
pub struct Faults {
    at: Vec<Step>,
    found: Vec<(Vec<Step>, Said)>,
}

impl Faults {
    /// Returns the faults, each with its path.
    #[must_use]
    pub fn into_found(self) -> Vec<(Vec<Step>, Said)> {
        self.found
    }

    fn note(&mut self, told: Said) {
        self.found.push((self.at.clone(), told));
    }

    /// Does something one step further in.
    fn within(&mut self, step: Step, check: impl FnOnce(&mut Self)) {
        self.at.push(step);
        check(self);
        self.at.pop();
    }

    /// A value with these fields; each of them is checked by `field`, which gets its name.
    pub fn fields(
        &mut self,
        tree: &Tree,
        (required, optional): (&[&'static str], &[&'static str]),
        mut field: impl FnMut(&mut Self, &str, &Tree),
    ) {
        let Tree::Map(values) = tree else { return self.no_fields() };
        let known = || required.iter().chain(optional).copied();
        let mut meant = Vec::new();
        for (key, value) in values {
            let is_known = known().any(|name| name == key);
            self.within(Step::Key(key.clone()), |faults| {
                if is_known {
                    return field(faults, key, value);
                }
                let near = nearest(key, known());
                meant.extend(near);
                faults.note(unknown(key, near, known()));
            });
        }
        for name in required {
            // A misspelt one is not missing.
            if !meant.contains(name) && values.iter().all(|(key, _)| key != name) {
                self.missing(name);
            }
        }
    }

    /// A value with at least these fields, which are checked by `field`; any others are passed over.
    pub fn at_least(&mut self, tree: &Tree, required: &[&'static str], mut field: impl FnMut(&mut Self, &str, &Tree)) {
        let Tree::Map(_) = tree else { return self.no_fields() };
        for name in required {
            match tree.field(name) {
                Some(value) => self.within(Step::Key((*name).to_owned()), |faults| field(faults, name, value)),
                None => self.missing(name),
            }
        }
    }

    fn no_fields(&mut self) {
        let (ko, en) = ("여러 항목이 있는 값이어야 합니다.", "must have fields");
        self.note(Said { ko: ko.to_owned(), en: en.to_owned() });
    }

    fn missing(&mut self, name: &str) {
        self.note(Said {
            ko: format!("필수 항목이 빠졌습니다: `{name}`"), en: format!("missing field `{name}`")
        });
    }

    /// A text.
    pub fn text(&mut self, tree: &Tree) {
        self.texted(tree);
    }

    fn texted<'t>(&mut self, tree: &'t Tree) -> Option<&'t str> {
        if let Some(text) = tree.as_text() {
            return Some(text);
        }
        self.note(Said { ko: "글자로 써야 합니다.".to_owned(), en: "must be text".to_owned() });
        None
    }

    /// `true` or `false`.
    pub fn flag(&mut self, tree: &Tree) {
        if !matches!(tree, Tree::Other | Tree::Plain(_)) {
            let (ko, en) = ("true 또는 false여야 합니다.", "must be true or false");
            self.note(Said { ko: ko.to_owned(), en: en.to_owned() });
        }
    }

    /// Checks that the value is one of these words.
    pub fn one_of(&mut self, tree: &Tree, known: &[&'static str]) {
        let Some(text) = self.texted(tree).filter(|text| !known.contains(text)) else { return };
        let near = nearest(text, known.iter().copied());
        let words: Vec<_> = known.iter().map(|word| format!("`{word}`")).collect();
        let words = words.join(", ");
        let Text { ko, en } = did_you_mean(near);
        self.note(Said {
            ko: format!("알 수 없는 값입니다: `{text}`.{ko} 가능한 값: {words}"),
            en: format!("unknown value `{text}`, expected one of {words}{en}"),
        });
    }

    /// A value whose fields people name, each of which is checked.
    pub fn each(&mut self, tree: &Tree, mut check: impl FnMut(&mut Self, &Tree)) {
        let Tree::Map(values) = tree else { return self.no_fields() };
        for (key, value) in values {
            self.within(Step::Key(key.clone()), |faults| check(faults, value));
        }
    }

    /// A word of the contract.
    pub fn word<E: Vocabulary>(&mut self, tree: &Tree) {
        if let Some(Err(unknown)) = self.texted(tree).map(words::read::<E>) {
            self.note(unknown);
        }
    }

    /// A word of the contract or of people, or an empty text.
    pub fn word_or_nothing<E: Vocabulary>(&mut self, tree: &Tree) {
        let text = self.texted(tree).map(str::trim).filter(|text| !text.is_empty());
        if let Some(Err(unknown)) = text.map(words::read::<E>) {
            self.note(unknown);
        }
    }

    /// A list, each of which is checked.
    pub fn list(&mut self, tree: &Tree, mut each: impl FnMut(&mut Self, &Tree)) {
        let Tree::List(values) = tree else {
            return self.note(Said { ko: "목록이어야 합니다.".to_owned(), en: "must be a list".to_owned() });
        };
        for (index, value) in values.iter().enumerate() {
            self.within(Step::Index(index), |faults| each(faults, value));
        }
    }
}

impl Faults {
    /// A list that has to have entries, each of which is checked.
    pub fn entries(&mut self, tree: &Tree, each: impl FnMut(&mut Self, &Tree)) {
        if matches!(tree, Tree::List(values) if values.is_empty()) {
            return self.note(Said {
                ko: "하나 이상 있어야 합니다.".to_owned(),
                en: "must have at least one entry".to_owned(),
            });
        }
        self.list(tree, each);
    }
}

fn unknown<'a>(key: &str, near: Option<&str>, known: impl Iterator<Item = &'a str>) -> Said {
    let known: Vec<_> = known.map(|name| format!("`{name}`")).collect();
    let known = known.join(", ");
    let Text { ko, en } = did_you_mean(near);
    Said {
        ko: format!("알 수 없는 항목입니다: `{key}`.{ko} 가능한 항목: {known}"),
        en: format!("unknown field `{key}`, expected one of {known}{en}"),
    }
}
