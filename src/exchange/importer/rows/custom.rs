//! Columns of what the policy declares beside the fields: named `custom_hosting` as our own exports do, by label or by key.

use super::super::Mapped;
use super::super::report::{Filled, Report, Wrong};
use super::RowReader;
use crate::domain::custom::{CustomField, CustomFields};
use crate::domain::field::FieldValue;
use crate::domain::operation::Put;
use crate::domain::record::Record;
use crate::domain::text::excerpt;
use crate::domain::{Misread, Refusal};
use crate::exchange::importer::names::Importable;
use crate::exchange::mapping::{How, key as plain};
use crate::exchange::table_in::Row;
use crate::policy::{Policy, custom};

/// The field that holds them.
const CUSTOM: &str = "custom";

/// Which columns hold what the policy declares, each with its key there; none that fills a field.
pub(in super::super) fn columns<R: Record>(mapped: &Mapped<'_>, policy: &Policy) -> Vec<(usize, String)> {
    let free = &mapped.mapping.unmapped;
    let is_called = |column: usize, name: &str| plain(&mapped.table.columns()[column].header) == name;
    let declared = policy.custom_fields(R::KIND).filter(|_| R::position(CUSTOM).is_some());
    let column = |key: &str, label: &str| {
        let known = [plain(&format!("{CUSTOM}{key}")), plain(key), plain(label)];
        known.iter().find_map(|name| free.iter().copied().find(|column| is_called(*column, name)))
    };
    declared.filter_map(|rule| Some((column(&rule.key, &rule.label)?, rule.key.clone()))).collect()
}

/// Says in the report which columns are understood so.
pub(in super::super) fn tell(report: &mut Report, mapped: &Mapped<'_>, columns: &[(usize, String)]) {
    for (column, key) in columns {
        let name = mapped.table.columns()[*column].name.clone();
        report.unmapped.retain(|one| *one != excerpt(&name));
        report.mapped.push(Filled { field: format!("{CUSTOM}.{key}"), column: name, how: How::Name });
    }
}

impl<R: Importable> RowReader<'_, R> {
    /// Puts what the columns say beside what the record has; a value that the declaration does not allow is refused.
    pub(super) fn fill_custom(
        &self,
        row: &Row<'_>,
        put: &mut Put<R>,
        before: Option<&R>,
    ) -> Result<Option<Wrong>, Refusal> {
        let said = |(column, key): &(usize, String)| {
            let value = crate::domain::text::clean_line(&row.cells[*column]);
            (!value.is_empty()).then(|| CustomField { key: key.clone(), value })
        };
        let said: Vec<CustomField> = self.custom.iter().filter_map(said).collect();
        if said.is_empty() {
            return Ok(None);
        }
        let at = R::place(CUSTOM)?;
        let stands = if put.set.contains(&at) {
            put.fields.text(at)
        } else {
            before.map(|row| row.text(at)).unwrap_or_default()
        };
        let misplaced = |misread: Misread| misread.of(CUSTOM);
        let mut fields = CustomFields::read(&stands, self.reading).map_err(misplaced)?;
        fields.0.retain(|field| said.iter().all(|one| one.key != field.key));
        fields.0.extend(said);
        match custom::settle(R::KIND, &fields, self.policy, self.reading) {
            Ok(fields) => {
                put.fields.set(at, &fields.text(), self.reading).map_err(misplaced)?;
                if !put.set.contains(&at) {
                    put.set.push(at);
                }
                Ok(None)
            }
            Err(refusal) => {
                let named = |(_, key): &&(usize, String)| refusal.subject == format!("{CUSTOM}.{key}");
                let column = self.custom.iter().find(named).map(|(column, _)| *column);
                let place = self.mapped.table.place(row.line, column);
                Ok(Some(Wrong {
                    line: row.line,
                    column: column.map(|column| self.mapped.table.columns()[column].name.clone()),
                    value: column.map(|column| excerpt(&row.cells[column])).unwrap_or_default(),
                    refusal: Refusal { subject: place, ..refusal },
                }))
            }
        }
    }
}
