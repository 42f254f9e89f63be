//! Saved views: a name for a query over a list, which must read.

use super::case::Case;
use crate::domain::Refusal;
use crate::domain::ids::SavedViewId;
use crate::domain::operation::Revise;
use crate::domain::record::SavedView;
use crate::store::query::list::List;

/// Saves a view; its name must be new for its list.
pub fn save(case: &mut Case<'_>, view: &SavedView) -> Result<(), Refusal> {
    check(case, view, 0)?;
    case.create(view.clone()).map(drop)
}

/// Changes a saved view.
pub fn revise(case: &mut Case<'_>, revise: &Revise<SavedView>) -> Result<(), Refusal> {
    let row = case.view.get::<SavedView>(revise.number)?;
    let after = revise.applied(&row.fields);
    check(case, &after, row.number)?;
    case.revise(row.number, &row.fields, &after, &revise.reason)
}

fn check(case: &Case<'_>, view: &SavedView, except: u32) -> Result<(), Refusal> {
    let list = List::of(view.list.word()).map_err(|misread| misread.of("list"))?;
    let query = crate::domain::query::parse(view.query.as_str())
        .and_then(|query| query.resolve(&list.table().fields(), &case.reading()));
    if let Err(error) = query {
        return Err(Refusal::data("query", error.sentence).hint(error.hint));
    }
    if !view.sort.is_empty() {
        list.table().sort(view.sort.as_str()).map_err(|misread| misread.of("sort"))?;
    }
    match case.view.saved_view(view.name.as_str(), Some(view.list))? {
        Some(other) if other.number != except && !view.retired.0 => {
            let id = SavedViewId(other.number);
            Err(Refusal::data("name", format!("{id} has this name among the views of {}", view.list))
                .hint(format!("choose another, or change it: boardroom view revise {id}")))
        }
        _ => Ok(()),
    }
}
