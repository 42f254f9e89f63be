//! Models as files name them: by identifier, by the key they were imported under, or by a name that
//! only one of them has.

use std::collections::HashMap;

use super::keys::{Identity, Key};
use crate::domain::ids::{ModelId, RecordId, RecordKind};
use crate::domain::record::Model;
use crate::domain::text::{clean_line, excerpt};
use crate::domain::{Misread, Refusal};
use crate::store::View;

/// What is to be done where no model is called so.
pub(super) const NO_MODEL: &str = "import models first, or write an identifier, a key or a name that is there";

/// The models found so far, so that each name is looked up once.
#[derive(Default)]
pub(super) struct Models {
    found: HashMap<String, Result<ModelId, Misread>>,
}

impl Models {
    /// The model that a text names; a refusal only if the store fails.
    pub(super) fn find(&mut self, view: &View<'_>, text: &str) -> Result<Result<ModelId, Misread>, Refusal> {
        let text = clean_line(text);
        if let Some(known) = self.found.get(&text) {
            return Ok(known.clone());
        }
        let found = look_up(view, &text)?.map_err(|several| match several {
            None => Misread::new(format!("there is no model `{}`", excerpt(&text)), NO_MODEL),
            Some(misread) => misread,
        });
        self.found.insert(text, found.clone());
        Ok(found)
    }
}

/// The models that a file itself brings: keys by what names each, none where several rows share a name.
#[derive(Default)]
pub(super) struct Siblings(HashMap<String, Option<String>>);

impl Siblings {
    /// The models of these rows.
    pub(super) fn of(keys: &[Key], identities: &[Identity]) -> Self {
        let mut known: HashMap<String, Option<String>> = HashMap::new();
        let keyed = || {
            keys.iter().zip(identities).filter_map(|(key, one)| match key {
                Key::Is(key) => Some((key, one)),
                Key::Repeats(..) | Key::None => None,
            })
        };
        for (key, identity) in keyed().filter(|(_, identity)| !identity.title.is_empty()) {
            let first = known.entry(identity.title.clone()).or_insert_with(|| Some(key.clone()));
            if first.as_ref() != Some(key) {
                *first = None;
            }
        }
        known.extend(keyed().map(|(key, _)| (key.clone(), Some(key.clone()))));
        Self(known)
    }

    /// The key of the model that a text names; nothing if no row is called so.
    pub(super) fn find(&self, text: &str) -> Option<Result<String, Misread>> {
        let text = clean_line(text);
        let several = || Misread::new(format!("`{}` is the name of several rows", excerpt(&text)), "write the key");
        self.0.get(&text).map(|key| key.clone().ok_or_else(several))
    }
}

/// The model that a text names; `None` if none does, a sentence if several have the name.
pub(super) fn look_up(view: &View<'_>, text: &str) -> Result<Result<ModelId, Option<Misread>>, Refusal> {
    let own = text.parse::<RecordId>().ok().filter(|id| id.kind == RecordKind::Model);
    let own = match own {
        Some(id) if view.exists(id)? => Some(id.number),
        _ => None,
    };
    let keyed = view.by_key::<Model>("external_key", text)?;
    if let (Some(own), Some(keyed)) = (own, keyed)
        && own != keyed
    {
        return Ok(Err(Some(ambiguous(text, ModelId(keyed)))));
    }
    if let Some(number) = own.or(keyed) {
        return Ok(Ok(ModelId(number)));
    }
    Ok(match view.models_named(text)?.as_slice() {
        [only] => Ok(*only),
        [] => Err(None),
        [one, other, ..] => {
            let sentence = format!("`{}` is the name of {one} and {other}", excerpt(text));
            Err(Some(Misread::new(sentence, "write the identifier")))
        }
    })
}

/// What is the identifier of one record and the key under which another was imported names neither.
pub(super) fn ambiguous(text: &str, other: impl std::fmt::Display) -> Misread {
    Misread::new(
        format!(
            "`{}` is an identifier here, and the key under which {other} was imported from elsewhere",
            excerpt(text)
        ),
        "write the name, or give the record that was imported another external key",
    )
}
