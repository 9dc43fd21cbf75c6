//! The terminal: its width, and whether it shows colours.

use std::{
    env,
    io::{IsTerminal as _, stdout},
};

/// The width of the output, and whether it is coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Screen {
    /// Columns; none for as many as it takes.
    pub width: Option<usize>,
    /// Whether colours are shown.
    pub colour: bool,
}

/// The colour of a text. Colour is never the only sign: the text says the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paint {
    /// No colour.
    Plain,
    /// Urgent.
    Alarm,
    /// Wrong or high.
    Bad,
    /// Needs attention.
    Care,
    /// Good.
    Good,
    /// Secondary.
    Quiet,
}

/// When to use colours.
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
    /// Unlimited width, no colour: for files and pipes.
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
    /// The ISO 6429 code; one of the sixteen colours that users can configure in every terminal.
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

    /// Decides by the option first, then by `NO_COLOR`, `CLICOLOR_FORCE` and the kind of terminal.
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

/// Returns the columns of the terminal, even if it does not report its rows; otherwise those of `COLUMNS`.
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
