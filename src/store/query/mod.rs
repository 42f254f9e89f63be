//! Tables to rows: what screens, commands, exports and operations ask of the record.

pub mod agenda;
pub mod alarms;
pub mod asof;
pub mod export;
pub mod gate;
pub mod kpi;
pub mod lapse;
pub mod list;
pub mod meeting;
pub mod minutes;
pub mod model;
pub mod operation;
pub mod posture;
pub mod reading;
pub mod report;
pub mod rereview;
pub mod saved;
pub mod standing;
pub mod stood;
