//! The log replayed into a temporary file, beside which the real tables can be held, or from which they can be
//! made anew. One thread reads and checks the log and another projects it, where the store is a file.

use std::path::{Path, PathBuf};
use std::sync::mpsc::sync_channel;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::compare::REPLAYED;
use super::connection::{Store, connect, trouble};
use super::log::{self, Entry};
use super::project::{self, Desk};
use super::verify::{Difference, difference};
use super::{schema, search};
use crate::domain::Refusal;
use crate::domain::event::Event;

/// Events read at a time, with what they say.
type Batch = Vec<(Entry, Event)>;
/// How many events are read at a time.
const AT_A_TIME: usize = 256;
/// How many batches may wait to be projected.
const WAITING: usize = 8;

/// The log up to an event.
pub struct Log<'a> {
    /// Whose it is.
    pub store: &'a Store,
    /// A connection of this thread.
    pub conn: &'a Connection,
    /// The last event that counts.
    pub until: i64,
}

/// What the log's own chain came to.
#[derive(Debug, Default)]
pub struct Chain {
    /// Events read.
    pub events: u64,
    /// The hash of the last of them.
    pub head: String,
    /// Where it breaks.
    pub fault: Option<Difference>,
    /// Whether nobody wanted to hear more.
    pub stopped: bool,
}

/// What came of a replay and of what was done along with it.
pub struct Told<A, B> {
    /// The chain.
    pub chain: Result<Chain, Refusal>,
    /// What was done beside.
    pub beside: A,
    /// What was done with the replayed tables; nothing if the log could not be read to its end.
    pub then: Result<Option<B>, Refusal>,
}

/// Replays the log. Where the store is a file, the log is read on a thread and connection of its own, `beside`
/// runs on another, and what was read is projected here, after which `then` runs here; else all that one after
/// the other. `heard` is told how many events are done, and may refuse to go on.
pub fn along<A: Send, B>(
    log: &Log<'_>,
    replay: &mut Replay,
    heard: &mut dyn FnMut(u64) -> Result<(), Refusal>,
    beside: impl FnOnce(&Connection) -> A + Send,
    then: impl FnOnce(&mut Replay) -> Result<B, Refusal>,
) -> Result<Told<A, B>, Refusal> {
    let (path, until) = (log.store.path(), log.until);
    let mut done = 0;
    let mut take = |replay: &mut Replay, batch: &Batch| {
        done += batch.len() as u64;
        replay.take(batch).and_then(|()| heard(done))
    };
    let mut taken = Ok(());
    if path.as_os_str() == ":memory:" {
        let mut hand = |batch| {
            taken = take(replay, &batch);
            taken.is_ok()
        };
        let chain = read(log.conn, path, until, Some(&mut hand));
        let whole = is_whole(&chain);
        let beside = beside(log.conn);
        let then = taken.and_then(|()| whole.then(|| then(replay)).transpose());
        return Ok(Told { chain, beside, then });
    }
    let open = || open_beside(path, log.store.writable()).map_err(|error| trouble(path, &error));
    let (reading, checking) = (open()?, open()?);
    let interrupt = checking.get_interrupt_handle();
    let (send, receive) = sync_channel::<Option<Batch>>(WAITING);
    Ok(std::thread::scope(|scope| {
        let reader = scope.spawn(move || {
            let chain = read(&reading, path, until, Some(&mut |batch| send.send(Some(batch)).is_ok()));
            // The last word: all was read, and it is sound.
            let _ = is_whole(&chain) && send.send(None).is_ok();
            chain
        });
        let beside = scope.spawn(move || beside(&checking));
        let mut whole = false;
        for message in receive {
            match message {
                Some(batch) => taken = take(replay, &batch),
                None => whole = true,
            }
            if taken.is_err() {
                interrupt.interrupt();
                break;
            }
        }
        let then = taken.and_then(|()| whole.then(|| then(replay)).transpose());
        let chain = reader.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        let beside = beside.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        Told { chain, beside, then }
    }))
}

