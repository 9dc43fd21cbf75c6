//! The terminal for judging by keys: reads single keys, draws one screen at a time, and restores the terminal however the program
//! ends.

use std::{
    io::{self, IsTerminal as _, Write as _, stderr, stdin, stdout},
    panic,
    sync::Once,
    thread,
};

use crossterm::{
    cursor,
    event::{Event, KeyCode, KeyEventKind, KeyModifiers, read},
    execute,
    terminal::{self, Clear, ClearType, EnterAlternateScreen, LeaveAlternateScreen},
};
use tokio::sync::mpsc;

use super::key::Key;

/// An input event of the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Input {
    Key(Key),
    /// Ctrl-C.
    Stop,
    /// The size changed.
    Resized,
}

/// A terminal in raw mode, restored on drop.
pub(super) struct Terminal {
    inputs: mpsc::UnboundedReceiver<Input>,
}

impl Terminal {
    /// Whether there is one.
    pub(super) fn is_there() -> bool {
        stdin().is_terminal() && stdout().is_terminal() && stderr().is_terminal()
    }

    /// Takes it over.
    pub(super) fn open() -> io::Result<Self> {
        restored_on_panic();
        terminal::enable_raw_mode()?;
        let (send, inputs) = mpsc::unbounded_channel();
        // A separate thread: reading a key cannot be cancelled, and the tool must not wait for it at its end.
        thread::spawn(move || {
            while let Ok(event) = read() {
                if let Some(input) = understood(&event)
                    && send.send(input).is_err()
                {
                    break;
                }
            }
        });
        let terminal = Self { inputs };
        execute!(stdout(), EnterAlternateScreen, cursor::Hide)?;
        Ok(terminal)
    }

    /// The next thing it says; none when it is gone.
    pub(super) async fn next(&mut self) -> Option<Input> {
        self.inputs.recv().await
    }

    /// Columns and lines.
    pub(super) fn size() -> (usize, usize) {
        let (columns, lines) = terminal::size().unwrap_or((80, 24));
        // A terminal that does not report its size returns zero.
        let told = |size: u16, usual: usize| if size == 0 { usual } else { usize::from(size) };
        (told(columns, 80), told(lines, 24))
    }

    /// Shows these lines and nothing else.
    pub(super) fn show(lines: &[String]) -> io::Result<()> {
        let mut out = stdout().lock();
        execute!(out, Clear(ClearType::All), cursor::MoveTo(0, 0))?;
        out.write_all(lines.join("\r\n").as_bytes())?;
        out.flush()
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        restore();
    }
}

/// Restores the terminal. A closed terminal is ignored.
fn restore() {
    let _ = execute!(stdout(), LeaveAlternateScreen, cursor::Show);
    let _ = terminal::disable_raw_mode();
}

/// A panic is read on a terminal that shows it.
fn restored_on_panic() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            restore();
            before(info);
        }));
    });
}

fn understood(event: &Event) -> Option<Input> {
    if let Event::Resize(..) = event {
        return Some(Input::Resized);
    }
    let Event::Key(key) = event else { return None };
    if key.kind == KeyEventKind::Release {
        return None;
    }
    let control = key.modifiers.contains(KeyModifiers::CONTROL);
    let key = if let KeyCode::Char(letter) = key.code {
        match (control, letter) {
            (true, 'c') => return Some(Input::Stop),
            (true, _) => return None,
            (false, letter) => Key::Char(letter),
        }
    } else if key.code == KeyCode::Enter {
        Key::Enter
    } else if key.code == KeyCode::Backspace {
        Key::Back
    } else if key.code == KeyCode::Esc {
        Key::Escape
    } else if key.code == KeyCode::Up {
        Key::Up
    } else if key.code == KeyCode::Down {
        Key::Down
    } else {
        return None;
    };
    Some(Input::Key(key))
}
