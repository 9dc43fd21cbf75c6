//! The contract's words as people read them, in both languages: those that files have too, and what only a command line needs.

mod os;
mod parser;
mod steps;

pub use haetae_sheet::words::{Lang, Said, Vocabulary, Word, all, list, read};
pub(crate) use haetae_sheet::words::{alike, bare, numbered, word};

pub(crate) use self::{
    os::{network, os},
    parser::Words,
    steps::step,
};

/// The language of the user's environment: Korean if it says so, else English.
#[must_use]
pub fn of_environment() -> Lang {
    let set = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
    let locale = set("LC_ALL").or_else(|| set("LC_MESSAGES")).or_else(|| set("LANG"));
    if locale.is_some_and(|locale| locale.starts_with("ko")) { Lang::Ko } else { Lang::En }
}

/// The display name of a role; an unknown role is returned unchanged.
pub(crate) fn role(word: &str, lang: Lang) -> &str {
    haetae_proto::words::role(word).map_or(word, |name| lang.name(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_word_of_a_name_is_enough_where_it_means_one_value() {
        use haetae_client::Standing;
        use haetae_proto::common::v1::{ReviewStatus, TriageOutcome};
        for given in ["duplicate", "중복 종결", "중복"] {
            assert_eq!(read::<Standing>(given), Ok(Standing::Duplicate), "{given}");
            assert_eq!(read::<TriageOutcome>(given), Ok(TriageOutcome::Duplicate), "{given}");
        }
        assert_eq!(read::<Standing>("반려"), Ok(Standing::Status(ReviewStatus::Rejected)));
        assert_eq!(read::<Standing>("승인"), Ok(Standing::Status(ReviewStatus::Approved)), "a whole name comes first");
        let ambiguous = read::<TriageOutcome>("진단").unwrap_err();
        assert!(ambiguous.ko.contains("진단 진행"), "two outcomes begin so: {ambiguous:?}");
        assert!(read::<Standing>("").is_err());
    }
}
