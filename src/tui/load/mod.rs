//! Reads what the screens ask for.

pub mod meeting;
