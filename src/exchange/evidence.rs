//! Evidence as local files: hashed when it is received, and looked at again later.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::domain::Refusal;
use crate::domain::field::Fields;
use crate::domain::operation::{Operation, Revise};
use crate::domain::record::Artifact;
use crate::domain::states::ArtifactState;
use crate::domain::text::clean_line;
use crate::domain::value::{Line, MARKDOWN_LIMIT, Markdown};
use crate::store::View;

/// How a file stands against the hash on record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The same bytes.
    Same,
    /// Other bytes, with their hash.
    Changed(String),
    /// No such file.
    Gone,
    /// It is there and cannot be read.
    Unreadable(String),
}

impl Standing {
    /// In a word.
    pub const fn word(&self) -> &'static str {
        match self {
            Standing::Same => "same",
            Standing::Changed(_) => "changed",
            Standing::Gone => "gone",
            Standing::Unreadable(_) => "unreadable",
        }
    }
}

/// The path that a link names, if it names a file of this machine.
pub fn local(uri: &str) -> Option<PathBuf> {
    let path = uri.strip_prefix("file://").unwrap_or(uri).trim();
    let is_link = uri.split_once(':').is_some_and(|(scheme, _)| {
        scheme.len() > 1
            && scheme != "file"
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
    });
    (!is_link && !path.is_empty()).then(|| PathBuf::from(path))
}

/// SHA-256 of what a reader gives, in hexadecimal.
pub fn digest(mut from: impl Read) -> io::Result<String> {
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 64 * 1024];
    loop {
        match from.read(&mut buffer)? {
            0 => break,
            read => hasher.update(&buffer[..read]),
        }
    }
    Ok(hasher.finalize().iter().fold(String::with_capacity(64), |mut text, byte| {
        text.push(char::from_digit(u32::from(byte >> 4), 16).unwrap_or('0'));
        text.push(char::from_digit(u32::from(byte & 15), 16).unwrap_or('0'));
        text
    }))
}

fn opened(path: &Path) -> io::Result<File> {
    // A pipe or a device never ends, and opening one may never come back; a folder has no bytes.
    if !std::fs::metadata(path)?.is_file() {
        return Err(io::Error::other("it is no file"));
    }
    File::open(path)
}

/// How the file of an artifact stands; none if it names no local file or has no hash.
pub fn check(artifact: &Artifact) -> Option<Standing> {
    let recorded = artifact.sha256.as_str();
    let path = local(artifact.uri.as_str()).filter(|_| !recorded.is_empty())?;
    Some(match opened(&path).and_then(digest) {
        Ok(now) if now.eq_ignore_ascii_case(recorded) => Standing::Same,
        Ok(now) => Standing::Changed(now),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Standing::Gone,
        Err(error) => Standing::Unreadable(clean_line(&error.to_string())),
    })
}

/// The whole path of a file of this machine that a link names, if there is such a file and its path is a link.
pub fn whole_path(uri: &str) -> Option<Line> {
    let path = std::fs::canonicalize(local(uri)?).ok().filter(|path| path.is_file())?;
    let whole = path.display().to_string();
    let fits = whole.chars().count() <= crate::domain::value::LINE_LIMIT && clean_line(&whole) == whole;
    fits.then_some(Line(whole))
}

/// Looks at the files of evidence before an operation is decided, also of each row of a batch: what is
/// received is hashed, what is accepted is hashed again. Says what had to be taken on trust.
///
/// Errors: a file that cannot be read, or whose bytes are not those of its hash.
pub fn settle(operation: &mut Operation, view: &View<'_>) -> Result<Vec<String>, Refusal> {
    match operation {
        Operation::ArtifactReceive(artifact) => receive(artifact),
        Operation::ArtifactRevise(revise) => accept(revise, view),
        Operation::Batch(batch) => {
            let mut notes = Vec::new();
            for (_, row) in &mut batch.rows {
                notes.extend(settle(row, view)?);
            }
            Ok(notes)
        }
        _ => Ok(Vec::new()),
    }
}

