//! Floor 5: the terminal interface.
//!
//! A key press becomes a [`key::Key`], the [`keymap`] makes it a [`cmd::Cmd`], [`update::update`]
//! changes the state and returns effects, the driver carries those out and sends messages back,
//! [`view::draw`] draws. What is not here: SQL, files and the clock; they are behind the driver.

pub mod canvas;
pub mod cmd;
pub mod document;
pub mod draft;
pub mod editor;
pub mod effect;
pub mod form;
pub mod fuzzy;
pub mod key;
pub mod keymap;
pub mod list;
pub mod load;
pub mod measure;
pub mod notice;
pub mod overlay;
pub mod part;
pub mod paths;
pub mod rich;
pub mod run;
pub mod screens;
pub mod settings;
pub mod shell;
#[cfg(test)]
mod testing;
pub mod theme;
pub mod update;
pub mod view;

pub use run::Options;
pub use settings::{Settings, TerminalFacts};

use screens::ScreenId;
use screens::meeting::projector::Projector;

use crate::domain::Refusal;
use crate::domain::ids::MeetingId;
use crate::store::Store;

/// Runs the interface on an open board until it is left.
pub fn run(options: &Options, store: Store) -> Result<(), Refusal> {
    run::run(options, store, screens::all(), load::answer)
}

/// Shows what a room should see of a meeting, or of the one that concerns it, until it is left.
pub fn project(options: &Options, meeting: Option<MeetingId>) -> Result<(), Refusal> {
    run::run(options, options.open()?, vec![(ScreenId::Meeting, Box::new(Projector::alone(meeting)))], load::answer)
}