fn is_whole(chain: &Result<Chain, Refusal>) -> bool {
    chain.as_ref().is_ok_and(|chain| chain.fault.is_none() && !chain.stopped)
}

/// A second connection to the same file.
fn open_beside(path: &Path, writable: bool) -> rusqlite::Result<Connection> {
    let conn = connect(path, writable)?;
    conn.busy_timeout(Duration::from_secs(5))?;
    conn.pragma_update(None, "cache_size", -8192)?;
    Ok(conn)
}

/// Reads the log in order, checks its chain, and hands it over in batches until `hand` says no.
fn read(
    conn: &Connection,
    path: &Path,
    until: i64,
    mut hand: Option<&mut dyn FnMut(Batch) -> bool>,
) -> Result<Chain, Refusal> {
    let genesis = log::genesis(conn).map_err(|error| trouble(path, &error))?;
    let mut chain = Chain { head: log::root(&genesis), ..Chain::default() };
    let mut batch = Batch::with_capacity(AT_A_TIME);
    let mut expected = 1;
    log::scan_until::<Refused>(conn, 0, until, |mut entry| {
        if let Some(sentence) = entry.fault(expected, &chain.head, &genesis) {
            chain.fault = Some(difference("event", format!("seq {}", entry.seq), "", sentence));
            return Ok(false);
        }
        chain.head.clone_from(&entry.hash);
        chain.events += 1;
        expected = entry.seq + 1;
        let (Some(payload), Some(hand)) = (entry.payload.take(), &mut hand) else { return Ok(true) };
        let event = Event::decode(&entry.kind, entry.version, &payload)?;
        batch.push((entry, event));
        if batch.len() == AT_A_TIME {
            let full = std::mem::replace(&mut batch, Batch::with_capacity(AT_A_TIME));
            chain.stopped = !hand(full);
        }
        Ok(!chain.stopped)
    })
    .map_err(|refused| refused.0)?;
    if let Some(hand) = hand
        && !batch.is_empty()
        && !chain.stopped
    {
        chain.stopped = !hand(batch);
    }
    Ok(chain)
}

/// Reads the whole log and checks its chain, and nothing else: how many events there are, and the last hash.
pub fn check_chain(store: &Store) -> Result<(u64, String), Refusal> {
    let path = store.path();
    let chain = read(&store.conn, path, i64::MAX, None)?;
    match chain.fault {
        None => Ok((chain.events, chain.head)),
        Some(fault) => Err(Refusal::store(path.display().to_string(), format!("{}: {}", fault.id, fault.sentence))
            .hint("put a backup in its place with boardroom restore")),
    }
}

/// Carries a refusal through a scan of the log.
struct Refused(Refusal);

impl From<rusqlite::Error> for Refused {
    fn from(error: rusqlite::Error) -> Self {
        Self(trouble(Path::new("the log"), &error))
    }
}

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Self {
        Self(refusal)
    }
}

/// The tables of a replay, in a temporary file; nothing rests on them.
pub struct Replay {
    conn: Connection,
    file: tempfile::NamedTempFile,
    desk: Desk,
    path: PathBuf,
}

impl Replay {
    /// Empty tables, for the log of the store at this path.
    pub fn new(path: &Path) -> Result<Self, Refusal> {
        let file = tempfile::NamedTempFile::new().map_err(|error| {
            Refusal::store("temporary file", format!("it cannot be made: {error}"))
                .hint("free space in the temporary folder")
        })?;
        let open = || {
            let conn = Connection::open(file.path())?;
            conn.set_prepared_statement_cache_capacity(256);
            conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
            conn.execute_batch("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -8192;")?;
            conn.execute_batch("CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;")?;
            conn.execute_batch(&schema::bare())?;
            // A correction of attendance looks for its entry, and an item for the end of its agenda.
            conn.execute_batch(
                "CREATE INDEX attended ON attendance (meeting, person); CREATE INDEX agenda ON item (meeting); BEGIN",
            )?;
            Ok(conn)
        };
        let conn = open().map_err(|error| trouble(file.path(), &error))?;
        Ok(Self { conn, file, desk: Desk::holding(), path: path.to_owned() })
    }

