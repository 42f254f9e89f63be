//! How the columns of a table become fields: by exact name, then by the names that others use, and
//! where someone said so, as they said.

use super::table_in::Table;
use crate::domain::Refusal;
use crate::domain::text::{did_you_mean, excerpt, join_words};

/// A field that a table may fill.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// The field's name.
    pub name: &'a str,
    /// What other programs call it, the best first.
    pub synonyms: &'a [&'a str],
    /// Whether rows without it are refused.
    pub required: bool,
}

/// How a column came to its field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// Someone said so.
    Told,
    /// The names are the same, but for case, spaces and punctuation.
    Name,
    /// The column's name is one that others use for the field.
    Synonym,
}

/// One field's column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Source {
    /// The column, from 0.
    pub column: usize,
    /// Why this one.
    pub how: How,
}

/// Which column fills which field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapping {
    /// For each wanted field, in order, its column.
    pub sources: Vec<Option<Source>>,
    /// The columns, from 0, that fill no field.
    pub unmapped: Vec<usize>,
}

/// Reads one `field=Column`; nothing after the sign leaves the field without a column.
pub fn parse_pair(text: &str) -> Result<(String, String), Refusal> {
    match text.split_once('=') {
        Some((field, column)) if !field.trim().is_empty() => Ok((field.trim().to_owned(), column.trim().to_owned())),
        _ => Err(Refusal::usage("map", format!("`{}` does not name a field and a column", excerpt(text)))
            .hint("write field=Column, such as purpose=problem_solved")),
    }
}

impl Mapping {
    /// Maps the columns of a table to the wanted fields; `told` are pairs of field and column.
    pub fn new(table: &Table, wanted: &[Wanted<'_>], told: &[(String, String)]) -> Result<Self, Refusal> {
        let mut sources: Vec<Option<Source>> = vec![None; wanted.len()];
        let mut settled = vec![false; wanted.len()];
        let mut taken = vec![false; table.columns().len()];
        for (field, column) in told {
            let at = field_named(wanted, field)?;
            if std::mem::replace(&mut settled[at], true) {
                return Err(Refusal::usage("map", format!("`{}` is mapped twice", wanted[at].name))
                    .hint("give one column for it"));
            }
            if !column.is_empty() {
                let column = column_named(table, column)?;
                // One column may fill several fields, if someone said so.
                taken[column] = true;
                sources[at] = Some(Source { column, how: How::Told });
            }
        }
        let keys: Vec<String> = table.columns().iter().map(|column| key(&column.name)).collect();
        // Questions of a form carry their number: `2_use_case_name`.
        let bare: Vec<String> =
            keys.iter().map(|key| key.trim_start_matches(|c: char| c.is_ascii_digit()).to_owned()).collect();
        // Every field has its own name first: a synonym must not take what is another's by name.
        for (at, field) in wanted.iter().enumerate().filter(|(at, _)| !settled[*at]) {
            let exact = table.columns().iter().position(|column| column.name == field.name);
            let alike = || find(&keys, &key(field.name), &taken);
            if let Some(column) = exact.filter(|column| !taken[*column]).or_else(alike) {
                taken[column] = true;
                sources[at] = Some(Source { column, how: How::Name });
            }
        }
        for (at, field) in wanted.iter().enumerate().filter(|(at, _)| !settled[*at]) {
            if sources[at].is_none()
                && let Some(column) = synonym(field, &keys, &taken).or_else(|| synonym(field, &bare, &taken))
            {
                taken[column] = true;
                sources[at] = Some(Source { column, how: How::Synonym });
            }
        }
        let unmapped = (0..taken.len()).filter(|column| !taken[*column]).collect();
        Ok(Self { sources, unmapped })
    }

    /// A mapping as somebody laid it out, field by field; a column that is not there fills nothing.
    pub fn laid(table: &Table, mut sources: Vec<Option<Source>>) -> Self {
        let count = table.columns().len();
        for source in &mut sources {
            *source = source.filter(|one| one.column < count);
        }
        let is_taken = |column: &usize| sources.iter().flatten().any(|source| source.column == *column);
        let unmapped = (0..count).filter(|column| !is_taken(column)).collect();
        Self { sources, unmapped }
    }

    /// Refuses if a required field has no column.
    pub fn complete(&self, table: &Table, wanted: &[Wanted<'_>]) -> Result<(), Refusal> {
        if table.columns().is_empty() {
            return Ok(());
        }
        let lacks = |(field, source): (&Wanted<'_>, &Option<Source>)| {
            (field.required && source.is_none()).then(|| format!("`{}`", field.name))
        };
        let missing: Vec<String> = wanted.iter().zip(&self.sources).filter_map(lacks).collect();
        let Some(first) = missing.first() else { return Ok(()) };
        let names = self.unmapped_names(table);
        let free = if names.is_empty() { String::new() } else { format!("; not mapped: {}", listed(&names)) };
        Err(Refusal::data(table.name(), format!("no column fills {}", join_words(&missing, "and")))
            .hint(format!("map one with {}=Column{free}", first.trim_matches('`'))))
    }

    /// Returns the names of the columns that fill no field.
    pub fn unmapped_names<'t>(&self, table: &'t Table) -> Vec<&'t str> {
        self.unmapped.iter().map(|column| table.columns()[*column].name.as_str()).collect()
    }

