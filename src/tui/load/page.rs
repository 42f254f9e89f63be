//! A record's document as a page with tabs.

use super::lead;
use crate::board::Env;
use crate::domain::Refusal;
use crate::domain::ids::RecordId;
use crate::exchange::markdown;
use crate::exchange::page::{Pages, sections};
use crate::exchange::template::runbook::Runbooks;
use crate::policy::Policy;
use crate::store::View;
use crate::tui::document;
use crate::tui::effect::Page;
use crate::tui::theme::Glyphs;

/// Reads a record as a page. Its signs are those that every terminal has: a page is read before anyone
/// knows where it is drawn.
pub fn page(view: &View<'_>, policy: &Policy, env: &Env, runbooks: &Runbooks, id: RecordId) -> Result<Page, Refusal> {
    let document = Pages { view, history: view, policy, moment: env.now, runbooks }.page(id)?;
    let lines = |content| document::blocks(content, &Glyphs::ASCII);
    let mut tabs: Vec<_> = sections(&document).into_iter().map(|(title, content)| (title, lines(content))).collect();
    if let Some((_, first)) = tabs.first_mut() {
        first.splice(0..0, lead::lines(view, env, id)?);
    }
    Ok(Page { title: document.title.clone(), tabs, markdown: markdown::write(&document) })
}
