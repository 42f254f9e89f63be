//! Floor 3: operations. The one door through which anything is written.
//!
//! [`execute`] takes an operation, lets `decide` turn it into events or a refusal on what the record
//! says now, appends them, and commits. Deciding reads and judges; it writes nothing and knows no clock
//! but the moment it is given.

mod acceptance;
mod agenda;
mod appraisal;
mod case;
mod consent;
mod consequence;
mod correction;
mod criteria;
mod decide;
mod decision;
mod delegation;
mod door;
mod entry;
mod escalation;
mod followup;
mod lapse;
mod meeting;
mod model;
mod motion;
mod oversight;
mod party;
mod position;
mod put;
mod ratification;
mod recurring;
mod remark;
mod rereview;
mod review;
mod room;
mod sitting;
mod submission;
#[cfg(test)]
mod tests;
mod tiering;
mod undo;
mod verification;
mod view;

pub use case::Case;
pub use consent::{Resolved, resolves};
pub use door::{
    Env, Receipt, RowDone, begin, execute, execute_heard, execute_script, foretell, policy_in_force, preview, reading,
};
pub use lapse::{Lapsed, due, tick};
pub use room::{Room, Topic};
pub use undo::refused_undo;