    /// Puts its tables beside those of a store.
    pub fn attach(&self, conn: &Connection) -> rusqlite::Result<()> {
        let file = self.file.path().display().to_string();
        conn.execute(&format!("ATTACH DATABASE ?1 AS {REPLAYED}"), [file]).map(drop)
    }

    fn take(&mut self, batch: &Batch) -> Result<(), Refusal> {
        for (entry, event) in batch {
            project::project(&self.conn, &mut self.desk, entry, event).map_err(|error| trouble(&self.path, &error))?;
        }
        Ok(())
    }

    /// Writes what is left, so that others see it.
    pub fn finish(&mut self) -> Result<(), Refusal> {
        let written = self.desk.finish(&self.conn).and_then(|()| self.conn.execute_batch("COMMIT"));
        written.map_err(|error| trouble(&self.path, &error))
    }
}

/// Makes every derived table again from the log: replayed into a temporary file first, then put in
/// place in one transaction, so that the old tables stand until the new ones do.
pub fn rebuild(store: &mut Store, progress: &mut dyn FnMut(u64, u64) -> bool) -> Result<u64, Refusal> {
    let path = store.path().to_owned();
    let refuse = |error: rusqlite::Error| trouble(&path, &error);
    let until = log::head(&store.conn).map_err(refuse)?.seq;
    let all = u64::try_from(until).unwrap_or(0);
    let mut replay = Replay::new(&path)?;
    replay.attach(&store.conn).map_err(refuse)?;
    let mut heard = |done| {
        if progress(done, all) { Ok(()) } else { Err(Refusal::state("rebuild", "cancelled; the old tables stand")) }
    };
    let log = Log { store, conn: &store.conn, until };
    let told = along(
        &log,
        &mut replay,
        &mut heard,
        |_| (),
        |replay| {
            replay.finish()?;
            replace_tables(&store.conn, until).map_err(refuse)
        },
    );
    let _ = store.conn.execute_batch(&format!("DETACH DATABASE {REPLAYED}"));
    let Told { chain, then, .. } = told?;
    let put = then?;
    let chain = chain?;
    match (chain.fault, put) {
        (Some(fault), _) => {
            Err(Refusal::store(path.display().to_string(), format!("{}: {}", fault.id, fault.sentence))
                .hint("the log is damaged, and the old tables stand; put a backup in its place with boardroom restore"))
        }
        (None, Some(true)) => {
            store.truncate_wal();
            Ok(chain.events)
        }
        // Somebody wrote while the log was replayed: what they wrote must be in the tables too.
        (None, _) => rebuild(store, progress),
    }
}

/// Puts the replayed tables in place, unless the log has grown since.
fn replace_tables(conn: &Connection, last: i64) -> rusqlite::Result<bool> {
    let tx = Transaction::new_unchecked(conn, TransactionBehavior::Immediate)?;
    if log::head(&tx)?.seq != last {
        return Ok(false);
    }
    schema::drop_derived(&tx)?;
    tx.execute_batch(&schema::bare())?;
    for table in schema::tables() {
        tx.execute_batch(&format!("INSERT INTO main.{table} SELECT * FROM {REPLAYED}.{table}"))?;
    }
    tx.execute_batch(&schema::upon_tables())?;
    search::index(&tx)?;
    schema::note_layout(&tx)?;
    tx.execute_batch(&format!(
        "INSERT INTO main.meta (name, value) SELECT name, value FROM {REPLAYED}.meta WHERE name = 'board'
         ON CONFLICT (name) DO UPDATE SET value = excluded.value"
    ))?;
    tx.commit().map(|()| true)
}
