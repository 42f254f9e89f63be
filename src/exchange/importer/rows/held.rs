//! An entry that was read, held against the record: new, changed, or what the board says already.

use super::super::keys::{Identity, Key};
use super::super::names::Keyed;
use super::super::report::{Difference, Fate, Wrong};
use super::super::unsaid;
use super::{Read, RowReader, shown};
use crate::domain::event::Change;
use crate::domain::ids::{RecordId, RecordKind};
use crate::domain::operation::{LinkModel, Operation, Put, Revise};
use crate::domain::states::FollowUpState;
use crate::domain::text::excerpt;
use crate::domain::value::{Line, Words};
use crate::domain::{Misread, Refusal};
use crate::exchange::table_in::Row;
use crate::store::View;

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
        let ended = self.ended(row);
        let Some(number) = known else {
            if ended == Some(true) {
                self.ended += 1;
                return Ok(Read::Unchanged);
            }
            self.curb(put, None);
            if let Some(wrong) = self.fill_custom(row, put, None)? {
                return Ok(Read::Wrong(vec![wrong]));
            }
            self.complete(put, key, identity)?;
            if let Err(refusal) = put.fields.complete() {
                let at = R::position(&refusal.subject);
                let misread = Misread::new(refusal.sentence, format!("fill `{}`: {}", refusal.subject, refusal.hint));
                return Ok(Read::Wrong(vec![self.wrong(row, at, misread)]));
            }
            self.namesake(row, put, None)?;
            let shown = shown(put);
            return Ok(Read::Right { fate: Fate::Created, operations: vec![R::put(put.clone())], shown });
        };
        let before = self.view.get::<R>(number)?;
        if ended.is_some_and(|ended| ended != R::is_over(&before.state)) {
            *self.kept.entry("status").or_default() += 1;
        }
        self.curb(put, Some(&before.fields));
        if let Some(wrong) = self.fill_custom(row, put, Some(&before.fields))? {
            return Ok(Read::Wrong(vec![wrong]));
        }
        let changed = self.changed(row.line, put, number, &before.fields)?;
        if changed.is_empty() {
            return Ok(Read::Unchanged);
        }
        if changed.iter().any(|at| R::SPECS[*at].name == R::TITLE) {
            self.namesake(row, put, Some(number))?;
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

    /// Notes a model that gets the name of another: neither is found by it then.
    fn namesake(&mut self, row: &Row<'_>, put: &Put<R>, number: Option<u32>) -> Result<(), Refusal> {
        if R::KIND != RecordKind::Model {
            return Ok(());
        }
        let name = put.fields.text(R::place(R::TITLE)?);
        let names = if let Some(names) = &self.names {
            names
        } else {
            let all = self.view.model_names()?.into_iter().rev();
            self.names.insert(all.map(|(model, name)| (name.to_lowercase(), model)).collect())
        };
        let other = names.get(&name.to_lowercase()).filter(|model| Some(model.0) != number);
        if let Some(other) = other {
            let unit = self.mapped.table.unit();
            self.namesakes.push(format!("{unit} {} `{}` is {other}", row.line, excerpt(&name)));
        }
        Ok(())
    }

    /// Whether what the row is about has ended elsewhere; a status that is not a word of ours is told.
    fn ended(&mut self, row: &Row<'_>) -> Option<bool> {
        let mapped = self.mapped;
        let ended = R::ended(&|name| mapped.text(row, name))?;
        let status = mapped.text(row, "status");
        let meant = if ended { "closed" } else { "open" };
        let ours = FollowUpState::of(&status.replace([' ', '_'], "-")).is_some();
        if !status.is_empty() && !ours {
            *self.meanings.entry(("status", status, meant.to_owned())).or_default() += 1;
        }
        Some(ended)
    }

    /// Takes out of an entry what no file brings about here.
    fn curb(&mut self, put: &mut Put<R>, before: Option<&R>) {
        if let Some(why) = R::curb(put, before) {
            *self.curbed.entry(why).or_default() += 1;
        }
    }

    /// The places in which a row changes a record. What the board decides stays, and so does what somebody changed
    /// here since the record said what the file still says.
    fn changed(&mut self, line: u64, put: &Put<R>, number: u32, before: &R) -> Result<Vec<usize>, Refusal> {
        let record = RecordId { kind: R::KIND, number };
        let mut history = None;
        let mut changed = Vec::new();
        for at in put.set.iter().copied() {
            let (given, now) = (put.fields.text(at), before.text(at));
            let field = R::SPECS[at].name;
            if given == now || !unsaid::says::<R>(at, &given) {
                continue;
            }
            let mut taken = !R::KEPT.contains(&field);
            if !taken {
                *self.kept.entry(field).or_default() += 1;
            } else if changed_here(self.view, record, &mut history, field, &given)? {
                taken = false;
                *self.curbed.entry(CHANGED_HERE).or_default() += 1;
            }
            if taken {
                changed.push(at);
            }
            self.differences.push(Difference { line, record: record.to_string(), field, from: now, to: given, taken });
        }
        Ok(changed)
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

/// What is said of a cell that is older than the record.
const CHANGED_HERE: &str = "changed here since the file was written, and stays as the board has it";

/// Whether a field says otherwise than a file because somebody changed it here, from what the file still says.
fn changed_here(
    view: &View<'_>,
    record: RecordId,
    history: &mut Option<Vec<(Change, bool)>>,
    field: &str,
    given: &str,
) -> Result<bool, Refusal> {
    let all = match history {
        Some(all) => all,
        None => history.insert(view.changed(record)?),
    };
    let by_hand = all.iter().filter(|(change, _)| change.field == field).take_while(|(_, imported)| !imported);
    Ok(by_hand.into_iter().any(|(change, _)| change.from == given))
}
