//! Floor 1: the board's policy as data (`policy.toml` as types) and its rules as pure functions over
//! plain records. No SQL, no clock, no state: whoever asks brings today's date.
//!
//! A rule that forbids answers with a [`Refusal`](crate::domain::Refusal) that names itself, says why
//! and what to do instead. What the rules share of the policy file is [`Policy`].

pub mod acceptance;
pub mod amendment;
pub mod assessment;
pub mod change;
mod check;
pub mod clock;
pub mod compare;
pub mod custom;
pub mod decision;
pub mod delegation;
pub mod evidence;
mod file;
pub mod finality;
pub mod followup;
pub mod gate;
pub mod incident;
pub mod lifecycle;
mod lookup;
pub mod matter;
pub mod monitoring;
mod parse;
pub mod quorum;
pub mod readiness;
pub mod recusal;
pub mod retirement;
pub mod risk;
pub mod tiering;
pub mod validation;
pub mod voting;
mod words;

pub use check::KPI_KEYS;
pub use file::*;
pub use lookup::{BoardRules, tier_value};
pub use parse::DEFAULT_POLICY;
pub use words::*;
