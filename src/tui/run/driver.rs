//! Carries effects out, and sends what came of them back.

use std::time::{Duration, Instant};

use chrono::{DateTime, NaiveDate, Utc};

use super::importing::Importing;
use super::reader::Reader;
use super::terminal::{self, Screen};
use super::worker::Worker;
use super::{Answer, Options, clipboard, drafts, editor, export};
use crate::board;
use crate::domain::Refusal;
use crate::domain::operation::{Operation, Request};
use crate::exchange::importer::save_map;
use crate::store::Store;
use crate::store::drafts::Drafts;
use crate::tui::draft::DraftKey;
use crate::tui::effect::{Effect, Load, Loaded, Msg, News, Outcome, Token};
use crate::tui::shell::Shell;
use crate::tui::update::{State, update};

/// A batch of more rows than this is carried out off-thread.
const BULK: usize = 50;
/// Rounds without a key after which the write-ahead log is moved into the file.
const IDLE: u32 = 5;

/// The world as the interface's state sees it.
pub struct Driver {
    options: Options,
    store: Store,
    answer: Answer,
    worker: Worker,
    /// What the board does by itself: it never keeps a person waiting.
    keeper: Worker,
    /// What looks at a file that is to be imported, and imports it.
    importing: Importing,
    /// What looks at the whole record.
    looker: Worker,
    /// What it is to read once that is done; of several askings the last.
    wanted: Option<Load>,
    /// What may take longer to read than a frame.
    reader: Reader,
    drafts: Option<drafts::File>,
    version: i64,
    file: Option<(u64, u64)>,
    begun: (DateTime<Utc>, Instant),
    idle: u32,
    wrote: bool,
    caught_up: Option<NaiveDate>,
    left: bool,
}

impl Driver {
    /// The world of an open store.
    pub fn new(options: Options, store: Store, answer: Answer) -> Self {
        let version = store.data_version();
        let file = identity(&options);
        let worker = Worker::default();
        let begun = ((options.clock)(), Instant::now());
        Self {
            options,
            store,
            answer,
            worker,
            keeper: Worker::default(),
            importing: Importing::default(),
            looker: Worker::default(),
            wanted: None,
            reader: Reader::default(),
            drafts: None,
            version,
            file,
            begun,
            idle: 0,
            wrote: false,
            caught_up: None,
            left: false,
        }
    }

    /// Whether the interface has been left.
    pub const fn left(&self) -> bool {
        self.left
    }

    /// Whether something is done off-thread.
    pub fn busy(&self) -> bool {
        self.worker.busy() || self.keeper.busy() || self.looker.busy() || self.wanted.is_some() || self.importing.busy()
    }

    /// Whether something is read that the screen waits for.
    pub const fn reading(&self) -> bool {
        self.reader.busy()
    }

    /// The interface's time: where the board's stands still, drafts and messages must not.
    fn now(&self) -> DateTime<Utc> {
        let (start, begun) = self.begun;
        let now = (self.options.clock)();
        if now == start { start + begun.elapsed() } else { now }
    }

    /// Sends a message, and carries out what it leads to.
    pub fn send(&mut self, state: &mut State, screen: &mut Screen, msg: Msg) -> Result<(), Refusal> {
        if !matches!(msg, Msg::Tick | Msg::Drawn(_)) {
            self.idle = 0;
        }
        let mut queue = vec![msg];
        while !queue.is_empty() {
            let msg = queue.remove(0);
            for effect in update(state, msg, self.now()) {
                queue.extend(self.carry_out(effect, state, screen)?);
            }
        }
        Ok(())
    }

    /// The first frame is on screen: what it did not wait for is read now.
    pub fn shown(&mut self, state: &mut State, screen: &mut Screen) -> Result<(), Refusal> {
        self.reader.begin(&self.options, self.answer);
        if self.options.read_only { Ok(()) } else { self.recover(state, screen) }
    }

    /// Takes over the drafts of the last session.
    fn recover(&mut self, state: &mut State, screen: &mut Screen) -> Result<(), Refusal> {
        let found = drafts::File::open(&self.options).and_then(|file| {
            let found = file.all();
            self.drafts = Some(file);
            found
        });
        match found {
            Ok(found) if found.is_empty() => Ok(()),
            Ok(found) => self.send(state, screen, Msg::News(News::Loaded(Loaded::Drafts(found)))),
            Err(refusal) => self.send(state, screen, Msg::Refused(refusal)),
        }
    }

