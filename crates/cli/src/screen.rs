//! What the terminal takes: its width, and whether it shows colours.

use std::{
    env,
    io::{IsTerminal as _, stdout},
};

/// How wide answers may be, and whether they are coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Screen {
    /// Columns; none for as many as it takes.
    pub width: Option<usize>,
    /// Whether colours are shown.
    pub colour: bool,
}

/// How a text is coloured. Never the only sign: the text says the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paint {
    /// As it is.
    Plain,
    /// What cannot wait.
    Alarm,
    /// What is wrong or high.
    Bad,
    /// What needs care.
    Care,
    /// What is well.
    Good,
    /// What is beside the point.
    Quiet,
}

/// When colours are shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Colour {
    /// On a terminal, unless the environment says otherwise.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The variables that decide on colour, as far as they are set.
#[derive(Debug, Default)]
struct Wishes {
    no_color: Option<String>,
    clicolor_force: Option<String>,
    clicolor: Option<String>,
    term: Option<String>,
}

impl Screen {
    /// As wide as it takes and without colour: for files and pipes.
    pub const PLAIN: Self = Self { width: None, colour: false };

    /// That of this process's standard output, as the options want it.
    pub(crate) fn here(wide: bool, colour: Colour) -> Self {
        let terminal = stdout().is_terminal();
        let wishes = Wishes::of_environment();
        Self { width: if terminal && !wide { width() } else { None }, colour: wishes.colour(colour, terminal) }
    }

    /// The text in this colour, where colours are shown.
    #[must_use]
    pub fn paint(self, paint: Paint, text: &str) -> String {
        match paint.code().filter(|_| self.colour && !text.is_empty()) {
            Some(code) => format!("\u{1b}[{code}m{text}\u{1b}[0m"),
            None => text.to_owned(),
        }
    }
}

impl Paint {
    /// Of ISO 6429; the sixteen colours that every terminal lets its user choose.
    const fn code(self) -> Option<&'static str> {
        match self {
            Self::Plain => None,
            Self::Alarm => Some("1;31"),
            Self::Bad => Some("31"),
            Self::Care => Some("33"),
            Self::Good => Some("32"),
            Self::Quiet => Some("2"),
        }
    }
}

impl Wishes {
    fn of_environment() -> Self {
        let set = |name| env::var(name).ok().filter(|value| !value.is_empty());
        Self {
            no_color: set("NO_COLOR"),
            clicolor_force: set("CLICOLOR_FORCE"),
            clicolor: set("CLICOLOR"),
            term: set("TERM"),
        }
    }

    /// The option first, then `NO_COLOR`, `CLICOLOR_FORCE`, and what the terminal is.
    fn colour(&self, option: Colour, terminal: bool) -> bool {
        let forced = self.clicolor_force.as_deref().is_some_and(|value| value != "0");
        let unwanted = self.clicolor.as_deref() == Some("0") || self.term.as_deref() == Some("dumb");
        match option {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto if self.no_color.is_some() => false,
            Colour::Auto => forced || (terminal && !unwanted),
        }
    }
}

/// The columns of the terminal, also of one that does not tell its rows; those of `COLUMNS` where it does not tell.
fn width() -> Option<usize> {
    let both = console::Term::stdout().size_checked().map(|(_, columns)| usize::from(columns));
    let alone = || crossterm::terminal::window_size().ok().map(|size| usize::from(size.columns));
    let named = || env::var("COLUMNS").ok()?.parse().ok();
    both.or_else(alone).filter(|columns| *columns > 0).or_else(named)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Colour (D5): `--color` wins over `NO_COLOR`, that over `CLICOLOR_FORCE`, and without any the terminal decides.
    #[test]
    fn colour_is_shown_where_it_is_wanted() {
        let set = |value: &str| Some(value.to_owned());
        let none = Wishes::default();
        assert!(none.colour(Colour::Auto, true) && !none.colour(Colour::Auto, false));
        assert!(none.colour(Colour::Always, false) && !none.colour(Colour::Never, true));
        let no_color = Wishes { no_color: set("1"), clicolor_force: set("1"), ..Wishes::default() };
        assert!(!no_color.colour(Colour::Auto, true) && no_color.colour(Colour::Always, true));
        let force = Wishes { clicolor_force: set("1"), term: set("dumb"), ..Wishes::default() };
        assert!(force.colour(Colour::Auto, false) && !force.colour(Colour::Never, false));
        let zero = Wishes { clicolor_force: set("0"), ..Wishes::default() };
        assert!(!zero.colour(Colour::Auto, false));
        for unwanted in
            [Wishes { clicolor: set("0"), ..Wishes::default() }, Wishes { term: set("dumb"), ..Wishes::default() }]
        {
            assert!(!unwanted.colour(Colour::Auto, true), "{unwanted:?}");
        }
    }
}
