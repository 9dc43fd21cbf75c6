//! Display names of the contract's values, in both languages.

use std::fmt;

use haetae_domain::{normal::fold, particle::particle, text::nearest};
use haetae_proto::words::{Name, Named};
use serde::{Deserialize, Serialize, Serializer};

/// The output language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "clap", derive(clap::ValueEnum))]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// Korean.
    Ko,
    /// English.
    En,
}

impl Lang {
    /// Picks one of two texts.
    #[must_use]
    pub const fn pick<'a>(self, ko: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Ko => ko,
            Self::En => en,
        }
    }

    /// A contract name in this language.
    #[must_use]
    pub const fn name(self, name: Name) -> &'static str {
        self.pick(name.ko, name.en)
    }

    /// The HTTP language tag.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        self.pick("ko", "en")
    }

    /// A text in this language.
    #[must_use]
    pub fn of_text(self, text: &haetae_domain::text::Text) -> String {
        self.pick(&text.ko, &text.en).to_owned()
    }

    /// A service's text in this language; empty if there is none.
    #[must_use]
    pub fn of(self, text: Option<&haetae_proto::common::v1::Text>) -> &str {
        text.map_or("", |text| self.pick(&text.ko, &text.en))
    }
}

/// A value of an enum: its contract name without the prefix, and its display name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word {
    /// The name in the contract, e.g. `NOT_APPLICABLE`.
    pub name: &'static str,
    ko: &'static str,
    en: &'static str,
}

impl Word {
    /// The display name.
    #[must_use]
    pub const fn say(self, lang: Lang) -> &'static str {
        lang.pick(self.ko, self.en)
    }

    /// The form for files and options, e.g. `not_applicable`.
    #[must_use]
    pub fn written(self) -> String {
        self.name.to_ascii_lowercase()
    }
}

impl Serialize for Word {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name)
    }
}

/// A text of ours in both languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// Korean.
    pub ko: String,
    /// English.
    pub en: String,
}

impl Said {
    /// In one language.
    #[must_use]
    pub fn say(&self, lang: Lang) -> &str {
        lang.pick(&self.ko, &self.en)
    }
}

/// In English, as logs and argument errors show it.
impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.en)
    }
}

impl std::error::Error for Said {}

/// A value with its names.
#[must_use]
pub const fn word(name: &'static str, ko: &'static str, en: &'static str) -> Word {
    Word { name, ko, en }
}

/// An enum of the contract, in the language of the user.
pub trait Vocabulary: Named {
    /// The name of the enum, e.g. `service type`.
    fn kind(lang: Lang) -> &'static str {
        lang.pick(Self::KIND.ko, Self::KIND.en)
    }

    /// The names of this value.
    fn word(self) -> Word {
        let value = self.value();
        word(value.word, value.name.ko, value.name.en)
    }

    /// The display name of this value in a language.
    fn say(self, lang: Lang) -> &'static str {
        self.word().say(lang)
    }
}

impl<E: Named> Vocabulary for E {}

/// All values that may be given: every one except UNSPECIFIED.
pub fn all<E: Vocabulary>() -> impl Iterator<Item = E> {
    (1..).map_while(|number| E::try_from(number).ok())
}

/// Normalises a word for comparison: independent of keyboard, file, operating system and blanks.
#[must_use]
pub fn bare(text: &str) -> String {
    fold(text).split_whitespace().collect()
}

/// Whether two words read alike; see [`bare`].
#[must_use]
pub fn alike(one: &str, other: &str) -> bool {
    bare(one) == bare(other)
}

/// The id of something numbered within a review, e.g. `F-2` for `2`, `f-2` and `F-02`; anything else as it is.
#[must_use]
pub fn numbered(letter: char, given: &str) -> String {
    let written = bare(given);
    let rest = written.strip_prefix(letter.to_ascii_lowercase()).map(|rest| rest.strip_prefix('-').unwrap_or(rest));
    match rest.unwrap_or(&written).parse::<u32>() {
        Ok(number) => format!("{letter}-{number}"),
        Err(_) => given.to_owned(),
    }
}

