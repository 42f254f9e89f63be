//! What the import screen asks for, and what comes back.

use crate::domain::Refusal;
use crate::exchange::importer::{Layout, Order, Report};
use crate::tui::effect::Token;

/// Something to be done with a file.
#[derive(Clone, Debug)]
pub struct Task {
    /// Ties what comes of it to the screen.
    pub token: Token,
    /// The file, and what it is imported as.
    pub order: Order,
    /// The model that cards or runs are about, as typed; blank if they say so themselves.
    pub model: String,
    /// What is to be done.
    pub work: Work,
}

/// What is to be done with a file.
#[derive(Clone, Debug)]
pub enum Work {
    /// Say how it is read and what it would do; nothing is written.
    Look {
        /// Whether it is read again, as it is now.
        again: bool,
        /// How its columns lie; found out if nobody has said so.
        layout: Option<Layout>,
        /// Fields and columns that were kept under a name.
        told: Vec<(String, String)>,
    },
    /// Import it, as one operation.
    Write {
        /// How its columns lie.
        layout: Layout,
        /// Whether rows that are wrong are left out.
        skip_bad: bool,
    },
}

/// What came of it so far.
#[derive(Clone, Debug)]
pub enum Came {
    /// The file was read.
    Read {
        /// What was recognised, in a line.
        said: String,
        /// How its columns lie.
        layout: Box<Layout>,
    },
    /// The first rows as they would be read.
    First(Box<Report>),
    /// What all rows would come to, or why that cannot be said.
    Whole(Box<Result<Report, Refusal>>),
    /// It cannot be read.
    Failed(Refusal),
    /// It was imported; this is what there is to say of the rows that were left out.
    Left(Vec<String>),
}

impl Task {
    /// The first file's name without its folder, and how many there are beside it.
    pub fn short(&self) -> String {
        short(&self.order)
    }
}

/// The first file's name without its folder, and how many there are beside it.
pub fn short(order: &Order) -> String {
    let name = order.files.first().and_then(|path| path.file_name()).map(|name| name.to_string_lossy().into_owned());
    let name = name.unwrap_or_default();
    match order.files.len() {
        0 | 1 => name,
        many => format!("{name} and {} more", many - 1),
    }
}
