//! Floor 2: the only SQL. An append-only, hash-chained log of events, and tables derived from it.
//!
//! Nothing outside `log` knows where events live; nothing outside this floor knows SQL. Deliberately
//! absent: any judgement. The store keeps what it is told, and says what it kept.

mod board_day;
mod care;
mod compare;
mod connection;
pub mod drafts;
mod log;
mod past;
mod project;
pub mod query;
mod replay;
mod schema;
mod search;
mod shape;
mod table;
mod verify;
mod view;
mod writer;

pub use care::{backup, restore};
pub use connection::{Store, engine_version, trouble};
pub use log::{Entry, Head, sha256};
pub use past::as_of;
pub use replay::{check_chain, rebuild};
pub use verify::{Difference, Report, verify};
pub use view::View;
pub use writer::{Stamp, Writer};