/// Returns the value for a word: its contract name, e.g. `mobile_app`, or its display name in either language. Case,
/// blanks, composition (NFC) and width do not matter. The first word of a name is enough if no other value begins with
/// it: `중복` is `중복 종결`.
///
/// # Errors
/// A text that lists the allowed values and the probable one, if there is no such value.
pub fn read<E: Vocabulary>(text: &str) -> Result<E, Said> {
    let wanted = bare(text);
    let means = |word: Word| [word.name, word.ko, word.en].iter().any(|known| bare(known) == wanted);
    if let Some(one) = all().find(|one: &E| means(one.word())) {
        return Ok(one);
    }
    let begins = |name: &str| bare(name.split(' ').next().unwrap_or_default()) == wanted;
    let mut begun = all().filter(|one: &E| begins(one.word().ko) || begins(one.word().en));
    match (begun.next(), begun.next()) {
        (Some(one), None) => Ok(one),
        _ => Err(unknown::<E>(text)),
    }
}

fn unknown<E: Vocabulary>(text: &str) -> Said {
    let words: Vec<Word> = all::<E>().map(Vocabulary::word).collect();
    let named = |show: fn(&Word) -> String| words.iter().map(show).collect::<Vec<_>>().join(", ");
    let (written, in_korean) = (named(|word| word.written()), named(|word| format!("{}({})", word.written(), word.ko)));
    let near = meant(text, &words);
    let (ko, en) = match near {
        Some(near) => (
            format!(" `{}`({}){} 쓰려던 것입니까?", near.written(), near.ko, particle(near.ko, "을/를")),
            format!("; did you mean `{}`?", near.written()),
        ),
        None => (String::new(), String::new()),
    };
    Said {
        ko: format!("{}에 `{text}` 값은 없습니다.{ko} 가능한 값: {in_korean}", E::KIND.ko),
        en: format!("unknown {} `{text}`, expected one of {written}{en}", E::KIND.en),
    }
}

/// The word that was probably meant: by its name in the contract, else by what people call it in either language.
fn meant<'a>(text: &str, words: &'a [Word]) -> Option<&'a Word> {
    let near = |text: &str, names: Vec<String>| {
        let near = nearest(text, names.iter().map(String::as_str))?;
        words.iter().zip(&names).find(|(_, name)| *name == near).map(|(word, _)| word)
    };
    let names = |of: fn(&Word) -> String| words.iter().map(of).collect::<Vec<_>>();
    near(&fold(text), names(|word| word.written()))
        .or_else(|| near(&bare(text), names(|word| bare(word.ko))))
        .or_else(|| near(&bare(text), names(|word| bare(word.en))))
}

/// The words for the numbers of a message, joined by commas. A number this build does not know is shown as it is.
#[must_use]
pub fn list<E: Vocabulary>(numbers: &[i32], lang: Lang) -> String {
    let said = |number: &i32| E::try_from(*number).map_or_else(|_| number.to_string(), |one| one.say(lang).to_owned());
    numbers.iter().map(said).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use haetae_proto::common::v1::Exposure;

    use super::*;

    #[test]
    fn a_word_is_found_in_any_case_and_an_unknown_one_names_those_there_are() {
        // macOS decomposes Hangul, and some keyboards write full-width Latin letters.
        let decomposed = "\u{110b}\u{1175}\u{11ab}\u{1110}\u{1165}\u{1102}\u{1166}\u{11ba}";
        for word in ["Internet", "인터넷", decomposed, " 인터\u{200b}넷", "ＩＮＴＥＲＮＥＴ", "inter net"]
        {
            assert_eq!(read::<Exposure>(word), Ok(Exposure::Internet), "{word:?}");
        }
        let wrong = read::<Exposure>("intarnet").unwrap_err();
        assert_eq!(
            wrong.en,
            "unknown exposure `intarnet`, expected one of internal, partner, internet; did you mean `internet`?"
        );
        assert_eq!(
            wrong.ko,
            "노출 범위에 `intarnet` 값은 없습니다. `internet`(인터넷)을 쓰려던 것입니까? 가능한 값: internal(내부망), partner(협력 기관), internet(인터넷)"
        );
        assert!(read::<Exposure>("unspecified").is_err(), "it says nothing");
        // A slip in a Korean name is answered as one in an English name is.
        for slip in ["인터넷망", "인터냇", "인터 넷망"] {
            let said = read::<Exposure>(slip).unwrap_err();
            assert!(said.ko.contains("`internet`(인터넷)을 쓰려던 것입니까?"), "{slip}: {}", said.ko);
            assert!(said.en.ends_with("; did you mean `internet`?"), "{slip}: {}", said.en);
        }
        for other in ["한글", "아무 말", "x"] {
            assert!(!read::<Exposure>(other).unwrap_err().ko.contains("쓰려던"), "{other} is like none");
        }
    }

    #[test]
    fn a_number_of_a_newer_contract_is_shown_as_it_is() {
        assert_eq!(list::<Exposure>(&[1, 99], Lang::Ko), "내부망, 99");
    }
}
