//! Floor 4: what comes in and what goes out.
//!
//! Out: one document tree ([`document`]), and one writer a format over it, so that no format can say
//! something another does not; CSV; the [`minutes`] of a meeting, the [`registers`] of the board. In: tables with a header ([`table_in`]), and how their
//! columns become fields ([`mapping`]), and what the board takes in of them ([`importer`]).
//! [`audit`] packs a folder of all of it for an auditor.

pub mod agenda;
pub mod audit;
pub mod basis;
pub mod build;
pub mod confluence;
pub mod confluence_json;
pub mod csv_out;
pub mod document;
mod escape;
pub mod evidence;
pub mod figure;
pub mod file_out;
pub mod gate;
pub mod html;
pub mod importer;
pub mod kpis;
pub mod listed;
pub mod mapping;
pub mod markdown;
pub mod minutes;
pub mod motion;
pub mod page;
pub mod prose;
pub mod registers;
pub mod report;
pub mod sample;
pub mod table_in;
pub mod template;

#[cfg(test)]
mod hostile;
#[cfg(test)]
pub(crate) mod rehearsal;
