//! The terminal: entered, drawn on, and given back as it was, whatever happens.

use std::cell::RefCell;
use std::io::{self, Write};
use std::rc::Rc;

use crossterm::cursor::Show;
use crossterm::event::{DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture};
use crossterm::terminal::{
    self, BeginSynchronizedUpdate, Clear, ClearType, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen,
    SetTitle,
};
use crossterm::{execute, queue};
use ratatui::backend::CrosstermBackend;
use ratatui::layout::Rect;
use ratatui::{Terminal, TerminalOptions, Viewport};

use super::rescue::Rescue;
use crate::domain::Refusal;
use crate::tui::canvas::Seen;
use crate::tui::update::State;
use crate::tui::view::draw;

/// The refusal of a terminal that does not answer.
pub fn trouble(error: &io::Error) -> Refusal {
    Refusal::store("terminal", format!("it cannot be used: {error}"))
}

/// Gives the terminal back; every step is tried, for the terminal may be gone.
pub fn restore() {
    let mut out = io::stdout();
    let _ = execute!(out, EndSynchronizedUpdate, DisableMouseCapture, DisableBracketedPaste);
    let _ = execute!(out, LeaveAlternateScreen, Show);
    let _ = terminal::disable_raw_mode();
    let _ = out.flush();
}

fn enter(mouse: bool) -> io::Result<()> {
    terminal::enable_raw_mode()?;
    let mut out = io::stdout();
    execute!(out, EnterAlternateScreen, EnableBracketedPaste, SetTitle("boardroom"))?;
    if mouse { execute!(out, EnableMouseCapture) } else { Ok(()) }
}

/// Listens to the mouse or not.
pub fn mouse(on: bool) {
    let mut out = io::stdout();
    let _ = if on { execute!(out, EnableMouseCapture) } else { execute!(out, DisableMouseCapture) };
}

/// Writes a control sequence.
pub fn write(sequence: &str) -> io::Result<()> {
    let mut out = io::stdout();
    out.write_all(sequence.as_bytes())?;
    out.flush()
}

/// What a drawing writes, kept until it is whole: the terminal gets it in one go, and nobody sees half of it.
#[derive(Clone, Default)]
struct Drawing(Rc<RefCell<Vec<u8>>>);

impl Write for Drawing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drawing {
    /// Hands everything to the terminal.
    fn send(&self) -> io::Result<()> {
        let mut out = io::stdout().lock();
        let sent = out.write_all(&self.0.borrow()).and_then(|()| out.flush());
        self.0.borrow_mut().clear();
        sent
    }
}

/// A terminal to draw on, of the size that it has now. It is not asked for its size at every drawing, which would
/// open its device each time: a change is heard of.
fn whole(drawing: &Drawing) -> io::Result<Terminal<CrosstermBackend<Drawing>>> {
    let (columns, rows) = terminal::size()?;
    let viewport = Viewport::Fixed(Rect::new(0, 0, columns, rows));
    Terminal::with_options(CrosstermBackend::new(drawing.clone()), TerminalOptions { viewport })
}

/// The screen while the interface has it.
pub struct Screen {
    terminal: Terminal<CrosstermBackend<Drawing>>,
    drawing: Drawing,
    entered: bool,
}

impl Screen {
    /// Takes the terminal; from now on a panic or a signal gives it back.
    pub fn enter(mouse: bool, rescue: &Rescue) -> Result<Self, Refusal> {
        rescue.watch();
        let drawing = Drawing::default();
        let made = enter(mouse).and_then(|()| whole(&drawing));
        match made {
            Ok(terminal) => Ok(Self { terminal, drawing, entered: true }),
            Err(error) => {
                restore();
                Err(trouble(&error).hint("run it in a terminal, or use the commands: boardroom --help"))
            }
        }
    }

    /// Takes over the terminal's size: its columns and rows.
    pub fn fit(&mut self) -> Result<(u16, u16), Refusal> {
        let mut fit = || {
            let (columns, rows) = terminal::size()?;
            let area = Rect::new(0, 0, columns, rows);
            if self.terminal.get_frame().area() != area {
                self.terminal.resize(area)?;
            }
            Ok((columns, rows))
        };
        fit().map_err(|error| trouble(&error))
    }

    /// Draws the state in one go, and returns what was measured.
    pub fn draw(&mut self, state: &State, rescue: &Rescue) -> Result<Seen, Refusal> {
        // A signal waits until the drawing is through: half an escape sequence would spoil the shell.
        let _whole = rescue.drawing();
        let mut seen = Seen::default();
        let mut drawing = self.drawing.clone();
        let result = queue!(drawing, BeginSynchronizedUpdate).and_then(|()| {
            self.terminal.draw(|frame| {
                seen = draw(state, frame.buffer_mut());
                if let Some(place) = seen.cursor {
                    frame.set_cursor_position(place);
                }
            })?;
            queue!(drawing, EndSynchronizedUpdate)?;
            drawing.send()
        });
        result.map_err(|error| trouble(&error))?;
        Ok(seen)
    }

    /// Draws everything again with the next drawing. The library's own way asks the terminal where its
    /// cursor is, and not every terminal answers.
    pub fn clear(&mut self) -> Result<(), Refusal> {
        let made = execute!(io::stdout(), Clear(ClearType::All)).and_then(|()| whole(&self.drawing));
        self.terminal = made.map_err(|error| trouble(&error))?;
        Ok(())
    }

    /// Gives the terminal back for a while.
    pub fn leave(&mut self) {
        if std::mem::take(&mut self.entered) {
            restore();
        }
    }

    /// Takes it again.
    pub fn enter_again(&mut self, mouse: bool) -> Result<(), Refusal> {
        enter(mouse).map_err(|error| trouble(&error))?;
        self.entered = true;
        self.clear()
    }
}
