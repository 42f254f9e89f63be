//! People as tables name them: by handle, by name, by e-mail; whoever is not known yet becomes a person
//! without a seat.

use std::collections::{HashMap, HashSet};

use crate::domain::field::{FieldValue, Fields, Reading};
use crate::domain::operation::{Operation, Put};
use crate::domain::record::Person;
use crate::domain::text::{clean_line, excerpt};
use crate::domain::value::{HANDLE_LIMIT, Handle, Line};
use crate::domain::{Misread, Refusal};
use crate::store::View;

/// Longest name that is taken for one.
const NAME_LIMIT: usize = 120;

/// Who is known, and who was met in the file.
pub(super) struct Directory {
    handles: HashSet<String>,
    by_email: HashMap<String, String>,
    by_name: HashMap<String, String>,
    fresh: Vec<Person>,
    /// How many of `fresh` belong to rows that stand.
    kept: usize,
}

impl Directory {
    pub(super) fn read(view: &View<'_>) -> Result<Self, Refusal> {
        let mut directory = Self {
            handles: HashSet::new(),
            by_email: HashMap::new(),
            by_name: HashMap::new(),
            fresh: Vec::new(),
            kept: 0,
        };
        for row in view.people()? {
            directory.know(&row.fields);
        }
        Ok(directory)
    }

    /// Takes note of a person; the first of a name or address keeps it.
    pub(super) fn know(&mut self, person: &Person) {
        let handle = person.handle.0.clone();
        if !person.email.is_empty() {
            self.by_email.entry(person.email.0.to_lowercase()).or_insert_with(|| handle.clone());
        }
        if !person.name.is_empty() {
            self.by_name.entry(person.name.0.to_lowercase()).or_insert_with(|| handle.clone());
        }
        self.handles.insert(handle);
    }

    fn forget(&mut self, person: &Person) {
        let handle = person.handle.as_str();
        self.handles.remove(handle);
        self.by_email.retain(|_, known| known != handle);
        self.by_name.retain(|_, known| known != handle);
    }

    /// The handle of a person known by this name or address.
    pub(super) fn known(&self, name: &str, email: &str) -> Option<&String> {
        let by_email = self.by_email.get(&clean_line(email).to_lowercase());
        by_email.or_else(|| self.by_name.get(&clean_line(name).to_lowercase()))
    }

    /// The handle that a text names; a new one if nobody is known by it.
    pub(super) fn resolve(&mut self, text: &str, reading: &Reading) -> Result<String, Misread> {
        let text = clean_line(text);
        if text.eq_ignore_ascii_case("@me") {
            return Handle::read(&text, reading).map(|handle| handle.0);
        }
        let (name, email) = name_and_email(&text);
        if let Some(handle) = self.known(&name, &email) {
            return Ok(handle.clone());
        }
        let plain = text.trim_start_matches('@').to_lowercase();
        if self.handles.contains(&plain) {
            return Ok(plain);
        }
        if name.chars().count() > NAME_LIMIT {
            return Err(Misread::new(
                format!("`{}` is not a person", excerpt(&text)),
                "write a handle, a name or an e-mail address",
            ));
        }
        let handle = match (Handle::read(&plain, reading), email.split('@').next()) {
            (Ok(handle), _) if email.is_empty() => handle.0,
            (_, Some(local)) if !local.is_empty() => self.free(local)?,
            _ => self.free(&name)?,
        };
        let shown = if name.is_empty() { email.clone() } else { name };
        let person = Person {
            handle: Handle(handle.clone()),
            name: Line(shown.trim_start_matches('@').to_owned()),
            email: Line(email),
            ..Person::default()
        };
        self.know(&person);
        self.fresh.push(person);
        Ok(handle)
    }

    /// A handle made of a name, that nobody has.
    pub(super) fn free(&self, name: &str) -> Result<String, Misread> {
        let mut stem = String::new();
        for c in name.chars().flat_map(char::to_lowercase) {
            if c.is_alphanumeric() || (matches!(c, '_' | '-') && !stem.is_empty()) {
                stem.push(c);
            } else if !stem.is_empty() && !stem.ends_with('.') {
                stem.push('.');
            }
        }
        let stem: String = stem.trim_end_matches('.').chars().take(HANDLE_LIMIT - 4).collect();
        if stem.is_empty() {
            return Err(Misread::new(
                format!("`{}` is not a person", excerpt(name)),
                "write a handle, a name or an e-mail address",
            ));
        }
        let numbered = (2..).map(|number| format!("{stem}{number}"));
        let mut candidates = std::iter::once(stem.clone()).chain(numbered);
        let free = candidates.find(|candidate| !self.handles.contains(candidate));
        free.ok_or_else(|| Misread::new("no handle is free", "write handles"))
    }

    /// The row that named them stands: gives the operations that add the new people.
    pub(super) fn keep(&mut self) -> Vec<Operation> {
        let place = |name: &str| Person::place(name).unwrap_or_default();
        let add = |person: &Person| {
            let mut set = vec![place("handle"), place("name")];
            if !person.email.is_empty() {
                set.push(place("email"));
            }
            Operation::PersonPut(Put { fields: person.clone(), set })
        };
        let operations = self.fresh[self.kept..].iter().map(add).collect();
        self.kept = self.fresh.len();
        operations
    }

    /// The row that named them was refused.
    pub(super) fn drop_unkept(&mut self) {
        for person in self.fresh.split_off(self.kept) {
            self.forget(&person);
        }
    }

    /// The handles of the people an import adds.
    pub(super) fn added(&self) -> Vec<String> {
        self.fresh[..self.kept].iter().map(|person| person.handle.0.clone()).collect()
    }
}

/// `Ann Lee <ann@example.org>` as name and address; either may be missing.
fn name_and_email(text: &str) -> (String, String) {
    if let Some((name, rest)) = text.split_once('<')
        && let Some((email, _)) = rest.split_once('>')
        && is_email(email.trim())
    {
        return (name.trim().trim_matches('"').to_owned(), email.trim().to_lowercase());
    }
    let bare = text.strip_prefix("mailto:").unwrap_or(text);
    if is_email(bare) { (String::new(), bare.to_lowercase()) } else { (text.to_owned(), String::new()) }
}

fn is_email(text: &str) -> bool {
    let parts = text.split_once('@');
    parts.is_some_and(|(local, host)| !local.is_empty() && host.contains('.') && !text.contains(char::is_whitespace))
}
