//! How the columns of a file lie: which field each fills and why, to be seen and changed by hand before
//! anything is written.

use super::found::FILE;
use super::{How, Mapping, Source, Table, Wanted};
use crate::domain::text::clean_line;

/// Rows whose values are looked through for an example of each column.
const LOOKED: usize = 200;

/// A column of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name, which no other column has.
    pub name: String,
    /// What the header says; blank or another column's where the name was made of its position.
    pub header: String,
    /// The first value that is not blank.
    pub example: String,
    /// Whether it is the file's own, and fills nothing.
    pub hidden: bool,
}

/// A field that columns may fill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// Whether a row without it is refused.
    pub required: bool,
    /// The column that fills it.
    pub source: Option<Source>,
}

/// How the columns of a file lie.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    /// The columns, in order.
    pub columns: Vec<Column>,
    /// The fields, in order.
    pub fields: Vec<Field>,
}

impl Layout {
    pub(super) fn new(table: &Table, wanted: &[Wanted<'static>], mapping: Mapping) -> Self {
        let mut examples = vec![String::new(); table.columns().len()];
        for row in table.rows().take(LOOKED) {
            // A row that cannot be read is told by the plan, with its place.
            let Ok(row) = row else { break };
            for (example, cell) in examples.iter_mut().zip(&row.cells).filter(|(example, _)| example.is_empty()) {
                *example = clean_line(&super::brief(cell));
            }
        }
        let columns = table.columns().iter().zip(examples).map(|(column, example)| Column {
            name: column.name.clone(),
            header: column.header.clone(),
            example,
            hidden: column.name == FILE && table.unit() == "entry",
        });
        let fields = wanted.iter().zip(mapping.sources).map(|(field, source)| Field {
            name: field.name,
            required: field.required,
            source,
        });
        Self { columns: columns.collect(), fields: fields.collect() }
    }

    /// The column of each field.
    pub fn sources(&self) -> Vec<Option<Source>> {
        self.fields.iter().map(|field| field.source).collect()
    }

    /// The fields that a column fills.
    pub fn filled(&self, column: usize) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(move |field| field.source.is_some_and(|source| source.column == column))
    }

    /// Lets a column fill this field, and no other; or none.
    pub fn give(&mut self, column: usize, field: Option<usize>) {
        for (at, one) in self.fields.iter_mut().enumerate() {
            if Some(at) == field {
                one.source = Some(Source { column, how: How::Told });
            } else if one.source.is_some_and(|source| source.column == column) {
                one.source = None;
            }
        }
    }

    /// Fields and columns that lay the columns out like this again, to be kept under a name: a field that no
    /// column fills stays so; what was only taken for a field is found again by itself.
    pub fn pairs(&self) -> Vec<(String, String)> {
        let pair = |field: &Field| match field.source {
            Some(source) if source.how == How::Synonym => None,
            Some(source) => Some((field.name.to_owned(), self.columns.get(source.column)?.name.clone())),
            None => Some((field.name.to_owned(), String::new())),
        };
        self.fields.iter().filter_map(pair).collect()
    }

    /// The required fields that no column fills.
    pub fn lacking(&self) -> Vec<&'static str> {
        self.fields.iter().filter(|field| field.required && field.source.is_none()).map(|field| field.name).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Form, Incoming, Kind, Order, of_this_machine};
    use super::*;

    #[test]
    fn a_column_fills_what_it_is_given_and_nothing_moves_into_its_place() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("m.csv");
        std::fs::write(&path, "title,owner,,owner\n,ito,x,y\nChurn,lin,,\n").unwrap();
        let order =
            Order { kind: Kind::Models, files: vec![path], form: Some(Form::Csv), delimiter: None, model: None };
        let incoming = Incoming::read(&order, &mut of_this_machine).unwrap();
        assert_eq!(incoming.told(Form::Csv), "CSV in UTF-8, comma between 4 columns");
        let mut layout = incoming.layout(Kind::Models, &[]).unwrap();
        let names: Vec<&str> = layout.columns.iter().map(|column| column.name.as_str()).collect();
        assert_eq!(names, ["title", "owner", "column 3", "owner (column 4)"]);
        assert_eq!((layout.columns[0].example.as_str(), layout.columns[3].header.as_str()), ("Churn", "owner"));
        let place = |layout: &Layout, name: &str| layout.fields.iter().position(|field| field.name == name).unwrap();
        let (name, owner) = (place(&layout, "name"), place(&layout, "owner"));
        assert_eq!(layout.fields[name].source, Some(Source { column: 0, how: How::Synonym }));
        layout.give(0, None);
        assert_eq!(layout.fields[name].source, None);
        assert!(layout.lacking().contains(&"name"));
        layout.give(3, Some(owner));
        assert_eq!(layout.fields[owner].source, Some(Source { column: 3, how: How::Told }));
        assert_eq!(layout.filled(1).count(), 0, "the other column of that name is free");
        let pairs = layout.pairs();
        assert!(pairs.contains(&("owner".to_owned(), "owner (column 4)".to_owned())), "{pairs:?}");
        assert!(pairs.contains(&("name".to_owned(), String::new())), "{pairs:?}");
        let again = incoming.layout(Kind::Models, &layout.pairs()).unwrap();
        assert_eq!(again.fields, layout.fields);
    }
}