    fn carry_out(&mut self, effect: Effect, state: &State, screen: &mut Screen) -> Result<Vec<Msg>, Refusal> {
        let msg = match effect {
            Effect::Run { token, request } => return Ok(self.execute(token, *request)),
            Effect::Load(load) if load.is_long() => {
                self.wanted = Some(load);
                return Ok(self.read_long());
            }
            Effect::Load(load) if load.is_aside() => {
                self.reader.want(load, &self.options, self.answer);
                return Ok(Vec::new());
            }
            Effect::Load(load) => {
                let wording = &self.options.settings.wording;
                Msg::News(News::Loaded((self.answer)(&load, &self.store, &self.options.env(), wording)))
            }
            Effect::Copy { what, text } => {
                let facts = &self.options.settings.terminal;
                match clipboard::copy(&text, facts, terminal::write) {
                    Ok(way) => Msg::Say(format!("copied {what} ({way})")),
                    Err(refusal) => Msg::Refused(refusal),
                }
            }
            Effect::Edit { token, text } => {
                screen.leave();
                let edited = editor::edit(&text, self.options.settings.editor.as_deref());
                screen.enter_again(state.shell.mouse)?;
                Msg::News(News::Edited(token, edited))
            }
            Effect::SaveDraft(draft) => return Ok(self.draft(|file| file.keep(&draft))),
            Effect::DropDraft(key) => return Ok(self.drop_draft(&key)),
            Effect::Export(wanted) => {
                let answer = self.answer;
                let started = self.worker.start(&self.options, move |desk| export::write(&wanted, answer, desk));
                return Ok(started.err().map(Msg::Refused).into_iter().collect());
            }
            Effect::Import(task) => return Ok(self.importing.ask(*task, &self.options)),
            Effect::KeepMap { name, kind, pairs } => {
                let kept = Drafts::open(&self.options.store).and_then(|file| save_map(&file, &name, kind, &pairs));
                match kept {
                    Ok(()) => Msg::Say(format!("the columns are kept as `{name}`")),
                    Err(refusal) => Msg::Refused(refusal),
                }
            }
            Effect::Report { report, path } => {
                let started = self.worker.start(&self.options, move |desk| export::report(report, &path, desk));
                return Ok(started.err().map(Msg::Refused).into_iter().collect());
            }
            Effect::Cancel => {
                self.worker.cancel();
                self.importing.cancel();
                return Ok(Vec::new());
            }
            Effect::Suspend => {
                screen.leave();
                let stopped = signal_hook::low_level::emulate_default_handler(signal_hook::consts::SIGTSTP);
                screen.enter_again(state.shell.mouse)?;
                match stopped {
                    Ok(()) => Msg::News(News::Changed),
                    Err(error) => Msg::Refused(Refusal::store("suspend", format!("it cannot be: {error}"))),
                }
            }
            Effect::Redraw => {
                screen.clear()?;
                return Ok(Vec::new());
            }
            Effect::Mouse(on) => {
                terminal::mouse(on);
                return Ok(Vec::new());
            }
            Effect::Quit => {
                self.left = true;
                return Ok(Vec::new());
            }
        };
        Ok(vec![msg])
    }

    fn execute(&mut self, token: Token, mut request: Request) -> Vec<Msg> {
        // Evidence that is a file of this machine is hashed as it is received, and again as it is accepted.
        let trusted = match crate::exchange::evidence::settle(&mut request.operation, &self.store.view()) {
            Ok(notes) => notes,
            Err(refusal) => return vec![Msg::News(News::Done(token, Err(refusal)))],
        };
        if let Operation::Batch(batch) = &request.operation
            && batch.rows.len() > BULK
        {
            let rows = batch.rows.len();
            let started = self.worker.start(&self.options, move |desk| {
                desk.progress(format!("{rows} rows …"));
                let env = desk.env.clone();
                let mut done = board::execute(&mut desk.store, &request, &env);
                if let Ok(receipt) = &mut done {
                    receipt.notes.extend(trusted);
                }
                Msg::News(News::Done(token, outcome(done)))
            });
            return started.err().map(|refusal| Msg::News(News::Done(token, Err(refusal)))).into_iter().collect();
        }
        let mut done = board::execute(&mut self.store, &request, &self.options.env());
        if let Ok(receipt) = &mut done {
            receipt.notes.extend(trusted);
        }
        self.wrote |= done.is_ok();
        vec![Msg::News(News::Done(token, outcome(done)))]
    }

    /// Reads what was asked for last off-thread, unless something is still being read: then once that is done.
    fn read_long(&mut self) -> Vec<Msg> {
        if self.looker.busy() {
            return Vec::new();
        }
        let Some(load) = self.wanted.take() else { return Vec::new() };
        let answer = self.answer;
        let started = self.looker.start(&self.options, move |desk| {
            Msg::News(News::Loaded(answer(&load, &desk.store, &desk.env, &desk.wording)))
        });
        started.err().map(Msg::Refused).into_iter().collect()
    }

