//! A folder that is written whole or not at all, with a manifest of its files.
//!
//! It grows beside its place, readable by its owner only, and is moved there in one step. Names in it are made
//! of letters, digits, dots, hyphens and underscores, whatever the record calls things.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write};
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::domain::Refusal;
use crate::domain::text::clean_line;
use crate::exchange::file_out;

/// The manifest: one line a file, as `sha256sum -c` reads it.
pub const MANIFEST: &str = "MANIFEST";

/// A folder in the making.
pub struct Folder {
    growing: tempfile::TempDir,
    sums: BTreeMap<String, String>,
}

impl Folder {
    /// Begins a folder that will stand at `to`; refused if something stands there.
    pub fn begin(to: &Path) -> Result<Self, Refusal> {
        free(to)?;
        let beside = to.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
        let mut builder = tempfile::Builder::new();
        builder.prefix(".boardroom-");
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
        let growing = builder.tempdir_in(beside).map_err(|error| unwritten(to, &error))?;
        Ok(Self { growing, sums: BTreeMap::new() })
    }

    /// Writes a file; `name` is a path of safe parts, as [`safe`] makes them.
    pub fn file<T>(
        &mut self,
        name: &str,
        write: impl FnOnce(&mut dyn Write) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        let path = self.growing.path().join(name);
        if let Some(parent) = path.parent() {
            private(parent).map_err(|error| unwritten(parent, &error))?;
        }
        let mut sum = Sha256::new();
        let done = file_out::write(&path, |out| write(&mut Summed { out, sum: &mut sum }))?;
        let digest = sum.finalize().iter().fold(String::with_capacity(64), |mut digest, byte| {
            // Writing to a string cannot fail.
            let _ = write!(digest, "{byte:02x}");
            digest
        });
        self.sums.insert(name.to_owned(), digest);
        Ok(done)
    }

    /// Writes a text.
    pub fn text(&mut self, name: &str, text: &str) -> Result<(), Refusal> {
        self.file(name, |out| out.write_all(text.as_bytes()).map_err(|error| unwritten(Path::new(name), &error)))
    }

    /// How many files it has.
    pub fn len(&self) -> usize {
        self.sums.len()
    }

    /// Writes the manifest and moves the folder to its place.
    pub fn finish(self, to: &Path) -> Result<(), Refusal> {
        let lines: Vec<String> = self.sums.iter().map(|(name, sum)| format!("{sum}  {name}\n")).collect();
        let manifest = lines.concat();
        file_out::write(&self.growing.path().join(MANIFEST), |out| {
            out.write_all(manifest.as_bytes()).map_err(|error| unwritten(to, &error))
        })?;
        free(to)?;
        let path = self.growing.keep();
        std::fs::rename(&path, to).map_err(|error| {
            // What cannot be moved is of no use where it is.
            let _ = std::fs::remove_dir_all(&path);
            unwritten(to, &error)
        })
    }
}

/// A word as part of a file's name: what is not safe in one becomes a hyphen; never empty, hidden or long.
pub fn safe(word: &str) -> String {
    let mut name = String::new();
    for c in word.chars().take(60) {
        if c.is_ascii_alphanumeric() || matches!(c, '.' | '_') {
            name.push(c);
        } else if !name.ends_with('-') {
            name.push('-');
        }
    }
    let name = name.trim_matches(['-', '.']);
    if name.is_empty() { "unnamed".to_owned() } else { name.to_owned() }
}

/// Refuses a place where something stands, a link that leads nowhere included.
fn free(to: &Path) -> Result<(), Refusal> {
    if std::fs::symlink_metadata(to).is_err() {
        return Ok(());
    }
    Err(Refusal::usage(clean_line(&to.display().to_string()), "already exists, and is not written over")
        .hint("name a folder that is not there yet with -o"))
}

/// Makes a folder that only its owner reads.
fn private(folder: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// What keeps a file from being written.
pub fn unwritten(path: &Path, error: &io::Error) -> Refusal {
    Refusal::store(clean_line(&path.display().to_string()), format!("cannot be written: {error}"))
        .hint("choose another place with -o")
}

/// Writes on, and counts what is written into a digest.
struct Summed<'a> {
    out: &'a mut dyn Write,
    sum: &'a mut Sha256,
}

impl Write for Summed<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.sum.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_safe_whatever_they_were() {
        let cases = [
            ("MRB-0001", "MRB-0001"),
            ("2026.1", "2026.1"),
            ("../../etc/passwd", "etc-passwd"),
            ("a/b\\c:d*e", "a-b-c-d-e"),
            (".hidden", "hidden"),
            ("..", "unnamed"),
            ("\u{202e}\n", "unnamed"),
            ("", "unnamed"),
            ("-rf", "rf"),
            ("日本", "unnamed"),
        ];
        for (word, name) in cases {
            assert_eq!(safe(word), name, "{word:?}");
        }
        assert!(safe(&"x".repeat(5_000)).len() <= 60);
    }

    #[test]
    fn a_folder_stands_whole_or_not_at_all() {
        let here = tempfile::tempdir().unwrap();
        let to = here.path().join("bundle");
        let mut folder = Folder::begin(&to).unwrap();
        folder.text("a/b.txt", "one").unwrap();
        assert!(folder.file("c.txt", |_| Err::<(), _>(Refusal::data("x", "is wrong"))).is_err());
        drop(folder);
        assert_eq!(std::fs::read_dir(here.path()).unwrap().count(), 0, "nothing is left of it");
        let mut folder = Folder::begin(&to).unwrap();
        folder.text("a/b.txt", "one").unwrap();
        folder.finish(&to).unwrap();
        let one = "7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed";
        assert_eq!(std::fs::read_to_string(to.join(MANIFEST)).unwrap(), format!("{one}  a/b.txt\n"));
        #[cfg(unix)]
        for place in [to.clone(), to.join("a")] {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(std::fs::metadata(&place).unwrap().permissions().mode() & 0o777, 0o700, "{}", place.display());
        }
        assert!(Folder::begin(&to).is_err_and(|refusal| refusal.to_string().contains("already exists")));
    }
}
