//! Full-text search: titles by parts of words, bodies by words with CJK characters spaced.

use std::fmt::Write as _;

use rusqlite::{Connection, OptionalExtension, params};

use super::table;
use crate::domain::event::Event;
use crate::domain::ids::{RecordId, RecordKind};
use crate::domain::record::{
    Acceptance, Artifact, Assessment, Consultation, ControlTest, Decision, DriftEvent, FollowUp, Incident, Item,
    ManualMetric, Meeting, Model, Monitor, Note, Person, Record, Review, Risk, Row, SavedView, Submission,
    ThematicReview, Validation, Version,
};

/// A record's title with its identifier, and its text as it is searched.
type Document = (String, String);

/// The key of the record whose text an event may have changed.
pub fn touched(event: &Event) -> Option<i64> {
    // Turning to an item and putting a motion are frequent and change no text of the item; all else is looked at,
    // and written if it differs.
    let textual = !matches!(event, Event::ItemCalled(_) | Event::MotionPut(_));
    event.about().first().filter(|_| textual).map(|record| record.key())
}

/// Writes a record's searchable text again.
pub fn refresh(conn: &Connection, key: i64) -> rusqlite::Result<()> {
    replace(conn, key, current(conn, key)?.as_ref())
}

/// A record's text as its row has it; nothing if it is voided.
pub fn current(conn: &Connection, key: i64) -> rusqlite::Result<Option<Document>> {
    let Some(id) = RecordId::from_key(key) else { return Ok(None) };
    match id.kind {
        RecordKind::Person => read::<Person>(conn, id),
        RecordKind::Model => read::<Model>(conn, id),
        RecordKind::Version => read::<Version>(conn, id),
        RecordKind::Submission => read::<Submission>(conn, id),
        RecordKind::Artifact => read::<Artifact>(conn, id),
        RecordKind::Assessment => read::<Assessment>(conn, id),
        RecordKind::Validation => read::<Validation>(conn, id),
        RecordKind::Risk => read::<Risk>(conn, id),
        RecordKind::FollowUp => read::<FollowUp>(conn, id),
        RecordKind::Acceptance => read::<Acceptance>(conn, id),
        RecordKind::Incident => read::<Incident>(conn, id),
        RecordKind::Meeting => read::<Meeting>(conn, id),
        RecordKind::Item => read::<Item>(conn, id),
        RecordKind::Note => read::<Note>(conn, id),
        RecordKind::Decision => read::<Decision>(conn, id),
        RecordKind::Monitor => read::<Monitor>(conn, id),
        RecordKind::DriftEvent => read::<DriftEvent>(conn, id),
        RecordKind::Review => read::<Review>(conn, id),
        RecordKind::ThematicReview => read::<ThematicReview>(conn, id),
        RecordKind::ControlTest => read::<ControlTest>(conn, id),
        RecordKind::ManualMetric => read::<ManualMetric>(conn, id),
        RecordKind::Consultation => read::<Consultation>(conn, id),
        RecordKind::SavedView => read::<SavedView>(conn, id),
    }
}

fn read<R: Record>(conn: &Connection, id: RecordId) -> rusqlite::Result<Option<Document>> {
    Ok(table::load::<R>(conn, id.number)?.map(|row| document(&row)))
}

/// The text of a record.
pub fn document<R: Record>(row: &Row<R>) -> Document {
    (format!("{} {}", row.id(), row.fields.title()), spaced(&row.fields.body()))
}

/// Keeps a document in its table alone; `fresh` if there is none of this record yet. Its indexes are checked or
/// made when all are there.
pub fn keep(conn: &Connection, key: i64, document: Option<Document>, fresh: bool) -> rusqlite::Result<()> {
    let Some((title, body)) = document else {
        return conn.prepare_cached("DELETE FROM search_doc WHERE key = ?1")?.execute([key]).map(drop);
    };
    let sql = if fresh {
        "INSERT INTO search_doc (key, title, body) VALUES (?1, ?2, ?3)"
    } else {
        "INSERT OR REPLACE INTO search_doc (key, title, body) VALUES (?1, ?2, ?3)"
    };
    conn.prepare_cached(sql)?.execute(params![key, title, body]).map(drop)
}

/// Makes both indexes anew of the documents.
pub fn index(conn: &Connection) -> rusqlite::Result<()> {
    conn.execute_batch(
        "INSERT INTO search_title (search_title) VALUES ('rebuild'); INSERT INTO search_body (search_body) VALUES ('rebuild');",
    )
}

