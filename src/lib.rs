//! Boardroom: a Model Review Board in the terminal.
//!
//! The house has floors; a floor imports only from the floors below it (`tests/tidy.rs` holds this):
//!
//! | floor | module | holds |
//! |---|---|---|
//! | 0 | [`domain`] | plain types, parsers, limits, events: no I/O, no clock, no SQL |
//! | 1 | [`policy`] | `policy.toml` as types, and the rules as pure functions |
//! | 2 | [`store`] | the only SQL: log, schema, projection, queries |
//! | 3 | [`board`] | operations: the one write door |
//! | 3 | `insight` | read-only views of the record: agenda building, alarms, precedents |
//! | 4 | [`exchange`] | importers, the document tree and its writers, CSV, JSON |
//! | 5 | [`tui`] | the terminal interface |
//! | 5 | [`cli`] | one file per command |

pub mod board;
pub mod cli;
pub mod domain;
pub mod exchange;
pub mod insight;
pub mod policy;
pub mod store;
pub mod tui;
