//! Reports: documents about one model, one acceptance, one incident, and the bundle for an audit.
//!
//! Each report has its builder, which makes a document tree of the record; the writers of the minutes give it
//! its format. Every report carries the day it looks at, the criteria and the head hash of the record.

mod desk;
mod model_file;

pub use desk::Desk;
pub use model_file::{ModelFile, Watched};
