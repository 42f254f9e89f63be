//! What lies in a folder, for the completion of paths.

use std::path::Path;

use crate::domain::order;
use crate::domain::text::is_clean;
use crate::tui::effect::Candidate;

/// Most entries that are looked at.
const MOST: usize = 5_000;

/// The names in a folder, of folders with `/` at the end; of what cannot be read, none. A name that could not be
/// typed is left out.
pub fn entries(path: &Path) -> Vec<Candidate> {
    let Ok(entries) = std::fs::read_dir(path) else { return Vec::new() };
    let mut found: Vec<Candidate> = entries
        .take(MOST)
        .flatten()
        .filter_map(|entry| {
            let name =
                entry.file_name().into_string().ok().filter(|name| is_clean(name) && !name.contains([';', '\n']))?;
            // Through links, too.
            let is_folder = entry.path().is_dir();
            let value = if is_folder { format!("{name}/") } else { name };
            Some(Candidate { value, label: String::new() })
        })
        .collect();
    order::by(&mut found, |one, other| one.value.cmp(&other.value));
    found
}
