//! One operation for every record that a query matches, as one batch with one undo.

use serde_json::{Map, Value};

use super::context::Context;
use super::operations::leading;
use crate::board;
use crate::domain::field::{FieldKind, FieldSpec, Reading};
use crate::domain::ids::RecordId;
use crate::domain::operation::{Batch, Operation, OperationSpec};
use crate::domain::{Kind, Refusal};
use crate::insight::list;
use crate::store::View;
use crate::store::query::list::List;

/// Where the query of many records stands among the matches.
pub(super) const WHERE: &str = "where_";

/// The list whose records an operation can be done to, many at once, and the field that names one.
pub(super) fn listed(spec: &OperationSpec) -> Option<(List, &'static str)> {
    let kind = |field: &FieldSpec| match (field.kind)() {
        FieldKind::Record(kind) => Some(kind),
        // A revision names its record as `id`; its hint is an identifier of the kind.
        _ if field.name == "id" => field.hint.parse::<RecordId>().ok().map(|id| id.kind),
        _ => None,
    };
    let named = |field: &FieldSpec| field.required && kind(field).is_some();
    let field = leading(spec).filter(named).or_else(|| spec.fields.iter().copied().find(named))?;
    List::showing(kind(&field)?).map(|list| (list, field.name))
}

/// One operation for every record that a query matches, as a batch.
pub(super) fn many(
    view: &View<'_>,
    spec: &OperationSpec,
    fields: &Map<String, Value>,
    query: &str,
    context: &Context,
    reading: &Reading,
) -> Result<Operation, Refusal> {
    let Some((list, name)) = listed(spec) else {
        return Err(Refusal::usage("--where", "this operation is done to one record").hint("name the record"));
    };
    let listed = list::read_known(view, list, query, None, reading).map_err(|refusal| Refusal {
        kind: Kind::Usage,
        subject: "--where".to_owned(),
        ..refusal
    })?;
    let policy = board::policy_in_force(view)?;
    let keys = listed.keys(view, &policy, list::today(&policy, context.now()))?;
    if keys.is_empty() {
        return Err(Refusal::data(
            "--where",
            format!("none of the {} matches `{}`", list.word(), crate::domain::text::excerpt(query)),
        )
        .hint(format!("try it with boardroom list {} --filter", list.name())));
    }
    let mut rows = Vec::with_capacity(keys.len());
    for (line, id) in (1..).zip(keys.into_iter().filter_map(RecordId::from_key)) {
        let mut fields = fields.clone();
        fields.insert(name.to_owned(), Value::from(id.to_string()));
        rows.push((line, Operation::read(spec.name, &fields, reading)?));
    }
    let label = format!("{} of {} {}", spec.name, rows.len(), list.word());
    Ok(Operation::Batch(Batch { label, rows }))
}
