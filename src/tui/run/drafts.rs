//! Drafts on disk: a file of their own beside the board.

use crate::domain::Refusal;
use crate::domain::moment::stamp;
use crate::store::drafts::Drafts;
use crate::tui::draft::{Draft, DraftKey};

use super::Options;

/// The drafts of the person at the keyboard.
pub struct File {
    file: Drafts,
    actor: String,
}

fn name(key: &DraftKey) -> String {
    format!("{} {}", key.form, key.target)
}

impl File {
    /// Opens the file beside the board.
    pub fn open(options: &Options) -> Result<Self, Refusal> {
        Ok(Self { file: Drafts::open(&options.store)?, actor: options.actor.0.clone() })
    }

    /// Writes a draft.
    pub fn keep(&self, draft: &Draft) -> Result<(), Refusal> {
        let content = serde_json::to_string(draft)
            .map_err(|error| Refusal::store("drafts", format!("a draft cannot be written: {error}")))?;
        self.file.keep(&self.actor, &name(&draft.key), &stamp(draft.at), &content)
    }

    /// Deletes a draft.
    pub fn drop(&self, key: &DraftKey) -> Result<(), Refusal> {
        self.file.forget(&self.actor, &name(key))
    }

    /// Every draft that can be read, newest first; one of an older program that cannot is left alone.
    pub fn all(&self) -> Result<Vec<Draft>, Refusal> {
        let kept = self.file.all(&self.actor)?;
        Ok(kept.iter().filter_map(|(_, _, content)| serde_json::from_str(content).ok()).collect())
    }
}
