//! Floor 0: the field's own terms as plain types: identifiers, states, records, events, and the one
//! parser of each kind of value. No I/O, no clock, no SQL.

pub mod calendar;
pub mod condition;
pub mod control;
pub mod custom;
pub mod date;
pub mod decimal;
pub mod evaluation;
pub mod event;
pub mod field;
pub mod framework;
pub mod ids;
pub mod moment;
pub mod named;
pub mod operation;
pub mod order;
pub mod query;
pub mod readings;
pub mod record;
pub mod recurrence;
pub mod refusal;
pub mod rows;
pub mod safeguard;
pub mod states;
pub mod text;
pub mod value;
pub mod verification;
pub mod zone;

pub use refusal::{Kind, Misread, Refusal, Remedy, Rule};
