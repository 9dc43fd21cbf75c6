//! Confirmation prompts.

use std::io::{IsTerminal as _, stderr, stdin};

use haetae_domain::normal::fold;

use crate::{failure::Failure, session::Session, views::Look, words::Said};

/// Options of a command whose effect has to be seen first.
#[derive(Debug, Clone, Copy, clap::Args)]
pub(super) struct Sure {
    /// Do not show the changes first and do not ask for confirmation
    #[arg(long, short)]
    yes: bool,
}

impl Sure {
    /// Whether the caller confirmed in advance.
    pub(super) const fn is_given(self) -> bool {
        self.yes
    }

    /// Shows the effect of a step and asks for confirmation, unless the caller gave `--yes` or `named` the version.
    /// Without a terminal nothing is done; `hint` is the alternative to `--yes`.
    ///
    /// # Errors
    /// `Declined` if the answer is no; a usage error without a terminal.
    pub(super) fn confirm(
        self,
        session: &Session,
        named: bool,
        hint: &Said,
        shown: impl FnOnce(&Look) -> String,
    ) -> Result<(), Failure> {
        if self.yes || named {
            return Ok(());
        }
        if !stdin().is_terminal() || !stderr().is_terminal() {
            return Err(Failure::Usage(Said {
                ko: format!("확인 없이 실행할 수 없습니다. 내용을 확인했다면 --yes를 붙이십시오{}", hint.ko),
                en: format!("this is not done unasked; give --yes if you have seen what it does{}", hint.en),
            }));
        }
        let look = session.look();
        eprintln!("{}", shown(look));
        let go_on = Said { ko: "이대로 실행하시겠습니까?".to_owned(), en: "Go on?".to_owned() };
        if agreed(session, &go_on) { Ok(()) } else { Err(Failure::Declined) }
    }
}

/// Asks at the terminal; returns whether the answer is yes.
pub(super) fn agreed(session: &Session, question: &Said) -> bool {
    eprint!("{} [y/N] ", question.say(session.look().lang));
    let mut answer = String::new();
    stdin().read_line(&mut answer).is_ok() && agrees(&answer)
}

/// For a step that names no version.
pub(super) const fn by_nothing_else() -> Said {
    Said { ko: String::new(), en: String::new() }
}

/// The other way for a step on one version.
pub(super) fn by_etag() -> Said {
    Said {
        ko: ". 또는 본 버전을 --etag로 지정하십시오.".to_owned(),
        en: ", or name the version you have seen by --etag".to_owned(),
    }
}

/// Whether an answer is yes, in either language.
fn agrees(answer: &str) -> bool {
    ["y", "yes", "예", "네", "ㅇ", "ㅛ"].iter().any(|yes| fold(yes) == fold(answer.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_yes_is_one() {
        for yes in ["y\n", "Y", "yes\r\n", "예\n", "네", "\u{1102}\u{1166}\n", "ｙ", "ㅛ"] {
            assert!(agrees(yes), "{yes:?}");
        }
        for no in ["", "\n", "n\n", "아니오", "yep", "yes no"] {
            assert!(!agrees(no), "{no:?}");
        }
    }
}