    fn draft(&mut self, act: impl FnOnce(&drafts::File) -> Result<(), Refusal>) -> Vec<Msg> {
        let done = match &self.drafts {
            Some(file) => act(file),
            None => drafts::File::open(&self.options).and_then(|file| {
                let done = act(&file);
                self.drafts = Some(file);
                done
            }),
        };
        done.err().map(Msg::Refused).into_iter().collect()
    }

    fn drop_draft(&mut self, key: &DraftKey) -> Vec<Msg> {
        self.draft(|file| file.drop(key))
    }

    /// Hears what was done off-thread.
    pub fn hear(&mut self, state: &mut State, screen: &mut Screen) -> Result<(), Refusal> {
        for msg in self.worker.told().into_iter().chain(self.importing.told(&self.options)) {
            self.wrote |= matches!(msg, Msg::News(News::Done(_, Ok(_))));
            self.send(state, screen, msg)?;
        }
        let mut aside = self.keeper.told();
        aside.extend(self.looker.told());
        aside.extend(self.read_long());
        let read = self.reader.told(&self.options, self.answer);
        aside.extend(read.into_iter().map(|loaded| Msg::News(News::Loaded(loaded))));
        for msg in aside {
            // Neither is a person's wait, so nobody is told how far it has come.
            if !matches!(msg, Msg::Progress(_)) {
                self.send(state, screen, msg)?;
            }
        }
        Ok(())
    }

    /// Looks whether another process has written, or put another file in the place of this one.
    pub fn look(&mut self, state: &mut State, screen: &mut Screen) -> Result<(), Refusal> {
        self.idle = self.idle.saturating_add(1);
        let idle = self.idle;
        let file = identity(&self.options);
        if file != self.file {
            self.file = file;
            let name = self.options.store.display().to_string();
            let said = match self.options.open() {
                Ok(store) => {
                    store.checkpoint_when_idle();
                    self.store = store;
                    self.reader.leave();
                    Refusal::store(name, "the file was replaced; this is the new one")
                }
                Err(refusal) => refusal,
            };
            self.version = self.store.data_version();
            self.send(state, screen, Msg::Refused(said))?;
            return self.send(state, screen, Msg::News(News::Changed));
        }
        let version = self.store.data_version();
        if version != self.version {
            self.version = version;
            self.send(state, screen, Msg::News(News::Changed))?;
            self.idle = idle;
        }
        if self.wrote && self.idle >= IDLE {
            self.wrote = false;
            self.store.checkpoint();
        }
        self.catch_up();
        Ok(())
    }

    /// Puts on the record what has fallen due, once a day and off-thread: after the first frame, and at midnight.
    fn catch_up(&mut self) {
        if self.keeper.busy() || !self.store.writable() {
            return;
        }
        // The board's day, not the machine's: that is the one on which things fall due.
        let zone = board::policy_in_force(&self.store.view()).map(|policy| policy.time_zone.0);
        let Ok(today) = zone.map(|zone| self.now().with_timezone(&zone).date_naive()) else { return };
        if self.caught_up == Some(today) {
            return;
        }
        self.caught_up = Some(today);
        // What cannot be written down now is derived all the same, and is tried again at the next start.
        let _ = self.keeper.start(&self.options, |desk| {
            let env = desk.env.clone();
            match board::tick(&mut desk.store, &env) {
                Ok(_) => Msg::Progress(String::new()),
                Err(refusal) => Msg::Refused(refusal),
            }
        });
    }

    /// Whether something changes by itself now.
    pub fn due(&self, shell: &Shell) -> bool {
        shell.wake().is_some_and(|wake| wake <= self.now())
    }

    /// How long nothing changes by itself.
    pub fn wait(&self, shell: &Shell) -> Duration {
        let wake = shell.wake().map(|wake| wake - self.now());
        wake.map_or(Duration::MAX, |wait| wait.to_std().unwrap_or_default())
    }

    /// Leaves everything in order.
    pub fn end(&mut self, state: &State) {
        self.worker.cancel();
        self.worker.end();
        self.importing.end();
        self.keeper.end();
        for draft in state.shell.drafts.unsaved() {
            self.draft(|file| file.keep(&draft));
        }
        if self.store.writable() {
            self.store.checkpoint();
        }
    }
}

fn outcome(done: Result<board::Receipt, Refusal>) -> Result<Outcome, Refusal> {
    done.map(|receipt| {
        let parts: Vec<String> = std::iter::once(receipt.summary).chain(receipt.notes).collect();
        Outcome { sentence: parts.join("; "), touched: receipt.made }
    })
}

/// What tells the file from another of the same name.
fn identity(options: &Options) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata(&options.store).ok().map(|meta| (meta.dev(), meta.ino()))
}
