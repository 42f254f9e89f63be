//! What tests of the interface share: a state with one screen, keys as scripts, the screen as text.

use std::collections::BTreeMap;
use std::fmt::Write;

use chrono::{DateTime, Utc};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::effect::{Effect, Loaded, Msg, News};
use super::key::Key;
use super::part::Part;
use super::screens::ScreenId;
use super::settings::Settings;
use super::update::{State, update};
use super::view::draw;

/// The moment at which tests happen, a Monday.
pub fn now() -> DateTime<Utc> {
    "2026-11-23T14:03:22Z".parse().unwrap()
}

/// An interface whose world is a function that answers effects.
pub struct Bench {
    pub state: State,
    pub effects: Vec<Effect>,
    pub now: DateTime<Utc>,
    pub size: (u16, u16),
}

impl Bench {
    pub fn new(screens: Vec<(ScreenId, Box<dyn Part>)>, columns: u16, rows: u16) -> Self {
        let state = State::new(Settings::default(), now(), screens);
        let mut bench = Self { state, effects: Vec::new(), now: now(), size: (columns, rows) };
        bench.send(Msg::Resize(columns, rows));
        bench.send(Msg::Start);
        bench
    }

    /// Sends a message, keeps what it asked for, and draws.
    pub fn send(&mut self, msg: Msg) {
        let effects = update(&mut self.state, msg, self.now);
        self.effects.extend(effects);
        self.screen();
    }

    pub fn keys(&mut self, script: &str) {
        for key in Key::read_script(script).unwrap() {
            self.send(Msg::Key(key));
        }
    }

    pub fn loaded(&mut self, loaded: Loaded) {
        self.send(Msg::News(News::Loaded(loaded)));
    }

    /// Everything asked for since the last time.
    pub fn taken(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.effects)
    }

    /// The screen as text, without trailing spaces; the interface hears what was drawn.
    pub fn screen(&mut self) -> String {
        let area = Rect::new(0, 0, self.size.0, self.size.1);
        let mut buffer = Buffer::empty(area);
        let seen = draw(&self.state, &mut buffer);
        update(&mut self.state, Msg::Drawn(Box::new(seen)), self.now);
        shown(&buffer)
    }
}

/// A buffer as lines of text.
pub fn shown(buffer: &Buffer) -> String {
    let mut text = String::new();
    for y in buffer.area.top()..buffer.area.bottom() {
        let mut line = String::new();
        let mut skip = 0;
        for x in buffer.area.left()..buffer.area.right() {
            if skip > 0 {
                skip -= 1;
                continue;
            }
            let symbol = buffer.cell((x, y)).map_or(" ", |cell| cell.symbol());
            skip = super::measure::width(symbol).saturating_sub(1);
            line.push_str(symbol);
        }
        let _ = writeln!(text, "{}", line.trim_end());
    }
    text
}

/// Texts by field.
pub fn fields(entries: &[(&str, &str)]) -> BTreeMap<String, String> {
    entries.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
}
