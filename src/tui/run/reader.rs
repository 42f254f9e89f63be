//! What may take longer to read than a frame: a thread with a connection of its own, which stays open
//! from one reading to the next.

use std::mem::discriminant;
use std::sync::mpsc::{Receiver, Sender, TryRecvError, channel};

use super::{Answer, Options};
use crate::board::Env;
use crate::store::Store;
use crate::tui::effect::{Load, Loaded};

/// The way to the thread and back.
struct Link {
    ask: Sender<(Load, Env)>,
    told: Receiver<Loaded>,
}

/// The thread, one reading at a time; of what waits only the last of each sort is read.
#[derive(Default)]
pub struct Reader {
    link: Option<Link>,
    reading: bool,
    wanted: Vec<Load>,
    begun: bool,
}

impl Reader {
    /// Whether an answer is to come.
    pub const fn busy(&self) -> bool {
        self.reading || !self.wanted.is_empty()
    }

    /// Asks for something to be read; what was asked of the same sort and has not begun is not read any more.
    pub fn want(&mut self, load: Load, options: &Options, answer: Answer) {
        self.wanted.retain(|known| discriminant(known) != discriminant(&load));
        self.wanted.push(load);
        self.next(options, answer);
    }

    /// Begins to read: the first frame is on screen, and was kept waiting by nothing of this.
    pub fn begin(&mut self, options: &Options, answer: Answer) {
        self.begun = true;
        self.next(options, answer);
    }

    /// What has been read since the last time.
    pub fn told(&mut self, options: &Options, answer: Answer) -> Vec<Loaded> {
        let mut told = Vec::new();
        while let Some(link) = &self.link {
            match link.told.try_recv() {
                Ok(loaded) => {
                    self.reading = false;
                    told.push(loaded);
                }
                Err(TryRecvError::Empty) => break,
                // A panic there has been reported by its hook; the next asking begins anew.
                Err(TryRecvError::Disconnected) => self.leave(),
            }
        }
        self.next(options, answer);
        told
    }

    /// Gives the connection up: the file is another one now.
    pub fn leave(&mut self) {
        self.link = None;
        self.reading = false;
    }

    fn next(&mut self, options: &Options, answer: Answer) {
        if !self.begun || self.reading || self.wanted.is_empty() {
            return;
        }
        // A list is waited for, what stands beside it is looked at later.
        let first = self.wanted.iter().position(|load| matches!(load, Load::Ids { .. })).unwrap_or(0);
        let load = self.wanted.remove(first);
        let link = self.link.get_or_insert_with(|| link(options, answer));
        self.reading = link.ask.send((load, options.env())).is_ok();
    }
}

/// Begins the thread; it ends when nobody can ask it any more.
fn link(options: &Options, answer: Answer) -> Link {
    let (ask, asked) = channel::<(Load, Env)>();
    let (tell, told) = channel();
    let options = options.clone();
    std::thread::spawn(move || {
        let mut store = None;
        for (load, env) in asked {
            let opened = match store.take() {
                Some(store) => Ok(store),
                None => options.open().inspect(Store::keep_little),
            };
            let loaded = match opened {
                Ok(open) => answer(&load, store.insert(open), &env, &options.settings.wording),
                Err(refusal) => Loaded::Failed(load, refusal),
            };
            if tell.send(loaded).is_err() {
                break;
            }
        }
    });
    Link { ask, told }
}
