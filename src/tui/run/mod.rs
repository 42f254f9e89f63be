//! The run loop: a terminal, a store and a state, kept together.
//!
//! Messages go in, effects come out; the driver carries them out. It draws only when something on
//! screen may have changed, and while nothing happens it only looks whether another process has
//! written. Whatever takes long is done on a thread of its own.

mod clipboard;
mod drafts;
mod driver;
mod editor;
mod export;
mod importing;
mod meeting_file;
mod reader;
mod rescue;
mod terminal;
mod worker;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use crossterm::event::{self, Event, MouseButton, MouseEventKind};

use super::effect::{Load, Loaded, Mouse, MouseAct, Msg};
use super::key::Key;
use super::part::Part;
use super::screens::ScreenId;
use super::settings::Settings;
use super::update::State;
use crate::board::Env;
use crate::domain::Refusal;
use crate::domain::value::Handle;
use crate::exchange::template::wording::Wordings;
use crate::store::Store;
use driver::Driver;
use terminal::Screen;

/// How long the loop sleeps at most before it looks whether another process has written.
const LOOK: Duration = Duration::from_millis(400);
/// How long it sleeps while something is done off-thread.
const BUSY: Duration = Duration::from_millis(60);
/// How long it sleeps while something is read that is to be on screen next.
const SOON: Duration = Duration::from_millis(2);
/// Events taken before the next drawing.
const AT_ONCE: usize = 256;

/// Where the time comes from.
pub type Clock = Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>;
/// What answers a request to read.
pub type Answer = fn(&Load, &Store, &Env, &Arc<Wordings>) -> Loaded;

/// What the interface needs to begin.
#[derive(Clone)]
pub struct Options {
    /// The board's file.
    pub store: PathBuf,
    /// Who is at the keyboard.
    pub actor: Handle,
    /// Where the time comes from.
    pub clock: Clock,
    /// Whether the board is a rehearsal.
    pub rehearsal: bool,
    /// A person's choices.
    pub settings: Settings,
    /// Whether nothing may be written: not the record, nor drafts, nor what has fallen due by its date.
    pub read_only: bool,
    /// The screen to begin with; the meeting if there is none.
    pub start: Option<ScreenId>,
}

impl Options {
    /// Opens the board, to write or only to read.
    pub(super) fn open(&self) -> Result<Store, Refusal> {
        if self.read_only { Store::open_to_read(&self.store) } else { Store::open(&self.store) }
    }

    /// Who acts, now.
    fn env(&self) -> Env {
        Env { now: (self.clock)(), actor: self.actor.clone(), rehearsal: self.rehearsal }
    }
}

/// Runs the interface on an open board until it is left.
pub fn run(
    options: &Options,
    store: Store,
    screens: Vec<(ScreenId, Box<dyn Part>)>,
    answer: Answer,
) -> Result<(), Refusal> {
    store.checkpoint_when_idle();
    let mut state = State::new(options.settings.clone(), (options.clock)(), screens);
    if let Some(start) = options.start {
        state.shell.screen = start;
    }
    let rescue = rescue::Rescue::begin(options)?;
    let mut screen = Screen::enter(state.shell.mouse, &rescue)?;
    let mut driver = Driver::new(options.clone(), store, answer);
    let result = turn(&mut driver, &mut state, &mut screen, &rescue);
    driver.end(&state);
    screen.leave();
    rescue.end();
    result
}

/// The loop itself.
fn turn(driver: &mut Driver, state: &mut State, screen: &mut Screen, rescue: &rescue::Rescue) -> Result<(), Refusal> {
    fit(driver, state, screen)?;
    driver.send(state, screen, Msg::Start)?;
    let mut shown = false;
    let mut looked = Instant::now();
    while !driver.left() {
        rescue.know(&state.shell.drafts);
        if std::mem::take(&mut state.shell.dirty) {
            let seen = screen.draw(state, rescue)?;
            driver.send(state, screen, Msg::Drawn(Box::new(seen)))?;
            // What the drawing has measured may show that more must be read, but is itself on screen.
        }
        if !shown {
            // The first frame waits for nothing that it does not show.
            shown = true;
            driver.shown(state, screen)?;
            continue;
        }
        let wait = driver.wait(&state.shell).min(match (driver.reading(), driver.busy()) {
            (true, _) => SOON,
            (false, true) => BUSY,
            (false, false) => LOOK,
        });
        if event::poll(wait).map_err(|error| terminal::trouble(&error))? {
            for _ in 0..AT_ONCE {
                let event = event::read().map_err(|error| terminal::trouble(&error))?;
                if let Event::Resize(..) = event {
                    fit(driver, state, screen)?;
                } else if let Some(msg) = message(&event) {
                    driver.send(state, screen, msg)?;
                }
                if driver.left() || !event::poll(Duration::ZERO).map_err(|error| terminal::trouble(&error))? {
                    break;
                }
            }
        }
        if rescue.take_resumed() {
            screen.enter_again(state.shell.mouse)?;
            state.shell.dirty = true;
        }
        driver.hear(state, screen)?;
        if driver.due(&state.shell) {
            driver.send(state, screen, Msg::Tick)?;
        }
        if looked.elapsed() >= LOOK {
            looked = Instant::now();
            // Not every change of size is told: one before the first key, or while the program was stopped, is not.
            fit(driver, state, screen)?;
            driver.look(state, screen)?;
        }
    }
    Ok(())
}

/// Takes over the terminal's size where it is another than the one that is known.
fn fit(driver: &mut Driver, state: &mut State, screen: &mut Screen) -> Result<(), Refusal> {
    let (columns, rows) = screen.fit()?;
    if (columns, rows) == state.shell.size {
        return Ok(());
    }
    driver.send(state, screen, Msg::Resize(columns, rows))
}

/// What a terminal's event means to the interface, if anything.
fn message(event: &Event) -> Option<Msg> {
    match event {
        Event::Key(key) => Key::of(*key).map(Msg::Key),
        Event::Paste(text) => Some(Msg::Paste(text.clone())),
        Event::Mouse(mouse) => {
            let act = match mouse.kind {
                MouseEventKind::Down(MouseButton::Left) => MouseAct::Click,
                MouseEventKind::ScrollDown => MouseAct::Scroll(3),
                MouseEventKind::ScrollUp => MouseAct::Scroll(-3),
                _ => return None,
            };
            Some(Msg::Mouse(Mouse { x: mouse.column, y: mouse.row, act }))
        }
        Event::Resize(..) | Event::FocusGained | Event::FocusLost => None,
    }
}
