//! Floor 5: the terminal interface.
//!
//! A key press becomes a [`key::Key`], the [`keymap`] makes it a [`cmd::Cmd`], `update` changes the
//! state and returns effects, the driver carries those out and sends messages back, `view` draws.
//! What is not here: SQL, files and the clock; they are behind the driver.

pub mod cmd;
pub mod key;
pub mod keymap;
pub mod measure;
pub mod theme;