/// Replaces a document in the table and in both indexes, which need the old text to forget it.
fn replace(conn: &Connection, key: i64, new: Option<&Document>) -> rusqlite::Result<()> {
    let old: Option<Document> = conn
        .prepare_cached("SELECT title, body FROM search_doc WHERE key = ?1")?
        .query_row([key], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    if old.as_ref() == new {
        return Ok(());
    }
    if let Some((title, body)) = &old {
        conn.prepare_cached("INSERT INTO search_title (search_title, rowid, title) VALUES ('delete', ?1, ?2)")?
            .execute(params![key, title])?;
        conn.prepare_cached("INSERT INTO search_body (search_body, rowid, body) VALUES ('delete', ?1, ?2)")?
            .execute(params![key, body])?;
        conn.prepare_cached("DELETE FROM search_doc WHERE key = ?1")?.execute([key])?;
    }
    if let Some((title, body)) = new {
        conn.prepare_cached("INSERT INTO search_doc (key, title, body) VALUES (?1, ?2, ?3)")?
            .execute(params![key, title, body])?;
        conn.prepare_cached("INSERT INTO search_title (rowid, title) VALUES (?1, ?2)")?.execute(params![key, title])?;
        conn.prepare_cached("INSERT INTO search_body (rowid, body) VALUES (?1, ?2)")?.execute(params![key, body])?;
    }
    Ok(())
}

/// Whether a character is written without spaces between words.
fn is_cjk(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{20000}'..='\u{2fa1f}')
}

/// The text with a space around every CJK character, so that each is a word of its own.
pub fn spaced(text: &str) -> String {
    if !text.chars().any(is_cjk) {
        return text.to_owned();
    }
    let mut spaced = String::with_capacity(text.len() * 2);
    for c in text.chars() {
        if is_cjk(c) {
            let _ = write!(spaced, " {c} ");
        } else {
            spaced.push(c);
        }
    }
    spaced
}

/// A word or phrase as a term of an FTS5 query on bodies: quoted, so that nothing in it is syntax.
pub fn body_term(words: &str, prefix: bool) -> String {
    let quoted = spaced(words).replace('"', "\"\"");
    format!("\"{}\"{}", quoted.trim(), if prefix { "*" } else { "" })
}

/// A hit of a search.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The record.
    pub id: RecordId,
    /// Its title, without the identifier.
    pub title: String,
    /// The words around the hit.
    pub excerpt: String,
}

/// Searches all records: bodies by words (the last one may be unfinished), titles by parts of words.
pub fn search(conn: &Connection, words: &str, limit: i64) -> rusqlite::Result<Vec<Hit>> {
    let terms: Vec<&str> = words.split_whitespace().collect();
    if terms.is_empty() {
        return Ok(Vec::new());
    }
    let body = terms.iter().map(|word| body_term(word, true)).collect::<Vec<_>>().join(" ");
    let mut keys: Vec<(i64, String)> = Vec::new();
    if words.trim().chars().count() >= 3 {
        let title = format!("%{}%", words.trim().replace(['%', '_'], ""));
        let mut statement = conn.prepare_cached("SELECT rowid FROM search_title WHERE title LIKE ?1 LIMIT ?2")?;
        let rows = statement.query_map(params![title, limit], |row| row.get(0))?;
        for key in rows {
            keys.push((key?, String::new()));
        }
    }
    let mut statement = conn.prepare_cached(
        "SELECT rowid, snippet(search_body, 0, '', '', '…', 12) FROM search_body WHERE search_body MATCH ?1 ORDER BY rank LIMIT ?2",
    )?;
    let rows = statement.query_map(params![body, limit], |row| Ok((row.get(0)?, row.get(1)?)))?;
    for row in rows {
        let (key, excerpt): (i64, String) = row?;
        match keys.iter_mut().find(|(known, _)| *known == key) {
            Some(known) => known.1 = excerpt,
            None => keys.push((key, excerpt)),
        }
    }
    keys.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let mut title = conn.prepare_cached("SELECT title FROM search_doc WHERE key = ?1")?;
    let mut hits = Vec::new();
    for (key, excerpt) in keys {
        let text: Option<String> = title.query_row([key], |row| row.get(0)).optional()?;
        if let (Some(id), Some(text)) = (RecordId::from_key(key), text) {
            let name = text.split_once(' ').map(|(_, name)| name.to_owned()).unwrap_or_default();
            hits.push(Hit { id, title: name, excerpt: excerpt.replace('\n', " · ") });
        }
    }
    Ok(hits)
}
