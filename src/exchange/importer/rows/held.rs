//! An entry that was read, held against the record: new, changed, or what the board says already.

use super::super::keys::{Identity, Key};
use super::super::names::Keyed;
use super::super::report::{Fate, Wrong};
use super::super::unsaid;
use super::{Read, RowReader, shown};
use crate::domain::ids::{RecordId, RecordKind};
use crate::domain::operation::{LinkModel, Operation, Put, Revise};
use crate::domain::text::excerpt;
use crate::domain::value::{Line, Words};
use crate::domain::{Misread, Refusal};
use crate::exchange::table_in::Row;

impl<R: Keyed> RowReader<'_, R> {
    /// Reads a row; a refusal only if the store fails.
    pub(in super::super) fn read(&mut self, row: &Row<'_>, key: &Key, identity: &Identity) -> Result<Read, Refusal> {
        if let Some(refusal) = self.mapped.table.refuse(row) {
            return Ok(Read::Wrong(vec![Wrong { line: row.line, column: None, value: String::new(), refusal }]));
        }
        let key_at = R::place(Put::<R>::key_field())?;
        let key = match key {
            Key::Is(key) => key,
            Key::Repeats(key, line) => {
                let misread = Misread::new(
                    format!("the key `{}` stands on line {line} already", excerpt(key)),
                    "give each row a key of its own, or remove one",
                );
                return Ok(Read::Wrong(vec![self.wrong(row, Some(key_at), misread)]));
            }
            Key::None => {
                let misread = Misread::new(
                    format!("the row has neither {} nor {}", Put::<R>::key_field(), R::TITLE),
                    "fill one of them",
                );
                return Ok(Read::Wrong(vec![self.wrong(row, None, misread)]));
            }
        };
        self.waiting.clear();
        let (mut put, wrong) = self.fields(row, Some(key_at))?;
        if !wrong.is_empty() {
            self.directory.drop_unkept();
            return Ok(Read::Wrong(wrong));
        }
        let read = match self.settle(row, &mut put, key_at, key, identity)? {
            Read::Unchanged if !self.waiting.is_empty() => {
                Read::Right { fate: Fate::Updated, operations: Vec::new(), shown: shown(&put) }
            }
            read => read,
        };
        if !self.waiting.is_empty() && matches!(read, Read::Right { .. }) {
            let depends_on = Words(std::mem::take(&mut self.waiting));
            let link = LinkModel { model_key: Line(key.clone()), depends_on };
            self.links.push((row.line, Operation::ModelLink(link)));
        }
        match read {
            Read::Right { fate, operations, shown } => {
                let people = self.directory.keep();
                Ok(Read::Right { fate, operations: people.into_iter().chain(operations).collect(), shown })
            }
            other => {
                self.directory.drop_unkept();
                Ok(other)
            }
        }
    }

    /// Holds an entry against the record: new, changed or the same.
    fn settle(
        &mut self,
        row: &Row<'_>,
        put: &mut Put<R>,
        key_at: usize,
        key: &str,
        identity: &Identity,
    ) -> Result<Read, Refusal> {
        // Our own identifier in the key column names a record of this board.
        let own = key.parse::<RecordId>().ok().filter(|id| id.kind == R::KIND);
        let own = match own {
            Some(id) if self.view.exists(id)? => Some(id.number),
            _ => None,
        };
        let keyed = self.view.by_key::<R>(Put::<R>::key_field(), key)?;
        if let (Some(own), Some(keyed)) = (own, keyed)
            && own != keyed
        {
            let misread = super::super::models::ambiguous(key, RecordId { kind: R::KIND, number: keyed });
            return Ok(Read::Wrong(vec![self.wrong(row, Some(key_at), misread)]));
        }
        let known = own.or(keyed);
        if own.is_none() {
            if let Err(misread) = put.fields.set(key_at, key, self.reading) {
                return Ok(Read::Wrong(vec![self.wrong(row, Some(key_at), misread)]));
            }
            put.set.push(key_at);
        }
        put.set.sort_unstable();
        put.set.dedup();
        let Some(number) = known else {
            self.complete(put, key, identity)?;
            if let Err(refusal) = put.fields.complete() {
                let at = R::position(&refusal.subject);
                let misread = Misread::new(refusal.sentence, format!("fill `{}`: {}", refusal.subject, refusal.hint));
                return Ok(Read::Wrong(vec![self.wrong(row, at, misread)]));
            }
            let shown = shown(put);
            return Ok(Read::Right { fate: Fate::Created, operations: vec![R::put(put.clone())], shown });
        };
        let before = self.view.get::<R>(number)?;
        let mut changed: Vec<usize> =
            put.set.iter().copied().filter(|at| put.fields.text(*at) != before.fields.text(*at)).collect();
        changed.retain(|at| unsaid::says::<R>(*at, &put.fields.text(*at)));
        changed.retain(|at| {
            let name = R::SPECS[*at].name;
            let kept = R::KEPT.contains(&name);
            if kept {
                *self.kept.entry(name).or_default() += 1;
            }
            !kept
        });
        if changed.is_empty() {
            return Ok(Read::Unchanged);
        }
        let shown = shown(put);
        let operation = if own.is_some() {
            let reason = format!("imported from {}", self.mapped.table.name());
            R::revise(Revise { number, fields: put.fields.clone(), set: changed, reason })
        } else {
            let mut set = changed;
            set.push(key_at);
            R::put(Put { fields: put.fields.clone(), set })
        };
        Ok(Read::Right { fate: Fate::Updated, operations: vec![operation], shown })
    }

    /// Fills what a new record needs and a table of others may lack: a name, a tier's rationale.
    pub(in super::super) fn complete(
        &mut self,
        put: &mut Put<R>,
        key: &str,
        identity: &Identity,
    ) -> Result<(), Refusal> {
        let title = R::place(R::TITLE)?;
        if R::KIND == RecordKind::Model && identity.title.is_empty() {
            put.fields.set(title, key, self.reading).map_err(|misread| misread.of(R::TITLE))?;
            put.set.push(title);
            self.named += 1;
        }
        if let (Some(tier), Some(rationale), Some(provisional)) =
            (R::position("tier"), R::position("tier_rationale"), R::position("tier_provisional"))
            && !put.fields.text(tier).is_empty()
            && put.fields.text(rationale).is_empty()
        {
            let why = format!("As stated in {}; to be confirmed", self.mapped.table.name());
            put.fields.set(rationale, &why, self.reading).map_err(|misread| misread.of("tier_rationale"))?;
            put.fields.set(provisional, "yes", self.reading).map_err(|misread| misread.of("tier_provisional"))?;
            put.set.extend([rationale, provisional]);
            self.tiered += 1;
        }
        self.unsaid.fill(put, self.reading)
    }
}
