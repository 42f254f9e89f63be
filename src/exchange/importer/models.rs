//! Models as files name them: by identifier, by the key they were imported under, or by a name that
//! only one of them has.

use std::collections::HashMap;

use crate::domain::ids::{ModelId, RecordId, RecordKind};
use crate::domain::record::Model;
use crate::domain::text::{clean_line, excerpt};
use crate::domain::{Misread, Refusal};
use crate::store::View;

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
            None => Misread::new(
                format!("there is no model `{}`", excerpt(&text)),
                "import models first, or write an identifier, a key or a name that is there",
            ),
            Some(misread) => misread,
        });
        self.found.insert(text, found.clone());
        Ok(found)
    }
}

/// The model that a text names; `None` if none does, a sentence if several have the name.
pub(super) fn look_up(view: &View<'_>, text: &str) -> Result<Result<ModelId, Option<Misread>>, Refusal> {
    if let Ok(id) = text.parse::<RecordId>()
        && id.kind == RecordKind::Model
        && view.exists(id)?
    {
        return Ok(Ok(ModelId(id.number)));
    }
    if let Some(number) = view.by_key::<Model>("external_key", text)? {
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
