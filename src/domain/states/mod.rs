//! The words of the field as enums: functions, seats, kinds, states and outcomes. Which state may
//! follow which is the policy's business (`policy::lifecycle`); what a state *is* stands here.

mod board;
mod intake;
mod model;
mod oversight;
mod register;

pub use board::*;
pub use intake::*;
pub use model::*;
pub use oversight::*;
pub use register::*;
