//! The columns of each list, and what its filter can ask: the store's tables, which the command line reads as well.

use crate::domain::query::filter::QueryField;
pub use crate::store::query::list::{Column, List, Sort};

/// The columns of a list, in the order of a row's cells.
pub const fn of(list: List) -> &'static [Column] {
    list.table().columns
}

/// The order a list begins with.
pub const fn first_sort(list: List) -> Sort {
    list.table().first
}

/// What a list's filter can ask.
pub fn fields(list: List) -> Vec<QueryField> {
    list.table().fields()
}
