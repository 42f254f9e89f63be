//! The import screen under keys.