    /// Returns the pairs that make the same mapping again, to be kept under a name.
    pub fn pairs(&self, table: &Table, wanted: &[Wanted<'_>]) -> Vec<(String, String)> {
        let pair = |(field, source): (&Wanted<'_>, &Option<Source>)| {
            source.map(|source| (field.name.to_owned(), table.columns()[source.column].name.clone()))
        };
        wanted.iter().zip(&self.sources).filter_map(pair).collect()
    }

    /// Returns the column of a wanted field, by the field's place among the wanted.
    pub fn column(&self, field: usize) -> Option<usize> {
        self.sources.get(field).copied().flatten().map(|source| source.column)
    }
}

/// A few names, and how many more there are.
fn listed(names: &[&str]) -> String {
    let shown = names.iter().take(8).map(|name| excerpt(name)).collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(8) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

/// A name without what people write differently: case, spaces, punctuation.
pub(super) fn key(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The column that one of the names others use for a field names, the best first.
fn synonym(field: &Wanted<'_>, keys: &[String], taken: &[bool]) -> Option<usize> {
    field.synonyms.iter().find_map(|synonym| find(keys, &key(synonym), taken))
}

fn find(keys: &[String], wanted: &str, taken: &[bool]) -> Option<usize> {
    (0..keys.len()).find(|column| !taken[*column] && !wanted.is_empty() && keys[*column] == wanted)
}

fn field_named(wanted: &[Wanted<'_>], name: &str) -> Result<usize, Refusal> {
    let alike = || wanted.iter().position(|field| key(field.name) == key(name));
    wanted.iter().position(|field| field.name == name).or_else(alike).ok_or_else(|| {
        let known: Vec<&str> = wanted.iter().map(|field| field.name).collect();
        Refusal::usage("map", format!("there is no field `{}`", excerpt(name))).hint(did_you_mean(name, &known))
    })
}

/// Finds a column by its name, then by one that differs in case and punctuation only, if one does.
fn column_named(table: &Table, name: &str) -> Result<usize, Refusal> {
    table.column(name).or_else(|refusal| {
        let wanted = key(name);
        let mut alike = (0..table.columns().len()).filter(|column| key(&table.columns()[*column].name) == wanted);
        match (alike.next(), alike.next()) {
            (Some(only), None) if !wanted.is_empty() => Ok(only),
            _ => Err(refusal),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::super::table_in::Limits;
    use super::*;

    const WANTED: [Wanted<'static>; 4] = [
        Wanted { name: "name", synonyms: &["use_case_name", "title"], required: true },
        Wanted { name: "purpose", synonyms: &["problem solved", "description"], required: true },
        Wanted { name: "title", synonyms: &[], required: false },
        Wanted { name: "eu_class", synonyms: &["risk class"], required: false },
    ];

    fn table(header: &str) -> Table {
        Table::read("m.csv", header.as_bytes(), None, Limits::default()).unwrap()
    }

    fn told(pairs: &[&str]) -> Vec<(String, String)> {
        pairs.iter().map(|pair| parse_pair(pair).unwrap()).collect()
    }

    fn mapped(header: &str, pairs: &[&str]) -> Vec<Option<(usize, How)>> {
        let mapping = Mapping::new(&table(header), &WANTED, &told(pairs)).unwrap();
        mapping.sources.iter().map(|source| source.map(|source| (source.column, source.how))).collect()
    }

    #[test]
    fn names_come_before_synonyms_and_what_is_told_before_both() {
        use How::{Name, Synonym, Told};
        type Case<'a> = (&'a str, &'a [&'a str], [Option<(usize, How)>; 4]);
        let cases: [Case<'_>; 6] = [
            ("name,purpose,x", &[], [Some((0, Name)), Some((1, Name)), None, None]),
            ("Use Case Name,Problem-Solved", &[], [Some((0, Synonym)), Some((1, Synonym)), None, None]),
            // `title` is a field of its own, and no synonym takes it from it.
            ("title,EU Class", &[], [None, None, Some((0, Name)), Some((1, Name))]),
            ("NAME,name,description", &[], [Some((1, Name)), Some((2, Synonym)), None, None]),
            (
                "name,description",
                &["purpose=name", "eu class = Description"],
                [None, Some((0, Told)), None, Some((1, Told))],
            ),
            ("name,purpose", &["purpose="], [Some((0, Name)), None, None, None]),
        ];
        for (header, pairs, expected) in cases {
            assert_eq!(mapped(header, pairs), expected, "{header} {pairs:?}");
        }
    }

    #[test]
    fn what_is_not_mapped_is_listed() {
        let table = table("name,a,description,b");
        let mapping = Mapping::new(&table, &WANTED, &[]).unwrap();
        assert_eq!(mapping.unmapped_names(&table), ["a", "b"]);
        assert!(mapping.complete(&table, &WANTED).is_ok());
        assert_eq!(mapping.column(1), Some(2));
        let again = Mapping::new(&table, &WANTED, &mapping.pairs(&table, &WANTED)).unwrap();
        assert_eq!(
            again.sources.iter().map(|s| s.map(|s| s.column)).collect::<Vec<_>>(),
            mapping.sources.iter().map(|s| s.map(|s| s.column)).collect::<Vec<_>>()
        );
    }

    #[test]
    fn refusals_say_what_was_meant() {
        let table = table("name,problem,problem");
        let refusal = |pairs: &[&str]| Mapping::new(&table, &WANTED, &told(pairs)).unwrap_err().to_string();
        assert!(refusal(&["purpose=problme"]).contains("did you mean `problem`"), "{}", refusal(&["purpose=problme"]));
        assert!(refusal(&["purpos=name"]).starts_with("map: there is no field `purpos`; did you mean `purpose`?"));
        assert!(refusal(&["name=name", "Name=problem"]).contains("`name` is mapped twice"));
        for pair in ["name", "=x", " = "] {
            assert!(parse_pair(pair).is_err(), "{pair}");
        }
        assert_eq!(parse_pair("a=b=c").unwrap(), ("a".to_owned(), "b=c".to_owned()));
        let mapping = Mapping::new(&table, &WANTED, &[]).unwrap();
        assert_eq!(
            mapping.complete(&table, &WANTED).unwrap_err().to_string(),
            "m.csv: no column fills `purpose`; map one with purpose=Column; not mapped: problem, problem (column 3)"
        );
    }
}