/// What is accepted has the bytes that were received; with another file it is that one's hash that counts.
fn accept(revise: &mut Revise<Artifact>, view: &View<'_>) -> Result<Vec<String>, Refusal> {
    let Some(row) = view.find::<Artifact>(revise.number)? else { return Ok(Vec::new()) };
    let after = revise.applied(&row.fields);
    let moved = after.uri != row.uri;
    let accepted = after.state == ArtifactState::Accepted && row.fields.state != ArtifactState::Accepted;
    if !moved && !accepted {
        return Ok(Vec::new());
    }
    if moved && !revise.sets("sha256") && local(after.uri.as_str()).is_some() {
        // Another file has its own hash and text.
        let mut filed = Artifact { sha256: Line::default(), text: Markdown::default(), ..after };
        let notes = receive(&mut filed)?;
        for name in ["uri", "sha256", "text"] {
            let at = Artifact::place(name)?;
            revise.fields.set_cell(at, filed.cell(at));
            if !revise.set.contains(&at) {
                revise.set.push(at);
            }
        }
        return Ok(notes);
    }
    let trust = |why: &str| Ok(vec![format!("{} is taken on trust: {why}", row.id())]);
    match check(&after) {
        Some(Standing::Same) => Ok(Vec::new()),
        Some(Standing::Changed(now)) => {
            let named = clean_line(after.uri.as_str());
            let sentence = format!("{named} has changed since it was hashed: it has now {now}");
            Err(Refusal::data(format!("{} sha256", row.id()), sentence)
                .hint("receive the file as it is now as another artifact, or put back what was hashed"))
        }
        Some(Standing::Gone) => trust("the file is not on this machine"),
        Some(Standing::Unreadable(why)) => trust(&format!("the file cannot be read: {why}")),
        None if after.uri.is_empty() => Ok(Vec::new()),
        None if local(after.uri.as_str()).is_some() => trust("no hash was recorded"),
        None => trust("a link cannot be read from here"),
    }
}

/// Fills in what a local file says of itself when evidence is received: its whole path, its hash, and
/// the text of Markdown. A hash that was given must be the file's.
pub fn receive(artifact: &mut Artifact) -> Result<Vec<String>, Refusal> {
    let Some(path) = local(artifact.uri.as_str()) else { return Ok(Vec::new()) };
    let named = clean_line(&path.display().to_string());
    let trouble = |error: io::Error| {
        Refusal::store("uri", format!("{named} cannot be read: {error}")).hint("give the path of a file, or a link")
    };
    let path = match std::fs::canonicalize(&path) {
        Ok(path) => path,
        // What is filed elsewhere may carry its hash along.
        Err(error) if error.kind() == io::ErrorKind::NotFound && !artifact.sha256.is_empty() => {
            return Ok(vec![format!("{named} is not on this machine: its hash is taken on trust")]);
        }
        Err(error) => return Err(trouble(error)),
    };
    let now = opened(&path).and_then(digest).map_err(trouble)?;
    if !artifact.sha256.is_empty() && !artifact.sha256.as_str().eq_ignore_ascii_case(&now) {
        return Err(Refusal::data("sha256", format!("{named} has another sum: {now}"))
            .hint("leave it blank, or find the file that is meant"));
    }
    artifact.sha256 = Line(now);
    if let Some(whole) = whole_path(artifact.uri.as_str()) {
        artifact.uri = whole;
    }
    let is_markdown =
        path.extension().is_some_and(|end| end.eq_ignore_ascii_case("md") || end.eq_ignore_ascii_case("markdown"));
    if is_markdown && artifact.text.is_empty() {
        let mut text = Vec::new();
        let most = u64::try_from(MARKDOWN_LIMIT).unwrap_or(u64::MAX);
        opened(&path).and_then(|file| file.take(most + 1).read_to_end(&mut text)).map_err(trouble)?;
        if let Ok(text) = String::from_utf8(text)
            && text.len() <= MARKDOWN_LIMIT
        {
            artifact.text = Markdown(crate::domain::text::clean_text(&text));
        }
    }
    Ok(Vec::new())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_no_files() {
        for link in ["https://x.example/a", "s3://bucket/a", "mailto:a@b", ""] {
            assert_eq!(local(link), None, "{link}");
        }
        assert_eq!(local("file:///tmp/a"), Some(PathBuf::from("/tmp/a")));
        assert_eq!(local("reports/eval.md"), Some(PathBuf::from("reports/eval.md")));
    }

    #[test]
    fn a_file_is_hashed_once_and_known_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("card.md");
        std::fs::write(&path, "# Card\n").expect("written");
        let uri = Line(path.display().to_string());
        let mut artifact = Artifact { uri: uri.clone(), ..Artifact::default() };
        assert_eq!(receive(&mut artifact), Ok(Vec::new()));
        assert_eq!(artifact.sha256.as_str(), crate::store::sha256("# Card\n"));
        assert_eq!(artifact.text.as_str(), "# Card\n");
        assert_eq!(check(&artifact), Some(Standing::Same));
        std::fs::write(&path, "# Other\n").expect("written");
        assert!(matches!(check(&artifact), Some(Standing::Changed(_))));
        let mut wrong = Artifact { text: Markdown::default(), ..artifact.clone() };
        assert!(receive(&mut wrong).is_err_and(|refusal| refusal.subject == "sha256"));
        std::fs::remove_file(&path).expect("removed");
        assert_eq!(check(&artifact), Some(Standing::Gone));
        let notes = receive(&mut artifact).expect("its hash came along");
        assert!(notes.iter().any(|note| note.contains("taken on trust")), "{notes:?}");
        assert!(receive(&mut Artifact { uri, ..Artifact::default() }).is_err());
        let folder_itself = Line(folder.path().display().to_string());
        assert!(receive(&mut Artifact { uri: folder_itself, ..Artifact::default() }).is_err());
    }
}
